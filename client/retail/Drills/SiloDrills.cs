using System.Diagnostics;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of silos: killed, paused, restarted, added and taken away.</summary>
internal static class SiloDrills
{
    private static readonly TimeSpan _start = TimeSpan.FromMinutes(2);

    public static IEnumerable<Drill> All =>
    [
        new("kill-one", "kill -9 of one of three silos", true, KillOne),
        new("kill-sale", "kill -9 of each silo in turn in the middle of a flash sale", false, KillInSale),
        new("kill-all", "kill -9 of all silos at once", false, KillAll),
        new("kill-restart", "kill -9 and instant restart on the same ports", false, KillAndRestart),
        new("rolling-restart", "SIGTERM and restart of one silo after the other", false, RollingRestart),
        new("pause", "SIGSTOP of one silo, then SIGCONT", false, Pause),
        new("scale", "from one silo to four and back to two", false, Scale),
        new("starve", "other work takes all the CPU", false, Starve),
    ];

    private static async Task KillOne(Stage stage)
    {
        var failed = stage.Load.Failed;
        var victim = stage.Ready[1];
        stage.CountFromNow();
        victim.Kill();
        var gap = await stage.Probes.Recovered(TimeSpan.FromSeconds(60));
        stage.Bit(victim.State == NodeState.Killed && stage.Load.Failed > failed,
            $"{victim.Name} (pid {victim.Id}) is gone, {stage.Load.Failed - failed} requests had to be sent again");
        stage.Measure(new Figure("every actor answers again after", gap, "s", 5));
        victim.Start();
        await LocalCluster.Ready([victim], _start, default);
    }

    private static async Task KillInSale(Stage stage)
    {
        var output = new StringWriter();
        var sale = Sale.Run(
            new SaleOptions(
                stage.Cluster.Url, stage.Key, null, DrillShelf.Store, 3_000, 9_000, 32, 1, TimeSpan.FromMinutes(3),
                null, null),
            Terminal.Plain(output, output), default);
        var killed = 0;
        foreach (var silo in stage.Ready)
        {
            await Task.Delay(2_000);
            if (sale.IsCompleted)
                break;
            stage.CountFromNow();
            silo.Kill();
            killed++;
            silo.Start();
            await LocalCluster.Ready([silo], _start, default);
        }
        stage.Bit(killed > 0, $"{killed} silos killed while the sale went on; one of them held the hot SKU");
        stage.Require(await sale == Verbs.Green, $"the sale was not kept: {LastLines(output)}");
    }

    private static async Task KillAll(Stage stage)
    {
        var all = stage.Ready;
        Array.ForEach(all, s => s.Kill());
        stage.Bit(Array.TrueForAll(all, s => s.State == NodeState.Killed), $"{all.Length} silos are gone");
        stage.CountFromNow();
        Array.ForEach(all, s => s.Start());
        await LocalCluster.Ready(all, _start, default);
    }

    private static async Task KillAndRestart(Stage stage)
    {
        var victim = stage.Ready[2];
        var (failed, pid) = (stage.Load.Failed, victim.Id);
        stage.CountFromNow();
        victim.Kill();
        victim.Start();
        var gap = await stage.Probes.Recovered(TimeSpan.FromSeconds(90));
        stage.Bit(victim.Id != pid && stage.Load.Failed > failed,
            $"pid {pid} is gone, pid {victim.Id} has its ports, {stage.Load.Failed - failed} requests sent again");
        stage.Measure(new Figure("every actor answers again after", gap, "s", 20));
        await LocalCluster.Ready([victim], _start, default);
    }

    private static async Task RollingRestart(Stage stage)
    {
        var failed = stage.Load.Failed;
        var restarted = 0;
        stage.CountFromNow();
        foreach (var silo in stage.Ready)
        {
            var pid = silo.Id;
            await LocalCluster.Leave(silo);
            stage.Require(silo.State == NodeState.Left, $"{silo.Name} did not leave when it was asked to");
            silo.Start();
            await LocalCluster.Ready([silo], _start, default);
            restarted += silo.Id != pid ? 1 : 0;
        }
        stage.Bit(restarted > 0, $"{restarted} silos have left and have come back as other processes");
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }

    private static async Task Pause(Stage stage)
    {
        var victim = stage.Ready[1];
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        stage.CountFromNow();
        victim.Pause();
        var length = stage.Span(30, 15);
        var gap = stage.Probes.Recovered(TimeSpan.FromSeconds(90));
        await Task.Delay(length);
        victim.Resume();
        stage.Measure(new Figure("every actor answers again after", await gap, "s", 20));
        var evicted = await stage.Membership.CountDead() > dead;
        stage.Bit(stage.Load.Failed > failed || evicted, $"{victim.Name} stood still for {length.TotalSeconds:N0} s, "
            + $"{stage.Load.Failed - failed} requests sent again{(evicted ? ", the others declared it dead" : "")}");
        stage.CountFromNow();
        // A silo that finds itself declared dead ends its own process: what it has in memory is of the past.
        if (evicted && await victim.Exit(TimeSpan.FromSeconds(30)) is not null)
            victim.Start();
        await LocalCluster.Ready([victim], _start, default);
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
        await LocalCluster.Ready(gone, _start, default);
        await stage.Cluster.Grow(Math.Max(0, 4 - stage.Ready.Length), _start, default);
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

    private static async Task Starve(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        var burners = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!).ToArray();
        try
        {
            await Task.Delay(stage.Span(30, 10));
        }
        finally
        {
            foreach (var burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }
        stage.CountFromNow();
        stage.Bit(true, $"{burners.Length} processes that do nothing but count ran beside the silos");
        stage.Require(await stage.Membership.CountDead() == dead, "a silo was declared dead that was only slow");
        stage.Require(stage.Cluster.Silos.All(s => s.State != NodeState.Failed), "a silo has ended");
    }

    private static string LastLines(StringWriter output) =>
        string.Join(' ', output.ToString().Split('\n').Where(l => l.Contains("VIOLATION", StringComparison.Ordinal)));
}
