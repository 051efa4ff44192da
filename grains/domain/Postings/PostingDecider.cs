using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>One try to tell an account something, and what came of it.</summary>
/// <param name="Key">The document.</param>
/// <param name="LookedUp">It was asked about, not sent.</param>
/// <param name="Answer">What is known now.</param>
/// <param name="Turn">It was not even tried, because its turn in the lane comes only then.</param>
public sealed record Attempt(string Key, bool LookedUp, PostingAnswer Answer, DateTimeOffset? Turn = null);

/// <summary>
/// What has to be told to whom, and what their answers mean. A step and an answer are facts and only ever recorded. The
/// intent to send stands in the journal before the account hears of it; a lost answer is looked up before anything is
/// sent again.
/// </summary>
public static partial class PostingDecider
{
    /// <summary>Lost answers of one document after which it is given up and shown to somebody.</summary>
    public const int MaxDoubts = 12;

    /// <summary>Ids of decisions kept to recognise a repetition.</summary>
    public const int RememberedDecisions = 64;

    /// <summary>Most steps told at once.</summary>
    public const int MaxSteps = 1_000;

    /// <summary>An account that can neither look a key up nor tell it from a new one.</summary>
    public const string CannotLookUp = "cannot-look-up";

    /// <summary>The answer was lost with our own process; that is no doubt about the account.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Takes steps in, plans what follows from them and intends to send what is first in its account.
    /// </summary>
    public static PostingEvent[] Record(
        Posting posting, PostingKey key, IReadOnlyList<Step> steps, PostingPolicy policy, string? trace,
        DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, MaxSteps);
        var fresh = new List<Step>();
        foreach (var step in steps)
        {
            if (posting.Step(step.Id) is null && !fresh.Exists(s => s.Id == step.Id))
            {
                fresh.Add(step);
            }
        }
        if (fresh.Count == 0 || policy.Rules.IsEmpty)
        {
            return [];
        }
        var order = posting.Order ?? fresh.OfType<Step.Accepted>().FirstOrDefault()?.Order;
        var waiting = posting.Order is null && order is not null ? posting.Steps.Select(s => s.Step) : [];
        IEnumerable<Step> due = order is null && !HasNoOrder(key)
            ? []
            : waiting.Concat(fresh).OrderBy(s => s is Step.Accepted ? 0 : 1).ThenBy(s => s.At);
        var draft = new Draft(posting);
        draft.Add(new PostingEvent.StepsRecorded(
            [.. fresh], PostingPlan.Plan(key, order, due, posting.Documents, policy), trace, now));
        return draft.Advance(policy, now);
    }

    /// <summary>Intends to send what is due, after a pause or a restart.</summary>
    /// <param name="posting">The state.</param>
    /// <param name="inFlight">Documents that this activation is sending right now. One that is on its way without being
    /// in here was on its way when another activation ended: nobody knows what became of it.</param>
    /// <param name="policy">What is configured.</param>
    /// <param name="now">UTC.</param>
    public static PostingEvent[] Resume(
        Posting posting, IReadOnlySet<string> inFlight, PostingPolicy policy, DateTimeOffset now)
    {
        var draft = new Draft(posting);
        foreach (var document in posting.Documents)
        {
            if (document.Status == DocumentStatus.Submitted && !inFlight.Contains(document.Key))
            {
                draft.Add(new PostingEvent.AnswerLost(document.Key, Interrupted, null, now));
            }
        }
        return draft.Advance(policy, now);
    }

    /// <summary>Records what came of some attempts and intends to send what may follow. A repeated or late answer
    /// changes nothing, unless it says that a document is on record.</summary>
    public static PostingEvent[] Decide(
        Posting posting, IReadOnlyList<Attempt> attempts, PostingPolicy policy, DateTimeOffset now)
    {
        var draft = new Draft(posting);
        foreach (var attempt in attempts)
        {
            if (draft.State.Find(attempt.Key) is { IsDone: false } document
                && Meaning(document, attempt, now) is { } e)
            {
                if (e is PostingEvent.Posted posted)
                {
                    AddPosted(draft, document, posted, policy, now);
                }
                else
                {
                    draft.Add(e);
                }
            }
        }
        return draft.Advance(policy, now);
    }

    /// <summary>Takes a decision of the exception desk.</summary>
    /// <returns>First that applies: NotFound, Resolved (this decision again), AlreadyResolved, NotAllowed, Resolved.
    /// </returns>
    public static (ResolutionResult, PostingEvent[]) Decide(
        Posting posting, Resolution decision, PostingPolicy policy, DateTimeOffset now)
    {
        if (posting.Find(decision.Part) is not { } document)
        {
            return (ResolutionResult.NotFound, []);
        }
        if (posting.Decisions.Contains(decision.Id))
        {
            return (ResolutionResult.Resolved, []);
        }
        if (!document.IsFailed)
        {
            return (ResolutionResult.AlreadyResolved, []);
        }
        if (decision.Kind is not (ResolutionKind.Retry or ResolutionKind.Edit or ResolutionKind.Waive)
            || (decision.Kind == ResolutionKind.Edit && decision.Edits.IsEmpty))
        {
            return (ResolutionResult.NotAllowed, []);
        }
        var draft = new Draft(posting);
        draft.Add(new PostingEvent.Resolved(
            decision.Id, decision.Part, decision.Kind, decision.Edits, decision.By, now));
        return (ResolutionResult.Resolved, draft.Advance(policy, now));
    }

    /// <summary>Records that the desk knows of a failed document, or that it need not any more.</summary>
    public static PostingEvent[] Told(Posting posting, DeskCall call, DateTimeOffset now) =>
        posting.Find(call.Document.Key) is not { } document ? []
        : call.Raise
            ? document.RaisedAs == call.Kind ? [] : [new PostingEvent.ExceptionRaised(document.Key, call.Kind, now)]
            : document.RaisedAs != call.Kind ? [] : [new PostingEvent.ExceptionCleared(document.Key, now)];

    /// <summary>True when the subject is a customer or a settlement: there is no order to wait for.</summary>
    public static bool HasNoOrder(PostingKey key) =>
        key.Subject.StartsWith("customer:", StringComparison.Ordinal)
        || key.Subject.StartsWith(SettlementSubject, StringComparison.Ordinal);

    private static PostingEvent? Meaning(Document d, Attempt attempt, DateTimeOffset now)
    {
        var lost = d.Status == DocumentStatus.Indeterminate;
        var asked = attempt.LookedUp ? lost : d.Status == DocumentStatus.Submitted;
        return attempt.Answer switch
        {
            PostingAnswer.Posted p =>
                new PostingEvent.Posted(d.Key, p.Number, p.At, p.Corrections.IsDefault ? [] : p.Corrections, now),
            _ when !asked => null,
            _ when attempt.Turn is { } turn => new PostingEvent.Postponed(d.Key, "lane-turn", turn, true, now),
            PostingAnswer.NotFound when lost => new PostingEvent.FoundNotDone(d.Key, now),
            PostingAnswer.Rejected r when !lost => new PostingEvent.Rejected(d.Key, r.Code, r.Detail, now),
            PostingAnswer.Unavailable u => new PostingEvent.Postponed(
                d.Key, u.Reason, now + Pauses.After(d.Key, d.Stalls, u.RetryAfter), false, now),
            var unknown => Lost(d, unknown, lost, now),
        };
    }

    private static PostingEvent Lost(Document d, PostingAnswer answer, bool lookedUp, DateTimeOffset now)
    {
        // An answer that makes no sense here (a look-up that rejects, a send that finds nothing) tells nothing either.
        var reason = (answer as PostingAnswer.Lost)?.Reason ?? "garbage";
        return reason == CannotLookUp || d.Doubts + 1 >= MaxDoubts
            ? new PostingEvent.DeadLettered(d.Key, reason, now)
            : new PostingEvent.AnswerLost(
                d.Key, reason, lookedUp ? now + Pauses.After(d.Key, d.Stalls, null) : null, now);
    }
}
