using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>What a list of exceptions shows.</summary>
public sealed record ExceptionRow(
    string Kind, string Entity, string Part, Role Owner, DateTimeOffset Since, DateTimeOffset Deadline,
    string? Assignee);

/// <summary>The events of an exception as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExceptionRow))]
[JsonSerializable(typeof(ExceptionEvent.Raised))]
[JsonSerializable(typeof(ExceptionEvent.Cleared))]
[JsonSerializable(typeof(ExceptionEvent.Assigned))]
[JsonSerializable(typeof(ExceptionEvent.Decided))]
[JsonSerializable(typeof(ExceptionEvent.Carried))]
public sealed partial class ExceptionJson : JsonSerializerContext;

/// <summary>The exception desk: what is open, who works on it, what was decided. Pure.</summary>
public static class ExceptionDecider
{
    /// <summary>Steps that a reader is shown; the journal has them all.</summary>
    public const int MaxHistory = 100;

    /// <summary>Status in the directory of an open exception about something given up.</summary>
    public const string DeadLetter = "dead-letter";

    /// <summary>The owed call that carries a decision to its entity.</summary>
    public const string CarryCall = "carry";

    /// <summary>Puts it on the desk; nothing while it is there already.</summary>
    public static ExceptionEvent[] Raise(ExceptionCase state, ExceptionReport report) => state.Standing switch
    {
        CaseStanding.Open => [],
        CaseStanding.Deciding { Again: true } => [],
        _ => [new ExceptionEvent.Raised(report)],
    };

    /// <summary>Takes it off the desk. One that is being decided is closed by its decision.</summary>
    public static ExceptionEvent[] Clear(ExceptionCase state, string reason, DateTimeOffset now) =>
        state.Standing is CaseStanding.Open ? [new ExceptionEvent.Cleared(reason, now)] : [];

    /// <summary>Gives it to somebody. False when it is not open.</summary>
    public static (bool, ExceptionEvent[]) Assign(
        ExceptionCase state, string assignee, Origin by, DateTimeOffset now) => state.Standing switch
        {
            CaseStanding.Open when state.Assignee == assignee => (true, []),
            CaseStanding.Open => (true, [new ExceptionEvent.Assigned(assignee, by, now)]),
            _ => (false, []),
        };

    /// <summary>Takes a decision. Resolved means that it has to be, or was, carried to the entity.</summary>
    /// <returns>First that applies: NotFound, what the same decision led to, AlreadyResolved, NotAllowed, Resolved.
    /// </returns>
    public static (ResolutionResult, ExceptionEvent[]) Decide(
        ExceptionCase state, Verdict verdict, DateTimeOffset now) => state switch
        {
            { Report: null } => (ResolutionResult.NotFound, []),
            { Standing: CaseStanding.Deciding d } when d.Verdict.Id == verdict.Id => (ResolutionResult.Resolved, []),
            { Last: var (id, result) } when id == verdict.Id => (result, []),
            { Standing: not CaseStanding.Open } => (ResolutionResult.AlreadyResolved, []),
            _ when !state.Report.Actions.Contains(verdict.Kind)
                || (verdict.Kind == ResolutionKind.Edit && verdict.Edits.IsEmpty) =>
                (ResolutionResult.NotAllowed, []),
            _ => (ResolutionResult.Resolved, [new ExceptionEvent.Decided(verdict, now)]),
        };

    /// <summary>Records what the entity said to a decision.</summary>
    public static ExceptionEvent[] Carried(
        ExceptionCase state, string id, ResolutionResult result, DateTimeOffset now) =>
        state.Standing is CaseStanding.Deciding d && d.Verdict.Id == id
            ? [new ExceptionEvent.Carried(id, result, now)]
            : [];

