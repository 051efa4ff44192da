using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Shell of one exception on the desk.</summary>
[Reentrant, PreferLocalPlacement, GrainType("exception")]
public sealed class ExceptionCaseGrain : Grain, IExceptionCase
{
    private readonly ExceptionKey _key;
    private readonly ActorKinds _kinds;
    private readonly UnreadableRecords _records;
    private readonly TimeProvider _clock;
    private readonly Ledger<ExceptionCase, ExceptionEvent> _ledger;
    private readonly DecisionPreviews _previews;

    /// <summary>Made by Orleans.</summary>
    public ExceptionCaseGrain(Ledgers ledgers, ActorKinds kinds, UnreadableRecords records)
    {
        _key = ExceptionKey.Parse(this.GetPrimaryKeyString());
        (_kinds, _records, _clock) = (kinds, records, ledgers.Clock);
        _ledger = ledgers.For(this, ExceptionDecider.Fold, DeactivateOnIdle);
        _previews = new DecisionPreviews(GrainFactory);
    }

    /// <inheritdoc/>
    public async Task Raise(ExceptionReport report)
    {
        var before = _ledger.Version;
        await _ledger.Open(s => (true, ExceptionDecider.Raise(s, report)));
        if (_ledger.Version > before && _ledger.Durable.Report == report)
        {
            Signals.Exceptions.One(
                ("kind", report.Kind), ("group", report.Group), ("owner", report.Owner.ToString().ToLowerInvariant()));
        }
    }

    /// <inheritdoc/>
    public Task Clear(string reason) =>
        _ledger.Commit(s => (true, ExceptionDecider.Clear(s, reason, Now))).AsTask();

    /// <inheritdoc/>
    public Task<bool> Assign(string assignee, Origin by) =>
        _ledger.Commit(s => ExceptionDecider.Assign(s, assignee, by, Now)).AsTask();

    /// <inheritdoc/>
    public async Task<ResolutionResult> Decide(
        string decisionId, ResolutionKind kind, ImmutableDictionary<string, string> edits, Origin by)
    {
        var verdict = new Verdict(decisionId, kind, edits, by);
        var result = await _ledger.Commit(s => ExceptionDecider.Decide(s, verdict, Now));
        return result == ResolutionResult.Resolved ? await Carry() ?? result : result;
    }

    /// <inheritdoc/>
    public Task<ExceptionView?> Read() =>
        _ledger.Read(s => ExceptionDecider.View(s, _key, _ledger.Version)).AsTask();

    /// <inheritdoc/>
    public async Task<DecisionPreview?> Preview(ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        var state = await _ledger.Read(s => s);
        return state.Report is not { } report ? null
            : DecisionRules.OfCase(state, kind, edits) ?? await _previews.Of(report, kind, edits);
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        await Carry();
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Carries the decision that is owed to its entity; what that said, or null when none is owed.</summary>
    private async Task<ResolutionResult?> Carry()
    {
        if (_ledger.Durable is not { Report: { } report, Standing: CaseStanding.Deciding { Verdict: { } verdict } })
        {
            return null;
        }
        var result = report.Kind == UnreadableRecord.ExceptionKind ? await ReadAgain(report.Entity)
            : _kinds.Resolvable(report.DecidedBy ?? report.Entity) is { } entity
            ? await entity.Resolve(new Resolution(verdict.Id, report.Part, verdict.Kind, verdict.Edits, verdict.By))
            : ResolutionResult.NotAllowed;
        await _ledger.Commit(s => (true, ExceptionDecider.Carried(s, verdict.Id, result, Now)));
        return result;
    }

    /// <summary>An entity that cannot be read cannot take a decision either: it is read again. When that fails, the
    /// exception has come back before its decision is closed, and so stays open.</summary>
    private async Task<ResolutionResult> ReadAgain(string entity)
    {
        if (await _records.ReadAgain(entity) is { } still && UnreadableRecord.Report(still, Now) is var (_, report))
        {
            await _ledger.Commit(s => (true, ExceptionDecider.Raise(s, report)));
        }
        return ResolutionResult.Resolved;
    }
}
