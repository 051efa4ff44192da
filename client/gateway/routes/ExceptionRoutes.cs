using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The exception desk: read, retry, edit, waive, assign.</summary>
public static class ExceptionRoutes
{
    private static readonly ImmutableDictionary<string, string> _noEdits = ImmutableDictionary<string, string>.Empty;

    private static readonly string[] _statuses = ["open", "dead-letter", "deciding", "resolved", "waived", "cleared"];

    /// <summary><c>GET /v1/operations/exceptions</c>.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var (after, limit) = Paging.Read(call);
        var (status, group) = (call.QueryId("status"), call.QueryId("group"));
        if (status is not null && !_statuses.Contains(status))
        {
            call.Faults.Add("status", "unknown-value", $"One of {string.Join(", ", _statuses)}.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("exception", status, group, after, limit)));
        return call.Reply(
            200, new ExceptionList([.. page.Rows.Select(Item)], Paging.Cursor(page.Next)),
            GatewayJson.Default.ExceptionList);
    }

    /// <summary><c>GET /v1/operations/exceptions/{id}</c>.</summary>
    public static ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        return call.Faults.Any ? new(call.RefuseInvalid()) : Show(call, id);
    }

    /// <summary><c>POST /v1/operations/exceptions/{id}/preview</c>.</summary>
    public static async ValueTask<Answer> Preview(Call call)
    {
        var (id, body) = (call.PathId("id"), call.Body);
        var kind = body.Choice<ResolutionKind>("action");
        var edits = body.Has("edits") ? EditedFields.Read(body) : _noEdits;
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IExceptionCase, DecisionPreview?>(
            Key(call, id), c => c.Preview(kind, edits)) is { } preview
            ? call.Reply(200, PreviewAnswer.Of(preview), GatewayJson.Default.PreviewAnswer)
            : call.Refuse(Problems.NotFound("exception"));
    }

    /// <summary><c>POST /v1/operations/exceptions/{id}/retry</c>.</summary>
    public static ValueTask<Answer> Retry(Call call)
    {
        var body = call.Body;
        var reason = body.Text("reason", 200);
        body.Done();
        return Decide(call, ResolutionKind.Retry, _noEdits, reason);
    }

    /// <summary><c>POST /v1/operations/exceptions/{id}/edit</c>.</summary>
    public static ValueTask<Answer> Edit(Call call)
    {
        var body = call.Body;
        var edits = EditedFields.Read(body);
        var reason = body.Text("reason", 200);
        body.Done();
        return Decide(call, ResolutionKind.Edit, edits, reason);
    }

    /// <summary><c>POST /v1/operations/exceptions/{id}/waive</c>.</summary>
    public static ValueTask<Answer> Waive(Call call)
    {
        var body = call.Body;
        var reason = body.Text("reason", 200, true);
        body.Done();
        return Decide(call, ResolutionKind.Waive, _noEdits, reason);
    }

    /// <summary><c>POST /v1/operations/exceptions/{id}/assign</c>.</summary>
    public static async ValueTask<Answer> Assign(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var (assignee, reason) = (body.Id("assignee"), body.Text("reason", 200));
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        if (await NotTheirs(call, id) is { } refusal)
        {
            return refusal;
        }
        var by = call.Client.Origin with { Reason = reason };
        if (await call.Cluster.Ask<IExceptionCase, bool>(Key(call, id), c => c.Assign(assignee, by)))
        {
            return await Show(call, id);
        }
        return await Find(call, id) is null ? call.Refuse(Problems.NotFound("exception")) : AlreadyResolved(call);
    }

    private static async ValueTask<Answer> Decide(
        Call call, ResolutionKind kind, ImmutableDictionary<string, string> edits, string? reason)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        if (await NotTheirs(call, id) is { } refusal)
        {
            return refusal;
        }
        var by = call.Client.Origin with { Reason = reason };
        return await call.Cluster.Ask<IExceptionCase, ResolutionResult>(
            Key(call, id), c => c.Decide(call.CommandId, kind, edits, by)) switch
        {
            ResolutionResult.Resolved => await Show(call, id),
            ResolutionResult.AlreadyResolved => AlreadyResolved(call),
            ResolutionResult.NotAllowed => call.Refuse(new Problem(
                409, "not-allowed", "This cannot be decided about it", "See its actions; nothing was done.")),
            _ => call.Refuse(Problems.NotFound("exception")),
        };
    }

    /// <summary>Whoever has roles decides what belongs to one of them.</summary>
    private static async ValueTask<Answer?> NotTheirs(Call call, string id) =>
        !call.Client.Roles.IsEmpty && await Find(call, id) is { Report.Owner: var owner }
            && !call.Client.MayDecide(owner)
                ? call.Refuse(Problems.NotYourDesk("This exception belongs to another role", $"Its owner is {owner}."))
                : null;

    private static Answer AlreadyResolved(Call call) => call.Refuse(new Problem(
        409, "already-resolved", "It needs no decision any more", "It has gone on, or somebody has decided."));

    private static async ValueTask<Answer> Show(Call call, string id) => await Find(call, id) is { } view
        ? call.Reply(200, Of(view), GatewayJson.Default.ExceptionAnswer)
        : call.Refuse(Problems.NotFound("exception"));

    private static ValueTask<ExceptionView?> Find(Call call, string id) =>
        call.Cluster.Ask<IExceptionCase, ExceptionView?>(Key(call, id), c => c.Read());

    private static string Key(Call call, string id) => new ExceptionKey(call.Tenant, id).ToString();

    private static ExceptionItem Item(DirectoryRow row)
    {
        var data = JsonSerializer.Deserialize(row.Data, GatewayJson.Default.ExceptionRowData)!;
        return new ExceptionItem(
            row.Key, data.Kind, data.Entity, data.Part, row.Group, data.Owner, row.Status, data.Since, data.Deadline,
            data.Assignee, row.ChangedAt, "/v1/operations/exceptions/" + row.Key);
    }

    private static ExceptionAnswer Of(ExceptionView v) => new(
        v.Id, v.Report.Kind, v.Report.Entity, v.Report.Part, v.Report.Group, v.Report.Owner, v.Status,
        v.Report.Evidence, v.Report.RaisedAt, v.Report.Deadline, [.. v.Report.Actions], v.Assignee,
        [.. v.History.Select(h => new ExceptionStepAnswer(
            h.At, h.What, h.By.Client, h.By.Reason, EditedFields.Answer(h.Edits)))], v.Version);
}
