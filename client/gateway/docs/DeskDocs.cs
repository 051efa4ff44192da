using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The routes of the exception desk, of replays and of lanes.</summary>
public static class DeskDocs
{
    private const string Tag = "Operations";

    /// <summary>The exception of the examples.</summary>
    public static readonly string Id = ExceptionKey.For(
        new Tenant("demo"), "posting-rejected", $"posting/demo/{OrderExamples.Id}",
        $"demo:sales-order:{OrderExamples.Id}:1").Id;

    private static readonly string _exception = $$"""
        {"id":"{{Id}}","kind":"posting-rejected","entity":"posting/demo/{{OrderExamples.Id}}",
         "part":"demo:sales-order:{{OrderExamples.Id}}:1","group":"erp","owner":"finance","status":"open",
         "evidence":"erp has not taken sales-order: no-such-item.","raisedAt":"2026-11-27T09:00:01Z",
         "deadline":"2026-11-27T13:00:01Z","actions":["retry","edit","waive"],
         "history":[{"at":"2026-11-27T09:00:01Z","what":"raised","by":"system"}],"version":1}
        """;

    private static readonly string _exceptions = $$"""
        {"items":[{"id":"{{Id}}","kind":"posting-rejected","entity":"posting/demo/{{OrderExamples.Id}}",
         "part":"demo:sales-order:{{OrderExamples.Id}}:1","group":"erp","owner":"finance","status":"open",
         "raisedAt":"2026-11-27T09:00:01Z","deadline":"2026-11-27T13:00:01Z","changedAt":"2026-11-27T09:00:01Z",
         "self":"/v1/operations/exceptions/{{Id}}"}],"next":"ZXhjXzE"}
        """;

    private static readonly string _replay = $$"""
        {"dryRun":true,"more":false,"items":[{"entity":"{{OrderExamples.Id}}",
         "document":"demo:invoice:{{OrderExamples.Id}}:1","account":"erp","kind":"invoice","status":"dead-lettered",
         "action":"look-up","difference":"Not known: timeout.",
         "changes":[{"field":"status","now":"dead-lettered","wouldBe":"looked up, then sent unless on record"}],
         "notKnown":"Whether erp has it on record: its answer was lost, and only a call to it can tell."}]}
        """;

    private static readonly string _audit = $$"""
        {"day":"2026-11-27","items":[{"id":"5f1d0c8a9b7e46a2b1c3d4e5f6a7b8c9","at":"2026-11-27T09:12:00Z","who":"ann",
         "roles":["finance"],"what":"exception-waive","entity":"{{Id}}","why":"booked by hand","done":true,
         "outcome":"200","traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}],"next":"NDE"}
        """;

    private const string Preview = """
        {"changes":[{"field":"status","now":"rejected","wouldBe":"sent"},
         {"field":"postingDate","now":"as its step says","wouldBe":"2026-12-01"}],
         "notKnown":"What erp makes of it: only sending it can tell."}
        """;

