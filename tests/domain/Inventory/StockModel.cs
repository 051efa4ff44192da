using RetailActors.Inventory;

namespace RetailActors.Tests.Inventory;

/// <summary>
/// Stock written a second time, as plainly as possible: what lies on the shelf is one number, and what is available is
/// what nobody else has a claim on. Nothing here is taken from the decider.
/// </summary>
internal sealed class StockModel
{
    internal sealed class Entry
    {
        public string? Order;
        public DateTimeOffset? Ends;
        public long Asked;
        public long Open;
        public ReservationStatus Status;
        public HashSet<string> Done = [];
    }

    public readonly Dictionary<string, Entry> Entries = [];
    private readonly Dictionary<string, (MovementKind, long)> _moves = [];
    private readonly Dictionary<string, long> _announced = [];
    private readonly Dictionary<string, (long Sent, long Here)> _transfers = [];
    private (long OnHand, DateTimeOffset AsOf)? _erp;
    private long _shelf;
    private long _damaged;
    private long _safety;

    public long Held => Entries.Values.Where(e => e.Status == ReservationStatus.Held).Sum(e => e.Open);

    public long Committed => Entries.Values.Where(e => e.Status == ReservationStatus.Committed).Sum(e => e.Open);

    public long Available => _shelf - _damaged - _safety - Held - Committed;

    public StockLevels Levels =>
        new(_shelf, Available, Committed, Held, _damaged, _safety, 0,
            _announced.Values.Sum() + _transfers.Keys.Sum(InTransit));

    private long InTransit(string document)
    {
        var (sent, here) = _transfers.GetValueOrDefault(document);
        return Math.Max(0, sent - here);
    }

    public object Do(object command, DateTimeOffset now)
    {
        EndWhatIsOver(now);
        var result = Answer(command, now);
        EndWhatIsOver(now);
        return result;
    }

    private void EndWhatIsOver(DateTimeOffset now)
    {
        foreach (var late in Entries.Values.Where(e => e.Status == ReservationStatus.Held && e.Ends <= now))
        {
            (late.Open, late.Status) = (0, ReservationStatus.Expired);
        }
    }

    private object Answer(object command, DateTimeOffset now) => command switch
    {
        Reserve c => Do(c, now),
        Extend c => Do(c),
        Allocate c => Do(c),
        Release c => Do(c),
        RecordFulfilment c => Do(c),
        Movement c => Do(c),
        ErpSnapshot c => Do(c),
        _ => throw new ArgumentException("No such command.", nameof(command)),
    };

    private ReserveResult Do(Reserve c, DateTimeOffset now)
    {
        var e = Entries.GetValueOrDefault(c.Id.Value);
        if (c.Expires <= now || e?.Status == ReservationStatus.Expired)
        {
            return new ReserveResult.Expired();
        }
        if (e is not null && (e.Ends is null || e.Asked != c.Quantity))
        {
            return new ReserveResult.ReservedDifferently();
        }
        if (e is not null)
        {
            return e.Status == ReservationStatus.Held
                ? new ReserveResult.AlreadyReserved(e.Ends!.Value)
                : new ReserveResult.AlreadyResolved(e.Status);
        }
        if (Available < c.Quantity)
        {
            return new ReserveResult.OutOfStock(Math.Max(0, Available));
        }
        Entries[c.Id.Value] = new Entry
        {
            Asked = c.Quantity, Open = c.Quantity, Ends = c.Expires, Status = ReservationStatus.Held,
        };
        return new ReserveResult.Reserved(c.Expires);
    }

    private ExtendResult Do(Extend c)
    {
        if (!Entries.TryGetValue(c.Id.Value, out var e) || e.Ends is null)
        {
            return new ExtendResult.NotFound();
        }
        if (e.Status != ReservationStatus.Held)
        {
            return new ExtendResult.AlreadyResolved(e.Status);
        }
        e.Ends = c.Expires;
        return new ExtendResult.Extended(c.Expires);
    }

    private AllocateResult Do(Allocate c)
    {
        if (Entries.TryGetValue(c.Id.Value, out var e))
        {
            var stray = e.Ends is null && e.Order is null;
            return !stray && (e.Order != c.Order.Value || e.Asked != c.Quantity || e.Ends is not null)
                ? new AllocateResult.AllocatedDifferently()
                : e.Status == ReservationStatus.Committed
                    ? new AllocateResult.AlreadyAllocated()
                    : new AllocateResult.AlreadyResolved(e.Status);
        }
        var hold = c.FromHold is { } id && Entries.TryGetValue(id.Value, out var h)
            && h.Status == ReservationStatus.Held ? h : null;
        var mine = hold?.Open ?? 0;
        if (c.Quantity > mine && c.Quantity - mine > Available)
        {
            return new AllocateResult.OutOfStock(Math.Max(0, Available) + mine);
        }
        if (hold is not null)
        {
            (hold.Open, hold.Status) = (0, ReservationStatus.Consumed);
        }
        Entries[c.Id.Value] = new Entry
        {
            Asked = c.Quantity, Open = c.Quantity, Order = c.Order.Value, Status = ReservationStatus.Committed,
        };
        return new AllocateResult.Allocated();
    }

