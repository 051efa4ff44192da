using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Replays of many things: plan and look, start, cancel, follow.</summary>
public static class BulkReplayRoutes
{
    /// <summary>Where a replay is read.</summary>
    public const string Path = "/v1/operations/replays/";

    private const int LongestReason = 200;

    /// <summary><c>POST /v1/operations/replays/bulk</c>.</summary>
    public static async ValueTask<Answer> Plan(Call call)
    {
        var body = call.Body;
        var plan = new ReplayPlan(
            body.Choice<ReplayScope>("scope"), body.Time("from"), body.Time("to"), body.OptionalId("group"),
            body.OptionalId("kind"), []);
        var reason = body.Text("reason", LongestReason, true);
        body.Done();
        if (!call.Faults.Any && BulkReplays.Refusal(plan) is { } wrong)
        {
            call.Faults.Add(wrong.Field, wrong.Code, wrong.Message);
        }
        return call.Faults.Any
            ? call.RefuseInvalid()
            : await new BulkReplays(call.Cluster).Plan(call.Client, call.CommandId, plan, reason) switch
            {
                PlanResult.NotTheirs => call.Refuse(Problems.NotYourDesk(
                    "A period belongs to several roles", "Only IT, or a client without roles.")),
                PlanResult.TooMany => call.Refuse(new Problem(
                    409, "too-many-replays", "Too many replays are under way",
                    $"At most {BulkReplays.MaxMoving} at once. Wait for one, or cancel it.")),
                PlanResult.Planned(var view) => call.Reply(202, Of(view), GatewayJson.Default.BulkReplayAnswer) with
                {
                    Location = Path + view.Id,
                },
                _ => throw new InvalidOperationException("No such result."),
            };
    }

    /// <summary><c>GET /v1/operations/replays</c>.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var (after, limit) = Paging.Read(call);
        var status = call.QueryId("status");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("replay", status, null, after, limit)));
        return call.Reply(
            200, new BulkReplayList([.. page.Rows.Select(Item)], Paging.Cursor(page.Next)),
            GatewayJson.Default.BulkReplayList);
    }

    /// <summary><c>GET /v1/operations/replays/{id}</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        return call.Faults.Any ? call.RefuseInvalid() : await Show(call, id);
    }

    /// <summary><c>POST /v1/operations/replays/{id}/start</c>.</summary>
    public static ValueTask<Answer> Start(Call call) => Change(call, true);

    /// <summary><c>POST /v1/operations/replays/{id}/cancel</c>.</summary>
    public static ValueTask<Answer> Cancel(Call call) => Change(call, false);

    private static async ValueTask<Answer> Change(Call call, bool start)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var by = call.Client.Origin with { Reason = body.Text("reason", LongestReason, true) };
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await new BulkReplays(call.Cluster).Change(call.Client, id, start, by) switch
        {
            null => call.Refuse(Problems.NotYourDesk(
                "This replay tries again what belongs to others", "Its owners, IT, or a client without roles.")),
            ReplayChange.Done => await Show(call, id),
            ReplayChange.NotAllowed => call.Refuse(new Problem(
                409, "replay-not-ready", "It still looks, or has ended", "See its status; nothing was done.")),
            _ => call.Refuse(Problems.NotFound("replay")),
        };
    }

    private static async ValueTask<Answer> Show(Call call, string id) =>
        await call.Cluster.Ask<IReplay, ReplayView?>(Key(call, id), r => r.Read()) is { } view
            ? call.Reply(200, Of(view), GatewayJson.Default.BulkReplayAnswer)
            : call.Refuse(Problems.NotFound("replay"));

    private static string Key(Call call, string id) => new ReplayKey(call.Tenant, id).ToString();

    private static BulkReplayItem Item(DirectoryRow row)
    {
        var data = BulkReplays.Read(row);
        return new BulkReplayItem(
            row.Key, row.Group, data.Plan.From, data.Plan.To, data.Plan.Group, data.Plan.Kind, row.Status, data.By,
            data.Reason, data.At, data.Found, data.Handled, Path + row.Key);
    }

    private static BulkReplayAnswer Of(ReplayView v) => new(
        v.Id, v.Plan.Scope, v.Plan.From, v.Plan.To, v.Plan.Group, v.Plan.Kind, v.Status, v.By.Client, v.By.Reason,
        v.At, v.EndedAt, v.Found.ToDictionary(), v.Handled.ToDictionary(),
        [
            .. v.Sample.Select(f => new BulkReplayFinding(
                f.Entity, f.Part, f.Group, f.Action, f.Difference,
                f.Preview is { } preview ? FieldChange.Of(preview) : null,
                f.Preview?.Refused ?? f.Preview?.NotKnown)),
        ]);
}

