using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>What waits for a machine or a person.</summary>
public static class WorklistRoutes
{
    private const int MaxRows = 200;
    private static readonly string[] _undecided = ["received", "reserved"];

    /// <summary>The worklists that are entities of a kind in some statuses.</summary>
    internal static readonly (string Name, string Kind, string[] Statuses)[] Listed =
    [
        ("orders-awaiting-erp", "posting", ["awaiting-erp"]),
        ("inventory-events-delayed", "inbox", ["received", "parked", "failed"]),
        ("returns-pending-reversal", "return",
            ["received", "dispositioned", "refunding", "refunded", "tax-adjusted"]),
        ("settlement-mismatches", "settlement-line", ["mismatched"]),
        ("webhooks-undelivered", "webhook", ["waiting", "held", "dead"]),
        ("dead-letters", "exception", ["dead-letter"]),
        ("exceptions", "exception", ["open", "dead-letter", "deciding"]),
    ];

    private static readonly (string Name, Func<Call, ValueTask<WorklistAnswer>> Read)[] _worklists =
    [
        ("orders-undecided", Undecided),
        ("calls-owed", Owed),
        .. Listed.Select(w => (w.Name, (Func<Call, ValueTask<WorklistAnswer>>)(call =>
            Waiting(call, w.Name, w.Kind, w.Statuses)))),
    ];

    /// <summary><c>GET /v1/operations/worklists</c>.</summary>
    public static async ValueTask<Answer> All(Call call)
    {
        var summaries = new WorklistSummary[_worklists.Length];
        for (var i = 0; i < summaries.Length; i++)
        {
            var w = await _worklists[i].Read(call);
            summaries[i] = new WorklistSummary(
                w.Name, w.Count, w.More, w.OldestAt, w.OldestAgeSeconds, w.By, "/v1/operations/worklists/" + w.Name);
        }
        return call.Reply(200, new WorklistsAnswer(summaries), GatewayJson.Default.WorklistsAnswer);
    }

    /// <summary><c>GET /v1/operations/worklists/{name}</c>.</summary>
    public static async ValueTask<Answer> One(Call call)
    {
        var name = call.PathId("name");
        foreach (var worklist in _worklists)
        {
            if (worklist.Name == name)
            {
                return call.Reply(200, await worklist.Read(call), GatewayJson.Default.WorklistAnswer);
            }
        }
        return call.Refuse(Problems.NotFound("worklist"));
    }

    private static async ValueTask<WorklistAnswer> Undecided(Call call)
    {
        var rows = new List<WorklistRow>();
        var more = false;
        foreach (var status in _undecided)
        {
            var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
                call.Tenant.Value, d => d.List(new DirectoryQuery("order", status, null, null, MaxRows)));
            more |= page.Next is not null;
            rows.AddRange(page.Rows.Select(r => new WorklistRow(r.Key, r.Status, r.Group, r.ChangedAt, null, 0)));
        }
        rows.Sort((a, b) => a.Since.CompareTo(b.Since));
        return Of(call, "orders-undecided", rows.Count, more, rows.Count > 0 ? rows[0].Since : null, [.. rows]);
    }

    private static async ValueTask<WorklistAnswer> Owed(Call call)
    {
        var owed = await call.Cluster.Ask<IDirectory, OwedSummary>(call.Tenant.Value, d => d.Owed(MaxRows));
        var rows = owed.Rows.Select(r => new WorklistRow(
            $"{r.Stream}#{r.Call}", r.Attempts == 0 ? "open" : "retrying",
            r.Stream[..Math.Max(0, r.Stream.IndexOf('/'))], r.CreatedAt, r.DueAt, r.Attempts));
        return Of(call, "calls-owed", owed.Total, owed.Total > owed.Rows.Length, owed.OldestAt, [.. rows]);
    }

    private static async ValueTask<WorklistAnswer> Waiting(
        Call call, string name, string kind, params string[] statuses)
    {
        var waiting = await call.Cluster.Ask<IDirectory, WaitingSummary>(
            call.Tenant.Value, d => d.Waiting(new WaitingQuery(kind, [.. statuses], MaxRows)));
        var rows = waiting.Rows.Select(r => new WorklistRow(r.Row.Key, r.Row.Status, r.Row.Group, r.Since, null, 0));
        return Of(call, name, waiting.Total, waiting.Total > waiting.Rows.Length, waiting.OldestAt, [.. rows]) with
        {
            By = [.. waiting.Groups.Select(g => new WorklistGroup(g.Group, g.Count))],
        };
    }

    private static WorklistAnswer Of(
        Call call, string name, long count, bool more, DateTimeOffset? oldest, WorklistRow[] rows) => new(
            name, count, more, oldest, oldest is { } at ? Math.Max(0, (call.Now - at).TotalSeconds) : null,
            [.. rows.GroupBy(r => r.Group).Select(g => new WorklistGroup(g.Key, g.LongCount()))], rows);
}
