using RetailActors.Payments;
using RetailActors.Postings;

namespace RetailActors.Orders;

/// <summary>Money that somebody has moved at a payment directly, without the order having asked.</summary>
public static partial class OrderDecider
{
    /// <summary>Takes it in. Results as <see cref="IOrder.RecordPayment"/>.</summary>
    public static (MoneyMovedResult, OrderEvent[]) Decide(Order s, MoneyMoved fact)
    {
        if (FindPayment(s, fact.Payment) is not { } p || p.Moved.Contains(fact.Operation))
            return (MoneyMovedResult.Recorded, []);
        // An ERP takes a refund only after what it pays back; the capture is on its way to us.
        if (s.Stage == OrderStage.Deciding || (fact.Kind == OperationKind.Refund && IsBeingCaptured(s, fact.Payment)))
            return (MoneyMovedResult.NotYet, []);
        return (MoneyMovedResult.Recorded, [new OrderEvent.MoneyMoved(
            fact.Payment, fact.Operation, fact.Kind, fact.Amount.Minor, fact.At)]);
    }

    private static bool IsBeingCaptured(Order s, PaymentId payment)
    {
        foreach (var call in s.Following)
            if (call is OrderCall.CapturePayment c && c.Payment == payment) return true;
        return false;
    }

    // What is paid back was taken ahead of a hand-over as long as there is such money; after that, returns get less.
    private static Order OnMoved(Order s, OrderEvent.MoneyMoved e)
    {
        var p = FindPayment(s, e.Payment)!;
        var unearned = Math.Min(e.Amount, p.Ahead);
        var after = e.Kind switch
        {
            OperationKind.Capture => p with { Captured = p.Captured + e.Amount, Direct = p.Direct + e.Amount },
            OperationKind.Void => p with { Voiding = p.Voiding + e.Amount, Voided = p.Voided + e.Amount },
            OperationKind.Refund => p with
            {
                Refunded = p.Refunded + e.Amount,
                GivenBack = p.GivenBack + unearned,
                Refunding = p.Refunding + e.Amount - unearned,
            },
            _ => p,
        };
        return s with { Payments = s.Payments.SetItem(p.Number - 1, after with { Moved = p.Moved.Add(e.Operation) }) };
    }

    /// <summary>A capture or void that was refused because the money had been moved directly needs no decision: only
    /// what is left of it is asked for again, as another call and another operation. A late answer to the refused one
    /// is then nobody's.</summary>
    private static Order Reconsider(Order s)
    {
        foreach (var refused in s.Refused)
        {
            if (refused.Code is not (ExceedsCode or NotAllowedCode))
                continue;
            s = refused.Call switch
            {
                OrderCall.CapturePayment c => UseAhead(s, refused, c),
                OrderCall.VoidPayment v => LetLessGo(s, refused, v),
                _ => s,
            };
        }
        return s;
    }

    /// <summary>What is ahead pays for the hand-over.</summary>
    private static Order UseAhead(Order s, RefusedCall refused, OrderCall.CapturePayment call)
    {
        var p = FindPayment(s, call.Payment)!;
        var covered = Math.Min(call.Amount.Minor, p.Ahead);
        return covered == 0 ? s : AskForRest(
            s, refused, p with { Covered = p.Covered + covered }, call.Amount.Minor - covered,
            rest => new OrderCall.CapturePayment($"{call.Call}/r", p.Id, Again(call.Operation), rest));
    }

    /// <summary>What was taken or let go directly need not be let go.</summary>
    private static Order LetLessGo(Order s, RefusedCall refused, OrderCall.VoidPayment call)
    {
        var p = FindPayment(s, call.Payment)!;
        var less = Math.Min(call.Amount.Minor, -HeldBeside(p));
        return less <= 0 ? s : AskForRest(
            s, refused, p with { Voiding = p.Voiding - less }, call.Amount.Minor - less,
            rest => new OrderCall.VoidPayment($"{call.Call}/r", p.Id, Again(call.Operation), rest));
    }

    private static OperationId Again(OperationId operation) => new($"{operation.Value}.r");

    private static Order AskForRest(
        Order s, RefusedCall refused, OrderPayment payment, long rest, Func<Money, OrderCall> again) => s with
        {
            Payments = s.Payments.SetItem(payment.Number - 1, payment),
            Refused = s.Refused.Remove(refused),
            Following = rest == 0 ? s.Following : s.Following.Add(again(new Money(rest, s.Intake.Currency))),
        };

    /// <summary>What is held beside everything that was taken, is being taken or let go; below zero when somebody
    /// else was faster.</summary>
    private static long HeldBeside(OrderPayment p) =>
        p.Intake.Amount - (p.Charged - p.Covered) - p.Direct - p.Voiding;

    /// <summary>Nobody but the payment has let held money go: that moves none, so no system outside is told.</summary>
    private static Step? MovedOf(Order before, OrderEvent.MoneyMoved e)
    {
        if (before.Stage != OrderStage.Accepted)
            return null;
        var p = FindPayment(before, e.Payment)!;
        var (name, amount) = ($"{e.Payment.Value}:{e.Operation.Value}", new Money(e.Amount, before.Intake.Currency));
        var unearned = Math.Min(e.Amount, p.Ahead);
        return e.Kind switch
        {
            OperationKind.Capture => new Step.Captured(
                $"captured:{name}", e.At, e.Payment, p.Intake.Provider, amount),
            OperationKind.Refund => new Step.Refunded(
                $"paid-back:{name}", e.At, "", e.Payment, p.Intake.Provider, amount, [],
                unearned > 0 ? new Money(unearned, before.Intake.Currency) : null),
            _ => null,
        };
    }

    /// <summary>Of goods whose money had all been paid back before there is no refund that could carry the credit memo.
    /// </summary>
    private static Step.Refunded? PaidBeforeOf(Order after, OrderEvent.ReturnReceived e)
    {
        var r = FindReturn(after, e.Id)!;
        var p = after.Payments.IsEmpty ? null : after.Payments[^1];
        return p is null || r.Claim.PaidBefore is null || !r.Claim.Refunds.IsEmpty ? null : new Step.Refunded(
            $"refunded:{e.Id.Value}:before", e.OccurredAt, e.Id.Value, p.Id, p.Intake.Provider,
            Money.Zero(after.Intake.Currency), LinesOf(r.Units, r.Location));
    }
}
