using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>A document as planned.</summary>
/// <param name="Key">Idempotency key at the other system.</param>
/// <param name="Account">The account.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Step">The step that caused it.</param>
/// <param name="After">A document of another account that has to be done first, or null.</param>
public sealed record PlannedDocument(
    string Key, string Account, DocumentKind Kind, string Step, string? After = null);

/// <summary>What happened to the documents of a subject. Times are UTC; an intent is written before the call.</summary>
public abstract record PostingEvent
{
    private PostingEvent() { }

    /// <summary>Steps were taken in, and documents follow from them and from earlier ones that had to wait.</summary>
    public sealed record StepsRecorded(
        ImmutableArray<Step> Steps, ImmutableArray<PlannedDocument> Documents, string? Trace, DateTimeOffset At)
        : PostingEvent;

    /// <summary>We are about to send these.</summary>
    public sealed record Submitted(ImmutableArray<string> Keys, DateTimeOffset At) : PostingEvent;

    /// <summary>On record in the other system, under its number.</summary>
    public sealed record Posted(
        string Key, string Number, DateTimeOffset BookedAt, ImmutableArray<Correction> Corrections, DateTimeOffset At)
        : PostingEvent;

    /// <summary>Sent or looked up, and nobody knows more: to be looked up, not before a time.</summary>
    public sealed record AnswerLost(string Key, string Reason, DateTimeOffset? NotBefore, DateTimeOffset At)
        : PostingEvent;

    /// <summary>Looked up, and the other system has nothing under the key.</summary>
    public sealed record FoundNotDone(string Key, DateTimeOffset At) : PostingEvent;

    /// <summary>Certainly not done, to be tried again. HasTurn: not before its turn in the lane.</summary>
    public sealed record Postponed(
        string Key, string Reason, DateTimeOffset NotBefore, bool HasTurn, DateTimeOffset At) : PostingEvent;

    /// <summary>Refused for good, by the other system or by our own check before the call.</summary>
    public sealed record Rejected(string Key, string Code, string Detail, DateTimeOffset At) : PostingEvent;

    /// <summary>Given up: what became of it cannot be found out.</summary>
    public sealed record DeadLettered(string Key, string Code, DateTimeOffset At) : PostingEvent;

    /// <summary>Somebody has decided about a failed document.</summary>
    public sealed record Resolved(
        string Id, string Key, ResolutionKind Kind, ImmutableDictionary<string, string> Edits, Origin By,
        DateTimeOffset At) : PostingEvent;

    /// <summary>The desk has an exception about the document.</summary>
    public sealed record ExceptionRaised(string Key, string Kind, DateTimeOffset At) : PostingEvent;

    /// <summary>The desk knows that the document needs nobody any more.</summary>
    public sealed record ExceptionCleared(string Key, DateTimeOffset At) : PostingEvent;
}
