namespace RetailActors.Gateway;

/// <summary>The routes of operations.</summary>
public static class OperationsDocs
{
    private const string Summary = """
        "name":"calls-owed","count":1,"more":false,"oldestAt":"2026-11-27T08:46:00Z","oldestAgeSeconds":840,
        "by":[{"key":"payment","count":1}]
        """;

    private static readonly string _row = $$"""
        {"key":"payment/demo/{{OrderExamples.Id}}.p1#cap-1","status":"retrying","group":"payment",
         "since":"2026-11-27T08:46:00Z","dueAt":"2026-11-27T09:00:30Z","attempts":3}
        """;

    private const string Sla = """
        {"items":[{"process":"erp-posting","state":"breached","targetSeconds":900,"warningPercent":80,"open":3,"near":1,
         "late":1,"oldestAt":"2026-11-27T08:44:00Z","oldestAgeSeconds":960,"groupedBy":"channel",
         "by":[{"key":"web","state":"breached","targetSeconds":900,"open":3,"near":1,"late":1,
         "oldestAt":"2026-11-27T08:44:00Z"}],"exceptions":1,
         "lately":{"windowSeconds":86400,"count":4,"medianSeconds":1130,"p95Seconds":1415},
         "at":"2026-11-27T09:00:00Z","worklist":"/v1/operations/worklists/orders-awaiting-erp"}]}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Get("/v1/operations/worklists", "list-worklists", Scopes.OperationsRead, WorklistRoutes.All)
            .Is("Operations", "What is waiting", "How much, since when, and by channel, provider or kind.")
            .Answers<WorklistsAnswer>(200, "All worklists.",
                $$"""{"items":[{{{Summary}},"link":"/v1/operations/worklists/calls-owed"}]}""");
        routes.Get("/v1/operations/worklists/{name}", "get-worklist", Scopes.OperationsRead, WorklistRoutes.One)
            .Is("Operations", "One worklist with its rows", "The oldest rows first.")
            .Path("name", "Name of the worklist.", "calls-owed")
            .Query("group", "Only of this channel, provider or account.", "")
            .Query("q", "Only rows that contain this text.", "")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 200.", "")
            .Answers<WorklistAnswer>(200, "The worklist.", $$"""{{{Summary}},"rows":[{{_row}}]}""")
            .Refuses(404, "not-found");
        routes.Get("/v1/operations/sla", "get-sla", Scopes.OperationsRead, SlaRoutes.Read)
            .Is("Operations", "Business processes against their targets", "Order capture, ERP posting, pick-up "
                + "readiness, return to refund, settlement to match: what waits, what is late, by channel, provider or "
                + "location, as seen a few seconds ago at most.")
            .Answers<SlaAnswer>(200, "All processes.", Sla);
        MetricDocs.Map(routes);
        DeskDocs.Map(routes);
        ReplayDocs.Map(routes);
        EndpointDocs.Map(routes);
    }
}
