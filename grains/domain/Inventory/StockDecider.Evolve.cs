using System.Diagnostics;
using RetailActors.Returns;

namespace RetailActors.Inventory;

public static partial class StockDecider
{
    /// <summary>Ids forgotten by one event at most: more than one event adds, so a backlog shrinks.</summary>
    private const int ForgottenPerEvent = 2;

    /// <summary>The state after an event.</summary>
    public static Stock Evolve(Stock s, StockEvent e) => e switch
    {
        StockEvent.Reserved r => s with
        {
            Stocked = true,
            Levels = Shift(s.Levels, available: -r.Quantity, reserved: r.Quantity),
            Claims = s.Claims.Add(
                r.Id, new Claim.Hold(ReservationStatus.Held, r.Quantity, r.Quantity, r.Expires)),
            Held = s.Held.Add(new HoldEnd(r.Expires, r.Id)),
        },
        StockEvent.HoldExtended x => Extended(s, x),
        StockEvent.HoldExpired x => Expired(s, x.Id, (Claim.Hold)s.Claims[x.Id]),
        StockEvent.Allocated a => s with
        {
            Stocked = true,
            Levels = Shift(s.Levels, available: -a.Quantity, committed: a.Quantity),
            Claims = s.Claims.Add(
                a.Id, new Claim.Allocation(ReservationStatus.Committed, a.Quantity, a.Quantity, a.Order)),
        },
        StockEvent.AllocatedFromHold a => FromHold(s, a),
        StockEvent.Released r => AfterRelease(s, r),
        StockEvent.Fulfilled f => AfterFulfilment(s, f),
        StockEvent.MovementRecorded m => AfterBooking(s, m),
        StockEvent.DiscrepancyFound d => AfterDiscrepancy(s, d),
        StockEvent.DiscrepancyReported r => AfterReport(s, r.Part, r.Number),
        StockEvent.DiscrepancyCleared c => s with { Cases = s.Cases.Remove(c.Part) },
        StockEvent.DiscrepancyResolved r => AfterResolution(s, r),
        StockEvent.SnapshotRecorded r => AfterSnapshot(s, r),
        StockEvent.TransferAnnounced a => s with { Announcing = s.Announcing.Remove(a.Id) },
        StockEvent.Fed => s,
        _ => throw new UnreachableException(),
    };

    private static Stock Extended(Stock s, StockEvent.HoldExtended e)
    {
        var hold = (Claim.Hold)s.Claims[e.Id];
        return s with
        {
            Claims = s.Claims.SetItem(e.Id, hold with { Expires = e.Expires }),
            Held = s.Held.Remove(new HoldEnd(hold.Expires, e.Id)).Add(new HoldEnd(e.Expires, e.Id)),
        };
    }

    private static Stock Expired(Stock s, ReservationId id, Claim.Hold hold) =>
        Take(s, id, hold, hold.Open, toAvailable: hold.Open, ReservationStatus.Expired, hold.Expires);

    private static Stock FromHold(Stock s, StockEvent.AllocatedFromHold e)
    {
        var hold = (Claim.Hold)s.Claims[e.Hold] with { TakenBy = e.Order };
        s = Take(s, e.Hold, hold, hold.Open, toAvailable: hold.Open, ReservationStatus.Consumed, e.At);
        return Evolve(s, new StockEvent.Allocated(e.Id, e.Order, e.Quantity));
    }

    private static Stock AfterRelease(Stock s, StockEvent.Released e)
    {
        var claim = s.Claims[e.Id];
        claim = claim with { Releases = claim.Releases.Add(e.Release) };
        return Take(s, e.Id, claim, e.Quantity, toAvailable: e.Quantity, ReservationStatus.Released, e.At);
    }

    private static Stock AfterFulfilment(Stock s, StockEvent.Fulfilled e)
    {
        var claim = s.Claims.GetValueOrDefault(e.Id) ?? new Claim.Stray(e.Quantity);
        claim = claim with { Fulfilments = claim.Fulfilments.Add(e.Fulfilment) };
        var taken = Math.Min(e.Quantity, claim.Open);
        s = s with
        {
            Changes = s.Changes.Add(new StockChange(e.Fulfilment.Value, -e.Quantity, e.OccurredAt, e.At)),
            MovedAt = e.OccurredAt,
            RecordedAt = e.At,
        };
        return Take(s, e.Id, claim, taken, toAvailable: taken - e.Quantity, ReservationStatus.Consumed, e.At);
    }

