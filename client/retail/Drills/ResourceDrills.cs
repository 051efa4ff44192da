using System.Diagnostics;
using System.Globalization;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Something that runs out: processors, memory, disk.</summary>
internal static class ResourceDrills
{
    private const long Megabyte = 1024 * 1024;

    public static IEnumerable<Drill> All =>
    [
        new("starve", "other work takes all the CPU", false, Starve),
        new("memory-limit", "a silo may have little memory, and a crowd comes", false, MemoryLimit),
        new("disk-full", "the disk of the journal is full", false, DiskFull),
    ];

    /// <summary>Processes that do nothing but count, twice as many as there are cores.</summary>
    public static async Task WithSpinners(Func<int, Task> act)
    {
        var burners = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!).ToArray();
        try
        {
            await act(burners.Length);
        }
        finally
        {
            foreach (var burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }
    }

    private static async Task Starve(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        var count = 0;
        await WithSpinners(n =>
        {
            count = n;
            return Task.Delay(stage.Span(30, 10));
        });
        stage.CountFromNow();
        stage.Bit(true, $"{count} processes that do nothing but count ran beside the silos");
        stage.Require(await stage.Membership.CountDead() == dead, "a silo was declared dead that was only slow");
        stage.Require(stage.Cluster.Silos.All(s => s.State != NodeState.Failed), "a silo has ended");
    }

    /// <summary>It works with what it has or turns requests away; it neither ends nor stands still.</summary>
    private static async Task MemoryLimit(Stage stage)
    {
        const long limit = 160 * Megabyte;
        var silo = stage.Ready[2];
        await LocalCluster.Leave(silo);
        silo.Start(new SiloChange(Environment: new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture),
        }));
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
        var (pid, dead) = (silo.Id, await stage.Membership.CountDead());
        var crowd = new Crowding(stage, 400, TimeSpan.FromSeconds(10));
        var came = await crowd.Run(stage.Span(20, 8));
        var (own, others) = (silo.Memory, stage.Ready.Where(s => s != silo).Max(s => s.Memory));
        stage.CountFromNow();
        stage.Bit(own < others, $"with {limit / Megabyte} MB for its objects {silo.Name} took "
            + $"{own / Megabyte} MB in all, the others up to {others / Megabyte} MB");
        stage.Measure(new Figure("orders accepted meanwhile", came.Rate, "orders/s"));
        stage.Require(silo.Id == pid && silo.State == NodeState.Ready, $"{silo.Name} did not go on: {silo.State}");
        stage.Require(await stage.Membership.CountDead() == dead, "a silo was declared dead");
        await LocalCluster.Leave(silo);
        silo.Start();
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
    }

    /// <summary>The journal is moved to a small disk, the rest of which is then taken by something else.</summary>
    private static async Task DiskFull(Stage stage)
    {
        var server = stage.Cluster.Database.Server
            ?? throw new CommandFailedException("This drill needs a PostgreSQL of its own: --database postgresql.");
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
            stage.Bit(during == 0, $"not one order was accepted in {length.TotalSeconds:N0} s on a full disk");
            stage.Measure(new Figure(
                "every actor answers again after", await stage.Probes.Recovered(TimeSpan.FromSeconds(60)), "s", 5));
            stage.Require(await stage.Membership.CountDead() == dead, "a silo was declared dead");
            stage.Require(stage.Cluster.Silos.All(s => s.State != NodeState.Failed), "a silo has ended by itself");
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
