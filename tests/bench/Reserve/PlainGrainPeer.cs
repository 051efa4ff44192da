using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Hosting;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Reserve;

/// <summary>A grain with Orleans' own storage in the same silo and server.</summary>
internal sealed class PlainGrainPeer(BenchDatabase database, BenchSilo silo) : IPeer
{
    /// <summary>Connections of the storage provider.</summary>
    public const int PoolSize = 32;

    public const string Title = "plain grain";

    public string Name => Title;

    public string Setup => $"IPersistentState on Orleans AdoNet, prepared, {PoolSize} connections";

    /// <summary>Adds its storage to the silo.</summary>
    public static void AddStorage(WebApplicationBuilder builder, string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "bench-plain-grain",
            MaxPoolSize = PoolSize,
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 2,
        };
        builder.UseOrleans(orleans => orleans.AddAdoNetGrainStorage(PlainStockGrain.Storage, options =>
            (options.Invariant, options.ConnectionString) = ("Npgsql", connection.ConnectionString)));
    }

    public Task Prepare(string cell, int skus) =>
        Parallel.ForAsync(0, skus, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            await Stock(cell, i).Fill(Assortment.Plenty));

    public async Task<Outcome> Take(string cell, int sku, string reservation) =>
        await Stock(cell, sku).Take(reservation, 1) ? Outcome.Counted : Outcome.Failed;

    public async Task<long> Taken(string cell, int skus)
    {
        long sum = 0;
        await Parallel.ForAsync(0, skus, async (i, _) =>
            Interlocked.Add(ref sum, Assortment.Plenty - await Stock(cell, i).Read()));
        return sum;
    }

    public double ServerCpu() => CpuClock.Tree(database.ServerPid);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IPlainStock Stock(string cell, int sku) => silo.Grains.Actor<IPlainStock>(
        string.Create(CultureInfo.InvariantCulture, $"{cell}-{sku}"));
}
