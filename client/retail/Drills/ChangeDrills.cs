using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Changes that operators make while the shop is open: restarts, sizes, secrets, versions.</summary>
internal static class ChangeDrills
{
    public static IEnumerable<Drill> All =>
    [
        new("rolling-restart", "SIGTERM and restart of one process after the other", false, RollingRestart),
        new("rolling-restart-starved", "the same while other work takes all the CPU", false, RollingRestartStarved),
        new("scale", "from one silo to four and back to two", false, Scale),
        new("secret-rotation", "API key and webhook secret are changed while both are used", false, Rotate),
        new("mixed-versions", "an upgrade: one silo after the other from an earlier release to this one", false,
            UpgradeDrill.Upgrade) { Needs = DrillNeeds.OldSilo },
    ];

    private static async Task RollingRestart(Stage stage)
    {
        var failed = stage.Load.Failed;
        stage.CountFromNow();
        stage.Bit(await Roll(stage) > 0,
            "all silos, and gateways where there are any, have left and have come back as other processes");
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }

    private static async Task RollingRestartStarved(Stage stage)
    {
        var share = await ResourceDrills.WithSpinners(perCore: 1, () => RollingRestart(stage));
        stage.Require(share >= ResourceDrills.LeastShare, string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"other work had only {share:P0} of the processors"));
    }

    /// <summary>One silo after the other leaves and comes back with other settings, then the gateways; how many have.
    /// </summary>
    private static async Task<int> Roll(Stage stage, params string[] settings)
    {
        var restarted = 0;
        foreach (var silo in stage.Ready.Concat(stage.Cluster.Gateways))
        {
            var pid = silo.Id;
            await LocalCluster.Leave(silo);
            stage.Require(silo.State == NodeState.Left, $"{silo.Name} did not leave when it was asked to");
            silo.Start(settings);
            await LocalCluster.Ready([silo], SiloDrills.LongestStart, default);
            restarted += silo.Id != pid ? 1 : 0;
        }
        return restarted;
    }

    private static async Task Scale(Stage stage)
    {
        var failed = stage.Load.Failed;
        foreach (var silo in stage.Ready[1..])
            await LocalCluster.Leave(silo);
        stage.Tell("one silo");
        await Task.Delay(3_000);
        var gone = stage.Cluster.Silos.Where(s => !s.IsReady).ToArray();
        Array.ForEach(gone, s => s.Start());
        await LocalCluster.Ready(gone, SiloDrills.LongestStart, default);
        await stage.Cluster.Grow(Math.Max(0, 4 - stage.Ready.Length), SiloDrills.LongestStart, default);
        var most = await stage.Membership.CountActive();
        stage.Tell($"{most} silos");
        await Task.Delay(5_000);
        foreach (var silo in stage.Ready[2..])
            await LocalCluster.Leave(silo);
        stage.CountFromNow();
        var least = await stage.Membership.CountActive();
        stage.Bit(most >= 4 && least == 2, $"the membership had {most} silos and has {least}");
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }

    /// <summary>First both are in force, then the senders change, then the old ones go.</summary>
    private static async Task Rotate(Stage stage)
    {
        await using var traffic = new SignedTraffic(stage);
        traffic.Start();
        await Roll(stage, SignedTraffic.Both);
        var first = traffic.Taken;
        traffic.UseSecond();
        await Task.Delay(stage.Span(3, 2));
        await Roll(stage, SignedTraffic.SecondOnly);
        await Task.Delay(stage.Span(3, 2));
        await traffic.Stop();
        stage.CountFromNow();
        var (key, signature) = await traffic.TryFirst();
        stage.Bit(key == 401 && signature == 401 && first > 0 && traffic.Taken > first,
            $"{first} requests with the first key and secret were taken, {traffic.Taken - first} with the second; "
            + $"now the first ones get {key} and {signature}");
        stage.Measure(new Figure("signed requests refused", traffic.Refused, "requests", 0));
        await Roll(stage);
    }
}