/// <summary>What came of planning.</summary>
public abstract record PlanResult
{
    private PlanResult() { }

    /// <summary>Whoever has another role than IT does not replay a period.</summary>
    public sealed record NotTheirs : PlanResult;
    /// <summary>Enough are under way.</summary>
    public sealed record TooMany : PlanResult;
    /// <summary>It looks now.</summary>
    public sealed record Planned(ReplayView View) : PlanResult;
}

/// <summary>Plans replays, for the API and for the page.</summary>
public sealed class BulkReplays(Cluster cluster)
{
    /// <summary>Replays of a tenant that may be under way at once.</summary>
    public const int MaxMoving = 8;

    /// <summary>The longest period.</summary>
    public const int MaxDays = 31;

    private static readonly string[] _moving = ["looking", "working"];

    /// <summary>What is wrong with a plan, or null.</summary>
    public static (string Field, string Code, string Message)? Refusal(ReplayPlan plan) => plan switch
    {
        { Scope: ReplayScope.Unknown } => ("scope", "unknown-value", "dead-letters or period."),
        { Scope: ReplayScope.Period, From: null } => ("from", "required", "A period has a beginning."),
        { Scope: ReplayScope.Period, To: null } => ("to", "required", "A period has an end."),
        { Scope: ReplayScope.Period, Kind: not null } => ("kind", "not-allowed", "Only dead letters have a kind."),
        { From: { } from, To: { } to } when to <= from => ("to", "out-of-range", "Later than the beginning."),
        { Scope: ReplayScope.Period, From: { } from, To: { } to } when to - from > TimeSpan.FromDays(MaxDays) =>
            ("to", "out-of-range", $"At most {MaxDays} days."),
        _ => null,
    };

    /// <summary>Makes a plan; it begins to look.</summary>
    /// <param name="client">On whose behalf. Whoever has roles gets only what belongs to them; IT gets all.</param>
    /// <param name="command">The same for every retry.</param>
    /// <param name="plan">Over what.</param>
    /// <param name="reason">Why.</param>
    public async ValueTask<PlanResult> Plan(ApiClient client, string command, ReplayPlan plan, string? reason)
    {
        var isBound = !client.MayReplayAll;
        if (isBound && plan.Scope != ReplayScope.DeadLetters)
        {
            return new PlanResult.NotTheirs();
        }
        var key = ReplayKey.Of(client.Tenant, command).ToString();
        if (await cluster.Ask<IReplay, ReplayView?>(key, r => r.Read()) is null
            && await Moving(client.Tenant) >= MaxMoving)
        {
            return new PlanResult.TooMany();
        }
        var owners = isBound ? client.Roles.Select(StaffRoles.OwnerOf).ToImmutableArray() : [];
        return new PlanResult.Planned(await cluster.Ask<IReplay, ReplayView>(
            key, r => r.Plan(plan with { Owners = owners }, client.Origin with { Reason = reason })));
    }

    /// <summary>Starts a replay, or cancels it.</summary>
    /// <returns>Null: it tries again what belongs to others, and nothing was done.</returns>
    public async ValueTask<ReplayChange?> Change(ApiClient client, string id, bool start, Origin by)
    {
        var key = new ReplayKey(client.Tenant, id).ToString();
        if (await cluster.Ask<IReplay, ReplayView?>(key, r => r.Read()) is not { } view)
        {
            return ReplayChange.NotFound;
        }
        return MayChange(client, view.Plan.Owners)
            ? await cluster.Ask<IReplay, ReplayChange>(key, r => start ? r.Start(by) : r.Cancel(by))
            : null;
    }

    /// <summary>Whether somebody may start or cancel a replay.</summary>
    /// <param name="client">Who.</param>
    /// <param name="owners">Whose exceptions it tries again; empty for all.</param>
    public static bool MayChange(ApiClient client, ImmutableArray<Role> owners) => client.MayReplayAll
        || (!owners.IsDefaultOrEmpty && owners.All(client.MayReplay));

    /// <summary>What a row of the directory says.</summary>
    public static ReplayRowData Read(DirectoryRow row) =>
        JsonSerializer.Deserialize(row.Data, GatewayJson.Default.ReplayRowData)!;

    private async ValueTask<int> Moving(Tenant tenant)
    {
        var count = 0;
        foreach (var status in _moving)
        {
            var page = await cluster.Ask<IDirectory, DirectoryPage>(
                tenant.Value, d => d.List(new DirectoryQuery("replay", status, null, null, MaxMoving)));
            count += page.Rows.Length;
        }
        return count;
    }
}
