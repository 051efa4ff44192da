using System.Globalization;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Permutations;

/// <summary>What the actors owe each other and the provider.</summary>
internal sealed partial class EventWorld
{
    /// <summary>What is owed anywhere is done, until nothing moves.</summary>
    private void Sweep()
    {
        bool moved;
        do
        {
            moved = false;
            foreach (var (key, order) in _orders.ToList())
            {
                moved |= Drive(key, order);
            }
            foreach (var (key, payment) in _payments.ToList())
            {
                moved |= Drive(key, payment);
            }
            foreach (var (key, some) in _returns.ToList())
            {
                moved |= Drive(key, some);
            }
        }
        while (moved);
    }

    private bool Drive(OrderKey key, Folded<Order, OrderEvent> order)
    {
        var facts = OrderDecider.Calls(order.State).Select(call => Make(key, call)).OfType<OrderFact>().ToArray();
        return facts.Length > 0 && order.Commit(s => OrderDecider.Decide(s, facts, Now));
    }

    private OrderFact? Make(OrderKey key, OrderCall call)
    {
        switch (call)
        {
            case OrderCall.AllocateLines c:
                return new OrderFact.LinesAllocated([.. c.Lines.Select(line => Allocate(key, line))], []);
            case OrderCall.AuthorisePayment c:
                return Authorise(key, c);
            case OrderCall.ReleaseLine c:
                StockAt(new StockKey(Tenant, c.Sku, c.Location)).Commit(s => StockDecider.Decide(
                    s, new Release(c.Reservation, c.ReleaseId, c.Quantity, Origin.System), Now));
                return new OrderFact.LineReleased(c.Call);
            case OrderCall.FulfilLine c:
                var left = new RecordFulfilment(
                    c.Reservation, c.Fulfilment, c.Quantity, c.OccurredAt, Origin.System);
                StockAt(new StockKey(Tenant, c.Sku, c.Location)).Commit(s => StockDecider.Decide(s, left, Now));
                return new OrderFact.LineFulfilled(c.Call);
            case OrderCall.CapturePayment c:
                return new OrderFact.PaymentCaptured(
                    c.Call, Operate(OperationKind.Capture, c.Payment, c.Operation, c.Amount));
            case OrderCall.VoidPayment c:
                return new OrderFact.PaymentVoided(
                    c.Call, Operate(OperationKind.Void, c.Payment, c.Operation, c.Amount));
            case OrderCall.OpenReturn c:
                At(_returns, new ReturnKey(Tenant, c.Claim.Id), ReturnDecider.Fold)
                    .Commit(s => ReturnDecider.Open(s, c.Claim, Now));
                return new OrderFact.ReturnOpened(c.Call);
            case OrderCall.TellSteps c:
                Steps.TryAdd(key.Id, []);
                Steps[key.Id].AddRange(c.Steps.Where(step => Steps[key.Id].TrueForAll(k => k.Id != step.Id)));
                return new OrderFact.StepsTold([.. c.Steps.Select(step => step.Id)]);
            default:
                throw new InvalidOperationException($"Nobody makes {call}.");
        }
    }

    private LineAllocation Allocate(OrderKey key, AllocationRequest line)
    {
        var at = line.Candidates[0];
        StockAt(new StockKey(Tenant, line.Sku, at)).Commit(s => StockDecider.Decide(
            s, new Allocate(line.Reservation, key.Id, line.Quantity, line.Hold), Now))
            .ShouldNotBeOfType<AllocateResult.OutOfStock>("there is enough for everybody");
        return new LineAllocation(line.LineId, at);
    }

    private OrderFact? Authorise(OrderKey key, OrderCall.AuthorisePayment c)
    {
        var pay = new PaymentKey(Tenant, c.Payment);
        var payment = At(_payments, pay, PaymentDecider.Fold);
        payment.Commit(s => PaymentDecider.Decide(s, pay, new Authorise(
            key.Id, c.Tender.Provider, c.Tender.Method, c.Tender.Amount, Origin.System), Now));
        Drive(pay, payment);
        return PaymentDecider.ResultOf(payment.State) switch
        {
            AuthoriseResult.Authorised => new OrderFact.PaymentAuthorised(c.Payment),
            AuthoriseResult.Declined d => new OrderFact.PaymentDeclined(c.Payment, d.Code),
            _ => null,
        };
    }

