using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;

namespace RetailActors.Settlement;

/// <summary>What a worklist shows of a case.</summary>
public sealed record CaseRow(
    MismatchClass Class, LineStatus Status, string? Settlement, string Part, PaymentId? Payment, string Evidence,
    DateTimeOffset Since);

/// <summary>How the events of cases stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CaseRow))]
[JsonSerializable(typeof(CaseEvent.Raised))]
[JsonSerializable(typeof(CaseEvent.PutOnDesk))]
[JsonSerializable(typeof(CaseEvent.RetryAsked))]
[JsonSerializable(typeof(CaseEvent.RetryFailed))]
[JsonSerializable(typeof(CaseEvent.Decided))]
[JsonSerializable(typeof(CaseEvent.Withdrawn))]
[JsonSerializable(typeof(CaseEvent.Closed))]
public sealed partial class CaseJson : JsonSerializerContext;

/// <summary>What becomes of a line that does not tie out.</summary>
public static class CaseDecider
{
    /// <summary>Somebody should have decided after so long.</summary>
    public static readonly TimeSpan DecideWithin = TimeSpan.FromDays(2);

    /// <summary>Kind of the exception on the desk.</summary>
    public const string ExceptionKind = "settlement-mismatch";

    /// <summary>The field of an edit that takes the line for right.</summary>
    public const string AcceptField = "accept";

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<CaseEvent> Codec = new EventCodec<CaseEvent>()
        .Add("raised", CaseJson.Default.Raised)
        .Add("put-on-desk", CaseJson.Default.PutOnDesk)
        .Add("retry-asked", CaseJson.Default.RetryAsked)
        .Add("retry-failed", CaseJson.Default.RetryFailed)
        .Add("decided", CaseJson.Default.Decided)
        .Add("withdrawn", CaseJson.Default.Withdrawn)
        .Add("closed", CaseJson.Default.Closed);

    /// <summary>All that the journal needs to know of cases.</summary>
    public static readonly Fold<Case, CaseEvent> Fold =
        new("settlement-line", Case.None, Evolve, Outbox, Index, Codec);

    /// <summary>Who has to look at it.</summary>
    public static Role OwnerOf(MismatchClass what) => what switch
    {
        MismatchClass.BadRow or MismatchClass.Status => Role.It,
        MismatchClass.Dispute => Role.Service,
        _ => Role.Finance,
    };

    /// <summary>What can be decided about it.</summary>
    public static ImmutableArray<ResolutionKind> ActionsOf(LineCase report) => report.Entry is null
        ? [ResolutionKind.Waive]
        : [ResolutionKind.Retry, ResolutionKind.Edit, ResolutionKind.Waive];

    /// <summary>Raises it. See <see cref="ISettlementLine.Raise"/>.</summary>
    public static CaseEvent[] Raise(Case state, LineCase report, DateTimeOffset now) =>
        // What was decided stays decided; what has come right by itself may come back.
        state is Case.Absent or Case.Closed { Status: LineStatus.Void } ? [new CaseEvent.Raised(report, now)] : [];

    /// <summary>Closes it without a decision.</summary>
    public static CaseEvent[] Withdraw(Case state, string reason, DateTimeOffset now) =>
        state is Case.Raised or Case.Open ? [new CaseEvent.Withdrawn(reason, now)] : [];

    /// <summary>What waits for a decision, or null.</summary>
    public static LineCase? Waiting(Case state) => state switch
    {
        Case.Raised s => s.Report,
        Case.Open s => s.Report,
        _ => null,
    };

    /// <summary>Takes in a decision. See <see cref="IResolvable.Resolve"/>.</summary>
    public static (ResolutionResult, CaseEvent[]) Decide(Case state, Resolution decision, DateTimeOffset now)
    {
        if (Waiting(state) is not { } report)
        {
            return (DecisionOf(state) is { } known
                ? known == decision.Id ? ResolutionResult.Resolved : ResolutionResult.AlreadyResolved
                : ResolutionResult.NotFound, []);
        }
        var takes = decision.Edits.TryGetValue(AcceptField, out var accept) && accept == "true";
        CaseEvent? e = decision.Kind switch
        {
            ResolutionKind.Retry when report.Entry is not null =>
                new CaseEvent.RetryAsked(decision.Id, now, decision.By),
            ResolutionKind.Edit when report.Entry is not null && takes => new CaseEvent.Decided(
                decision.Id, decision.Kind,
                report.Status == LineStatus.Suggested ? LineStatus.Matched : LineStatus.WrittenOff, now, decision.By),
            ResolutionKind.Waive when !string.IsNullOrWhiteSpace(decision.By.Reason) => new CaseEvent.Decided(
                decision.Id, decision.Kind, LineStatus.WrittenOff, now, decision.By),
            _ => null,
        };
        return e is null ? (ResolutionResult.NotAllowed, []) : (ResolutionResult.Resolved, [e]);
    }

    /// <summary>True when the decision means that the line pays an operation. A suggestion that is written off leaves
    /// it unpaid.</summary>
    public static bool PaysBy(Case.Deciding decided) => decided.Report.Entry is not null
        && (decided.Report.Status == LineStatus.Mismatched || decided.Status == LineStatus.Matched);

