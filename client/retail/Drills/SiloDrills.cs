using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of silos: killed and paused.</summary>
internal static class SiloDrills
{
    /// <summary>How long a silo may take to get ready.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    public static IEnumerable<Drill> All =>
    [
        new("kill-one", "kill -9 of one of three silos", true, KillOne),
        new("kill-sale", "kill -9 of each silo in turn in the middle of a flash sale", false, KillInSale),
        new("kill-all", "kill -9 of all silos at once", false, KillAll),
        new("kill-restart", "kill -9 and instant restart on the same ports", false, KillAndRestart),
        new("sweeper-kill", "kill -9 while sweepers have claimed owed documents", false, KillSweeper),
        new("pause-short", "SIGSTOP of one silo for 10 s, then SIGCONT", false, s => Pause(s, 10)),
        new("pause", "SIGSTOP of one silo for 30 s, then SIGCONT", false, s => Pause(s, 30)),
        new("pause-long", "SIGSTOP of one silo for 120 s, then SIGCONT", false, s => Pause(s, 120)),
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
        await LocalCluster.Ready([victim], LongestStart, default);
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
            await LocalCluster.Ready([silo], LongestStart, default);
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
        await LocalCluster.Ready(all, LongestStart, default);
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
        await LocalCluster.Ready([victim], LongestStart, default);
    }

    private static async Task Pause(Stage stage, double seconds)
    {
        var victim = stage.Ready[1];
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        stage.CountFromNow();
        victim.Pause();
        var length = stage.Span(seconds, seconds / 2);
        var gap = stage.Probes.Recovered(TimeSpan.FromSeconds(90));
        await Task.Delay(length);
        victim.Resume();
        var silence = await gap;
        stage.Measure(new Figure("every actor answers again after", silence, "s", 20));
        var evicted = await stage.Membership.CountDead() > dead;
        // A short pause costs waiting only.
        stage.Bit(stage.Load.Failed > failed || evicted || silence > 2,
            $"{victim.Name} stood still for {length.TotalSeconds:N0} s, "
            + $"{stage.Load.Failed - failed} requests sent again{(evicted ? ", the others declared it dead" : "")}");
        stage.CountFromNow();
        // A silo that finds itself declared dead ends its own process: what it has in memory is of the past.
        if (evicted && await victim.Exit(TimeSpan.FromSeconds(30)) is not null)
            victim.Start();
        await LocalCluster.Ready([victim], LongestStart, default);
    }

    /// <summary>A sweeper has claimed owed calls for itself and dies before it has made them: they are claimed again
    /// when its lease has ended, and made once.</summary>
    private static async Task KillSweeper(Stage stage)
    {
        const string claimed =
            "SELECT count(*) FROM outbox WHERE stream LIKE 'posting/%' AND attempts > 0 AND due_at > now()";
        await stage.Outside.Dial("erp-d365", new { mode = "down" });
        await Task.Delay(stage.Span(8, 5));
        // Slow, so that a batch takes its time.
        await stage.Outside.Dial("erp-d365", new { latencyMs = 3_000, mode = "none" });
        long held = 0;
        await Stage.Until(async () => (held = await stage.Membership.Scalar(claimed)) >= stage.Load.PerSecond,
            TimeSpan.FromSeconds(60), "a batch of owed documents that a sweeper has claimed");
        var all = stage.Ready;
        Array.ForEach(all, s => s.Kill());
        stage.Bit(Array.TrueForAll(all, s => s.State == NodeState.Killed),
            $"{held} documents were claimed when all {all.Length} silos and their sweepers were killed");
        stage.CountFromNow();
        await stage.Outside.Heal("erp-d365");
        Array.ForEach(all, s => s.Start());
        await LocalCluster.Ready(all, LongestStart, default);
        await OutsideDrills.Drained(stage);
    }

    private static string LastLines(StringWriter output) =>
        string.Join(' ', output.ToString().Split('\n').Where(l => l.Contains("VIOLATION", StringComparison.Ordinal)));
}