    private OperationResult Operate(OperationKind kind, PaymentId id, OperationId operation, Money amount)
    {
        var key = new PaymentKey(Tenant, id);
        var payment = At(_payments, key, PaymentDecider.Fold);
        var result = payment.Commit(s => PaymentDecider.Decide(
            s, kind, new PaymentOperation(operation, amount, Origin.System), Now));
        if (result is OperationResult.Pending)
        {
            Drive(key, payment);
            result = PaymentDecider.ResultOf(payment.State, operation);
        }
        return result;
    }

    /// <summary>Asks the provider as the payment does; a lost answer is looked up at another time.</summary>
    private bool Drive(PaymentKey key, Folded<Payment, PaymentEvent> payment)
    {
        var moved = false;
        while (PaymentDecider.Calls(payment.State) is [var call, ..])
        {
            ProviderAnswer answer = call.LookUpFirst
                ? _provider.TryGetValue(call.Id, out var known) ? known : new ProviderAnswer.NotFound()
                : Do(key.Id, call);
            if (_random.Next(100) < LostAnswers)
            {
                answer = new ProviderAnswer.Unknown("lost");
            }
            moved |= payment.Commit(s => PaymentDecider.Decide(s, call.Id, answer, Now));
            if (answer is ProviderAnswer.Unknown)
            {
                return moved;
            }
        }
        return moved;
    }

    private ProviderAnswer.Approved Do(PaymentId payment, PaymentCall call)
    {
        if (!_provider.TryGetValue(call.Id, out var known))
        {
            known = new($"ref-{_provider.Count.ToString(CultureInfo.InvariantCulture)}", call.Amount, Now);
            _provider.Add(call.Id, known);
            Said(payment, call.Kind, call.Id.Value, known);
        }
        return known;
    }

    private bool Drive(ReturnKey key, Folded<Return, ReturnEvent> some)
    {
        var facts = ReturnDecider.Calls(some.State).Select(call => Make(key, some.State, call)).OfType<ReturnFact>()
            .ToArray();
        return facts.Length > 0 && some.Commit(s => ReturnDecider.Decide(s, facts, Now));
    }

    private ReturnFact? Make(ReturnKey key, Return state, ReturnCall call)
    {
        switch (call)
        {
            case ReturnCall.StoreUnits c:
                StockAt(new StockKey(Tenant, c.Units.Sku, c.Location)).Commit(s => StockDecider.Decide(s, new Movement(
                    c.Movement, MovementKind.Return, c.Units.Quantity, c.OccurredAt, null, state.Claim.Order.Value,
                    null, Origin.System, c.Units.Disposition), Now));
                return new ReturnFact.UnitsStored(c.Call);
            case ReturnCall.TellOrder c:
                At(_orders, new OrderKey(Tenant, state.Claim.Order), OrderDecider.Fold)
                    .Commit(s => OrderDecider.Decide(s, c.Fact));
                return new ReturnFact.OrderTold(c.Call);
            case ReturnCall.PayBack c:
                var result = Operate(OperationKind.Refund, c.Payment, c.Operation, c.Amount);
                return result is OperationResult.ExceedsCaptured or OperationResult.NotAllowed
                    or OperationResult.Pending
                    ? null
                    : new ReturnFact.RefundAnswered(c.Number, result);
            case ReturnCall.AwaitReversal:
                return Steps.GetValueOrDefault(state.Claim.Order)?.OfType<Step.Refunded>()
                    .Any(s => s.Return == key.Id.Value && s.Lines.Length > 0) is true
                        ? new ReturnFact.DocumentsStand(true, true)
                        : null;
            default:
                throw new InvalidOperationException($"Nobody makes {call}.");
        }
    }
}
