using System.Collections.Immutable;

namespace RetailActors.Inventory;

public static partial class StockDecider
{
    /// <summary>Longest lag that a snapshot may claim.</summary>
    public static readonly TimeSpan MaxLag = TimeSpan.FromDays(2);

    /// <summary>Compares what the ERP has with what we have. Results in the order of
    /// <see cref="IStock.RecordSnapshot"/>.
    /// </summary>
    /// <remarks>
    /// On hand should be the ERP's quantity at its cut and those of our changes that were not on its books by then. Of
    /// changes shortly before the cut nobody may know whether they were: as long as they can explain the difference,
    /// there
    /// is no gap. What remains is kept and raised; on hand is left alone, and so is every reservation.
    /// </remarks>
    public static (SnapshotResult, StockEvent[]) Decide(Stock s, ErpSnapshot c, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(c.OnHand), MaxQuantity);
        ArgumentOutOfRangeException.ThrowIfNegative(c.Lag.Ticks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c.Lag, MaxLag);
        if (s.Erp is { } last && c.AsOf <= last.AsOf)
        {
            return (c.AsOf < last.AsOf ? new SnapshotResult.Older(last.AsOf)
                : c.OnHand == last.OnHand ? new SnapshotResult.AlreadyRecorded()
                : new SnapshotResult.RecordedDifferently(last.OnHand), _none);
        }
        if (!s.Stocked)
        {
            return (new SnapshotResult.Adopted(c.OnHand), [Recorded(s, c, gap: 0, adopted: c.OnHand, now)]);
        }
        var (certain, more, less) = s.Changes.Since(c);
        var (least, most) = (c.OnHand + certain + less, c.OnHand + certain + more);
        var complete = s.Changes.ForgottenUntil <= c.AsOf - c.Lag;
        var gap = !complete ? 0
            : s.Levels.OnHand < least ? least - s.Levels.OnHand
            : s.Levels.OnHand > most ? most - s.Levels.OnHand
            : 0;
        return (gap == 0 ? new SnapshotResult.Agreed(complete && least == most) : new SnapshotResult.Gap(gap),
            [Recorded(s, c, gap, adopted: 0, now)]);
    }

    private static StockEvent.SnapshotRecorded Recorded(
        Stock s, ErpSnapshot c, long gap, long adopted, DateTimeOffset now)
    {
        var keys = c.Acknowledged.ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> known = [.. s.Changes.Items.Select(x => x.Key).Where(keys.Contains)];
        return new StockEvent.SnapshotRecorded(
            c.OnHand, c.AsOf.ToUniversalTime(), (c.AsOf - c.Lag).ToUniversalTime(), known.IsEmpty ? null : known, gap,
            adopted, c.Source, now.ToUniversalTime(), c.By);
    }

    private static Stock AfterSnapshot(Stock s, StockEvent.SnapshotRecorded e)
    {
        var tolerated = s.Erp?.Tolerated ?? 0;
        var before = s.Erp?.Gap ?? 0;
        s = s with
        {
            Stocked = true,
            Levels = Shift(s.Levels, available: e.Adopted),
            Erp = new ErpStockView(e.OnHand, e.AsOf, e.Gap, e.Gap == 0 ? 0 : tolerated),
            Changes = s.Changes.Without(e.KnownUntil, e.Acknowledged ?? []),
            RecordedAt = e.At,
        };
        if (e.Gap == 0 || e.Gap == tolerated)
        {
            return Settle(s, DiscrepancyParts.ErpGap);
        }
        var known = s.Cases.TryGetValue(DiscrepancyParts.ErpGap, out var open) && !open.Settled && e.Gap == before;
        return known ? s : Open(s, DiscrepancyParts.ErpGap,
            $"{e.Source} has {e.OnHand} on its books as of {e.AsOf:u}; {Math.Abs(e.Gap)} "
            + $"{(e.Gap > 0 ? "more" : "fewer")} than our {s.Levels.OnHand} and our movements explain.", again: true);
    }
}
