using System.Collections.Immutable;

namespace RetailActors.Operations;

/// <summary>A decision that was taken.</summary>
/// <param name="Id">Its idempotency key.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Edits">For Edit.</param>
/// <param name="By">Who and why.</param>
public sealed record Verdict(string Id, ResolutionKind Kind, ImmutableDictionary<string, string> Edits, Origin By);

/// <summary>How an exception stands.</summary>
public abstract record CaseStanding
{
    private CaseStanding() { }

    /// <summary>Waits for a decision.</summary>
    public sealed record Open : CaseStanding;
    /// <summary>Decided; the entity does not know yet. Again: it has failed again in the meantime.</summary>
    public sealed record Deciding(Verdict Verdict, bool Again) : CaseStanding;
    /// <summary>Decided, and the entity has gone on.</summary>
    public sealed record Resolved(Verdict Verdict, ResolutionResult Result) : CaseStanding;
    /// <summary>The entity has gone on without a decision.</summary>
    public sealed record Cleared : CaseStanding;
}

/// <summary>One exception on the desk.</summary>
/// <param name="Report">What was raised last; null before.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Assignee">Who works on it, or null.</param>
/// <param name="History">Oldest first, at most <see cref="ExceptionDecider.MaxHistory"/>.</param>
public sealed record ExceptionCase(
    ExceptionReport? Report, CaseStanding Standing, string? Assignee, ImmutableArray<ExceptionStep> History)
{
    /// <summary>The last decision that was carried, and what it led to: its repetition is told so, whatever was raised
    /// since. Null before the first.</summary>
    public (string Id, ResolutionResult Result)? Last { get; init; }

    /// <summary>Before the first event.</summary>
    public static readonly ExceptionCase None = new(null, new CaseStanding.Cleared(), null, []);
}

/// <summary>What happened to an exception. Times are UTC.</summary>
public abstract record ExceptionEvent
{
    private ExceptionEvent() { }

    /// <summary>It was put on the desk, or came back.</summary>
    public sealed record Raised(ExceptionReport Report) : ExceptionEvent;
    /// <summary>The entity has gone on without a decision.</summary>
    public sealed record Cleared(string Reason, DateTimeOffset At) : ExceptionEvent;
    /// <summary>It was given to somebody.</summary>
    public sealed record Assigned(string Assignee, Origin By, DateTimeOffset At) : ExceptionEvent;
    /// <summary>Somebody decided.</summary>
    public sealed record Decided(Verdict Verdict, DateTimeOffset At) : ExceptionEvent;
    /// <summary>The entity has taken the decision, or has said why not.</summary>
    public sealed record Carried(string Id, ResolutionResult Result, DateTimeOffset At) : ExceptionEvent;
}
