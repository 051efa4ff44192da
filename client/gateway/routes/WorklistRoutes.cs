using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>What waits for a machine or a person.</summary>
public static class WorklistRoutes
{
    private static readonly WorklistPage _first = new(Worklists.MaxRows);

    /// <summary><c>GET /v1/operations/worklists</c>.</summary>
    public static async ValueTask<Answer> All(Call call)
    {
        List<WorklistAnswer> lists = [await Owed(call)];
        lists.AddRange(await Task.WhenAll(
            Worklists.All.Select(worklist => Waiting(call, worklist, new WorklistPage(0)).AsTask())));
        return call.Reply(200, new WorklistsAnswer([.. lists.Select(w => new WorklistSummary(
            w.Name, w.Count, w.More, w.OldestAt, w.OldestAgeSeconds, w.By, "/v1/operations/worklists/" + w.Name))]),
            GatewayJson.Default.WorklistsAnswer);
    }

    /// <summary><c>GET /v1/operations/worklists/{name}</c>.</summary>
    public static async ValueTask<Answer> One(Call call)
    {
        var name = call.PathId("name");
        var page = Page(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        if (Worklists.Named(name) is { } worklist)
        {
            return call.Reply(200, await Waiting(call, worklist, page), GatewayJson.Default.WorklistAnswer);
        }
        return name == "calls-owed"
            ? call.Reply(200, await Owed(call), GatewayJson.Default.WorklistAnswer)
            : call.Refuse(Problems.NotFound("worklist"));
    }

    private static WorklistPage Page(Call call)
    {
        var query = call.Http.Request.Query;
        var (after, limit) = Paging.Read(call);
        WaitingCursor? cursor = null;
        if (after is not null)
        {
            cursor = Cursors.Read(after);
            if (cursor is null)
            {
                call.Faults.Add("cursor", "invalid-cursor", "Use the next member of the page before.");
            }
        }
        var text = query["q"] is [{ Length: > 0 } wanted] ? wanted : null;
        if (text is not null && (text.Length > Worklists.LongestText || !PlainText.IsPlain(text)))
        {
            call.Faults.Add("q", "invalid-text", $"1 to {Worklists.LongestText} characters.");
        }
        return _first with
        {
            Rows = query.ContainsKey("limit") ? limit : Worklists.MaxRows,
            Group = call.QueryId("group"),
            Text = text,
            After = cursor,
        };
    }

    private static async ValueTask<WorklistAnswer> Owed(Call call)
    {
        var owed = await call.Cluster.Ask<IDirectory, OwedSummary>(
            call.Tenant.Value, d => d.Owed(Worklists.MaxRows));
        var rows = owed.Rows.Select(r => new WorklistRow(
            $"{r.Stream}#{r.Call}", r.Attempts == 0 ? "open" : "retrying",
            r.Stream[..Math.Max(0, r.Stream.IndexOf('/'))], r.CreatedAt, r.DueAt, r.Attempts));
        return Of(call, "calls-owed", owed.Total, owed.Total > owed.Rows.Length, owed.OldestAt, [.. rows]);
    }

    private static async ValueTask<WorklistAnswer> Waiting(Call call, Worklist worklist, WorklistPage page)
    {
        var waiting = await new Worklists(call.Cluster).Read(call.Tenant, worklist, page);
        var rows = waiting.Rows.Select(r => new WorklistRow(r.Row.Key, r.Row.Status, r.Row.Group, r.Since, null, 0));
        var full = page.Rows > 0 && waiting.Rows.Length == page.Rows && waiting.Total > page.Rows;
        var more = waiting.Total > (page.Rows > 0 ? waiting.Rows.Length : Worklists.MaxRows);
        return Of(call, worklist.Name, waiting.Total, more, waiting.OldestAt, [.. rows]) with
        {
            By = [.. waiting.Groups.Where(g => g.Group.Length > 0).Select(g => new WorklistGroup(g.Group, g.Count))],
            Next = full ? Paging.Cursor(Cursors.Write(waiting.Rows[^1])) : null,
        };
    }

    private static WorklistAnswer Of(
        Call call, string name, long count, bool more, DateTimeOffset? oldest, WorklistRow[] rows) => new(
            name, count, more, oldest, oldest is { } at ? Math.Max(0, (call.Now - at).TotalSeconds) : null,
            [.. rows.GroupBy(r => r.Group).Select(g => new WorklistGroup(g.Key, g.LongCount()))], rows);
}
