using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of silos: killed and paused.</summary>
internal static class SiloDrills
{
    /// <summary>How long a silo may take to get ready.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    /// <summary>Probes ask five times a second; who waited longer than this, in seconds, has noticed something.
    /// </summary>
    public const double Noticed = 0.5;

    /// <summary>What a silo says of an actor of its own whose write came too late: somebody else has written.</summary>
    private const string LateWrite = "has moved on elsewhere";

    public static IEnumerable<Drill> All =>
    [
        new("kill-one", "kill -9 of one of three silos", true, KillOne),
        new("kill-sale", "kill -9 of each silo in turn in the middle of a flash sale", false, SaleDrill.KillEachInTurn),
        new("kill-all", "kill -9 of all silos at once", false, KillAll),
        new("kill-restart", "kill -9 and instant restart on the same ports", false, KillAndRestart),
        new("sweeper-kill", "kill -9 while sweepers have claimed owed documents", false, KillSweeper)
            { Needs = DrillNeeds.PostgreSql },
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
        // Gateways ask again by themselves: then those who wait feel it, and nobody has to send anything again.
        stage.Bit(victim.State == NodeState.Killed && (stage.Load.Failed > failed || gap > Noticed),
            $"{victim.Name} (pid {victim.Id}) is gone, {stage.Load.Failed - failed} requests had to be sent again");
        stage.MeasureGap(gap, 5);
        victim.Start();
        await LocalCluster.Ready([victim], LongestStart, default);
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
        stage.MeasureGap(gap, 20);
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
        var log = new LogMark(victim);
        victim.Resume();
        var silence = await gap;
        stage.MeasureGap(silence, 20);
        var evicted = await stage.Membership.CountDead() > dead;
        // A short pause costs waiting only.
        stage.Bit(stage.Load.Failed > failed || evicted || silence > 2,
            $"{victim.Name} stood still for {length.TotalSeconds:N0} s, "
            + $"{stage.Load.Failed - failed} requests sent again{(evicted ? ", the others declared it dead" : "")}");
        stage.CountFromNow();
        // A silo that finds itself declared dead ends its own process: what it has in memory is of the past.
        var ended = evicted && await victim.Exit(TimeSpan.FromSeconds(30)) is not null;
        stage.Measure(new Figure("late writes that the journal refused", log.Count(LateWrite), "writes"));
        if (ended)
            victim.Start();
        await LocalCluster.Ready([victim], LongestStart, default);
    }

    /// <summary>A sweeper has claimed owed calls for itself and dies before it has made them: they are claimed again
    /// when its lease has ended, and made once.</summary>
    private static async Task KillSweeper(Stage stage)
    {
        await stage.Outside.Dial("erp-d365", new { mode = "down" });
        await Task.Delay(stage.Span(8, 5));
        // Slow, so that a batch takes its time.
        await stage.Outside.Dial("erp-d365", new { latencyMs = 3_000, mode = "none" });
        var since = DateTime.UtcNow;
        long held = 0;
        await Stage.Until(
            async () => (held = await stage.Membership.Scalar(ClaimedSince(since))) >= stage.Load.PerSecond,
            TimeSpan.FromSeconds(60), "a batch of owed documents that a sweeper has claimed");
        var all = stage.Ready;
        Array.ForEach(all, s => s.Kill());
        stage.Bit(Array.TrueForAll(all, s => s.State == NodeState.Killed),
            $"{held} documents had just been claimed when all {all.Length} silos and their sweepers were killed");
        stage.CountFromNow();
        await stage.Outside.Heal("erp-d365");
        Array.ForEach(all, s => s.Start());
        await LocalCluster.Ready(all, LongestStart, default);
        await OutsideDrills.Drained(stage);
    }

    /// <summary>Rows that a sweeper has claimed since a moment and that are still owed. When it did so follows from the
    /// time until which it keeps others away, 20 s and twice as long at each further attempt; rows of earlier claims,
    /// which are merely left alone until then, do not count.</summary>
    private static string ClaimedSince(DateTime moment) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"""
        SELECT count(*) FROM outbox WHERE stream LIKE 'posting/%' AND attempts > 0 AND due_at
          - least(interval '20 seconds' * power(2, least(attempts - 1, 30)), interval '1 hour') >= '{moment:O}'
        """);
}