    /// <summary>The state after an event.</summary>
    public static ExceptionCase Evolve(ExceptionCase state, ExceptionEvent e) => e switch
    {
        ExceptionEvent.Raised r => Log(state, r.Report.RaisedAt, "raised", Origin.System) with
        {
            Report = r.Report,
            Standing = state.Standing is CaseStanding.Deciding d ? d with { Again = true } : new CaseStanding.Open(),
        },
        ExceptionEvent.Cleared c => Log(state, c.At, "cleared", Origin.System with { Reason = c.Reason }) with
        {
            Standing = new CaseStanding.Cleared(),
        },
        ExceptionEvent.Assigned a => Log(state, a.At, $"assigned to {a.Assignee}", a.By) with
        {
            Assignee = a.Assignee,
        },
        ExceptionEvent.Decided d => Log(
            state, d.At, $"decided: {Slug(d.Verdict.Kind)}", d.Verdict.By,
            d.Verdict.Kind == ResolutionKind.Edit ? d.Verdict.Edits : null) with
        {
            Standing = new CaseStanding.Deciding(d.Verdict, false),
        },
        ExceptionEvent.Carried c => Log(state, c.At, $"carried: {Slug(c.Result)}", Origin.System) with
        {
            Last = (c.Id, c.Result),
            Standing = state.Standing is CaseStanding.Deciding { Again: false } d
                && c.Result != ResolutionResult.NotAllowed
                    ? new CaseStanding.Resolved(d.Verdict, c.Result)
                    : new CaseStanding.Open(),
        },
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of an exception."),
    };

    /// <summary>A decision that its entity does not know is owed.</summary>
    public static IReadOnlyList<Owed> Outbox(ExceptionCase state) =>
        state.Standing is CaseStanding.Deciding ? [new Owed(CarryCall)] : [];

    /// <summary>The row in the directory, grouped as the report says.</summary>
    public static IndexRow? Index(ExceptionCase state) => state.Report is not { } r ? null : new IndexRow(
        state.Standing is CaseStanding.Open && r.Kind.EndsWith("-dead-letter", StringComparison.Ordinal)
            ? DeadLetter
            : StatusOf(state),
        r.Group, JsonSerializer.Serialize(
            new ExceptionRow(r.Kind, r.Entity, r.Part, r.Owner, r.RaisedAt, r.Deadline, state.Assignee),
            ExceptionJson.Default.ExceptionRow),
        state.Standing is CaseStanding.Open or CaseStanding.Deciding ? r.RaisedAt : null);

    /// <summary>It for a reader, or null.</summary>
    public static ExceptionView? View(ExceptionCase state, ExceptionKey key, long version) => state.Report is null
        ? null
        : new ExceptionView(key.Id, state.Report, StatusOf(state), state.Assignee, state.History, version);

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<ExceptionEvent> Codec = new EventCodec<ExceptionEvent>()
        .Add("raised", ExceptionJson.Default.Raised)
        .Add("cleared", ExceptionJson.Default.Cleared)
        .Add("assigned", ExceptionJson.Default.Assigned)
        .Add("decided", ExceptionJson.Default.Decided)
        .Add("carried", ExceptionJson.Default.Carried);

    /// <summary>All that the journal needs to know of exceptions.</summary>
    public static readonly Fold<ExceptionCase, ExceptionEvent> Fold =
        new("exception", ExceptionCase.None, Evolve, Outbox, Index, Codec);

    private static string StatusOf(ExceptionCase state) => state.Standing switch
    {
        CaseStanding.Open => "open",
        CaseStanding.Deciding => "deciding",
        CaseStanding.Resolved { Verdict.Kind: ResolutionKind.Waive } => "waived",
        CaseStanding.Resolved => "resolved",
        _ => "cleared",
    };

    private static string Slug<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static ExceptionCase Log(
        ExceptionCase state, DateTimeOffset at, string what, Origin by,
        ImmutableDictionary<string, string>? edits = null)
    {
        var history = state.History.Length < MaxHistory ? state.History : state.History.RemoveAt(0);
        return state with { History = history.Add(new ExceptionStep(at, what, by, edits)) };
    }
}