    private static Stock AfterBooking(Stock s, StockEvent.MovementRecorded e)
    {
        var levels = AfterMovement(s, e);
        var change = new StockChange(e.Id.Value, levels.OnHand - s.Levels.OnHand, e.OccurredAt, e.At);
        var counted = e.Kind == MovementKind.Count;
        s = AfterAnnouncement(s, e) with
        {
            Stocked = true,
            Levels = levels,
            Movements = s.Movements.Add(e.Id, (e.Kind, e.Quantity)),
            Moved = s.Moved.Add(e.Id, e.At),
            Changes = s.Changes.Add(change),
            MovedAt = e.OccurredAt,
            CountedAt = counted ? e.OccurredAt : s.CountedAt,
            RecordedAt = e.At,
        };
        return ForgetMovements(counted ? Settle(s, DiscrepancyParts.Oversold) : s, e.At);
    }

    private static StockLevels AfterMovement(Stock s, StockEvent.MovementRecorded e)
    {
        var (levels, n) = (s.Levels, e.Quantity);
        return e.Kind switch
        {
            MovementKind.Receive or MovementKind.TransferIn =>
                Shift(levels, available: n, incoming: ChangeOfIncoming(s, e)),
            MovementKind.Return => Disposed(levels, n, e.Disposition),
            MovementKind.ChangeState => Disposed(Shift(levels, qualityControl: -n), n, e.Disposition),
            MovementKind.Adjust => Shift(levels, available: n),
            MovementKind.Sale or MovementKind.TransferOut => Shift(levels, available: -n),
            MovementKind.Count => Shift(levels, available: n - levels.OnHand),
            MovementKind.Damage => Shift(levels, available: -n, damaged: n),
            MovementKind.SafetyStock => Shift(
                levels, available: levels.SafetyStock - n, safetyStock: n - levels.SafetyStock),
            MovementKind.Incoming or MovementKind.TransferLost => Shift(levels, incoming: ChangeOfIncoming(s, e)),
            _ => throw new UnreachableException(),
        };
    }

    private static StockLevels Disposed(StockLevels levels, long units, Disposition disposition) => disposition switch
    {
        Disposition.ProcessingRequired => Shift(levels, qualityControl: units),
        Disposition.NotRestocked => Shift(levels, damaged: units),
        Disposition.Missing => levels,
        _ => Shift(levels, available: units),
    };

    /// <summary>Takes open units out of a claim; the last one ends it, and then its retention begins.</summary>
    private static Stock Take(
        Stock s, ReservationId id, Claim claim, int units, int toAvailable, ReservationStatus end, DateTimeOffset at)
    {
        var levels = claim is Claim.Hold
            ? Shift(s.Levels, available: toAvailable, reserved: -units)
            : Shift(s.Levels, available: toAvailable, committed: -units);
        if (claim.Open > units)
        {
            return s with { Levels = levels, Claims = s.Claims.SetItem(id, claim with { Open = claim.Open - units }) };
        }
        var ended = claim with { Status = claim.IsLive ? end : claim.Status, Open = 0, EndedAt = at };
        return ForgetClaims(s with
        {
            Stocked = true,
            Levels = levels,
            Claims = s.Claims.SetItem(id, ended),
            Held = claim is Claim.Hold { IsLive: true } hold ? s.Held.Remove(new HoldEnd(hold.Expires, id)) : s.Held,
            Ended = s.Ended.Add(id, at),
        }, at);
    }

    /// <summary>The only way in which buckets change, so that on hand is always their sum.</summary>
    private static StockLevels Shift(
        StockLevels l, long available = 0, long committed = 0, long reserved = 0,
        long damaged = 0, long safetyStock = 0, long incoming = 0, long qualityControl = 0) =>
        new(l.OnHand + available + committed + reserved + damaged + safetyStock + qualityControl,
            l.Available + available, l.Committed + committed, l.Reserved + reserved, l.Damaged + damaged,
            l.SafetyStock + safetyStock, l.QualityControl + qualityControl, l.Incoming + incoming);

    private static Stock ForgetClaims(Stock s, DateTimeOffset at)
    {
        for (var i = 0; i < ForgottenPerEvent
            && s.Ended.TryForget(Stock.RememberedClaims, at - Stock.Retention, out var rest, out var oldest); i++)
        {
            // A hand-over recorded after the end began the retention anew: then a later entry of the queue decides.
            var forget = s.Claims.GetValueOrDefault(oldest.Id) is { IsLive: false } c && c.EndedAt == oldest.At;
            s = s with { Ended = rest, Claims = forget ? s.Claims.Remove(oldest.Id) : s.Claims };
        }
        return s;
    }

    private static Stock ForgetMovements(Stock s, DateTimeOffset at)
    {
        for (var i = 0; i < ForgottenPerEvent
            && s.Moved.TryForget(Stock.RememberedMovements, at - Stock.Retention, out var rest, out var oldest); i++)
        {
            s = s with { Moved = rest, Movements = s.Movements.Remove(oldest.Id) };
        }
        return s;
    }
}
