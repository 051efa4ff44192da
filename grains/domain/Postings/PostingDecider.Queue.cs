using System.Collections.Immutable;
using RetailActors.Journal;

namespace RetailActors.Postings;

/// <summary>A call that an account is owed now.</summary>
/// <param name="Document">What about.</param>
/// <param name="Step">The step that caused it.</param>
/// <param name="LookUp">An answer was lost: ask what became of it.</param>
public sealed record AccountCall(Document Document, TakenStep Step, bool LookUp);

/// <summary>A call that the exception desk is owed.</summary>
/// <param name="Document">What about.</param>
/// <param name="Raise">Raise it, or clear it.</param>
/// <param name="Kind">Kind of the exception.</param>
public sealed record DeskCall(Document Document, bool Raise, string Kind);

public static partial class PostingDecider
{
    /// <summary>How long before its turn in the lane a document is taken up, so that it is there in time.</summary>
    public static readonly TimeSpan TurnLead = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Kind of the exception about a document that was refused.</summary>
    public const string RejectedKind = "posting-rejected";

    /// <summary>Kind of the exception about a document that was given up.</summary>
    public const string DeadLetterKind = "posting-dead-letter";

    /// <summary>The calls to make now, at most one per account.</summary>
    public static IReadOnlyList<AccountCall> Calls(Posting posting, DateTimeOffset now)
    {
        var calls = new List<AccountCall>();
        foreach (var d in posting.Documents)
        {
            // An account has at most one document on its way.
            var lookUp = d.Status == DocumentStatus.Indeterminate && IsDue(d, now);
            if (lookUp || d.Status == DocumentStatus.Submitted)
            {
                calls.Add(new AccountCall(d, posting.Step(d.Step)!, lookUp));
            }
        }
        return calls;
    }

    /// <summary>What the desk has to be told, oldest document first.</summary>
    public static IReadOnlyList<DeskCall> DeskCalls(Posting posting)
    {
        var calls = new List<DeskCall>();
        foreach (var d in posting.Documents)
        {
            var kind = d.Status switch
            {
                DocumentStatus.Rejected => RejectedKind,
                DocumentStatus.DeadLettered => DeadLetterKind,
                _ => null,
            };
            if (kind is not null && d.RaisedAs != kind)
            {
                calls.Add(new DeskCall(d, true, kind));
            }
            else if (kind is null && d.RaisedAs is { } raised)
            {
                calls.Add(new DeskCall(d, false, raised));
            }
        }
        return calls;
    }

    /// <summary>The calls owed: <c>post/ACCOUNT</c>, <c>raise/KEY</c>, <c>clear/KEY</c>.</summary>
    /// <remarks>One row per account, not per document: it stays as it is while documents follow each other, and an
    /// unchanged row costs nothing.</remarks>
    public static IReadOnlyList<Owed> Outbox(Posting posting)
    {
        var owed = new List<Owed>();
        foreach (var head in Heads(posting))
        {
            if (head.IsOpen && IsFree(posting, head))
            {
                owed.Add(new Owed($"post/{head.Account}", TakeUpAt(head)));
            }
        }
        foreach (var call in DeskCalls(posting))
        {
            owed.Add(new Owed($"{(call.Raise ? "raise" : "clear")}/{call.Document.Key}"));
        }
        return owed;
    }

    /// <summary>When the next paused document is due, or null when none is paused.</summary>
    public static DateTimeOffset? NextAt(Posting posting) =>
        Heads(posting).Where(d => d.IsOpen && IsFree(posting, d)).Min(TakeUpAt);

    private static DateTimeOffset? TakeUpAt(Document d) => d.HasTurn ? d.NotBefore - TurnLead : d.NotBefore;

    private static bool IsDue(Document d, DateTimeOffset now) => TakeUpAt(d) is not { } at || at <= now;

    private static bool IsFree(Posting posting, Document d) =>
        d.After is null || posting.Find(d.After) is not { IsDone: false };

    /// <summary>
    /// The document of each account that is on its way, has failed, or goes next. Nothing of an account overtakes what
    /// is on its way, and nothing goes on past what has failed; other accounts do not notice.
    /// </summary>
    private static IEnumerable<Document> Heads(Posting posting)
    {
        var heads = new List<Document>();
        foreach (var d in posting.Documents)
        {
            if (d.IsDone)
            {
                continue;
            }
            var at = heads.FindIndex(h => h.Account == d.Account);
            if (at < 0)
            {
                heads.Add(d);
            }
            else if (heads[at].Status == DocumentStatus.Pending && (d.Status != DocumentStatus.Pending
                || PostingPlan.Rank(d.Kind) < PostingPlan.Rank(heads[at].Kind)))
            {
                heads[at] = d;
            }
        }
        return heads;
    }

    /// <summary>A state with the events that led to it from another one.</summary>
    private sealed class Draft(Posting posting)
    {
        private readonly List<PostingEvent> _events = [];

        public Posting State { get; private set; } = posting;

        public void Add(PostingEvent e)
        {
            _events.Add(e);
            State = Evolve(State, e);
        }

        /// <summary>Checks what is next in each account, and intends to send it when it is due.</summary>
        public PostingEvent[] Advance(PostingPolicy policy, DateTimeOffset now)
        {
            var keys = ImmutableArray.CreateBuilder<string>();
            foreach (var head in Heads(State))
            {
                if (head.Status != DocumentStatus.Pending || !IsDue(head, now) || !IsFree(State, head))
                {
                    continue;
                }
                if (PostingChecks.Check(State, head, policy) is { } fault)
                {
                    Add(new PostingEvent.Rejected(head.Key, fault.Code, fault.Detail, now));
                }
                else
                {
                    keys.Add(head.Key);
                }
            }
            if (keys.Count > 0)
            {
                Add(new PostingEvent.Submitted(keys.ToImmutable(), now));
            }
            return [.. _events];
        }
    }
}
