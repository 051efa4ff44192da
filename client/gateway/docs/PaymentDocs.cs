namespace RetailActors.Gateway;

/// <summary>The routes of payments.</summary>
public static class PaymentDocs
{
    private const string Tag = "Payments";
    private static readonly string _id = OrderExamples.Id + ".p1";
    private static readonly string _shippedId = OrderExamples.ShippedId + ".p1";

    private static readonly string _payment = $$"""
        {"id":"{{_id}}","order":"{{OrderExamples.Id}}","provider":"sandbox","status":"authorised",
         "requested":{"minor":4328,"currency":"USD"},"authorised":{"minor":4328,"currency":"USD"},
         "captured":{"minor":0,"currency":"USD"},"voided":{"minor":0,"currency":"USD"},
         "refundPending":{"minor":0,"currency":"USD"},"refunded":{"minor":0,"currency":"USD"},
         "operations":[{"id":"auth","kind":"authorise","amount":{"minor":4328,"currency":"USD"},"status":"succeeded",
           "reference":"pi_1","requestedAt":"2026-11-27T09:00:00Z"}],"version":2}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Get("/v1/payments/{id}", "get-payment", Scopes.PaymentsRead, PaymentRoutes.Read)
            .Is(Tag, "Read a payment", "Its amounts and every operation, as of the last durable change.")
            .Path("id", "Id of the payment, as the order shows it.", _id)
            .Answers<PaymentAnswer>(200, "The payment.", _payment)
            .Refuses(404, "not-found");
        Operation(
            routes.Post("/v1/payments/{id}/capture", "capture-payment", Scopes.PaymentsWrite, BodyNeed.Optional,
                PaymentRoutes.Capture), "Capture money", "capture", _shippedId, "exceeds-authorised")
            .Takes<CaptureBody>("""{"captureId":"cap-1","amount":{"minor":1000,"currency":"USD"}}""");
        Operation(
            routes.Post("/v1/payments/{id}/void", "void-payment", Scopes.PaymentsWrite, BodyNeed.Optional,
                PaymentRoutes.Void), "Let held money go", "void", _shippedId, "exceeds-authorised")
            .Takes<VoidBody>("""{"voidId":"void-1","reason":"captured enough"}""");
        Operation(
            routes.Post("/v1/payments/{id}/refunds", "refund-payment", Scopes.PaymentsWrite, BodyNeed.Optional,
                PaymentRoutes.Refund), "Pay money back", "refund", _id, "exceeds-captured")
            .Takes<RefundBody>("""{"refundId":"ref-1","amount":{"minor":500,"currency":"USD"},"reason":"goodwill"}""");
    }

    private static RouteDoc Operation(RouteDoc route, string summary, string kind, string id, string exceeds) => route
        .Is(Tag, summary, "Without an amount: all that is open. The same id has one effect, here and at the provider. "
            + "Orders capture, void and pay back by themselves; what is asked for here is told to the order, and by it "
            + "to ERP and finance, and neither a hand-over nor a return moves the same money again.")
        .Path("id", "Id of the payment, as the order shows it.", id)
        .Answers<OperationAnswer>(200, "Done, now or before.", Example(kind, id, "succeeded"))
        .Answers<OperationAnswer>(202, "Intended durably; the provider's answer is not known yet.",
            Example(kind, id, "pending"))
        .Refuses(402, "payment-refused").Refuses(404, "not-found")
        .Refuses(409, exceeds, "not-allowed", "operation-differs");

    private static string Example(string kind, string id, string status) => $$"""
        {"id":"{{kind}}-1","payment":"{{id}}","kind":"{{kind}}","status":"{{status}}",
         "amount":{"minor":1000,"currency":"USD"} }
        """;
}
