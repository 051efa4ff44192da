using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Changes that operators make while the shop is open: restarts, sizes, secrets, versions.</summary>
internal static class ChangeDrills
{
    public static IEnumerable<Drill> All =>
    [
        new("rolling-restart", "SIGTERM and restart of one silo after the other", false, RollingRestart),
        new("rolling-restart-starved", "the same while other work takes all the CPU", false, RollingRestartStarved),
        new("scale", "from one silo to four and back to two", false, Scale),
        new("secret-rotation", "API key and webhook secret are changed while both are used", false, Rotate),
        new("mixed-versions", "silos of an earlier release among the new ones", false, Mix) { NeedsOldSilo = true },
    ];

    private static async Task RollingRestart(Stage stage)
    {
        var failed = stage.Load.Failed;
        stage.CountFromNow();
        stage.Bit(await Roll(stage) > 0, "all silos have left and have come back as other processes");
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }

    private static Task RollingRestartStarved(Stage stage) => ResourceDrills.WithSpinners(_ => RollingRestart(stage));

    /// <summary>One silo after the other leaves and comes back with other settings; how many have.</summary>
    private static async Task<int> Roll(Stage stage, params string[] settings)
    {
        var restarted = 0;
        foreach (var silo in stage.Ready)
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

    /// <summary>A rolling upgrade that stops in the middle: two of three silos are of the earlier release.</summary>
    private static async Task Mix(Stage stage)
    {
        var failed = stage.Load.Failed;
        var old = stage.Options.OldSilo!.FullName;
        var changed = stage.Ready[1..];
        foreach (var silo in changed)
        {
            await LocalCluster.Leave(silo);
            silo.Start(new SiloChange(Assembly: old));
            await LocalCluster.Ready([silo], SiloDrills.LongestStart, default);
            await Task.Delay(stage.Span(8, 4));
        }
        var members = await stage.Membership.CountActive();
        stage.CountFromNow();
        await stage.Probes.Recovered(TimeSpan.FromSeconds(30));
        stage.Bit(members == 3 && changed.Length == 2,
            $"{changed.Length} of {members} silos ran {System.Reflection.AssemblyName.GetAssemblyName(old).Version} "
            + "as built there");
        foreach (var silo in changed)
        {
            await LocalCluster.Leave(silo);
            silo.Start();
            await LocalCluster.Ready([silo], SiloDrills.LongestStart, default);
        }
        stage.CountFromNow();
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }
}
