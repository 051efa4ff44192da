using System.Diagnostics;
using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>The rules of one SKU at one location. Pure: same state, command and time, same answer.</summary>
/// <remarks>
/// A hold past its end is no hold. Every decision first writes the expiries that are due, at most
/// <see cref="ExpiriesPerDecision"/>, so its units are there for whoever asks next. A quantity that the boundary
/// should never have let through throws; an expected refusal is a result.
/// </remarks>
public static partial class StockDecider
{
    /// <summary>Expiries written by one decision at most; the sweeper and later decisions write the rest.</summary>
    public const int ExpiriesPerDecision = 1_000;

    /// <summary>Largest quantity of one command: sums of any number of them stay inside 64 bits.</summary>
    public const int MaxQuantity = 1_000_000_000;

    /// <summary>The call owed by a stock actor with holds: to write their expiry.</summary>
    public const string ExpireCall = "expire";

    private static readonly StockEvent[] _none = [];

    /// <summary>All that the journal needs to know of one stock actor.</summary>
    public static Fold<Stock, StockEvent> FoldFor(StockKey key) =>
        new("stock", Stock.For(key), Evolve, Outbox, Index, StockCodecs.Stock);

    /// <summary>The expiries that are due, next first, at most <see cref="ExpiriesPerDecision"/>.</summary>
    public static StockEvent[] Expire(Stock s, DateTimeOffset now)
    {
        if (!HasDue(s, now))
        {
            return _none;
        }
        var due = new List<StockEvent>();
        foreach (var end in s.Held)
        {
            if (end.Expires > now || due.Count == ExpiriesPerDecision)
            {
                break;
            }
            due.Add(new StockEvent.HoldExpired(end.Id));
        }
        return [.. due];
    }

    /// <summary>The calls owed: <c>expire</c> when the next hold is due, <c>report/PART</c> and <c>clear/PART</c> to
    /// the
    /// exception desk, <c>announce/MOVEMENT</c> to the place where a transfer goes to.</summary>
    public static IReadOnlyList<Owed> Outbox(Stock s)
    {
        IReadOnlyList<Owed> expiry = s.Held.IsEmpty ? [] : [new Owed(ExpireCall, s.Held.Min.Expires)];
        return s.Cases.IsEmpty && s.Announcing.IsEmpty ? expiry : [.. expiry, .. Calls(s).Select(NameOf)];
    }

    private static Owed NameOf(StockCall call) => call switch
    {
        StockCall.Report r => new Owed($"report/{r.Part}"),
        StockCall.Clear c => new Owed($"clear/{c.Part}"),
        StockCall.Announce a => new Owed($"announce/{a.Id.Value}"),
        _ => throw new UnreachableException(),
    };

    /// <summary>The directory row: the same for ever, from the first event on.</summary>
    public static IndexRow? Index(Stock s) => s.Stocked ? s.Row : null;

    /// <summary>The buckets with due holds counted as available, whether or not their expiry is written.</summary>
    public static StockLevels LevelsAt(Stock s, DateTimeOffset now)
    {
        if (!HasDue(s, now))
        {
            return s.Levels;
        }
        long due = 0;
        foreach (var end in s.Held)
        {
            if (end.Expires > now)
            {
                break;
            }
            due += s.Claims[end.Id].Open;
        }
        return s.Levels with { Available = s.Levels.Available + due, Reserved = s.Levels.Reserved - due };
    }

    /// <summary>All that a reader gets.</summary>
    public static StockView Overview(Stock s, long version, DateTimeOffset now) => new(
        s.Key, LevelsAt(s, now), version, now, s.MovedAt, s.CountedAt, s.Erp,
        s.Incoming.IsEmpty && s.Transits.IsEmpty ? [] : [.. s.Incoming.Keys.Union(s.Transits.Keys)
            .Order(StringComparer.Ordinal).Select(document => Announced(s, document))]);

    private static AnnouncedView Announced(Stock s, string document)
    {
        var transit = s.Transits.GetValueOrDefault(document, Transit.None);
        return new AnnouncedView(
            document, s.Incoming.GetValueOrDefault(document),
            s.Expected.TryGetValue(document, out var at) ? at : null,
            transit.From, transit.Sent, transit.Arrived, transit.Lost);
    }

    /// <summary>One reservation as it stands at a time, or null when it is not known (any more).</summary>
    public static ReservationView? View(Stock s, ReservationId id, DateTimeOffset now) =>
        s.Claims.GetValueOrDefault(id) switch
        {
            null => null,
            Claim.Hold { Status: ReservationStatus.Held } h when h.Expires <= now =>
                new(id, s.Key, h.Quantity, 0, ReservationStatus.Expired, h.Expires, null),
            Claim.Hold h => new(id, s.Key, h.Quantity, h.Open, h.Status, h.Expires, h.TakenBy),
            Claim.Allocation a => new(id, s.Key, a.Quantity, a.Open, a.Status, null, a.Order),
            Claim.Stray c => new(id, s.Key, c.Quantity, c.Open, c.Status, null, null),
            _ => throw new UnreachableException(),
        };

    private static bool HasDue(Stock s, DateTimeOffset now) => !s.Held.IsEmpty && s.Held.Min.Expires <= now;

    private static (TResult, StockEvent[]) AfterExpiry<TCommand, TResult>(
        Stock s, TCommand c, DateTimeOffset now,
        Func<Stock, TCommand, DateTimeOffset, (TResult, StockEvent[])> decide)
    {
        var due = Expire(s, now);
        foreach (var e in due)
        {
            s = Evolve(s, e);
        }
        var (result, events) = decide(s, c, now);
        return (result, due.Length == 0 ? events : events.Length == 0 ? due : [.. due, .. events]);
    }

    private static void ThrowIfNotAQuantity(int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, MaxQuantity);
    }
}