    private const string Lanes = """
        {"items":[{"account":"pos","system":"pos","silo":"silo-1","inFlight":1,"queued":0,"breaker":"closed",
         "completed":812,"turnedAway":0,"ratePerSecond":20,"at":"2026-11-27T09:00:00Z"}]}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Get("/v1/operations/exceptions", "list-exceptions", Scopes.OperationsRead, ExceptionRoutes.List)
            .Is(Tag, "List exceptions", "Open and ended ones, a page at a time, by id. The worklist has the open ones, "
                + "the oldest first.")
            .Query("status", "Only with this status.", "open")
            .Query("group", "Only of this account, provider or channel.", "erp")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<ExceptionList>(200, "A page.", _exceptions);
        routes.Get("/v1/operations/exceptions/{id}", "get-exception", Scopes.OperationsRead, ExceptionRoutes.Read)
            .Is(Tag, "Read an exception", "Something that cannot go on by itself, with its evidence and its history.")
            .Path("id", "Id of the exception.", Id)
            .Answers<ExceptionAnswer>(200, "The exception.", _exception)
            .Refuses(404, "not-found");
        routes.PostLookingFirst("/v1/operations/exceptions/{id}/preview", "preview-exception", Scopes.OperationsRead,
                ExceptionRoutes.Preview)
            .Is(Tag, "What a decision would change", "Field by field, from what the entity says of itself now. Nothing "
                + "is done; what only the deed can show is said to be so.")
            .Path("id", "Id of the exception.", Id)
            .Takes<PreviewBody>("""{"action":"edit","edits":[{"field":"postingDate","value":"2026-12-01"}]}""")
            .Answers<PreviewAnswer>(200, "What would change.", Preview)
            .Refuses(404, "not-found");
        Decide(routes);
        routes.PostLookingFirst("/v1/operations/replays", "replay", Scopes.OperationsWrite, ReplayRoutes.Replay)
            .Is(Tag, "Send documents again", "Of one order, of one account, or what was given up; by default a dry run "
                + "that only says what would be done. What is on record is never sent again.")
            .Takes<ReplayBody>($$"""{"entity":"{{OrderExamples.Id}}","dryRun":true,"reason":"the ERP is back"}""")
            .Answers<ReplayAnswer>(200, "What is done, or would be.", _replay)
            .Refuses(403, "not-your-desk");
        routes.Get("/v1/operations/audit", "get-audit", Scopes.OperationsRead, AuditRoutes.Read)
            .Is(Tag, "What was done by hand", "On one day (UTC), the last first: who, what, why and what came of "
                + "it, over this API and on the page. It is in the journal, so nobody changes it.")
            .Query("day", "The day; by default today.", "2026-11-27")
            .Query("who", "Only of this client or person.", "ann")
            .Query("entity", "Only about this order, exception, ...", Id)
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<AuditAnswer>(200, "A page.", _audit);
        routes.Get("/v1/operations/lanes", "list-lanes", Scopes.OperationsRead, LaneRoutes.Read)
            .Is(Tag, "The lanes of the outside accounts", "Calls, queue, breaker and rate of each account in each silo "
                + "that has used it, at most a few seconds old.")
            .Answers<LanesAnswer>(200, "The lanes.", Lanes);
    }

    private static void Decide(RouteTable routes)
    {
        Decision(routes.Post("/v1/operations/exceptions/{id}/retry", "retry-exception", Scopes.OperationsWrite,
                BodyNeed.Optional, ExceptionRoutes.Retry), "Try again as it is")
            .Takes<RetryBody>("""{"reason":"the item exists now"}""");
        Decision(routes.Post("/v1/operations/exceptions/{id}/edit", "edit-exception", Scopes.OperationsWrite,
                BodyNeed.Required, ExceptionRoutes.Edit), "Try again with other values")
            .Takes<EditBody>("""{"edits":[{"field":"postingDate","value":"2026-12-01"}],"reason":"period closed"}""");
        Decision(routes.Post("/v1/operations/exceptions/{id}/waive", "waive-exception", Scopes.OperationsWrite,
                BodyNeed.Required, ExceptionRoutes.Waive), "Leave it, with a reason")
            .Takes<WaiveBody>("""{"reason":"booked by hand"}""");
        Decision(routes.Post("/v1/operations/exceptions/{id}/assign", "assign-exception", Scopes.OperationsWrite,
                BodyNeed.Required, ExceptionRoutes.Assign), "Give it to somebody")
            .Takes<AssignBody>("""{"assignee":"ann"}""");
    }

    private static RouteDoc Decision(RouteDoc route, string summary) => route
        .Is(Tag, summary, "The decision is durable before the answer and reaches its entity, if need be later.")
        .Path("id", "Id of the exception.", Id)
        .Answers<ExceptionAnswer>(200, "The exception as it stands now.", _exception)
        .Refuses(403, "not-your-desk").Refuses(404, "not-found").Refuses(409, "already-resolved", "not-allowed");
}