    private ReleaseResult Do(Release c)
    {
        if (!Entries.TryGetValue(c.Id.Value, out var e))
        {
            return new ReleaseResult.NotFound();
        }
        if (e.Done.Contains("release " + c.ReleaseId))
        {
            return new ReleaseResult.AlreadyReleased();
        }
        if (e.Open == 0)
        {
            return new ReleaseResult.AlreadyResolved(e.Status);
        }
        var back = (int)Math.Min(e.Open, c.Quantity ?? int.MaxValue);
        e.Done.Add("release " + c.ReleaseId);
        e.Open -= back;
        e.Status = e.Open == 0 ? ReservationStatus.Released : e.Status;
        return new ReleaseResult.Released(back);
    }

    private RecordFulfilmentResult Do(RecordFulfilment c)
    {
        if (!Entries.TryGetValue(c.Id.Value, out var e))
        {
            e = Entries[c.Id.Value] = new Entry { Status = ReservationStatus.Consumed };
        }
        if (!e.Done.Add("hand-over " + c.Fulfilment.Value))
        {
            return new RecordFulfilmentResult.AlreadyRecorded();
        }
        var beyond = (int)Math.Max(0, c.Quantity - e.Open);
        var ends = e.Open > 0 && c.Quantity >= e.Open;
        e.Open = Math.Max(0, e.Open - c.Quantity);
        e.Status = ends ? ReservationStatus.Consumed : e.Status;
        _shelf -= c.Quantity;
        return new RecordFulfilmentResult.Recorded(beyond);
    }

    /// <summary>The ERP of the model knows everything until its cut, or is wrong. It never changes anything here.
    /// </summary>
    private SnapshotResult Do(ErpSnapshot c)
    {
        if (_erp is { } last && c.AsOf <= last.AsOf)
        {
            return c.AsOf < last.AsOf ? new SnapshotResult.Older(last.AsOf)
                : c.OnHand == last.OnHand ? new SnapshotResult.AlreadyRecorded()
                : new SnapshotResult.RecordedDifferently(last.OnHand);
        }
        _erp = (c.OnHand, c.AsOf);
        return c.OnHand == _shelf ? new SnapshotResult.Agreed(true) : new SnapshotResult.Gap(c.OnHand - _shelf);
    }

    private MovementResult Do(Movement c)
    {
        if (_moves.TryGetValue(c.Id.Value, out var known))
        {
            return known == (c.Kind, c.Quantity)
                ? new MovementResult.AlreadyRecorded()
                : new MovementResult.RecordedDifferently();
        }
        if (c.Kind == MovementKind.Count && c.ChangeFrom is not null && c.ChangeFrom != _shelf)
        {
            return new MovementResult.CountStale(_shelf);
        }
        var before = Available;
        var more = c.Kind == MovementKind.SafetyStock ? c.Quantity - _safety : c.Quantity;
        if (c.Kind is MovementKind.Damage or MovementKind.TransferOut or MovementKind.SafetyStock
            && more > 0 && more > before)
        {
            return new MovementResult.InsufficientStock(Math.Max(0, before));
        }
        var way = c.Kind == MovementKind.TransferLost ? InTransit(c.Document!) : long.MaxValue;
        if (c.Quantity > way)
        {
            return new MovementResult.InsufficientStock(way);
        }
        _moves[c.Id.Value] = (c.Kind, c.Quantity);
        Book(c);
        return new MovementResult.Recorded(Available < 0 && Available < before);
    }

    private void Book(Movement c)
    {
        var document = c.Document ?? "(none)";
        switch (c.Kind)
        {
            case MovementKind.Receive when !_transfers.ContainsKey(document):
                _shelf += c.Quantity;
                _announced[document] = Math.Max(0, _announced.GetValueOrDefault(document) - c.Quantity);
                break;
            case MovementKind.Receive or MovementKind.TransferIn:
                _shelf += c.Quantity;
                Transfer(c.Document, 0, c.Quantity);
                break;
            case MovementKind.TransferLost:
                Transfer(c.Document, 0, c.Quantity);
                break;
            case MovementKind.Incoming when c.Counterpart is not null:
                Transfer(c.Document, c.Quantity, 0);
                break;
            case MovementKind.Return or MovementKind.Adjust:
                _shelf += c.Quantity;
                break;
            case MovementKind.Sale or MovementKind.TransferOut:
                _shelf -= c.Quantity;
                break;
            case MovementKind.Count:
                _shelf = c.Quantity;
                break;
            case MovementKind.Damage:
                _damaged += c.Quantity;
                break;
            case MovementKind.SafetyStock:
                _safety = c.Quantity;
                break;
            default:
                _announced[document] = _announced.GetValueOrDefault(document) + c.Quantity;
                break;
        }
    }

    private void Transfer(string? document, long sent, long here)
    {
        if (document is not null)
        {
            var (s, h) = _transfers.GetValueOrDefault(document);
            _transfers[document] = (s + sent, h + here);
        }
    }
}
