namespace RetailActors.Gateway;

/// <summary>The routes of returns.</summary>
public static class ReturnDocs
{
    private const string Tag = "Returns";
    private const string Decision = """{"reason":"as agreed by phone"}""";

    private static readonly string _request = $$"""
        {"returnId":"RMA-1","orderId":"{{OrderExamples.Id}}","location":"store-7",
         "occurredAt":"2026-11-30T10:00:00Z","reason":"too small",
         "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
        """;

    private const string Receipt = """
        {"location":"store-7","occurredAt":"2026-12-02T10:00:00Z",
         "lines":[{"lineId":"1","quantity":1,"disposition":"processing-required"}]}
        """;

    private const string List = """
        {"items":[{"id":"RMA-1","status":"refunded","group":"store-7","changedAt":"2026-11-30T10:00:01Z","version":3,
          "self":"/v1/returns/RMA-1"}],"next":"Uk1BLTE"}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Post("/v1/returns", "request-return", Scopes.ReturnsWrite, BodyNeed.Required, ReturnRoutes.Request)
            .Is(Tag, "Take goods back, or ask for it",
                "Any location may receive the goods of any order. Stock, refund, tax and the documents outside follow "
                + "by themselves; read the return to see how far it is. With received false it waits for approve.")
            .Takes<ReturnBody>(_request)
            .Answers<ReturnAnswer>(201, "Taken in.", Shown("RMA-1", "received", "restocked"))
            .Answers<ReturnAnswer>(200, "Taken in before.", Shown("RMA-1", "refunded", "restocked"))
            .Refuses(404, "not-found")
            .Refuses(409, "exceeds-fulfilled", "return-differs", "too-many-returns");
        routes.Get("/v1/returns", "list-returns", Scopes.ReturnsRead, ReturnRoutes.List)
            .Is(Tag, "List returns", "A page of returns, by id.")
            .Query("status", "Only with this status.", "closed")
            .Query("location", "Only received there.", "store-7")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<ReturnList>(200, "A page.", List);
        routes.Get("/v1/returns/{id}", "get-return", Scopes.ReturnsRead, ReturnRoutes.Read)
            .Is(Tag, "Read a return", "Its units, its money and how far it is, as of the last durable change.")
            .Path("id", "Id of the return.", "RMA-1")
            .Answers<ReturnAnswer>(200, "The return.", Shown("RMA-1", "refunded", "restocked"))
            .Refuses(404, "not-found");
        Change(routes, "approve", "approve-return", ReturnRoutes.Approve, "RMA-2", "approved",
            "Agree to a return", "The goods may come.");
        Change(routes, "decline", "decline-return", ReturnRoutes.Decline, "RMA-3", "declined",
            "Refuse a return", "Its units may be asked for again.");
        Change(routes, "cancel", "cancel-return", ReturnRoutes.Cancel, "RMA-4", "cancelled",
            "Take a request back", "Only before the goods are received.");
        Change(routes, "sent", "record-return-sent", ReturnRoutes.Sent, "RMA-2", "in-transit",
            "Record that the goods are on their way", "Needs the approval.");
        routes.Post("/v1/returns/{id}/receive", "receive-return", Scopes.ReturnsWrite, BodyNeed.Required,
                ReturnRoutes.Receive)
            .Is(Tag, "Record that the goods are here",
                "At any location, approved or not: a fact. Without lines everything is as announced.")
            .Path("id", "Id of the return.", "RMA-2")
            .Takes<ReceiveReturnBody>(Receipt)
            .Answers<ReturnAnswer>(
                200, "Received, now or before.", Shown("RMA-2", "received", "processing-required"))
            .Refuses(404, "not-found").Refuses(409, "not-allowed");
    }

    private static void Change(
        RouteTable routes, string verb, string name, Handler handler, string id, string status, string summary,
        string description) => routes
        .Post("/v1/returns/{id}/" + verb, name, Scopes.ReturnsWrite, BodyNeed.Optional, handler)
        .Is(Tag, summary, description)
        .Path("id", "Id of the return.", id)
        .Takes<ReturnDecisionBody>(Decision)
        .Answers<ReturnAnswer>(200, "Done, now or before.", Shown(id, status, "restocked"))
        .Refuses(404, "not-found").Refuses(409, "not-allowed");

    private static string Shown(string id, string status, string disposition) => $$"""
        {"id":"{{id}}","orderId":"{{OrderExamples.Id}}","status":"{{status}}","location":"store-7",
         "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":1,"disposition":"{{disposition}}",
           "net":{"minor":1999,"currency":"USD"},"tax":{"minor":165,"currency":"USD"},
           "shipping":{"minor":0,"currency":"USD"} }],
         "amount":{"minor":2164,"currency":"USD"},
         "refunds":[{"payment":"{{OrderExamples.Id}}.p1","amount":{"minor":2164,"currency":"USD"},"status":"owed"}],
         "requestedAt":"2026-11-30T10:00:00Z","version":2,
         "links":{"self":"/v1/returns/{{id}}","order":"/v1/orders/{{OrderExamples.Id}}"} }
        """;
}
