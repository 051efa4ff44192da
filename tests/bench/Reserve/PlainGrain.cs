using Orleans;
using Orleans.Runtime;

namespace RetailActors.Bench.Reserve;

/// <summary>Stock as most Orleans programs would write it: one state, written after each change.</summary>
[Alias("IPlainStock")]
public interface IPlainStock : IGrainWithStringKey
{
    /// <summary>Sets what is there.</summary>
    [Alias("Fill")] Task Fill(long units);

    /// <summary>Takes units; durable before the reply.</summary>
    [Alias("Take")] Task<bool> Take(string reservation, int units);

    /// <summary>What is there.</summary>
    [Alias("Read")] Task<long> Read();
}

/// <summary>What the storage provider keeps: only a number, to spare it the list of reservations.</summary>
[GenerateSerializer, Alias("PlainStockState")]
public sealed class PlainStockState
{
    /// <summary>Units there.</summary>
    [Id(0)] public long Available { get; set; }

    /// <summary>The last reservation; an idempotent one would have to keep all of them.</summary>
    [Id(1)] public string Last { get; set; } = "";
}

/// <summary>The grain.</summary>
[GrainType("plain-stock")]
public sealed class PlainStockGrain(
    [PersistentState("stock", PlainStockGrain.Storage)] IPersistentState<PlainStockState> state) : Grain, IPlainStock
{
    /// <summary>Name of its storage.</summary>
    public const string Storage = "plain";

    /// <inheritdoc/>
    public Task Fill(long units)
    {
        state.State.Available = units;
        return state.WriteStateAsync();
    }

    /// <inheritdoc/>
    public async Task<bool> Take(string reservation, int units)
    {
        if (state.State.Available < units)
        {
            return false;
        }
        state.State.Available -= units;
        state.State.Last = reservation;
        await state.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<long> Read() => Task.FromResult(state.State.Available);
}
