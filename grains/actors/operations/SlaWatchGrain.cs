using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailActors.Adapters.Mail;
using RetailActors.Events;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Shell of the watch over a business process.</summary>
[Reentrant, GrainType("sla")]
public sealed class SlaWatchGrain : Grain, ISlaWatch
{
    private readonly SlaKey _key;
    private readonly SlaProcess _process;
    private readonly SlaTarget _target;
    private readonly TimeSpan _pause;
    private readonly TimeProvider _clock;
    private readonly Ledger<SlaWatch, SlaEvent> _ledger;
    private readonly Snapshots<SlaWatch, SlaMemento> _snapshots;
    private readonly SlaRound _round;
    private readonly SlaTelling _telling;
    private readonly Drive _looking;
    private SlaFindings? _found;

    /// <summary>Made by Orleans.</summary>
    public SlaWatchGrain(
        Ledgers ledgers, [PersistentState("sla", SnapshotStorage.Name)] IPersistentState<Snapshot> snapshot,
        SlaOptions options, IEventPublisher stream, ILogger<SlaWatchGrain> log, IAlertMailer? mailer = null)
    {
        _key = SlaKey.Parse(this.GetPrimaryKeyString());
        _process = SlaProcess.Named(_key.Process)
            ?? throw new ArgumentException($"There is no business process {_key.Process}.");
        (_clock, _target, _pause) = (ledgers.Clock, options.Targets[_key.Process], options.Pause);
        _snapshots = ledgers.Snapshots(snapshot, new SnapshotForm<SlaWatch, SlaMemento>(
            SlaDecider.Write, SlaDecider.Read, SlaJson.Default.SlaMemento));
        _ledger = ledgers.For(
            this, SlaDecider.Fold(options.MailEvery), DeactivateOnIdle, () => _snapshots.Appended(_ledger!));
        _round = new SlaRound(_key, _process, _target, GrainFactory, _clock);
        _telling = new SlaTelling(_key, _process, _ledger, GrainFactory, stream, mailer, _clock, log);
        _looking = new Drive(_clock);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => _snapshots.Start(_ledger);

    /// <inheritdoc/>
    public Task Look() =>
        // Every silo asks; half a pause after the last look is soon enough for any of them.
        _found is { } last && _clock.GetUtcNow() - last.At < _pause / 2 ? Task.CompletedTask : LookNow();

    /// <inheritdoc/>
    public async Task<SlaView> Read()
    {
        if (_found is not { } last || _clock.GetUtcNow() - last.At > _pause * 3)
        {
            await LookNow();
        }
        return await _ledger.Read(s => SlaDecider.View(s, _key.Process, _found!, _target));
    }

    /// <summary>A breach is waived on the desk; here it stays what it is until it has gone on.</summary>
    public Task<ResolutionResult> Resolve(Resolution decision) => _ledger.Read(
        s => SlaNotices.IsOpen(s, _key, _process, decision.Part) || decision.Part == SlaNotices.MailPart
            ? ResolutionResult.Resolved
            : ResolutionResult.AlreadyResolved).AsTask();

    /// <inheritdoc/>
    public Task Resume() => LookNow();

    private Task LookNow() => _looking.Join(async () =>
    {
        var found = await _round.Look();
        await _ledger.Commit(s => (true, SlaDecider.Look(s, found, _target)));
        _found = found;
        _telling.Start(SlaDecider.View(_ledger.Durable, _key.Process, found, _target));
    });
}
