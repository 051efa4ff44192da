using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Inventory;
using RetailActors.Journal;

namespace RetailActors.Bench.Reserve;

/// <summary>Ours: the stock actor of the production host.</summary>
internal sealed class StockActorPeer(BenchDatabase database, BenchSilo silo) : IPeer
{
    public const string OnPostgres = "RetailActors";

    public const string OnSqlite = "RetailActors on SQLite";

    public string Name => database.Provider == StorageProvider.PostgreSql ? OnPostgres : OnSqlite;

    public string Setup => "IStock.Allocate from inside the silo, journal with group commit";

    public Task Prepare(string cell, int skus) =>
        Parallel.ForAsync(0, skus, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            await Assortment.Stock(silo.Grains, SkuOf(cell, i), Assortment.Plenty));

    public async Task<Outcome> Take(string cell, int sku, string reservation)
    {
        var result = await Assortment.Stock(silo.Grains, SkuOf(cell, sku))
            .Allocate(new Allocate(new ReservationId(reservation), new OrderId(reservation), 1));
        return result is AllocateResult.Allocated ? Outcome.Counted : Outcome.Failed;
    }

    public async Task<long> Taken(string cell, int skus)
    {
        long sum = 0;
        await Parallel.ForAsync(0, skus, async (i, _) =>
        {
            var view = await Assortment.Stock(silo.Grains, SkuOf(cell, i)).Read();
            Interlocked.Add(ref sum, view.Levels.Committed);
        });
        return sum;
    }

    public double ServerCpu() => CpuClock.Tree(database.ServerPid);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Sku SkuOf(string cell, int sku) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{cell}-{sku}"));
}
