using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Postings;

public static partial class PostingDecider
{
    /// <summary>The state after an event.</summary>
    public static Posting Evolve(Posting posting, PostingEvent e) => e switch
    {
        PostingEvent.StepsRecorded r => Recorded(posting, r),
        PostingEvent.Submitted s => s.Keys.Aggregate(posting, (p, key) => Change(p, key, d => d with
        {
            Status = DocumentStatus.Submitted,
            Attempts = d.Attempts + 1,
            NotBefore = null,
        })),
        PostingEvent.Posted a => Change(posting, a.Key, d => OnRecord(d, a)),
        PostingEvent.AnswerLost l => Change(posting, l.Key, d => d with
        {
            Status = DocumentStatus.Indeterminate,
            Doubts = l.Reason == Interrupted ? d.Doubts : d.Doubts + 1,
            Code = l.Reason,
            NotBefore = l.NotBefore,
            HasTurn = false,
            Stalls = l.NotBefore is null ? d.Stalls : d.Stalls + 1,
        }),
        PostingEvent.FoundNotDone f => Change(posting, f.Key, d => d with
        {
            Status = DocumentStatus.Pending,
            NotBefore = null,
            HasTurn = false,
            Code = "found-not-done",
        }),
        PostingEvent.Postponed p => Change(posting, p.Key, d => PutOff(d, p)),
        PostingEvent.Rejected r => Change(
            posting, r.Key, d => Failed(d, DocumentStatus.Rejected, r.Code, r.At) with { Detail = r.Detail }),
        PostingEvent.DeadLettered g => Change(
            posting, g.Key, d => Failed(d, DocumentStatus.DeadLettered, g.Code, g.At)),
        PostingEvent.Resolved r => Change(posting, r.Key, d => Decided(d, r)) with
        {
            Decisions = posting.Decisions.Length < RememberedDecisions
                ? posting.Decisions.Add(r.Id)
                : posting.Decisions.RemoveAt(0).Add(r.Id),
        },
        PostingEvent.ExceptionRaised r => Change(posting, r.Key, d => d with { RaisedAs = r.Kind }),
        PostingEvent.ExceptionCleared c => Change(posting, c.Key, d => d with { RaisedAs = null }),
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of a posting."),
    };

    private static Document OnRecord(Document d, PostingEvent.Posted a) => d with
    {
        Status = DocumentStatus.Posted,
        Number = a.Number,
        Corrections = a.Corrections,
        DoneAt = a.At,
        NotBefore = null,
        HasTurn = false,
        Code = null,
        Detail = null,
    };

    private static Document Failed(Document d, DocumentStatus status, string code, DateTimeOffset at) => d with
    {
        Status = status,
        Code = code,
        DoneAt = at,
        NotBefore = null,
        HasTurn = false,
    };

    private static Posting Recorded(Posting posting, PostingEvent.StepsRecorded r) => posting with
    {
        Order = posting.Order ?? r.Steps.OfType<Step.Accepted>().FirstOrDefault()?.Order,
        Steps = posting.Steps.AddRange(r.Steps.Select(s => new TakenStep(s, r.Trace))),
        Documents = posting.Documents.AddRange(
            r.Documents.Select(d => new Document(d.Key, d.Account, d.Kind, d.Step, d.After, r.At))),
    };

    // A document that never left has not been attempted; one whose answer is lost stays to be looked up.
    private static Document PutOff(Document d, PostingEvent.Postponed p)
    {
        var sent = d.Status == DocumentStatus.Submitted;
        return d with
        {
            Status = sent ? DocumentStatus.Pending : d.Status,
            Code = p.Reason,
            NotBefore = p.NotBefore,
            HasTurn = p.HasTurn,
            Attempts = p.HasTurn && sent ? d.Attempts - 1 : d.Attempts,
            Stalls = p.HasTurn ? d.Stalls : d.Stalls + 1,
        };
    }

    // What was given up may have been done all the same: it is looked up first, where that is possible at all.
    private static Document Decided(Document d, PostingEvent.Resolved r)
    {
        var doubtful = d.Status == DocumentStatus.DeadLettered && d.Code != CannotLookUp;
        var again = d with
        {
            Status = doubtful ? DocumentStatus.Indeterminate : DocumentStatus.Pending,
            DoneAt = null,
            Doubts = 0,
            Stalls = 0,
            Detail = null,
        };
        return r.Kind switch
        {
            ResolutionKind.Waive => d with { Status = DocumentStatus.Waived, DoneAt = r.At, Detail = r.By.Reason },
            ResolutionKind.Edit => again with { Edits = d.Edits.SetItems(r.Edits.Select(Named)) },
            _ => again,
        };
    }

    private static KeyValuePair<string, string> Named(KeyValuePair<string, string> edit) =>
        edit.Key == PostingChecks.FormerPostingDateField
            ? new KeyValuePair<string, string>(PostingChecks.PostingDateField, edit.Value)
            : edit;

    private static Posting Change(Posting posting, string key, Func<Document, Document> change)
    {
        for (var i = 0; i < posting.Documents.Length; i++)
        {
            if (posting.Documents[i].Key == key)
            {
                return posting with { Documents = posting.Documents.SetItem(i, change(posting.Documents[i])) };
            }
        }
        throw new UnreachableException($"No document {key} in this posting.");
    }
}
