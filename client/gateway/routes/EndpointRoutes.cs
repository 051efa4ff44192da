using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Webhooks;

namespace RetailActors.Gateway;

/// <summary>The endpoints of third parties: look, enable, disable, send again.</summary>
public static class EndpointRoutes
{
    private static readonly ImmutableArray<string> _unfinished = ["waiting", "held", "dead"];

    /// <summary><c>GET /v1/operations/webhooks</c>.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var views = await call.Cluster.Ask<IWebhooks, ImmutableArray<EndpointView>>(
            call.Tenant.Value, w => w.List());
        var counts = new Dictionary<string, WaitingSummary>(_unfinished.Length);
        foreach (var status in _unfinished)
        {
            counts[status] = await Count(call, status);
        }
        return call.Reply(
            200, new EndpointsAnswer([.. views.Select(v => Of(v, counts))]), GatewayJson.Default.EndpointsAnswer);
    }

    /// <summary><c>GET /v1/operations/webhooks/{name}/deliveries</c>.</summary>
    public static async ValueTask<Answer> Deliveries(Call call)
    {
        var (name, status) = (call.PathId("name"), call.QueryId("status"));
        var (after, limit) = Paging.Read(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("webhook", status, name, after, limit)));
        return call.Reply(200, new DeliveryList(
            [.. page.Rows.Select(Of)], Paging.Cursor(page.Next)), GatewayJson.Default.DeliveryList);
    }

    /// <summary><c>POST /v1/operations/webhooks/{name}/enable</c>.</summary>
    public static ValueTask<Answer> Enable(Call call) => Change(call, (e, by) => e.Enable(by));

    /// <summary><c>POST /v1/operations/webhooks/{name}/disable</c>.</summary>
    public static ValueTask<Answer> Disable(Call call) => Change(call, (e, by) => e.Disable(by));

    /// <summary><c>POST /v1/operations/webhooks/{name}/replay</c>.</summary>
    public static ValueTask<Answer> Replay(Call call) => Change(call, (e, by) => e.Replay(by));

    private static async ValueTask<Answer> Change(Call call, Func<IWebhookEndpoint, Origin, Task<bool>> change)
    {
        var name = call.PathId("name");
        var body = call.Body;
        var reason = body.Text("reason", 200);
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var (key, by) = (new EndpointKey(call.Tenant, name).ToString(), call.Client.Origin with { Reason = reason });
        if (!await call.Cluster.Ask<IWebhookEndpoint, bool>(key, e => change(e, by)))
        {
            return call.Refuse(Problems.NotFound("endpoint"));
        }
        var view = await call.Cluster.Ask<IWebhookEndpoint, EndpointView?>(key, e => e.Read());
        var counts = new Dictionary<string, WaitingSummary>(_unfinished.Length);
        foreach (var status in _unfinished)
        {
            counts[status] = await Count(call, status);
        }
        return call.Reply(200, Of(view!, counts), GatewayJson.Default.EndpointAnswer);
    }

    private static ValueTask<WaitingSummary> Count(Call call, string status) =>
        call.Cluster.Ask<IDirectory, WaitingSummary>(
            call.Tenant.Value, d => d.Waiting(new WaitingQuery("webhook", [status], 0)));

    private static EndpointAnswer Of(EndpointView v, Dictionary<string, WaitingSummary> counts)
    {
        WaitingGroup? Group(string status) => counts[status].Groups.FirstOrDefault(g => g.Group == v.Name);
        return new EndpointAnswer(
            v.Name, v.Host, [.. v.Types], v.Enabled ? "enabled" : "disabled", v.Reason, v.ChangedAt,
            Group("waiting")?.Count ?? 0, Group("held")?.Count ?? 0, Group("dead")?.Count ?? 0,
            Group("waiting")?.OldestAt, v.InFlight, v.RestsUntil, v.TakenAt, v.Code);
    }

    private static DeliveryAnswer Of(DirectoryRow row)
    {
        using var data = JsonDocument.Parse(row.Data);
        return new DeliveryAnswer(
            row.Key[(row.Key.IndexOf('/') + 1)..], row.Status, row.ChangedAt, data.RootElement.Clone());
    }
}
