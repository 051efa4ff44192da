using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>Shell of a watch over an ERP's stock.</summary>
[GrainType("stock-watch")]
public sealed class StockWatchGrain : Grain, IStockWatch
{
    private readonly TimeProvider _clock;
    private readonly Ledger<StockWatch, StockWatchEvent> _ledger;
    private TurnLease _turn;

    /// <summary>Made by Orleans.</summary>
    public StockWatchGrain(Ledgers ledgers)
    {
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, StockWatchDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<StockWatchTurn> Begin(string silo, TimeSpan lease)
    {
        var granted = _turn.Take(silo, lease, _clock.GetUtcNow());
        return await _ledger.Read(s => new StockWatchTurn(granted, s.Cut, s.AsOf));
    }

    /// <inheritdoc/>
    public async Task Advance(long cut, DateTimeOffset asOf) =>
        await _ledger.Commit(s => (true, StockWatchDecider.Decide(s, cut, asOf, _clock.GetUtcNow())));
}
