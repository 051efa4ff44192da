namespace RetailActors.Gateway;

/// <summary>The routes of replays of many things.</summary>
public static class ReplayDocs
{
    private const string Tag = "Operations";

    /// <summary>The replay of the examples.</summary>
    public const string Id = "rpl_spring-sale";

    /// <summary>The one that is cancelled in them.</summary>
    public const string Other = "rpl_summer-sale";

    private const string Members = """
        "scope":"dead-letters","group":"erp","kind":"posting-dead-letter","status":"ready","by":"ann",
        "why":"the ERP is back","at":"2026-11-27T09:00:00Z","found":{"look-up":9874,"none":12},"handled":{}
        """;

    private static readonly string _replay = $$"""
        {"id":"{{Id}}",{{Members}},"sample":[{"entity":"posting/demo/{{OrderExamples.Id}}",
         "part":"demo:invoice:{{OrderExamples.Id}}:1","group":"erp","action":"look-up",
         "difference":"posting-dead-letter since 2026-11-26 22:10:00Z.",
         "changes":[{"field":"status","now":"dead-lettered","wouldBe":"looked up, then sent unless on record"}],
         "notKnown":"Whether erp has it on record: its answer was lost, and only a call to it can tell."}]}
        """;

    private static readonly string _list = $$"""
        {"items":[{"id":"{{Id}}",{{Members}},"self":"{{BulkReplayRoutes.Path}}{{Id}}"}],"next":"cnBsXzE"}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.PostLookingFirst("/v1/operations/replays/bulk", "plan-replay", Scopes.OperationsWrite,
                BulkReplayRoutes.Plan)
            .Is(Tag, "Look what could be tried again", "All dead letters, or a span of time. It looks in the "
                + "background and changes nothing; start it when it is ready and you have seen what it would do.")
            .Takes<BulkReplayBody>("""
                {"scope":"dead-letters","group":"erp","kind":"posting-dead-letter","reason":"the ERP is back"}
                """)
            .Answers<BulkReplayAnswer>(202, "It looks.", _replay)
            .Refuses(403, "not-your-desk").Refuses(409, "too-many-replays");
        routes.Get("/v1/operations/replays", "list-replays", Scopes.OperationsRead, BulkReplayRoutes.List)
            .Is(Tag, "Replays of many things", "A page of them, by id.")
            .Query("status", "Only with this status: looking, ready, working, done or cancelled.", "ready")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<BulkReplayList>(200, "A page.", _list);
        routes.Get(BulkReplayRoutes.Path + "{id}", "get-replay", Scopes.OperationsRead, BulkReplayRoutes.Read)
            .Is(Tag, "How far a replay is", "What it would do, and what it has done so far.")
            .Path("id", "Id of the replay.", Id)
            .Answers<BulkReplayAnswer>(200, "The replay.", _replay)
            .Refuses(404, "not-found");
        Change(routes, "start", "start-replay", Id, BulkReplayRoutes.Start, "Do what a replay has found",
            "In the background, at a bounded rate. Nothing is done twice; after a crash it goes on where it was.");
        Change(routes, "cancel", "cancel-replay", Other, BulkReplayRoutes.Cancel, "Stop a replay",
            "For good; what was tried again by then stays so.");
    }

    private static void Change(
        RouteTable routes, string verb, string name, string id, Handler handler, string summary, string description) =>
        routes
        .Post(BulkReplayRoutes.Path + "{id}/" + verb, name, Scopes.OperationsWrite, BodyNeed.Required, handler)
        .Is(Tag, summary, description)
        .Path("id", "Id of the replay.", id)
        .Takes<BulkReplayDecisionBody>("""{"reason":"as agreed with finance"}""")
        .Answers<BulkReplayAnswer>(200, "The replay as it stands now.", _replay)
        .Refuses(403, "not-your-desk").Refuses(404, "not-found").Refuses(409, "replay-not-ready");
}
