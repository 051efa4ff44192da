using System.Collections.Immutable;
using System.Diagnostics;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>The order after an event.</summary>
    public static Order Evolve(Order s, OrderEvent e)
    {
        var next = e switch
        {
            OrderEvent.Received x => OnReceived(x),
            OrderEvent.LinesAllocated x => OnAllocated(s, x),
            OrderEvent.StrayAllocated x => OnStray(s, x),
            OrderEvent.PaymentAuthorised x => OnMoney(s, x.Payment, TenderMoney.Authorised),
            OrderEvent.PaymentDeclined x => OnMoney(s, x.Payment, TenderMoney.Declined) with { DeclineCode = x.Code },
            OrderEvent.Accepted x => s with { Stage = OrderStage.Accepted, AcceptedAt = x.At },
            OrderEvent.Rejected => OnRejected(s),
            OrderEvent.CancelRequested x => OnCancelRequested(s, x),
            OrderEvent.UnitsCancelled x => OnCancelled(s, x),
            OrderEvent.MadeReady x => OnMadeReady(s, x),
            OrderEvent.PickedUp x => OnLeft(s, x.Id, PickedUpKind, x.Lines, x.Charges, x.Note),
            OrderEvent.Shipped x => OnLeft(s, x.Id, ShippedKind, x.Lines, x.Charges, x.Note),
            OrderEvent.LineReleased x => Answered(s, x.Call),
            OrderEvent.LineFulfilled x => Answered(s, x.Call),
            OrderEvent.PaymentCaptured x => OnCaptured(s, x),
            OrderEvent.PaymentVoided x => OnVoided(s, x),
            OrderEvent.MoneyMoved x => OnMoved(s, x),
            OrderEvent.CallRefused x => OnRefused(s, x),
            OrderEvent.ReturnClaimed x => OnClaimed(s, x),
            OrderEvent.ReturnOpened x => Answered(s, x.Call),
            OrderEvent.ReturnReceived x => OnReturned(s, x),
            OrderEvent.ReturnRefunded x => OnRefunded(s, x),
            OrderEvent.ReturnReleased x => OnReleased(s, x),
            OrderEvent.UnitsMissing x => OnMissing(s, x),
            OrderEvent.MissingDecided x => OnMissingDecided(s, x),
            OrderEvent.UnitsSourced x => OnSourced(s, x),
            OrderEvent.SourcingFailed x => Changed(
                s, FindSearch(s, x.Call)!, f => f with { Standing = ShortfallStanding.Waiting, Until = null }),
            OrderEvent.Held x => OnHeld(s, x),
            OrderEvent.HoldsReleased x => OnHoldsReleased(s, x),
            OrderEvent.RefusalDecided x => OnRefusalDecided(s, x),
            OrderEvent.ExceptionRaised x => s with { OnDesk = s.OnDesk.Add(new DeskPart(x.Part, x.Kind)) },
            OrderEvent.ExceptionCleared x => s with { OnDesk = s.OnDesk.RemoveAll(d => d.Part == x.Part) },
            OrderEvent.StepsTold x => s with { Untold = s.Untold.RemoveAll(step => x.Steps.Contains(step.Id)) },
            _ => throw new UnreachableException(),
        };
        return LetMoneyGo(Reconsider(WithStep(s, next, e))) with { Version = s.Version + 1 };
    }

    private static Order OnReceived(OrderEvent.Received e)
    {
        var values = OrderValue.Lines(e);
        var taxes = OrderValue.Taxes(e, values);
        var lines = ImmutableArray.CreateBuilder<OrderLine>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            lines.Add(new OrderLine(e.Lines[i], ReservationOf(e.Id, e.Lines[i].LineId), values[i]) { Tax = taxes[i] });
        }
        var payments = ImmutableArray.CreateBuilder<OrderPayment>(e.Tenders.Length);
        for (var i = 0; i < e.Tenders.Length; i++)
            payments.Add(new OrderPayment(i + 1, new PaymentId($"{e.Id.Value}.p{i + 1}"), e.Tenders[i]));
        return Order.None with
        {
            Intake = e,
            Stage = OrderStage.Deciding,
            Lines = lines.MoveToImmutable(),
            Payments = payments.MoveToImmutable(),
            IndexData = IndexDataOf(e),
        };
    }

    private static ReservationId ReservationOf(OrderId order, LineId line) => new($"{order.Value}:{line.Value}");

    private static Order OnAllocated(Order s, OrderEvent.LinesAllocated e)
    {
        var lines = s.Lines.ToBuilder();
        foreach (var a in e.Lines)
        {
            var i = IndexOf(s, a.LineId);
            lines[i] = lines[i] with
            {
                Stock = LineStock.Allocated,
                Location = a.Location,
                First = a.Location,
                Allocated = lines[i].Ordered,
            };
        }
        foreach (var shortage in e.Shortages)
        {
            var i = IndexOf(s, shortage.LineId);
            lines[i] = lines[i] with { Stock = LineStock.Short };
        }
        return s with { Lines = lines.MoveToImmutable(), Shortages = s.Shortages.AddRange(e.Shortages) };
    }

    private static Order OnStray(Order s, OrderEvent.StrayAllocated e)
    {
        var stray = s.Lines[IndexOf(s, e.LineId)] with
        {
            Location = e.Location,
            Reservation = ReservationOf(s.Intake.Id, e.LineId),
        };
        return s with
        {
            Strays = s.Strays.Add(new LineAllocation(e.LineId, e.Location)),
            Releases = s.Releases + 1,
            Following = s.Following.Add(ReleaseOf(stray, s.Releases + 1, stray.Ordered)),
        };
    }

    private static Order OnMoney(Order s, int number, TenderMoney money) => s with
    {
        Payments = s.Payments.SetItem(number - 1, s.Payments[number - 1] with { Money = money }),
    };

    private static Order OnRejected(Order s)
    {
        var lines = s.Lines.ToBuilder();
        var following = s.Following.ToBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Allocated > 0)
                following.Add(ReleaseOf(lines[i], s.Releases + 1, lines[i].Allocated));
            lines[i] = lines[i] with { Allocated = 0, Cancelled = lines[i].Ordered, CancelRequested = 0 };
        }
        return s with
        {
            Stage = OrderStage.Rejected,
            Lines = lines.MoveToImmutable(),
            Following = following.DrainToImmutable(),
            Releases = s.Releases + 1,
            Requested = [],
        };
    }

    private static Order OnCancelRequested(Order s, OrderEvent.CancelRequested e)
    {
        var lines = s.Lines.ToBuilder();
        foreach (var q in e.Lines)
        {
            var i = IndexOf(s, q.LineId);
            lines[i] = lines[i] with { CancelRequested = lines[i].CancelRequested + q.Quantity };
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Cancellations = s.Cancellations.Add(e.Id),
            Requested = s.Requested.Add(new RequestedCancel(e.Id, e.Lines, e.By)),
        };
    }

    private static Order OnCancelled(Order s, OrderEvent.UnitsCancelled e)
    {
        var wasRequested = s.Requested.Length > 0 && s.Requested[0].Id == e.Id;
        var lines = s.Lines.ToBuilder();
        var following = s.Following.ToBuilder();
        var shortfalls = s.Shortfalls;
        foreach (var q in e.Lines)
        {
            var i = IndexOf(s, q.LineId);
            var units = e.Part is null ? Math.Min(q.Quantity, lines[i].Allocated) : 0;
            var (line, parts) = LineSources.Take(lines[i], units);
            foreach (var part in parts)
                following.Add(ReleaseOf(lines[i], s.Releases + 1, part, part == parts[0]));
            shortfalls = Withdraw(shortfalls, q.LineId, q.Quantity - units, e.Part);
            lines[i] = line with
            {
                Cancelled = line.Cancelled + q.Quantity,
                CancelRequested = line.CancelRequested - (wasRequested ? q.Quantity : 0),
            };
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Shortfalls = shortfalls,
            Following = following.DrainToImmutable(),
            Releases = s.Releases + 1,
            Cancellations = wasRequested ? s.Cancellations : s.Cancellations.Add(e.Id),
            Requested = wasRequested ? s.Requested.RemoveAt(0) : s.Requested,
        };
    }

    private static OrderCall.ReleaseLine ReleaseOf(OrderLine line, int number, int quantity) =>
        ReleaseOf(line, number, new LineSource(line.Reservation, line.Location!.Value, quantity), true);

    private static OrderCall.ReleaseLine ReleaseOf(OrderLine line, int number, LineSource from, bool isFirst) => new(
        isFirst ? $"release/{number}/{line.Id.Value}" : $"release/{number}/{line.Id.Value}/{from.Name}",
        line.Id, from.Reservation, line.Intake.Sku, from.Location, from.Units, $"r{number}");
}
