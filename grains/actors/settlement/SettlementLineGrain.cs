using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;

namespace RetailActors.Settlement;

/// <summary>Shell of one case, and the calls that it owes.</summary>
[Orleans.Concurrency.Reentrant, Orleans.Placement.PreferLocalPlacement, GrainType("settlement-line")]
public sealed class SettlementLineGrain : Grain, ISettlementLine
{
    private readonly SettlementLineKey _key;
    private readonly TimeProvider _clock;
    private readonly SettlementSettings _settings;
    private readonly IEventPublisher _publisher;
    private readonly Ledger<Case, CaseEvent> _ledger;

    /// <summary>Made by Orleans.</summary>
    public SettlementLineGrain(Ledgers ledgers, SettlementSettings settings, IEventPublisher publisher)
    {
        _key = SettlementLineKey.Parse(this.GetPrimaryKeyString());
        (_clock, _settings, _publisher) = (ledgers.Clock, settings, publisher);
        _ledger = ledgers.For(this, CaseDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task Raise(LineCase report)
    {
        await _ledger.Commit(s => (true, CaseDecider.Raise(s, report, Now)));
        Start();
    }

    /// <inheritdoc/>
    public async Task Withdraw(string reason)
    {
        await _ledger.Commit(s => (true, CaseDecider.Withdraw(s, reason, Now)));
        Start();
    }

    /// <inheritdoc/>
    public async Task<ResolutionResult> Resolve(Resolution decision)
    {
        var result = await _ledger.Commit(s => CaseDecider.Decide(s, decision, Now));
        Start();
        return result;
    }

    /// <inheritdoc/>
    public Task<LineCase?> Read() => _ledger.Read(CaseDecider.Waiting).AsTask();

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        await Drive();
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Drives without waiting; what fails is owed and tried again by the sweeper.</summary>
    private void Start() => Drive().Watched();

    private Task Drive() => _ledger.Durable switch
    {
        Case.Raised s => PutOnDesk(s),
        Case.Retrying s => Retry(s),
        Case.Deciding s => Carry(s),
        Case.Withdrawing s => Clear(s),
        _ => Task.CompletedTask,
    };

    private async Task PutOnDesk(Case.Raised s)
    {
        await Desk(s.Report).Raise(CaseDecider.Exception(s, _key)!);
        await _publisher.Publish(MismatchEvents.Of(_key, s, _ledger.TraceParent));
        await _ledger.Commit(now => (true, now is Case.Raised ? (CaseEvent[])[new CaseEvent.PutOnDesk(Now)] : []));
    }

    private async Task Retry(Case.Retrying s)
    {
        var verdict = await Ask(s.Report, null);
        await _ledger.Commit(now => (true, CaseDecider.Decide(now, verdict, Now)));
        await Drive();
    }

    private async Task Carry(Case.Deciding s)
    {
        if (CaseDecider.PaysBy(s))
        {
            await Ask(s.Report, s.By);
        }
        if (s.Report.Settlement is { } settlement)
        {
            await GrainFactory.Actor<ISettlementBatch>(new SettlementKey(_key.Tenant, settlement).ToString())
                .RecordDecision(new PartDecision(s.Report.Part, s.Status, s.By));
        }
        await Close();
    }

    private async Task Clear(Case.Withdrawing s)
    {
        await Desk(s.Report).Clear(s.Reason);
        await Close();
    }

    private Task Close() => _ledger.Commit(now => (
        true, now is Case.Deciding or Case.Withdrawing ? (CaseEvent[])[new CaseEvent.Closed(Now)] : [])).AsTask();

    private async Task<SettlementVerdict> Ask(LineCase report, Origin? accepted)
    {
        var payment = GrainFactory.Actor<IPayment>(new PaymentKey(_key.Tenant, report.Payment!.Value).ToString());
        var verdicts = await payment.RecordSettlement(new RecordSettlement(
            [report.Entry! with { Accepted = accepted }], _settings.TermsOf(report.Provider).ToleranceMinor));
        return verdicts[0];
    }

    private IExceptionCase Desk(LineCase report) => GrainFactory.Actor<IExceptionCase>(ExceptionKey.For(
        _key.Tenant, CaseDecider.ExceptionKind, $"settlement-line/{_key}", report.Part).ToString());
}
