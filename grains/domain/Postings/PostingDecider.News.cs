using RetailActors.Returns;

namespace RetailActors.Postings;

/// <summary>Who waits for documents of a subject.</summary>
public abstract record PostingWaiter
{
    private PostingWaiter() { }

    /// <summary>A return of the order waits for its reversals.</summary>
    public sealed record Return(ReturnId Id) : PostingWaiter;

    /// <summary>The settlement waits for its entries in the ledger.</summary>
    public sealed record Settlement(string Id) : PostingWaiter;
}

public static partial class PostingDecider
{
    private const string SettlementSubject = "settlement:";

    /// <summary>Who may go on because of what has changed between two states, each once.</summary>
    /// <remarks>A return when its tax reversal is done with, and when nothing of it is outstanding; a settlement when a
    /// document of it is done with or has failed. Steps count too: there may be no document to wait for.</remarks>
    public static IReadOnlyList<PostingWaiter> Released(Posting before, Posting after, PostingKey key)
    {
        var released = new List<PostingWaiter>();
        if (key.Subject.StartsWith(SettlementSubject, StringComparison.Ordinal))
        {
            if (Changed(before, after, d => !d.IsOpen).Any())
            {
                released.Add(new PostingWaiter.Settlement(key.Subject[SettlementSubject.Length..]));
            }
            return released;
        }
        foreach (var (id, kind) in Touched(before, after))
        {
            var waiter = new PostingWaiter.Return(id);
            var open = after.Documents.Where(d => !d.IsDone && IsOf(after, d, id)).ToList();
            if ((open.Count == 0 || (kind == DocumentKind.TaxReversal && !open.Exists(d => d.Kind == kind)))
                && !released.Contains(waiter))
            {
                released.Add(waiter);
            }
        }
        return released;
    }

    /// <summary>Returns of which a step came or a reversal was done with; the kind of the reversal.</summary>
    private static IEnumerable<(ReturnId Return, DocumentKind Kind)> Touched(Posting before, Posting after)
    {
        for (var i = before.Steps.Length; i < after.Steps.Length; i++)
        {
            if (ReturnOf(after.Steps[i].Step) is { } id)
            {
                yield return (id, DocumentKind.Unknown);
            }
        }
        foreach (var d in Changed(before, after, d => d.IsDone && PostingPlan.IsReversal(d.Kind)))
        {
            if (ReturnOf(after.Step(d.Step)?.Step) is { } id)
            {
                yield return (id, d.Kind);
            }
        }
    }

    /// <summary>Documents of which something is so now and was not before; they only ever join at the end.</summary>
    private static IEnumerable<Document> Changed(Posting before, Posting after, Func<Document, bool> isSo)
    {
        for (var i = 0; i < after.Documents.Length; i++)
        {
            if (isSo(after.Documents[i]) && (i >= before.Documents.Length || !isSo(before.Documents[i])))
            {
                yield return after.Documents[i];
            }
        }
    }

    private static bool IsOf(Posting posting, Document d, ReturnId id) =>
        PostingPlan.IsReversal(d.Kind) && ReturnOf(posting.Step(d.Step)?.Step) == id;

    private const string ReturnedStep = "returned:";

    private static ReturnId? ReturnOf(Step? step) => step switch
    {
        Step.Returned { Id: var id } => new ReturnId(
            id.StartsWith(ReturnedStep, StringComparison.Ordinal) ? id[ReturnedStep.Length..] : id),
        Step.Refunded { Return.Length: > 0 } r => new ReturnId(r.Return),
        _ => null,
    };
}
