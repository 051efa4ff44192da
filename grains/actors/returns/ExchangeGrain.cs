using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Journal;
using RetailActors.Orders;

namespace RetailActors.Returns;

/// <summary>Shell of one exchange.</summary>
[Reentrant, PreferLocalPlacement, GrainType("exchange")]
public sealed class ExchangeGrain : Grain, IExchange
{
    private readonly ExchangeKey _key;
    private readonly TimeProvider _clock;
    private readonly Ledger<Exchange, ExchangeEvent> _ledger;
    private readonly ExchangeProcess _process;

    /// <summary>Made by Orleans.</summary>
    public ExchangeGrain(Ledgers ledgers, ILogger<ExchangeProcess> log)
    {
        _key = ExchangeKey.Parse(this.GetPrimaryKeyString());
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, ExchangeDecider.Fold, DeactivateOnIdle);
        _process = new ExchangeProcess(_key, _ledger, GrainFactory, _clock, log);
    }

    /// <inheritdoc/>
    public async Task<ExchangeResult> Request(RequestExchange command)
    {
        var already = await _ledger.Read(s => s.Intake is not null);
        if (!await _ledger.Commit(s => ExchangeDecider.Decide(s, _key, command, _clock.GetUtcNow())))
        {
            return new ExchangeResult.RequestedDifferently();
        }
        await Task.WhenAny(_process.Start(), Task.Delay(command.NewOrder.Patience, _clock));
        return new ExchangeResult.Standing(ExchangeDecider.View(_ledger.Durable)!, already);
    }

    /// <inheritdoc/>
    public Task<ExchangeView?> Read() => _ledger.Read(ExchangeDecider.View).AsTask();

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.TakeUp();
        await _process.Drive();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _process.Ended(cancellationToken);
}
