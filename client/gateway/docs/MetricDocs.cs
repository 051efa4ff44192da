namespace RetailActors.Gateway;

/// <summary>The route of the outcome metrics.</summary>
public static class MetricDocs
{
    private const string Metrics = """
        {"from":"2026-11-21","to":"2026-11-27","at":"2026-11-27T09:00:00Z","maxRows":5000,"items":[
         {"name":"order-fallout","title":"Orders that got stuck","unit":"per 1,000 orders","value":2.5,
          "from":"2026-11-21T00:00:00Z","to":"2026-11-28T00:00:00Z","measuredOn":1204,"estimated":false,
          "how":"Orders submitted in the period that are on hold, undecided for more than an hour, …"},
         {"name":"hours-to-close","title":"From the end of the month until it could be closed","unit":"hours",
          "value":null,"reason":"3 things keep it open; see /v1/operations/close.","from":"2026-10-01T00:00:00Z",
          "to":"2026-11-01T00:00:00Z","measuredOn":0,"estimated":false,"how":"Of the last whole month: …"}]}
        """;

    /// <summary>Maps it.</summary>
    public static void Map(RouteTable routes) =>
        routes.Get("/v1/operations/metrics", "get-metrics", Scopes.OperationsRead, MetricRoutes.Read)
            .Is("Operations", "Outcome metrics", "What came of it in a period of whole days: manual reconciliations, "
                + "order fallout, inventory accuracy, time to close, support effort, channel launch, duplicate entry, "
                + "posting delay, refund mismatches, report consistency. What cannot be known is null, with a reason. "
                + $"At most {RowSample.MaxRows} rows of a list and {OutcomeSource.MostActors} postings and returns are "
                + "read; a metric that stands on a part of a list says that it is estimated.")
            .Query("from", $"First day (UTC); by default {OutcomePeriod.Default} days up to the last.", "2026-11-21")
            .Query("to", $"Last day (UTC), included; by default today. At most {OutcomePeriod.MaxDays} days.",
                "2026-11-27")
            .Answers<MetricsAnswer>(200, "All of them, in a fixed order.", Metrics);
}
