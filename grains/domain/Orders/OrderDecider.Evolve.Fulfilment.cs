using System.Collections.Immutable;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    private const string MadeReadyKind = "ready-for-pickup";
    private const string PickedUpKind = "pickup";
    private const string ShippedKind = "shipment";

    private static Order OnMadeReady(Order s, OrderEvent.MadeReady e)
    {
        var lines = s.Lines.ToBuilder();
        foreach (var q in e.Lines)
        {
            var i = IndexOf(s, q.LineId);
            lines[i] = lines[i] with { MadeReady = lines[i].MadeReady + q.Quantity };
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Fulfilments = s.Fulfilments.Add(ViewOf(e.Id, MadeReadyKind, e.Lines, e.Note)),
        };
    }

    private static Order OnLeft(
        Order s, FulfilmentId id, string kind, ImmutableArray<UnitsLeft> left, ImmutableArray<Charge> charges,
        HandoverNote note)
    {
        var number = s.Fulfilments.Length + 1;
        var lines = s.Lines.ToBuilder();
        var following = s.Following.ToBuilder();
        var quantities = ImmutableArray.CreateBuilder<LineQuantity>(left.Length);
        foreach (var units in left)
        {
            var i = IndexOf(s, units.LineId);
            var before = lines[i];
            lines[i] = Left(before, units.Quantity, units.Value);
            Add(quantities, units.LineId, units.Quantity);
            foreach (var part in LineSources.Take(before, units.Quantity).Parts)
                following.Add(Leaving("fulfil", number, before, part, id, note, following));
        }
        var payments = s.Payments.ToBuilder();
        foreach (var charge in charges)
        {
            var p = payments[charge.Payment - 1];
            var covered = Math.Min(charge.Amount, p.Ahead);
            payments[charge.Payment - 1] = p with
            {
                Charged = p.Charged + charge.Amount,
                Covered = p.Covered + covered,
            };
            if (charge.Amount > covered)
                following.Add(new OrderCall.CapturePayment(
                    $"capture/p{p.Number}/{number}", p.Id, new OperationId($"{p.Id.Value}.c{number}"),
                    new Money(charge.Amount - covered, s.Intake.Currency)));
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Payments = payments.DrainToImmutable(),
            Following = following.DrainToImmutable(),
            Fulfilments = s.Fulfilments.Add(ViewOf(id, kind, quantities.DrainToImmutable(), note)),
        };
    }

    /// <summary>Units of a line are told of once, wherever they came from.</summary>
    private static void Add(ImmutableArray<LineQuantity>.Builder quantities, LineId line, int units)
    {
        for (var i = 0; i < quantities.Count; i++)
        {
            if (quantities[i].LineId == line)
            {
                quantities[i] = new LineQuantity(line, quantities[i].Quantity + units);
                return;
            }
        }
        quantities.Add(new LineQuantity(line, units));
    }

    private static OrderCall.FulfilLine Leaving(
        string verb, int number, OrderLine line, LineSource from, FulfilmentId id, HandoverNote note,
        ImmutableArray<OrderCall>.Builder following)
    {
        var call = $"{verb}/{number}/{line.Id.Value}";
        foreach (var other in following)
        {
            if (other.Call == call)
            {
                call = $"{call}/{from.Name}";
                break;
            }
        }
        return new OrderCall.FulfilLine(
            call, line.Id, from.Reservation, line.Intake.Sku, from.Location, id, from.Units, note.OccurredAt);
    }

    private static FulfilmentView ViewOf(
        FulfilmentId id, string kind, ImmutableArray<LineQuantity> lines, HandoverNote note) =>
        new(id, kind, lines, note.OccurredAt, note.Carrier, note.Tracking);

    private static Order OnCaptured(Order s, OrderEvent.PaymentCaptured e)
    {
        var call = (OrderCall.CapturePayment)FindOwedOrRefused(s, e.Call)!;
        var p = FindPayment(s, call.Payment)!;
        return Answered(s, e.Call) with
        {
            Payments = s.Payments.SetItem(p.Number - 1, p with { Captured = p.Captured + e.Amount }),
        };
    }

    private static Order OnVoided(Order s, OrderEvent.PaymentVoided e)
    {
        var call = (OrderCall.VoidPayment)FindOwedOrRefused(s, e.Call)!;
        var p = FindPayment(s, call.Payment)!;
        return Answered(s, e.Call) with
        {
            Payments = s.Payments.SetItem(p.Number - 1, p with { Voided = p.Voided + e.Amount }),
        };
    }

    private static Order OnRefused(Order s, OrderEvent.CallRefused e)
    {
        var refused = new RefusedCall(FindFollowing(s, e.Call)!, e.Code, e.At);
        return Answered(s, e.Call) with { Refused = s.Refused.Add(refused) };
    }

    // Also takes the call out of the refused ones: the other side may change its mind, and then nobody has to look.
    private static Order Answered(Order s, string call) => s with
    {
        Following = s.Following.RemoveAll(c => c.Call == call),
        Refused = s.Refused.RemoveAll(r => r.Call.Call == call),
    };

    // Once nothing is left to hand over, the part of each authorisation that nobody takes or has let go is given back.
    private static Order LetMoneyGo(Order s)
    {
        if (s.Stage is OrderStage.None or OrderStage.Deciding)
            return s;
        foreach (var line in s.Lines)
            if (!line.IsClosed) return s;
        foreach (var p in s.Payments)
        {
            var rest = HeldBeside(p);
            if (p.Money != TenderMoney.Authorised || rest <= 0)
                continue;
            s = s with
            {
                Payments = s.Payments.SetItem(p.Number - 1, p with { Voiding = p.Voiding + rest }),
                Following = s.Following.Add(new OrderCall.VoidPayment(
                    $"void/p{p.Number}", p.Id, new OperationId($"{p.Id.Value}.void"),
                    new Money(rest, s.Intake.Currency))),
            };
        }
        return s;
    }
}
