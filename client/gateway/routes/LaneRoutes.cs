using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The lanes before the outside accounts.</summary>
public static class LaneRoutes
{
    /// <summary><c>GET /v1/operations/lanes</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var lanes = await call.Cluster.Ask<ILaneBoard, ImmutableArray<LaneReport>>(ILaneBoard.Key, b => b.Read());
        return call.Reply(200, new LanesAnswer([.. lanes.Select(l => new LaneAnswer(
            l.Account, l.System, l.Silo, l.InFlight, l.Queued, l.Breaker, l.Completed, l.TurnedAway, l.RatePerSecond,
            l.At))]), GatewayJson.Default.LanesAnswer);
    }
}
