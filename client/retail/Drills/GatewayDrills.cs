using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of gateways as processes of their own, as they are deployed.</summary>
internal static class GatewayDrills
{
    public static IEnumerable<Drill> All =>
    [
        new("gateway-kill", "kill -9 of one of two gateways", false, Kill) { Needs = DrillNeeds.Gateways },
    ];

    /// <summary>What it was working on is sent again to the other one with the same key, and is done once.</summary>
    private static async Task Kill(Stage stage)
    {
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        var victim = stage.Cluster.Gateways[0];
        var (own, before) = (stage.Load.AcceptedBy(victim), stage.Accepted);
        stage.CountFromNow();
        victim.Kill();
        var gap = await stage.Probes.Recovered(TimeSpan.FromSeconds(60));
        await Task.Delay(stage.Span(5, 3));
        var during = stage.Accepted - before;
        stage.Bit(victim.State == NodeState.Killed && own > 0 && stage.Load.Failed > failed,
            $"{victim.Name} (pid {victim.Id}) had taken {own} orders and is gone, {stage.Load.Failed - failed} "
            + $"requests had to be sent again; the others took {during} meanwhile");
        stage.MeasureGap(gap, 5);
        stage.Require(during > 0, "nobody could order, although one gateway was there");
        await stage.NobodyLost(dead);
        victim.Start();
        await LocalCluster.Ready([victim], SiloDrills.LongestStart, default);
    }
}
