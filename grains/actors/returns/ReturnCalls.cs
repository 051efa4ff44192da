using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;

namespace RetailActors.Returns;

/// <summary>Makes the calls that a return owes and tells what came of them as facts.</summary>
/// <remarks>A call whose outcome is not known gives no fact: it stays owed and is made again with the same
/// ids.</remarks>
public sealed class ReturnCalls(ReturnKey key, IGrainFactory grains)
{
    /// <summary>Until when somebody should have decided about a refused refund.</summary>
    public static readonly TimeSpan DecideWithin = TimeSpan.FromHours(24);

    private static readonly Origin _by = new("return");

    /// <summary>Makes calls side by side.</summary>
    public async Task<ImmutableArray<ReturnFact>> Make(IReadOnlyList<ReturnCall> owed, ReturnView view)
    {
        var facts = await Task.WhenAll(owed.Select(call => Make(call, view)));
        return [.. facts.OfType<ReturnFact>()];
    }

    private async Task<ReturnFact?> Make(ReturnCall call, ReturnView view)
    {
        try
        {
            return call switch
            {
                ReturnCall.StoreUnits c => await Store(c, view),
                ReturnCall.TellOrder c => await Tell(c, view),
                ReturnCall.PayBack c => await PayBack(c, view),
                ReturnCall.RaiseException c => await Raise(c, view),
                ReturnCall.AwaitReversal => await Documents(view),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (Exception e) when (Unanswered.Is(e))
        {
            return null;
        }
    }

    private async Task<ReturnFact?> Store(ReturnCall.StoreUnits c, ReturnView view)
    {
        var stock = grains.Actor<IStock>(new StockKey(key.Tenant, c.Units.Sku, c.Location).ToString());
        await stock.RecordMovement(new Movement(
            c.Movement, MovementKind.Return, c.Units.Quantity, c.OccurredAt, null, view.Order.Value, null, _by,
            c.Units.Disposition));
        return new ReturnFact.UnitsStored(c.Call);
    }

    private async Task<ReturnFact?> Tell(ReturnCall.TellOrder c, ReturnView view)
    {
        await Order(view).RecordReturn(c.Fact);
        return new ReturnFact.OrderTold(c.Call);
    }

    /// <summary>Money that was not taken yet cannot be paid back yet: then it stays owed.</summary>
    private async Task<ReturnFact?> PayBack(ReturnCall.PayBack c, ReturnView view)
    {
        if (c.IsCredit)
        {
            // The money stays where it is: a new order is paid with it.
            return new ReturnFact.RefundAnswered(c.Number, new OperationResult.Done(c.Amount));
        }
        var payment = grains.Actor<IPayment>(new PaymentKey(key.Tenant, c.Payment).ToString());
        var result = await payment.Refund(new PaymentOperation(c.Operation, c.Amount, _by));
        return result is OperationResult.ExceedsCaptured or OperationResult.NotAllowed && await IsBeingTaken(c, view)
            ? null
            : new ReturnFact.RefundAnswered(c.Number, result);
    }

    private async Task<bool> IsBeingTaken(ReturnCall.PayBack c, ReturnView view)
    {
        var order = await Order(view).Read();
        return order?.Payments.FirstOrDefault(p => p.Id == c.Payment) is { } known
            && known.Captured < known.Charged && order.Status != OrderStatus.OnHold;
    }

    private async Task<ReturnFact?> Raise(ReturnCall.RaiseException c, ReturnView view)
    {
        var part = ReturnDecider.PartOf(c.Refund.Number);
        var entity = $"{ReturnDecider.Kind}/{key}";
        var id = ExceptionKey.For(key.Tenant, ReturnDecider.RefundRefusedKind, entity, part);
        await grains.Actor<IExceptionCase>(id.ToString()).Raise(new ExceptionReport(
            ReturnDecider.RefundRefusedKind, entity, part, c.Refund.Part.Provider, Role.Finance,
            $"Return {key.Id} of order {view.Order}: {c.Refund.Part.Amount.ToText()} to payment "
                + $"{c.Refund.Part.Payment} was refused: {c.Refusal.Code}.",
            c.Refusal.At, c.Refusal.At + DecideWithin, [ResolutionKind.Retry, ResolutionKind.Waive]));
        return new ReturnFact.ExceptionRaised(c.Refund.Number);
    }

    /// <summary>How the documents of this return stand; nothing as long as its steps were not all told.</summary>
    private async Task<ReturnFact?> Documents(ReturnView view)
    {
        var posting = await grains.Actor<IPosting>(PostingKey.Of(key.Tenant, view.Order).ToString()).Read();
        if (!HasAll(posting, view) && !await HasTold(view))
        {
            return null;
        }
        var (returned, refunded) = ($"returned:{key.Id.Value}", $"refunded:{key.Id.Value}:");
        var open = posting?.Documents.Where(d => PostingPlan.IsReversal(d.Kind)
            && (d.Step == returned || d.Step.StartsWith(refunded, StringComparison.Ordinal))
            && d.Status is not (DocumentStatus.Posted or DocumentStatus.Waived)).ToList() ?? [];
        return new ReturnFact.DocumentsStand(!open.Exists(d => d.Kind == DocumentKind.TaxReversal), open.Count == 0);
    }

    /// <summary>The posting has taken in every step; of a part that is not paid the order may not tell one, and of
    /// goods without a refund only the order knows.</summary>
    private bool HasAll(PostingView? posting, ReturnView view) => posting is not null && !view.Refunds.IsEmpty
        && posting.Steps.Contains($"returned:{key.Id.Value}")
        && view.Refunds.All(r => posting.Steps.Contains(
            $"refunded:{key.Id.Value}:{r.Payment.Value}{(r.IsCredit ? $":{RequestExchange.Provider}" : "")}"));

    private async Task<bool> HasTold(ReturnView view) =>
        await Order(view).Read() is { Returns.IsDefault: false } order
            && order.Returns.Any(r => r.Id == key.Id && r.IsTold);

    private IOrder Order(ReturnView view) =>
        grains.Actor<IOrder>(new OrderKey(key.Tenant, view.Order).ToString());
}
