using System.Diagnostics;
using System.Globalization;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Something that runs out: processors, memory, disk.</summary>
internal static class ResourceDrills
{
    private const long Megabyte = 1024 * 1024;
    private const string Metrics = "--Telemetry:Prometheus=true";

    /// <summary>Less than this of the processors is no hunger for the others. It is little, because a machine may have
    /// other work besides; that the silos felt it is seen by their own waiting.</summary>
    public const double LeastShare = 0.1;

    /// <summary>Seconds that silos wait for a processor in each second, at least, for it to be hunger.</summary>
    private const double LeastWait = 1;

    private const string Spin = "exec $(command -v setsid) sh -c '"
        + "while kill -0 \"$1\" 2>/dev/null; do i=0; while [ $((i += 1)) -lt 99999 ]; do :; done; done' sh \"$1\"";

    public static IEnumerable<Drill> All =>
    [
        new("starve", "other work takes all the CPU", false, Starve),
        new("memory-limit", "a silo may have little memory, and a crowd comes", false, MemoryLimit),
        new("disk-full", "the disk of the journal is full", false, DiskFull)
            { Needs = DrillNeeds.OwnServer | DrillNeeds.Root },
    ];

    /// <summary>Runs something beside processes that do nothing but count.</summary>
    /// <remarks>Each has a session of its own, as each silo has: Linux shares processors out between sessions first,
    /// and all of them in one would together get no more than a single silo. They end with this process.</remarks>
    /// <param name="perCore">So many of them for each core.</param>
    /// <param name="act">What runs beside them.</param>
    /// <returns>The share of all processor time that they got, 0 to 1.</returns>
    public static async Task<double> WithSpinners(int perCore, Func<Task> act)
    {
        var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var burners = Enumerable.Range(0, Environment.ProcessorCount * perCore).Select(_ => Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", Spin, "sh", self]))!).ToArray();
        try
        {
            var (started, before) = (Stopwatch.GetTimestamp(), Burnt());
            await act();
            return (Burnt() - before) / Stopwatch.GetElapsedTime(started) / Environment.ProcessorCount;
        }
        finally
        {
            foreach (var burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }

        TimeSpan Burnt() => TimeSpan.FromTicks(burners.Sum(b =>
        {
            b.Refresh();
            return b.TotalProcessorTime.Ticks;
        }));
    }

    private static async Task Starve(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        TimeSpan? Waited() => stage.Ready.Aggregate((TimeSpan?)TimeSpan.Zero, (sum, silo) => sum + silo.Starved);
        var (before, started) = (Waited(), Stopwatch.GetTimestamp());
        var share = await WithSpinners(perCore: 4, () => Task.Delay(stage.Span(30, 10)));
        var waited = (Waited() - before) / Stopwatch.GetElapsedTime(started);
        var answer = stage.Probes.MeanAnswer;
        stage.CountFromNow();
        var seen = string.Create(CultureInfo.InvariantCulture,
            $"other processes had {share:P0} of all processor time; in each second the silos' threads together waited "
            + $"{waited:0.00} s for a processor; an answer took {answer:0.0} ms");
        stage.Tell(seen);
        // Taken from others, not idle: the silos had work and no processor.
        stage.Bit(share >= LeastShare && (waited is null || waited >= LeastWait), seen);
        await stage.NobodyLost(dead);
    }

    /// <summary>It works with what it has or turns requests away; it neither ends nor stands still.</summary>
    private static async Task MemoryLimit(Stage stage)
    {
        const long limit = 160 * Megabyte;
        var (silo, free) = (stage.Ready[2], stage.Ready[1]);
        // A neighbour without a limit does the same work beside it: what it takes is what the limit denies.
        await Restart(free, new SiloChange(Settings: [Metrics]));
        await Restart(silo, new SiloChange(
            Environment: new Dictionary<string, string>
            {
                ["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture),
            },
            Settings: [Metrics]));
        var (pid, dead) = (silo.Id, await stage.Membership.CountDead());
        var (before, beside) = (await Collected(silo), await Collected(free));
        var crowd = new Crowding(stage, 400, TimeSpan.FromSeconds(10));
        var came = await crowd.Run(stage.Span(20, 8));
        var (own, other) = ((await Collected(silo)).Since(before), (await Collected(free)).Since(beside));
        stage.CountFromNow();
        stage.Bit(own.Bytes >= limit * 3 / 4 && own.Full > other.Full, string.Create(CultureInfo.InvariantCulture,
            $"of {limit / Megabyte} MB for objects {silo.Name} had {own.Bytes / Megabyte:0} MB in use and collected "
            + $"all of them {own.Full:0} times; {free.Name} without a limit had {other.Bytes / Megabyte:0} MB and did "
            + $"it {other.Full:0} times; {crowd.TurnedAway} requests were turned away"));
        stage.Measure(new Figure("orders accepted meanwhile", came.Rate, "orders/s"));
        stage.Require(silo.Id == pid && silo.State == NodeState.Ready, $"{silo.Name} did not go on: {silo.State}");
        await stage.NobodyLost(dead);
        await Restart(silo, new SiloChange());
        await Restart(free, new SiloChange());
    }

    private static async Task Restart(SiloNode silo, SiloChange change)
    {
        await LocalCluster.Leave(silo);
        silo.Start(change);
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
    }

    private static async Task<Heap> Collected(SiloNode silo)
    {
        var metrics = SiloMetrics.Read(await Outside.GetText(new Uri(silo.Url, "/metrics")));
        return new Heap(
            metrics.Sum("dotnet_gc_last_collection_memory_committed_size_bytes"),
            metrics.Sum("dotnet_gc_collections_total", "gc_heap_generation=\"gen2\""));
    }

    /// <summary>A silo's objects.</summary>
    /// <param name="Bytes">What the collector held at its last collection.</param>
    /// <param name="Full">Collections of everything.</param>
    private readonly record struct Heap(double Bytes, double Full)
    {
        public Heap Since(Heap before) => this with { Full = Full - before.Full };
    }

    /// <summary>The journal is moved to a small disk, the rest of which is then taken by something else.</summary>
    private static async Task DiskFull(Stage stage)
    {
        var server = stage.Cluster.Database.Server!;
        var size = await stage.Membership.Scalar("SELECT pg_relation_size('journal')");
        await using var disk = await SmallDisk.Mount(size + (64 * Megabyte), PostgreSqlServer.User);
        await stage.Membership.Run($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await stage.Membership.Run("ALTER TABLE journal SET TABLESPACE small");
        try
        {
            var dead = await stage.Membership.CountDead();
            disk.Fill();
            // Pages that are there already have room for a few more.
            await Task.Delay(3_000);
            var (before, length) = (stage.Accepted, stage.Span(20, 8));
            await Task.Delay(length);
            var during = stage.Accepted - before;
            disk.Free();
            stage.CountFromNow();
            stage.Bit(stage.StoodStill(during, length),
                $"{during} orders were accepted in {length.TotalSeconds:N0} s on a full disk");
            await stage.MeasureRecovery();
            await stage.NobodyLost(dead);
        }
        finally
        {
            disk.Free();
            await stage.Membership.Run("ALTER TABLE journal SET TABLESPACE pg_default");
            await stage.Membership.Run("DROP TABLESPACE small");
            stage.Tell($"the journal is back on the disk of {server.Port}");
        }
    }
}