    /// <summary>What follows from asking the payment again.</summary>
    public static CaseEvent[] Decide(Case state, SettlementVerdict verdict, DateTimeOffset now) => state switch
    {
        Case.Retrying r when verdict.Fit is SettlementFit.Exact or SettlementFit.Tolerated =>
            [new CaseEvent.Decided(r.Decision, ResolutionKind.Retry, LineStatus.Matched, now, r.By)],
        Case.Retrying => [new CaseEvent.RetryFailed($"{verdict.Fit}: {verdict.Evidence ?? "as before"}", now)],
        _ => [],
    };

    /// <summary>The state after an event.</summary>
    public static Case Evolve(Case state, CaseEvent e) => (state, e) switch
    {
        (Case.Absent or Case.Closed, CaseEvent.Raised r) => new Case.Raised(r.Report, r.At),
        (Case.Raised s, CaseEvent.PutOnDesk) => new Case.Open(s.Report, s.At),
        (Case.Open or Case.Raised, CaseEvent.RetryAsked r) =>
            new Case.Retrying(ReportOf(state)!, SinceOf(state), r.Decision, r.By),
        (Case.Retrying s, CaseEvent.RetryFailed f) =>
            new Case.Raised(s.Report with { Evidence = $"{s.Report.Evidence}; again: {f.Evidence}" }, s.At),
        (Case.Open or Case.Raised or Case.Retrying, CaseEvent.Decided d) =>
            new Case.Deciding(ReportOf(state)!, SinceOf(state), d.Decision, d.Status, d.By),
        (Case.Open or Case.Raised, CaseEvent.Withdrawn w) =>
            new Case.Withdrawing(ReportOf(state)!, SinceOf(state), w.Reason),
        (Case.Deciding s, CaseEvent.Closed c) => new Case.Closed(s.Report, c.At, s.Decision, s.Status),
        (Case.Withdrawing s, CaseEvent.Closed c) => new Case.Closed(s.Report, c.At, "", LineStatus.Void),
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow {state.GetType().Name}."),
    };

    /// <summary>The call owed: <c>desk</c>, <c>retry</c>, <c>carry</c> or <c>clear</c>.</summary>
    public static IReadOnlyList<Owed> Outbox(Case state) => state switch
    {
        Case.Raised => [new Owed("desk")],
        Case.Retrying => [new Owed("retry")],
        Case.Deciding => [new Owed("carry")],
        Case.Withdrawing => [new Owed("clear")],
        _ => [],
    };

    /// <summary>Its row in the directory, grouped by the provider: <c>mismatched</c> until it is closed.</summary>
    public static IndexRow? Index(Case state)
    {
        if (ReportOf(state) is not { } report)
        {
            return null;
        }
        var status = state switch
        {
            Case.Closed { Status: LineStatus.WrittenOff } => "written-off",
            Case.Closed { Status: LineStatus.Void } => "void",
            Case.Closed => "matched",
            _ => "mismatched",
        };
        var row = new CaseRow(report.Class, report.Status, report.Settlement, report.Part, report.Payment,
            report.Evidence, SinceOf(state));
        return new IndexRow(
            status, report.Provider, JsonSerializer.Serialize(row, CaseJson.Default.CaseRow),
            status == "mismatched" ? SinceOf(state) : null);
    }

    /// <summary>What was raised, or null.</summary>
    public static LineCase? ReportOf(Case state) => state switch
    {
        Case.Raised s => s.Report,
        Case.Open s => s.Report,
        Case.Retrying s => s.Report,
        Case.Deciding s => s.Report,
        Case.Withdrawing s => s.Report,
        Case.Closed s => s.Report,
        _ => null,
    };

    /// <summary>What the exception desk is told.</summary>
    public static ExceptionReport? Exception(Case state, SettlementLineKey key) => state is Case.Raised raised
        ? new ExceptionReport(
            ExceptionKind, $"settlement-line/{key}", raised.Report.Part, raised.Report.Provider,
            OwnerOf(raised.Report.Class), $"{NameOf(raised.Report.Class)}: {raised.Report.Evidence}", raised.At,
            raised.At + DecideWithin, ActionsOf(raised.Report))
        : null;

    /// <summary>The name of a class in kebab-case.</summary>
    public static string NameOf(MismatchClass what) => JsonNamingPolicy.KebabCaseLower.ConvertName(what.ToString());

    private static string? DecisionOf(Case state) => state switch
    {
        Case.Retrying s => s.Decision,
        Case.Deciding s => s.Decision,
        Case.Withdrawing => "",
        Case.Closed s => s.Decision,
        _ => null,
    };

    private static DateTimeOffset SinceOf(Case state) => state switch
    {
        Case.Raised s => s.At,
        Case.Open s => s.At,
        Case.Retrying s => s.At,
        Case.Deciding s => s.At,
        Case.Withdrawing s => s.At,
        Case.Closed s => s.At,
        _ => default,
    };
}
