namespace RetailActors.Gateway;

/// <summary>The routes of exchanges.</summary>
public static class ExchangeDocs
{
    private const string Tag = "Returns";

    private static readonly string _request = $$"""
        {"exchangeId":"EX-1","orderId":"{{OrderExamples.ExchangedId}}","location":"store-7","reason":"too small",
         "occurredAt":"2026-11-30T10:00:00Z","lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}],
         "newOrder":{"channel":"web","externalId":"W-1006","customer":{"id":"C-9"},"currency":"USD",
          "fulfilment":{"method":"pickup","location":"store-7"},
          "lines":[{"lineId":"1","sku":"TEE-BLK-L","quantity":1,"unitPrice":{"minor":1999,"currency":"USD"} }],
          "tax":{"minor":165,"currency":"USD"},"total":{"minor":2164,"currency":"USD"} } }
        """;

    private static readonly string _exchange = $$"""
        {"id":"EX-1","status":"completed","orderId":"{{OrderExamples.ExchangedId}}","returnId":"exchange:EX-1",
         "newOrderId":"{{OrderExamples.InsteadId}}","returned":{"minor":2164,"currency":"USD"},
         "total":{"minor":2164,"currency":"USD"},"credit":{"minor":2164,"currency":"USD"},
         "due":{"minor":0,"currency":"USD"},"back":{"minor":0,"currency":"USD"},
         "requestedAt":"2026-11-30T10:00:00Z","version":5,
         "links":{"self":"/v1/exchanges/EX-1","return":"/v1/returns/exchange:EX-1",
          "order":"/v1/orders/{{OrderExamples.ExchangedId}}","newOrder":"/v1/orders/{{OrderExamples.InsteadId}}"} }
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Post(
                "/v1/exchanges", "request-exchange", Scopes.ReturnsWrite, BodyNeed.Required, ExchangeRoutes.Request)
            .Is(Tag, "Exchange goods for others",
                "A return and a new order. What the returned goods are worth pays the new order; the difference is "
                + "paid back, or charged to the payment. The new order is decided first: when it is refused, nothing "
                + "comes back. 202: still deciding, poll the Location.")
            .Takes<ExchangeBody>(_request)
            .Answers<ExchangeAnswer>(201, "The new order is accepted and the return is recorded.", _exchange)
            .Answers<ExchangeAnswer>(200, "Exchanged before.", _exchange)
            .Answers<ExchangeAnswer>(202, "Taken in and still being decided.", _exchange)
            .Refuses(402, "exchange-refused").Refuses(404, "not-found")
            .Refuses(409, "exchange-refused", "exchange-differs");
        routes.Get("/v1/exchanges/{id}", "get-exchange", Scopes.ReturnsRead, ExchangeRoutes.Read)
            .Is(Tag, "Read an exchange", "Its return, its order and the money between them.")
            .Path("id", "Id of the exchange.", "EX-1")
            .Answers<ExchangeAnswer>(200, "The exchange.", _exchange)
            .Refuses(404, "not-found");
    }
}
