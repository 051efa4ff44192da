using Orleans;

namespace RetailActors.Inventory;

/// <summary>Remembers up to which cut an ERP's stock was compared, and lets one silo compare at a time.</summary>
/// <remarks>Grain key: <c>tenant/account</c>. How far is durable. The lease is kept in memory: two silos that compare
/// at once record the same cuts. Throws <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both
/// answered by a retry.</remarks>
[Alias("IStockWatch")]
public interface IStockWatch : IGrainWithStringKey
{
    /// <summary>Takes the turn, unless another silo has it.</summary>
    [Alias("Begin")] Task<StockWatchTurn> Begin(string silo, TimeSpan lease);

    /// <summary>Everything up to this cut is compared. Idempotent; an earlier cut changes nothing.</summary>
    /// <param name="cut">The ERP's own number of it.</param>
    /// <param name="asOf">Its time, UTC.</param>
    [Alias("Advance")] Task Advance(long cut, DateTimeOffset asOf);
}

/// <summary>Whether a silo may compare.</summary>
/// <param name="Granted">False: another one has the turn.</param>
/// <param name="Cut">The last cut that was compared; 0 for none.</param>
/// <param name="AsOf">Its time, UTC, or null.</param>
[GenerateSerializer, Immutable, Alias("StockWatchTurn")]
public sealed record StockWatchTurn(bool Granted, long Cut, DateTimeOffset? AsOf);
