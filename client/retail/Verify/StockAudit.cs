using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the stock actors: by the decider's fold and, apart from it, by arithmetic.</summary>
internal sealed class StockAudit(
    Checks checks, OutboxRows outbox, Commitments commitments, LiveSample live, DateTimeOffset now,
    Reversals reversals, Happenings happenings, DeskAudit desk)
    : FoldAudit<Stock, StockEvent>(checks, outbox)
{
    /// <summary>How late an expiry may be written: the sweeper's interval and some trouble.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(5);

    private StockArithmetic _arithmetic = null!;
    private bool _isFollowed;

    /// <summary>With the feed to the channels on top; whether there is one, the journal shows.</summary>
    protected override Fold<Stock, StockEvent> FoldOf(string[] key) =>
        StockFeed.FoldFor(StockKey.Parse(string.Join('/', key)));

    public override void Begin(string stream)
    {
        base.Begin(stream);
        _arithmetic = new StockArithmetic(Checks, stream);
        _isFollowed = Outbox.Of(stream).Contains(StockFeed.Call);
    }

    protected override void Seen(StockEvent e)
    {
        _isFollowed |= e is StockEvent.Fed;
        if (e is not StockEvent.MovementRecorded m)
            return;
        var id = m.Id.Value;
        if (id.StartsWith("return:", StringComparison.Ordinal))
            reversals.Shelved(Stream, id, m.Quantity);
        else if (id.StartsWith("pos:", StringComparison.Ordinal))
            happenings.Met($"{id} {Key[1]}/{Key[2]}", m.Kind == MovementKind.Sale ? -m.Quantity : m.Quantity, Stream);
    }

    protected override IReadOnlyList<Owed> Binding(IReadOnlyList<Owed> owed) =>
        _isFollowed ? owed : [.. owed.Where(o => o.Call != StockFeed.Call)];

    protected override void Raw(JournalRow row) => _arithmetic.Book(row.Version, row.Events);

    protected override void Judge()
    {
        var l = State.Levels;
        Checks.Identity.Require(
            l.OnHand == l.Available + l.Committed + l.Reserved + l.Damaged + l.SafetyStock + l.QualityControl,
            (Stream, l), static x => $"{x.Stream}: {x.l}");
        var a = _arithmetic;
        Checks.Arithmetic.Require(
            (l.OnHand, l.Available, l.Committed, l.Reserved, l.Damaged, l.SafetyStock, l.QualityControl, l.Incoming)
            == (a.OnHand, a.Available, a.Committed, a.Reserved, a.Damaged, a.SafetyStock, a.QualityControl, a.Incoming),
            (Stream, l, a), static x => $"{x.Stream}: fold {x.l}, arithmetic on hand {x.a.OnHand}, "
                + $"available {x.a.Available}, committed {x.a.Committed}, reserved {x.a.Reserved}");
        foreach (var part in State.Cases.Where(c => c.Value is { Reported: true, Settled: false }))
            desk.Needs(Stream, Key[0], "stock-discrepancy", part.Key);
        Checks.Overdue.Count(State.Held.Count);
        foreach (var hold in a.Overdue(now - _grace))
            Checks.Overdue.Violated($"{Stream}: {hold} should have ended {_grace.TotalMinutes:N0} minutes ago");
        foreach (var (id, claim) in State.Claims)
        {
            if (claim is Claim.Allocation { Open: > 0 } allocation)
                commitments.FromStock(Stream, id.Value, $"order/{Key[0]}/{allocation.Order.Value}", allocation.Open);
        }
        commitments.Bucket(Stream, l.Committed);
        live.Offer(Key[0], $"/v1/inventory/{Key[1]}/{Key[2]}", Stream, Version,
            () => Expected(StockDecider.LevelsAt(State, now)));
    }

    private static IEnumerable<(string, string)> Expected(StockLevels l) =>
    [
        ("onHand", $"{l.OnHand}"), ("available", $"{l.Available}"), ("committed", $"{l.Committed}"),
        ("reserved", $"{l.Reserved}"), ("damaged", $"{l.Damaged}"), ("safetyStock", $"{l.SafetyStock}"),
        ("qualityControl", $"{l.QualityControl}"), ("incoming", $"{l.Incoming}"),
    ];
}
