using RetailActors.Journal;
using RetailActors.Postings;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>Checks what the systems outside were told: against the order that told it, and against their books.
/// </summary>
internal sealed class PostingAudit(
    Checks checks, OutboxRows outbox, OutsideBooks books, ToldSteps told, Reversals reversals, DeskAudit desk)
    : FoldAudit<Posting, PostingEvent>(checks, outbox)
{
    protected override Fold<Posting, PostingEvent> FoldOf(string[] key) => PostingDecider.Fold;

    protected override void Judge()
    {
        // A difference of the tax engine is told by the posting actor itself.
        told.Met(Stream, [.. State.Steps.Where(s => s.Step is not Step.TaxCorrected).Select(s => s.Step.Id)]);
        if (State.Order is { } order)
            Parts(order);
        foreach (var document in State.Documents)
        {
            if (!OutsideBooks.IsSuperseded(State, document))
                books.Meet(Stream, State, document);
            if (document.IsFailed)
                desk.Needs(
                    Stream, Key[0],
                    document.Status == DocumentStatus.Rejected
                        ? PostingDecider.RejectedKind : PostingDecider.DeadLetterKind, document.Key);
        }
        foreach (var step in State.Steps.Select(s => s.Step))
            reversals.Told(Key[0], step, State.Documents.Where(d => d.Step == step.Id && Reverses(d.Kind))
                .All(d => d.IsDone));
    }

    private static bool Reverses(DocumentKind kind) => kind is DocumentKind.TaxReversal or DocumentKind.CreditMemo
        or DocumentKind.Refund or DocumentKind.JournalEntry;

    /// <summary>Units of each line, and the value of all.</summary>
    private void Parts(AcceptedOrder order)
    {
        var gone = State.Steps.Select(s => s.Step).SelectMany(s => s switch
        {
            Step.HandedOver h => h.Lines,
            Step.Cancelled c => c.Lines,
            _ => [],
        }).ToList();
        var (ordered, units) = (new Sums().Units(order.Lines), new Sums().Units(gone));
        var whole = true;
        foreach (var (line, eaches) in ordered)
        {
            var left = eaches - units.GetValueOrDefault(line);
            whole &= left == 0;
            Checks.Parts.Require(left >= 0, (Stream, line, eaches, left), static x =>
                $"{x.Stream}: {x.eaches - x.left} units of {x.line} were told as gone, {x.eaches} were ordered");
        }
        var value = gone.Sum(l => l.Gross.Minor);
        Checks.Parts.Require(
            whole ? value == order.Total.Minor : value <= order.Total.Minor, (Stream, value, order), static x =>
                $"{x.Stream}: {x.value} was told as handed over or cancelled, the order is {x.order.Total.Minor} "
                + $"(minor units of {x.order.Currency})");
    }
}

/// <summary>Sets what orders told against what their posting actors took in. Of an order only the number of its steps
/// and a fingerprint of their ids are kept.</summary>
internal sealed class ToldSteps(Checks checks, OutboxRows outbox)
{
    private readonly Dictionary<UInt128, (string Order, int Count, UInt128 Print)> _told = [];

    /// <summary>An order that has told these steps.</summary>
    public void Expect(string order, IReadOnlyCollection<string> steps)
    {
        if (steps.Count > 0 && !outbox.Owes(order))
            _told[Fingerprint.Of(order)] = (order, steps.Count, PrintOf(steps));
    }

    /// <summary>A posting actor and what it took in.</summary>
    public void Met(string stream, IReadOnlyCollection<string> steps)
    {
        var order = $"order{stream["posting".Length..]}";
        var isOfAnOrder = !stream.Contains(':', StringComparison.Ordinal);
        var known = _told.Remove(Fingerprint.Of(order), out var told);
        if (!isOfAnOrder || outbox.Owes(order))
            return;
        checks.Told.Require(
            known && told.Count == steps.Count && told.Print == PrintOf(steps), (stream, told, steps), static x =>
                $"{x.stream} took in {string.Join(", ", x.steps)}; the order told {x.told.Count} steps");
    }

    /// <summary>Everything was read.</summary>
    public void Judge()
    {
        foreach (var (order, count, _) in _told.Values)
            checks.Told.Violated($"{order} told {count} steps, and its posting actor does not exist");
    }

    private static UInt128 PrintOf(IEnumerable<string> steps) =>
        steps.Aggregate(UInt128.Zero, (print, step) => print ^ Fingerprint.Of(step));
}
