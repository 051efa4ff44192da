using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>Shell of a watch over an ERP's stock.</summary>
[GrainType("stock-watch")]
public sealed class StockWatchGrain : Grain, IStockWatch
{
    private readonly TimeProvider _clock;
    private readonly Ledger<StockWatch, StockWatchEvent> _ledger;
    private string _holder = "";
    private DateTimeOffset _until;

    /// <summary>Made by Orleans.</summary>
    public StockWatchGrain(Ledgers ledgers)
    {
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, StockWatchDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<StockWatchTurn> Begin(string silo, TimeSpan lease)
    {
        var now = _clock.GetUtcNow();
        var granted = _holder == silo || _until <= now;
        (_holder, _until) = granted ? (silo, now + lease) : (_holder, _until);
        return await _ledger.Read(s => new StockWatchTurn(granted, s.Cut, s.AsOf));
    }

    /// <inheritdoc/>
    public async Task Advance(long cut, DateTimeOffset asOf) =>
        await _ledger.Commit(s => (true, StockWatchDecider.Decide(s, cut, asOf, _clock.GetUtcNow())));
}
