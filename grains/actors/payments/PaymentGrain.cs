using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Payments;

/// <summary>Shell of one payment.</summary>
[Reentrant, PlacedByKey, GrainDirectory(GrainDirectoryName = NoDirectory.Name), GrainType("payment")]
public sealed class PaymentGrain : Grain, IPayment
{
    private readonly PaymentKey _key;
    private readonly TimeProvider _clock;
    private readonly Ledger<Payment, PaymentEvent> _ledger;
    private readonly PaymentProcess _process;
    private readonly PaymentTelling _telling;

    /// <summary>Made by Orleans.</summary>
    public PaymentGrain(Ledgers ledgers, IPaymentProviders providers, ILogger<PaymentTelling> log)
    {
        _key = PaymentKey.Parse(this.GetPrimaryKeyString());
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, PaymentDecider.Fold, DeactivateOnIdle);
        _process = new PaymentProcess(_key, _ledger, providers, _clock);
        _telling = new PaymentTelling(_key, _ledger, GrainFactory, _clock, log, Rest);
    }

    /// <inheritdoc/>
    public async Task<AuthoriseResult> Authorise(Authorise command)
    {
        if (command.First && !await _process.AskFirst(command))
        {
            return new AuthoriseResult.Pending();
        }
        var result = await _ledger.Open(s => PaymentDecider.Decide(s, _key, command, Now));
        if (result is AuthoriseResult.Pending)
        {
            await _process.Drive();
            result = PaymentDecider.ResultOf(_ledger.Durable);
        }
        Rest();
        return result;
    }

    /// <inheritdoc/>
    public Task<OperationResult> Capture(PaymentOperation command) => Do(OperationKind.Capture, command);

    /// <inheritdoc/>
    public Task<OperationResult> Void(PaymentOperation command) => Do(OperationKind.Void, command);

    /// <inheritdoc/>
    public Task<OperationResult> Refund(PaymentOperation command) => Do(OperationKind.Refund, command);

    /// <inheritdoc/>
    public async Task<ImmutableArray<SettlementVerdict>> RecordSettlement(RecordSettlement lines)
    {
        var verdicts = await _ledger.Commit(s => PaymentDecider.Decide(s, lines, Now));
        // A report wakes thousands of payments that rest again at once.
        DeactivateOnIdle();
        return verdicts;
    }

    /// <inheritdoc/>
    public async Task<RecordEventResult> RecordEvent(ProviderEvent notice)
    {
        var result = await _ledger.Commit(s => PaymentDecider.Decide(s, _key, notice, Now));
        _telling.Start();
        Rest();
        return result;
    }

    /// <inheritdoc/>
    public async Task<PaymentView?> Read()
    {
        var view = await _ledger.Read(s => PaymentDecider.View(s, _key, _ledger.Version));
        Rest();
        return view;
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        _ledger.ContinueTrace();
        await _process.Drive();
        await _telling.Drive();
        Rest();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _telling.Ended(cancellationToken);

    private DateTimeOffset Now => _clock.GetUtcNow();

    private async Task<OperationResult> Do(OperationKind kind, PaymentOperation command)
    {
        var result = await _ledger.Commit(s => PaymentDecider.Decide(s, kind, command, Now));
        if (result is OperationResult.Pending)
        {
            await _process.Drive();
            result = PaymentDecider.ResultOf(_ledger.Durable, command.Id);
        }
        _telling.Start();
        Rest();
        return result;
    }

    /// <summary>Ends the activation when nothing is owed. The capture comes hours later; until then the journal
    /// remembers it.</summary>
    private void Rest()
    {
        if (_ledger.IsLoaded && PaymentDecider.Calls(_ledger.Durable).Count == 0
            && PaymentDecider.Untold(_ledger.Durable, _key) is null)
        {
            DeactivateOnIdle();
        }
    }
}
