using System.Collections.Immutable;
using RetailActors.Returns;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Allocates units and money to a return. Results in the order of <see cref="ClaimResult"/>.</summary>
    public static (ClaimResult, OrderEvent[]) Decide(Order s, ReturnId id, RequestReturn c, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return (new ClaimResult.NotFound(), []);
        if (FindReturn(s, id) is { } known)
            return (ReturnDecider.IsSame(known.Claim.Request, c)
                ? new ClaimResult.Claimed(known.Claim)
                : new ClaimResult.ClaimedDifferently(), []);
        foreach (var line in c.Lines)
            if (IndexOf(s, line.LineId) < 0) return (new ClaimResult.UnknownLine(line.LineId), []);
        if (s.Returns.Length >= RequestReturn.MaxReturns)
            return (new ClaimResult.TooMany(), []);
        var lines = ImmutableArray.CreateBuilder<ReturnedUnits>(1);
        var value = 0L;
        foreach (var line in s.Lines)
        {
            var quantity = c.Lines.Sum(l => l.LineId == line.Id ? (long)l.Quantity : 0);
            if (quantity > line.Fulfilled - line.Returning)
                return (new ClaimResult.ExceedsFulfilled(line.Id, line.Fulfilled - line.Returning), []);
            if (quantity == 0)
                continue;
            var units = Returned(line, (int)quantity, s.Intake.Currency);
            lines.Add(units);
            value += units.Gross.Minor;
        }
        var refunds = Refunds(
            s, value, c.Credit is { } credit && credit.Currency == s.Intake.Currency ? credit.Minor : 0);
        var before = value - refunds.Sum(r => r.Amount.Minor);
        var claim = new ReturnClaim(
            id, s.Intake.Id, s.Intake.Channel, s.Intake.Currency, c, lines.DrainToImmutable(), refunds,
            s.Intake.Tells, before > 0 ? new Money(before, s.Intake.Currency) : null);
        return (new ClaimResult.Claimed(claim), [new OrderEvent.ReturnClaimed(claim, now)]);
    }

    /// <summary>Takes in how a return gets on. A fact; one that is known already, or of nobody, changes nothing.
    /// </summary>
    public static OrderEvent[] Decide(Order s, ReturnProgress fact) => (FindReturn(s, fact.Id), fact) switch
    {
        ({ IsReceived: false, IsReleased: false }, ReturnProgress.Received f) =>
            [new OrderEvent.ReturnReceived(f.Id, f.Location, f.Units, f.OccurredAt)],
        ({ IsReleased: false } r, ReturnProgress.Refunded f) when IsOpen(r, f.Payment, f.IsCredit) =>
            [new OrderEvent.ReturnRefunded(f.Id, f.Payment, f.Amount.Minor, f.At, f.IsCredit)],
        ({ IsReceived: false, IsReleased: false }, ReturnProgress.Released f) =>
            [new OrderEvent.ReturnReleased(f.Id)],
        _ => [],
    };

    private static bool IsOpen(OrderReturn r, PaymentId payment, bool isCredit)
    {
        foreach (var refund in r.Claim.Refunds)
        {
            if (refund.Payment == payment && refund.IsCredit == isCredit)
                return !r.Settled.Contains(PartOf(payment, isCredit));
        }
        return false;
    }

    /// <summary>A payment may be paid back in part and credited in part.</summary>
    private static PaymentId PartOf(PaymentId payment, bool isCredit) =>
        isCredit ? new PaymentId($"{payment.Value}:{RequestExchange.Provider}") : payment;

    private static ReturnedUnits Returned(OrderLine line, int quantity, Currency currency)
    {
        var units = line.Fulfilled - line.Returning;
        var beyond = line.Charged - OrderValue.NetOf(line.Intake, line.Fulfilled) - line.ReturningBeyond;
        var part = new UnitsMoney(units, beyond, line.TaxCharged - line.ReturningTax).Take(quantity);
        Money In(long minor) => new(minor, currency);
        return new ReturnedUnits(
            line.Id, line.Intake.Sku, quantity, In(OrderValue.NetOf(line.Intake, quantity)), In(part.Tax),
            In(part.Beyond - part.Tax), line.Intake.TaxCode);
    }

    /// <summary>Splits what is paid back over the payments: the one that was charged last gives first. Of each, what
    /// is credited to a new order comes before what is paid back. What was paid back directly is not there any more.
    /// </summary>
    private static ImmutableArray<RefundPart> Refunds(Order s, long value, long credit)
    {
        var refunds = ImmutableArray.CreateBuilder<RefundPart>(1);
        for (var i = s.Payments.Length - 1; i >= 0; i--)
        {
            var p = s.Payments[i];
            var amount = Math.Min(value, Math.Max(0, p.Charged - p.Refunding));
            var credited = Math.Min(credit, amount);
            if (credited > 0)
                refunds.Add(new RefundPart(
                    p.Id, RequestExchange.Provider, new Money(credited, s.Intake.Currency)));
            if (amount > credited)
                refunds.Add(new RefundPart(
                    p.Id, p.Intake.Provider, new Money(amount - credited, s.Intake.Currency)));
            (value, credit) = (value - amount, credit - credited);
        }
        return refunds.DrainToImmutable();
    }

    private static OrderReturn? FindReturn(Order s, ReturnId id)
    {
        foreach (var r in s.Returns)
            if (r.Claim.Id == id) return r;
        return null;
    }

    private static Order OnClaimed(Order s, OrderEvent.ReturnClaimed e) => Reallocate(s, e.Claim, 1) with
    {
        Returns = s.Returns.Add(new OrderReturn(e.Claim)),
        Following = s.Following.Add(new OrderCall.OpenReturn($"return/{e.Claim.Id.Value}", e.Claim)),
    };

    private static Order OnReleased(Order s, OrderEvent.ReturnReleased e) =>
        Reallocate(s, FindReturn(s, e.Id)!.Claim, -1) with
        {
            Returns = Changed(s, e.Id, r => r with { IsReleased = true }),
        };

    private static Order OnReturned(Order s, OrderEvent.ReturnReceived e)
    {
        var lines = s.Lines.ToBuilder();
        foreach (var units in e.Units)
        {
            var i = IndexOf(s, units.LineId);
            lines[i] = lines[i] with { Returned = lines[i].Returned + units.Quantity };
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Returns = Changed(s, e.Id, r => r with { IsReceived = true, Units = e.Units, Location = e.Location }),
        };
    }

    private static Order OnRefunded(Order s, OrderEvent.ReturnRefunded e)
    {
        var p = FindPayment(s, e.Payment)!;
        return s with
        {
            Payments = s.Payments.SetItem(p.Number - 1, p with { Refunded = p.Refunded + PaidBack(e) }),
            Returns = Changed(s, e.Id, r => r with
            {
                Settled = r.Settled.Add(PartOf(e.Payment, e.IsCredit)),
                Refunded = r.Refunded + PaidBack(e),
            }),
        };
    }

    private static long PaidBack(OrderEvent.ReturnRefunded e) => e.IsCredit ? 0 : e.Amount;

    private static ImmutableArray<OrderReturn> Changed(Order s, ReturnId id, Func<OrderReturn, OrderReturn> change)
    {
        var known = FindReturn(s, id)!;
        return s.Returns.Replace(known, change(known));
    }

    private static Order Reallocate(Order s, ReturnClaim claim, int sign)
    {
        var lines = s.Lines.ToBuilder();
        foreach (var units in claim.Lines)
        {
            var i = IndexOf(s, units.LineId);
            lines[i] = lines[i] with
            {
                Returning = lines[i].Returning + sign * units.Quantity,
                ReturningBeyond = lines[i].ReturningBeyond + sign * (units.Tax.Minor + units.Shipping.Minor),
                ReturningTax = lines[i].ReturningTax + sign * units.Tax.Minor,
            };
        }
        var payments = s.Payments.ToBuilder();
        foreach (var refund in claim.Refunds)
        {
            var p = FindPayment(s, refund.Payment)!;
            payments[p.Number - 1] = p with { Refunding = p.Refunding + sign * refund.Amount.Minor };
        }
        return s with { Lines = lines.MoveToImmutable(), Payments = payments.MoveToImmutable() };
    }
}
