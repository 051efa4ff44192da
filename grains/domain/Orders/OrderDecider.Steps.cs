using System.Collections.Immutable;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Notes what an event means to the systems outside, when somebody wants to know.</summary>
    private static Order WithStep(Order before, Order after, OrderEvent e)
    {
        if (!after.Intake.Tells)
            return after;
        Step? step = e switch
        {
            OrderEvent.Accepted x => new Step.Accepted("accepted", x.At, AcceptedOf(after)),
            OrderEvent.UnitsCancelled x => CancelledOf(before, after, x),
            OrderEvent.MadeReady x when NewlyReady(before, after) is { IsEmpty: false } lines =>
                new Step.ReadyForPickup(
                    $"ready:{x.Id.Value}", x.Note.OccurredAt,
                    LinesOf(before, lines, OrderValue.Due, OrderValue.TaxDue)),
            OrderEvent.PickedUp x => HandedOver(before, FulfilmentMethod.Pickup, x.Id, x.Lines, x.Note),
            OrderEvent.Shipped x => HandedOver(before, FulfilmentMethod.Ship, x.Id, x.Lines, x.Note),
            OrderEvent.PaymentCaptured x => CapturedOf(before, x),
            OrderEvent.MoneyMoved x => MovedOf(before, x),
            OrderEvent.ReturnReceived x => new Step.Returned(
                $"returned:{x.Id.Value}", x.OccurredAt, x.Location, LinesOf(x.Units, x.Location),
                FindReturn(after, x.Id)!.Claim.PaidBefore),
            OrderEvent.ReturnRefunded x => RefundedOf(after, x),
            _ => null,
        };
        if (step is null)
            return after;
        var untold = after.Untold.Add(step);
        return after with
        {
            Untold = e is OrderEvent.ReturnReceived back && PaidBeforeOf(after, back) is { } memo
                ? untold.Add(memo)
                : untold,
        };
    }

    /// <summary>What waits now and did not before; nothing when all of it had been collected already.</summary>
    private static ImmutableArray<LineQuantity> NewlyReady(Order before, Order after)
    {
        var lines = ImmutableArray.CreateBuilder<LineQuantity>(after.Lines.Length);
        for (var i = 0; i < after.Lines.Length; i++)
            if (after.Lines[i].Ready - before.Lines[i].Ready is > 0 and var units)
                lines.Add(new LineQuantity(after.Lines[i].Id, units));
        return lines.DrainToImmutable();
    }

    private static bool IsUntold(Order s, string id)
    {
        foreach (var step in s.Untold)
            if (step.Id == id) return true;
        return false;
    }

    private static AcceptedOrder AcceptedOf(Order s)
    {
        var i = s.Intake;
        var lines = ImmutableArray.CreateBuilder<StepLine>(s.Lines.Length);
        foreach (var line in s.Lines)
            lines.Add(LineOf(s, line, line.Ordered, line.Value, line.Tax));
        var tenders = ImmutableArray.CreateBuilder<StepTender>(s.Payments.Length);
        foreach (var p in s.Payments)
            tenders.Add(new StepTender(p.Id, p.Intake.Provider, new Money(p.Intake.Amount, i.Currency)));
        return new AcceptedOrder(
            i.Id, i.Channel, i.ExternalId, i.Customer, i.Currency, i.Fulfilment, lines.MoveToImmutable(),
            new Money(i.Tax, i.Currency), new Money(i.Shipping, i.Currency), new Money(i.Total, i.Currency),
            tenders.MoveToImmutable(), i.RoutingRule);
    }

    private static Step.Cancelled CancelledOf(Order before, Order after, OrderEvent.UnitsCancelled e)
    {
        var isWhole = true;
        foreach (var line in after.Lines)
            isWhole &= line.Cancelled == line.Ordered;
        return new Step.Cancelled(
            $"cancelled:{e.Id}", e.At, LinesOf(before, e.Lines, OrderValue.Forgone, OrderValue.TaxForgone), isWhole);
    }

    private static Step.HandedOver HandedOver(
        Order before, FulfilmentMethod kind, FulfilmentId id, ImmutableArray<UnitsLeft> left, HandoverNote note)
    {
        var lines = ImmutableArray.CreateBuilder<StepLine>(left.Length);
        var now = before.Lines.ToBuilder();
        foreach (var units in left)
        {
            var i = IndexOf(before, units.LineId);
            var tax = OrderValue.TaxDue(now[i], units.Quantity);
            lines.Add(LineOf(before, now[i], units.Quantity, units.Value, tax));
            now[i] = Left(now[i], units.Quantity, units.Value);
        }
        return new Step.HandedOver(
            $"handed-over:{id.Value}", note.OccurredAt, kind, lines.MoveToImmutable(), note.Carrier, note.Tracking);
    }

    private static Step.Captured CapturedOf(Order before, OrderEvent.PaymentCaptured e)
    {
        var call = (OrderCall.CapturePayment)FindOwedOrRefused(before, e.Call)!;
        var provider = FindPayment(before, call.Payment)!.Intake.Provider;
        // The first version did not write down when; such an order does not tell.
        return new Step.Captured(
            $"captured:{call.Operation.Value}", e.At, call.Payment, provider,
            new Money(e.Amount, before.Intake.Currency));
    }

    /// <summary>The last refund carries the units, for the credit memo; a part that is not paid is told only then.
    /// </summary>
    private static Step.Refunded? RefundedOf(Order after, OrderEvent.ReturnRefunded e)
    {
        var r = FindReturn(after, e.Id)!;
        var isLast = r.Settled.Length == r.Claim.Refunds.Length;
        return e.Amount == 0 && !isLast ? null : new Step.Refunded(
            $"refunded:{e.Id.Value}:{PartOf(e.Payment, e.IsCredit).Value}", e.At, e.Id.Value, e.Payment,
            e.IsCredit ? RequestExchange.Provider : FindPayment(after, e.Payment)!.Intake.Provider,
            new Money(e.Amount, after.Intake.Currency),
            isLast ? LinesOf(r.Units, r.Location) : []);
    }

    private static ImmutableArray<StepLine> LinesOf(ImmutableArray<ReturnedUnits> units, LocationId? location)
    {
        var lines = ImmutableArray.CreateBuilder<StepLine>(units.Length);
        foreach (var u in units)
            lines.Add(new StepLine(
                u.LineId, u.Sku, u.Quantity, location, u.Net, u.Tax, u.Shipping, u.TaxCode, u.Disposition));
        return lines.MoveToImmutable();
    }

    /// <summary>Everything about a return that was owed to the systems outside has been told.</summary>
    private static bool IsTold(Order s, ReturnId id)
    {
        var (returned, refunded) = ($"returned:{id.Value}", $"refunded:{id.Value}:");
        foreach (var step in s.Untold)
        {
            if (step.Id == returned || step.Id.StartsWith(refunded, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private static ImmutableArray<StepLine> LinesOf(
        Order before, ImmutableArray<LineQuantity> quantities, Func<OrderLine, int, long> valueOf,
        Func<OrderLine, int, long> taxOf)
    {
        var lines = ImmutableArray.CreateBuilder<StepLine>(quantities.Length);
        foreach (var q in quantities)
        {
            var line = before.Lines[IndexOf(before, q.LineId)];
            lines.Add(LineOf(before, line, q.Quantity, valueOf(line, q.Quantity), taxOf(line, q.Quantity)));
        }
        return lines.MoveToImmutable();
    }

    private static StepLine LineOf(Order s, OrderLine line, int quantity, long value, long tax)
    {
        var net = OrderValue.NetOf(line.Intake, quantity);
        Money In(long minor) => new(minor, s.Intake.Currency);
        return new StepLine(
            line.Id, line.Intake.Sku, quantity, line.Location, In(net), In(tax), In(value - net - tax),
            line.Intake.TaxCode);
    }
}
