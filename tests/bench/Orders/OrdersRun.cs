using RetailActors.Bench.Hosting;
using RetailActors.Bench.Http;
using RetailActors.Bench.Load;

namespace RetailActors.Bench.Orders;

/// <summary>What to measure.</summary>
/// <param name="Plan">How hard and how long.</param>
/// <param name="Shape">What the orders look like.</param>
/// <param name="Postgres">Otherwise SQLite.</param>
/// <param name="Http">Over HTTP, from another process.</param>
/// <param name="InProcessPsp">Otherwise the sandbox provider over HTTP.</param>
/// <param name="Memory">Watch memory and activations.</param>
/// <param name="More">Further configuration of the silo, as on the command line.</param>
public sealed record OrdersOptions(
    LoadPlan Plan, OrderShape Shape, bool Postgres, bool Http, bool InProcessPsp, bool Memory,
    IReadOnlyList<string>? More = null)
{
    /// <summary>PostgreSQL servers that the journal is spread over.</summary>
    public int Shards { get; init; } = 1;
}

/// <summary>What came of it.</summary>
/// <param name="Load">Rates and latencies.</param>
/// <param name="Told">Answers of the whole run.</param>
/// <param name="Faults">Where the database disagrees with the answers; empty when it does not.</param>
/// <param name="AppendsPerOrder">Journal rows per order submitted, whatever became of it.</param>
/// <param name="OwnCpu">CPU seconds of the silo's process in the measured time.</param>
/// <param name="ServerCpu">CPU seconds of PostgreSQL in the measured time.</param>
/// <param name="LoadCpu">CPU seconds of the load generator's process, when it is one of its own.</param>
/// <param name="Memory">Memory over time.</param>
public sealed record OrdersResult(
    LoadResult Load, TallyCounts Told, IReadOnlyList<string> Faults, double AppendsPerOrder,
    double OwnCpu, double ServerCpu, double LoadCpu, IReadOnlyList<MemorySample> Memory);

/// <summary>Measures whole orders: taken in, allocated, paid, accepted, durable.</summary>
public static class OrdersRun
{
    /// <summary>Runs one measurement on a database of its own.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="server">The PostgreSQL server; used when the options say so.</param>
    /// <param name="progress">Told once a second.</param>
    /// <param name="running">Told when the silo runs.</param>
    public static async Task<OrdersResult> Run(
        OrdersOptions options, PostgreSqlServer? server, Action<LoadProgress> progress,
        Action<BenchSilo>? running = null)
    {
        await using var database = await BenchDatabase.Create(options.Postgres ? server : null);
        await using var second = options.Shards > 1 ? await PostgreSqlServer.Create("synchronous_commit = on") : null;
        if (second is not null)
        {
            await database.Spread(second);
        }
        await using var silo = await BenchSilo.Start(database, options.InProcessPsp, more: options.More);
        running?.Invoke(silo);
        await Assortment.Put(silo.Grains, options.Shape.Skus);
        var before = await Appends(database);
        var tally = new Tally();
        using var watch = new MemoryWatch(silo, options.Memory, () => tally.Counts.Accepted);
        var cpu = new CpuSpan(database.ServerPid);
        var (load, told, loadCpu) = await Load(options, silo, tally, progress, cpu);
        var memory = await watch.Stop();
        var faults = await OrdersCheck.Run(database, silo, told, options.Shape.Skus);
        var submitted = told.Accepted + told.Declined + told.OutOfStock + told.Unknown;
        var appends = (double)(await Appends(database) - before) / Math.Max(1, submitted);
        return new OrdersResult(load, told, faults, appends, cpu.Own, cpu.Server, loadCpu, memory);
    }

    private static async Task<(LoadResult, TallyCounts, double)> Load(
        OrdersOptions options, BenchSilo silo, Tally tally, Action<LoadProgress> progress, CpuSpan cpu)
    {
        if (options.Http)
        {
            var order = new LoadOrder([silo.Address], "dev-key", options.Plan, options.Shape);
            return await LoadProcess.Run(order, progress, cpu.Mark);
        }
        var maker = new OrderMaker(options.Shape, "b", options.Plan.Callers);
        var orders = new InProcessOrders(silo.Grains, maker, tally, options.Shape.Pickup);
        var load = await ClosedLoop.Run(options.Plan, orders.Call, progress, cpu.Mark);
        return (load, tally.Counts, 0);
    }

    private static Task<long> Appends(BenchDatabase database) => database.Scalar("SELECT count(*) FROM journal");
}
