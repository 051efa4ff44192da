using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Channels;

/// <summary>Shell of a channel's watch.</summary>
[GrainType("channel-watch")]
public sealed class ChannelWatchGrain : Grain, IChannelWatch
{
    private readonly Ledgers _ledgers;
    private readonly Ledger<Watch, WatchEvent> _ledger;
    private TurnLease _turn;

    /// <summary>Made by Orleans.</summary>
    public ChannelWatchGrain(Ledgers ledgers)
    {
        _ledgers = ledgers;
        _ledger = ledgers.For(this, WatchDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<WatchTurn> Begin(string silo, TimeSpan lease)
    {
        var granted = _turn.Take(silo, lease, _ledgers.Clock.GetUtcNow());
        return await _ledger.Read(s => new WatchTurn(granted, s.Seen));
    }

    /// <inheritdoc/>
    public Task Advance(DateTimeOffset seen) =>
        _ledger.Commit(s => WatchDecider.Decide(s, seen, _ledgers.Clock.GetUtcNow())).AsTask();
}
