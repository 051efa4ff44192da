namespace RetailActors.Gateway;

/// <summary>The routes of the endpoints that get webhooks from us.</summary>
public static class EndpointDocs
{
    private const string Tag = "Operations";

    /// <summary>The endpoint of the examples.</summary>
    public const string Name = "partner";

    private const string Endpoint = """
        {"name":"partner","host":"hooks.partner.example","types":["order.accepted","order.handed-over"],
         "status":"enabled","changedAt":"2026-11-27T09:00:00Z","waiting":2,"held":0,"dead":0,
         "oldestAt":"2026-11-27T08:58:00Z","inFlight":1,"restsUntil":"2026-11-27T09:00:05Z",
         "takenAt":"2026-11-27T08:57:59Z","code":"status-503"}
        """;

    private const string Deliveries = """
        {"items":[{"id":"evt_5b0c1f0f8f9e4d2b8a7c6d5e4f3a2b1c","status":"waiting","changedAt":"2026-11-27T09:00:00Z",
         "data":{"type":"order.accepted","attempts":3,"since":"2026-11-27T08:58:00Z",
           "nextAt":"2026-11-27T09:05:20Z","code":"status-503"} }],"next":"cGFydG5lci9ldnRfNWIw"}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Get("/v1/operations/webhooks", "list-endpoints", Scopes.OperationsRead, EndpointRoutes.List)
            .Is(Tag, "The endpoints that get webhooks from us",
                "Each with what waits for it, what is held because it is disabled, and what was given up.")
            .Answers<EndpointsAnswer>(200, "All of them, by name.", $$"""{"items":[{{Endpoint}}]}""");
        routes.Get("/v1/operations/webhooks/{name}/deliveries", "list-deliveries", Scopes.OperationsRead,
                EndpointRoutes.Deliveries)
            .Is(Tag, "Deliveries to an endpoint", "A page of them, by id.")
            .Path("name", "Name of the endpoint.", Name)
            .Query("status", "Only with this status: waiting, held, delivered or dead.", "waiting")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<DeliveryList>(200, "A page.", Deliveries);
        Change(routes, "disable", "disable-endpoint", EndpointRoutes.Disable,
            "Send nothing to an endpoint", "Its events are held until it is enabled.");
        Change(routes, "enable", "enable-endpoint", EndpointRoutes.Enable,
            "Send to an endpoint again", "Also one that was disabled because it answered 410. What was held is sent.");
        Change(routes, "replay", "replay-endpoint", EndpointRoutes.Replay,
            "Send again what was given up",
            "All of it, in the background, each under the webhook-id that it always had.");
    }

    private static void Change(
        RouteTable routes, string verb, string name, Handler handler, string summary, string description) => routes
        .Post("/v1/operations/webhooks/{name}/" + verb, name, Scopes.OperationsWrite, BodyNeed.Optional, handler)
        .Is(Tag, summary, description)
        .Path("name", "Name of the endpoint.", Name)
        .Takes<EndpointDecisionBody>("""{"reason":"the partner is back"}""")
        .Answers<EndpointAnswer>(200, "The endpoint as it stands now.", Endpoint)
        .Refuses(404, "not-found");
}
