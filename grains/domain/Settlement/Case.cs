using RetailActors.Operations;

namespace RetailActors.Settlement;

/// <summary>A line that does not tie out, until somebody has decided.</summary>
public abstract record Case
{
    private Case() { }

    /// <summary>Before the first event.</summary>
    public static readonly Case None = new Absent();

    /// <summary>Nothing was ever raised.</summary>
    public sealed record Absent : Case;

    /// <summary>Somebody has to decide; the desk does not know of it yet.</summary>
    public sealed record Raised(LineCase Report, DateTimeOffset At) : Case;

    /// <summary>On the desk.</summary>
    public sealed record Open(LineCase Report, DateTimeOffset At) : Case;

    /// <summary>The payment is being asked again.</summary>
    public sealed record Retrying(LineCase Report, DateTimeOffset At, string Decision, Origin By) : Case;

    /// <summary>Decided; payment and settlement have to be told.</summary>
    public sealed record Deciding(LineCase Report, DateTimeOffset At, string Decision, LineStatus Status, Origin By)
        : Case;

    /// <summary>It has come right by itself; the desk has to be told.</summary>
    public sealed record Withdrawing(LineCase Report, DateTimeOffset At, string Reason) : Case;

    /// <summary>Nothing is left to do.</summary>
    public sealed record Closed(LineCase Report, DateTimeOffset At, string Decision, LineStatus Status) : Case;
}

/// <summary>What happened to a case. Times are UTC.</summary>
public abstract record CaseEvent
{
    private CaseEvent() { }

    /// <summary>It was raised, for the first time or again.</summary>
    public sealed record Raised(LineCase Report, DateTimeOffset At) : CaseEvent;
    /// <summary>The desk has it.</summary>
    public sealed record PutOnDesk(DateTimeOffset At) : CaseEvent;
    /// <summary>Somebody wants the payment to be asked again.</summary>
    public sealed record RetryAsked(string Decision, DateTimeOffset At, Origin By) : CaseEvent;
    /// <summary>The payment has said the same as before, or something else that does not fit.</summary>
    public sealed record RetryFailed(string Evidence, DateTimeOffset At) : CaseEvent;
    /// <summary>Somebody has decided, or a retry has worked.</summary>
    public sealed record Decided(string Decision, ResolutionKind Kind, LineStatus Status, DateTimeOffset At, Origin By)
        : CaseEvent;
    /// <summary>It has come right without a decision.</summary>
    public sealed record Withdrawn(string Reason, DateTimeOffset At) : CaseEvent;
    /// <summary>Everybody has been told.</summary>
    public sealed record Closed(DateTimeOffset At) : CaseEvent;
}
