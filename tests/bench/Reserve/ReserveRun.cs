using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;

namespace RetailActors.Bench.Reserve;

/// <summary>What to measure.</summary>
/// <param name="Callers">One cell for each number.</param>
/// <param name="Skus">Articles of the uniform load.</param>
/// <param name="WarmUp">Before each cell.</param>
/// <param name="Duration">Of each cell.</param>
/// <param name="ActorsOnly">The stock actor, the plain grain and the empty grain; no other peer.</param>
public sealed record ReserveOptions(
    IReadOnlyList<int> Callers, int Skus, TimeSpan WarmUp, TimeSpan Duration, bool ActorsOnly = false);

/// <summary>Shows a cell's progress while it runs.</summary>
public delegate Task<ReserveCell> ShowCell(string title, Func<Action<LoadProgress>, Task<ReserveCell>> work);

/// <summary>Takes units from stock with all peers, one after the other on the same machine.</summary>
public sealed class ReserveRun(ReserveOptions options, PostgreSqlServer server, ShowCell show, Action<ReserveCell> done)
{
    private static readonly int[] _poolSizes = [4, 8, 16, 32, 64];
    private static readonly int[] _floor = [64];
    private static readonly TimeSpan _trial = TimeSpan.FromSeconds(2);

    private int _cells;

    /// <summary>All peers, all cells.</summary>
    public async Task Run()
    {
        await Actors();
        if (options.ActorsOnly)
        {
            return;
        }
        await RowLock(oneStatement: false);
        await RowLock(oneStatement: true);
        if (RedisServer.Installed)
        {
            await using var redis = await RedisPeer.Create();
            await Cells(redis, hot: true);
            await Cells(redis, hot: false);
        }
        await Sqlite();
    }

    private async Task Actors()
    {
        await using var database = await BenchDatabase.Create(server);
        await using var silo = await BenchSilo.Start(
            database, inProcessPsp: true, builder => PlainGrainPeer.AddStorage(builder, database.Postgres));
        var ours = new StockActorPeer(database, silo);
        var plain = new PlainGrainPeer(database, silo);
        var empty = new EmptyGrainPeer(silo);
        await Rehearse(ours);
        await Rehearse(plain);
        foreach (var hot in (bool[])[true, false])
        {
            await Cells(ours, hot);
            await Cells(plain, hot);
            await Cells(empty, hot, _floor);
        }
    }

    private async Task RowLock(bool oneStatement)
    {
        await using var database = await BenchDatabase.Create(server);
        await RowLockPeer.CreateTables(database);
        foreach (var hot in (bool[])[true, false])
        {
            var size = await BestPool(database, oneStatement, hot);
            await using var peer = new RowLockPeer(database, size, oneStatement);
            await Cells(peer, hot);
        }
    }

    private async Task Sqlite()
    {
        await using var database = await BenchDatabase.Create(null);
        await using var silo = await BenchSilo.Start(database, inProcessPsp: true);
        var ours = new StockActorPeer(database, silo);
        await Rehearse(ours);
        await Cells(ours, hot: true);
        await Cells(ours, hot: false);
    }

    /// <summary>The row lock's code is compiled while its pool is tried out; the others get the same start.</summary>
    private Task Rehearse(IPeer peer) =>
        Measure(peer, hot: false, new LoadPlan(64, options.WarmUp, options.Duration), _ => { });

    /// <summary>Tries each size for a moment: the peer is measured with the one that suits it best.</summary>
    private async Task<int> BestPool(BenchDatabase database, bool oneStatement, bool hot)
    {
        var (best, rate) = (0, 0.0);
        foreach (var size in _poolSizes)
        {
            await using var peer = new RowLockPeer(database, size, oneStatement);
            var cell = await Measure(peer, hot, new LoadPlan(64, _trial / 2, _trial), _ => { });
            if (cell.Load.Rate > rate)
            {
                (best, rate) = (size, cell.Load.Rate);
            }
        }
        return best;
    }

    private Task Cells(IPeer peer, bool hot) => Cells(peer, hot, options.Callers);

    private async Task Cells(IPeer peer, bool hot, IEnumerable<int> loads)
    {
        foreach (var callers in loads)
        {
            var plan = new LoadPlan(callers, options.WarmUp, options.Duration);
            var title = $"{peer.Name}, {(hot ? "one hot SKU" : $"{options.Skus:N0} SKUs")}, {callers} callers";
            done(await show(title, progress => Measure(peer, hot, plan, progress)));
        }
    }

    private async Task<ReserveCell> Measure(IPeer peer, bool hot, LoadPlan plan, Action<LoadProgress> progress)
    {
        var cell = string.Create(CultureInfo.InvariantCulture, $"c{_cells++}");
        var skus = hot ? 1 : options.Skus;
        await peer.Prepare(cell, skus);
        var chance = Enumerable.Range(0, plan.Callers).Select(i => new Random(7_000 + i)).ToArray();
        var (counted, ownCpu, serverCpu, marks) = (0L, 0.0, 0.0, 0);
        var load = await ClosedLoop.Run(plan, async (caller, n) =>
        {
            var outcome = await peer.Take(cell, chance[caller].Next(skus),
                string.Create(CultureInfo.InvariantCulture, $"{cell}-{caller}-{n}"));
            if (outcome == Outcome.Counted)
            {
                Interlocked.Increment(ref counted);
            }
            return outcome;
        }, progress, () =>
        {
            var sign = marks++ == 0 ? -1 : 1;
            ownCpu += sign * CpuClock.Own();
            serverCpu += sign * peer.ServerCpu();
        });
        var mismatch = await peer.Taken(cell, skus) - counted;
        var seconds = plan.Duration.TotalSeconds;
        return new ReserveCell(peer.Name, peer.Setup, hot, skus, plan.Callers, load,
            // A call that failed may have had its effect; only what was answered must be there.
            mismatch >= 0 && mismatch <= load.Failed ? 0 : mismatch, ownCpu / seconds, serverCpu / seconds);
    }
}
