using System.Collections.Immutable;

namespace RetailActors.Inventory;

/// <summary>A change of on hand: a movement or a hand-over.</summary>
/// <param name="Key">Its id.</param>
/// <param name="Units">Signed.</param>
/// <param name="OccurredAt">When it happened there, UTC.</param>
/// <param name="RecordedAt">When we heard of it, UTC.</param>
public sealed record StockChange(string Key, long Units, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt)
{
    /// <summary>From when on others can know of it: an offline till tells late, and a clock may be ahead.</summary>
    public DateTimeOffset Known => OccurredAt > RecordedAt ? OccurredAt : RecordedAt;
}

/// <summary>Changes that the ERP may not have on its books yet, in the order in which we heard of them.</summary>
/// <param name="Items">Oldest first; at most <see cref="Capacity"/>.</param>
/// <param name="Count">How many.</param>
/// <param name="ForgottenUntil">Changes known up to then are incomplete here: the oldest were let go.</param>
public sealed record ChangeLog(ImmutableQueue<StockChange> Items, int Count, DateTimeOffset ForgottenUntil)
{
    /// <summary>Changes kept between two snapshots; a snapshot that would need more is not judged.</summary>
    public const int Capacity = 4_096;

    /// <summary>None.</summary>
    public static readonly ChangeLog Empty = new([], 0, DateTimeOffset.MinValue);

    /// <summary>One more change.</summary>
    public ChangeLog Add(StockChange change)
    {
        if (change.Units == 0)
        {
            return this;
        }
        var items = Items.Enqueue(change);
        if (Count < Capacity)
        {
            return this with { Items = items, Count = Count + 1 };
        }
        items = items.Dequeue(out var oldest);
        return new ChangeLog(items, Count, oldest.Known > ForgottenUntil ? oldest.Known : ForgottenUntil);
    }

    /// <summary>Without those that the ERP has on its books.</summary>
    public ChangeLog Without(DateTimeOffset knownUntil, ImmutableArray<string> acknowledged)
    {
        var keys = acknowledged.ToHashSet(StringComparer.Ordinal);
        var rest = Items.Where(c => c.Known > knownUntil && !keys.Contains(c.Key)).ToArray();
        return rest.Length == Count ? this : new ChangeLog([.. rest], rest.Length, ForgottenUntil);
    }

    /// <summary>What is to be added to a snapshot: for certain, at most, and at least.</summary>
    public (long Certain, long MayAdd, long MayTake) Since(ErpSnapshot snapshot)
    {
        var until = snapshot.AsOf - snapshot.Lag;
        var keys = snapshot.Acknowledged.ToHashSet(StringComparer.Ordinal);
        var (certain, more, less) = (0L, 0L, 0L);
        foreach (var change in Items)
        {
            if (change.Known <= until || keys.Contains(change.Key))
            {
                continue;
            }
            if (snapshot.Complete || change.OccurredAt > snapshot.AsOf)
            {
                certain += change.Units;
            }
            else
            {
                (more, less) = (more + Math.Max(0, change.Units), less + Math.Min(0, change.Units));
            }
        }
        return (certain, more, less);
    }
}
