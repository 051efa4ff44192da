using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Inventory;

namespace RetailActors.Bench.Reserve;

/// <summary>Takes the stock actor's messages and does nothing: what a call costs before anybody has done anything.
/// </summary>
[Alias("IEmptyStock")]
public interface IEmptyStock : IGrainWithStringKey
{
    /// <summary>Answers at once. Nothing is decided and nothing is stored.</summary>
    [Alias("Take")] Task<AllocateResult> Take(Allocate command);

    /// <summary>Calls so far.</summary>
    [Alias("Read")] Task<long> Read();
}

/// <summary>The grain; reentrant as the stock actor is.</summary>
[Reentrant, GrainType("empty-stock")]
public sealed class EmptyStockGrain : Grain, IEmptyStock
{
    private static readonly Task<AllocateResult> _taken =
        Task.FromResult<AllocateResult>(new AllocateResult.Allocated());

    private long _calls;

    /// <inheritdoc/>
    public Task<AllocateResult> Take(Allocate command)
    {
        _calls++;
        return _taken;
    }

    /// <inheritdoc/>
    public Task<long> Read() => Task.FromResult(_calls);
}

/// <summary>The floor: no design on Orleans can be faster than this on this machine.</summary>
internal sealed class EmptyGrainPeer(BenchSilo silo) : IPeer
{
    public const string Title = "empty grain, nothing stored";

    public string Name => Title;

    public string Setup => "the same message to a grain that answers at once: the cost of the call alone";

    public Task Prepare(string cell, int skus) => Taken(cell, skus);

    public async Task<Outcome> Take(string cell, int sku, string reservation)
    {
        var result = await Stock(cell, sku).Take(
            new Allocate(new ReservationId(reservation), new OrderId(reservation), 1));
        return result is AllocateResult.Allocated ? Outcome.Counted : Outcome.Failed;
    }

    public async Task<long> Taken(string cell, int skus)
    {
        long sum = 0;
        await Parallel.ForAsync(0, skus, async (i, _) => Interlocked.Add(ref sum, await Stock(cell, i).Read()));
        return sum;
    }

    public double ServerCpu() => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEmptyStock Stock(string cell, int sku) => silo.Grains.Actor<IEmptyStock>(
        string.Create(CultureInfo.InvariantCulture, $"{cell}-{sku}"));
}
