using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>How the business processes stand against their targets.</summary>
public static class SlaRoutes
{
    /// <summary><c>GET /v1/operations/sla</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var board = await call.Cluster.Ask<ISlaBoard, SlaBoard>(call.Tenant.Value, b => b.Read());
        return call.Reply(
            200, new SlaAnswer([.. board.Processes.Select(v => Of(v, SlaProcess.Named(v.Process)!))]),
            GatewayJson.Default.SlaAnswer);
    }

    private static SlaProcessAnswer Of(SlaView v, SlaProcess process) => new(
        v.Process, v.State, Seconds(v.Target.Target), v.Target.WarningPercent, v.Open, v.Near, v.Late, v.OldestAt,
        v.OldestAt is { } at ? Math.Max(0, (v.At - at).TotalSeconds) : null, process.By,
        [.. v.Groups.Select(g => new SlaGroupAnswer(
            g.Group, g.State, Seconds(v.Target.For(g.Group)), g.Open, g.Near, g.Late, g.OldestAt))],
        v.Cases,
        new SlaLatelyAnswer(
            Seconds(SlaLately.Window), v.Lately.Count, v.Lately.MedianSeconds, v.Lately.P95Seconds),
        v.At, "/v1/operations/worklists/" + process.Worklist);

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;
}
