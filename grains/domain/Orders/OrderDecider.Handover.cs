using System.Collections.Immutable;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Records a fulfilment fact. A pick-up does not need the notice that the goods are ready.</summary>
    public static (RecordResult, OrderEvent[]) Decide(Order s, Handover fact, HandoverKind kind, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return (new RecordResult.NotFound(), []);
        if (IsRecorded(s, fact.Id, kind))
            return (new RecordResult.AlreadyRecorded(View(s)), []);
        if (UnknownLine(s, fact.Lines) is { } unknown)
            return (new RecordResult.UnknownLine(unknown), []);
        if (s.Stage != OrderStage.Accepted || IsAllCancelled(s))
            return (new RecordResult.NotAccepted(View(s)), []);
        if (s.Holds.Length > 0 && s.HasSomethingLeft && kind != HandoverKind.Missing)
            return (new RecordResult.OnHold(View(s)), []);
        var lines = kind == HandoverKind.ReadyForPickup ? Announced(s, fact.Lines)
            : Wanted(s, fact.Lines, static line => line.Allocated);
        if (lines.IsEmpty)
            return (new RecordResult.ExceedsOpen(View(s)), []);
        var note = new HandoverNote(fact.OccurredAt.ToUniversalTime(), fact.Carrier, fact.Tracking, fact.By, now);
        var e = Handed(s, fact.Id, kind, lines, note);
        return (new RecordResult.Recorded(View(Evolve(s, e))), [e]);
    }

    /// <summary>The units that a notice is about, collected ones too: it may be heard after their hand-over. Empty when
    /// it is about more than there ever was, and when nothing can wait for anybody any more.</summary>
    private static ImmutableArray<LineQuantity> Announced(Order s, ImmutableArray<LineQuantity>? asked)
    {
        var isOpen = false;
        foreach (var line in s.Lines)
            isOpen |= line.Allocated > 0;
        return !isOpen ? []
            : asked is null ? Wanted(s, asked, static line => line.Allocated + line.Fulfilled - line.MadeReady)
            : Wanted(s, asked, static line => line.Ordered - line.MadeReady);
    }

    // A store may use one id for making ready, for what it could not find and for handing out; units leave under an id
    // only once.
    private static bool IsRecorded(Order s, FulfilmentId id, HandoverKind kind)
    {
        foreach (var f in s.Fulfilments)
            if (f.Id == id && GroupOf(f.Kind) == GroupOf(kind)) return true;
        return false;
    }

    private static HandoverKind GroupOf(string kind) => kind switch
    {
        MadeReadyKind => HandoverKind.ReadyForPickup,
        MissingKind => HandoverKind.Missing,
        _ => HandoverKind.Pickup,
    };

    private static HandoverKind GroupOf(HandoverKind kind) =>
        kind == HandoverKind.Shipment ? HandoverKind.Pickup : kind;

    private static OrderEvent Handed(
        Order s, FulfilmentId id, HandoverKind kind, ImmutableArray<LineQuantity> lines, HandoverNote note)
    {
        if (kind == HandoverKind.ReadyForPickup)
            return new OrderEvent.MadeReady(id, lines, note);
        if (kind == HandoverKind.Missing)
            return new OrderEvent.UnitsMissing(id, lines, note);
        var left = ImmutableArray.CreateBuilder<UnitsLeft>(lines.Length);
        var value = 0L;
        foreach (var q in lines)
        {
            var line = s.Lines[IndexOf(s, q.LineId)];
            // Units from two places are told as two, each with its part of the money.
            foreach (var part in LineSources.Take(line, q.Quantity).Parts)
            {
                var due = OrderValue.Due(line, part.Units);
                left.Add(new UnitsLeft(q.LineId, part.Units, due));
                line = Left(line, part.Units, due);
                value += due;
            }
        }
        var charges = OrderValue.Charges(s, value);
        return kind == HandoverKind.Pickup
            ? new OrderEvent.PickedUp(id, left.DrainToImmutable(), charges, note)
            : new OrderEvent.Shipped(id, left.DrainToImmutable(), charges, note);
    }

    /// <summary>The line after units of it have left.</summary>
    private static OrderLine Left(OrderLine before, int units, long value)
    {
        var line = LineSources.Take(before, units).Line;
        return line with
        {
            Fulfilled = line.Fulfilled + units,
            Charged = line.Charged + value,
            TaxCharged = line.TaxCharged + OrderValue.TaxDue(before, units),
        };
    }
}
