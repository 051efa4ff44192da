using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>An order's shell: makes the calls that the order owes and tells it what came of them.</summary>
internal sealed class SimOrder
{
    private readonly SimWorld _world;
    private readonly HashSet<PaymentId> _asked = [];
    private readonly HashSet<string> _running = [];
    private bool _received;
    private long _since;

    public SimOrder(SimWorld world, OrderKey key)
    {
        (_world, Key) = (world, key);
        Actor = new(world.Clock, OrderDecider.Fold) { Durable = Resume, Killed = Forget };
    }

    public OrderKey Key { get; }
    public SimActor<Order, OrderEvent> Actor { get; }
    private SimClock Clock => _world.Clock;

    public void Submit(SubmitOrder c, SubmissionFacts facts, Action<SubmitResult> reply) => Actor.Commit(
        s =>
        {
            var (decision, events) = OrderDecider.Decide(s, c, facts, Key, Clock.Now);
            _received |= decision is SubmitDecision.Received;
            return (decision, events);
        },
        decision =>
        {
            decision.ShouldNotBeOfType<SubmitDecision.Invalid>();
            reply(OrderDecider.Answer(Actor.State, decision is SubmitDecision.AlreadySubmitted));
        });

    public void Cancel(CancelOrder c, Action<CancelResult> reply) =>
        Actor.Commit(s => OrderDecider.Decide(s, c, Clock.Now), reply);

    public void Hand(Handover fact, HandoverKind kind, Action<RecordResult> reply) =>
        Actor.Commit(s => OrderDecider.Decide(s, fact, kind, Clock.Now), reply);

    public void Claim(ReturnId id, RequestReturn c, Action<ClaimResult> reply) =>
        Actor.Commit(s => OrderDecider.Decide(s, id, c, Clock.Now), reply);

    public void Record(ReturnProgress fact, Action<string> reply) =>
        Actor.Commit(s => ("recorded", OrderDecider.Decide(s, fact)), reply);

    public void Record(MoneyMoved fact, Action<string> reply) =>
        Actor.Commit(s => OrderDecider.Decide(s, fact), result => reply(result.ToString()));

    public void Resume()
    {
        foreach (var call in OrderDecider.Calls(Actor.State))
        {
            // Only the activation that took the order in knows that nobody has asked for stock before it. Any other
            // one waits until no call of its predecessor can arrive any more.
            if (call is OrderCall.AllocateLines && !_received && Clock.Millis < _since + SimBus.TimeOut)
                continue;
            if (_running.Add(call.Call))
                Clock.Spawn(() => Make(call));
        }
    }

    private void Forget()
    {
        _running.Clear();
        _received = false;
        _since = Clock.Millis;
    }

    private async Task Make(OrderCall call)
    {
        var activation = Actor.Activation;
        var facts = await Ask(call);
        // Mostly a killed caller's answers are lost; now and then another activation is told them, late.
        if (activation != Actor.Activation && !Clock.Chance(30))
            return;
        if (facts.Length > 0)
            Actor.Commit<object>(s => ("", OrderDecider.Decide(s, facts, Clock.Now)), null);
        if (activation == Actor.Activation)
            _running.Remove(call.Call);
    }

    private async Task<OrderFact[]> Ask(OrderCall call)
    {
        switch (call)
        {
            case OrderCall.AllocateLines c:
                return await Decided(c);
            case OrderCall.AuthorisePayment c:
                return await Authorise(c);
            case OrderCall.ReleaseLine c:
                var released = await _world.Bus.Ask<ReleaseResult>(reply => _world.Stock(c.Sku, c.Location)
                    .Release(new Release(c.Reservation, c.ReleaseId, c.Quantity, Origin.System), reply));
                return released is null ? [] : [new OrderFact.LineReleased(c.Call)];
            case OrderCall.FulfilLine c:
                var fulfilled = await _world.Bus.Ask<RecordFulfilmentResult>(reply => _world.Stock(c.Sku, c.Location)
                    .Fulfil(new(c.Reservation, c.Fulfilment, c.Quantity, c.OccurredAt, Origin.System), reply));
                return fulfilled is null ? [] : [new OrderFact.LineFulfilled(c.Call)];
            case OrderCall.CapturePayment c:
                var captured = await Operate(OperationKind.Capture, c.Payment, c.Operation, c.Amount);
                return captured is null ? [] : [new OrderFact.PaymentCaptured(c.Call, captured)];
            case OrderCall.VoidPayment c:
                var voided = await Operate(OperationKind.Void, c.Payment, c.Operation, c.Amount);
                return voided is null ? [] : [new OrderFact.PaymentVoided(c.Call, voided)];
            case OrderCall.OpenReturn c:
                var opened = await _world.Bus.Ask<string>(reply => _world.Return(c.Claim.Id).Open(c.Claim, reply));
                return opened is null ? [] : [new OrderFact.ReturnOpened(c.Call)];
            case OrderCall.RaiseException c:
                return [new OrderFact.DeskTold(c.Note.Part, true)];
            case OrderCall.ClearException c:
                return [new OrderFact.DeskTold(c.Part, false)];
            case OrderCall.TellSteps c:
                var told = await _world.Bus.Ask<string>(reply =>
                {
                    _world.Posting.Record(Key.Id, c.Steps);
                    reply("recorded");
                });
                return told is null ? [] : [new OrderFact.StepsTold([.. c.Steps.Select(step => step.Id)])];
            default:
                throw new InvalidOperationException($"Nobody makes {call}.");
        }
    }

    /// <summary>Stock, and mostly the first payment in the same go and the same append.</summary>
    private async Task<OrderFact[]> Decided(OrderCall.AllocateLines call)
    {
        var before = Actor.State;
        if (await Allocate(call) is not { } allocated)
            return [];
        var after = OrderDecider.Decide(before, [allocated], Clock.Now).Aggregate(before, OrderDecider.Evolve);
        return Clock.Chance(70)
            && OrderDecider.Calls(after).OfType<OrderCall.AuthorisePayment>().FirstOrDefault() is { } next
            ? [allocated, .. await Authorise(next)]
            : [allocated];
    }

    private async Task<OrderFact.LinesAllocated?> Allocate(OrderCall.AllocateLines call)
    {
        var (isRepeated, activation) = (!_received, Actor.Activation);
        _received = false;
        _since = Clock.Millis;
        var allocated = ImmutableArray.CreateBuilder<LineAllocation>();
        var shortages = ImmutableArray.CreateBuilder<Shortage>();
        foreach (var line in call.Lines)
        {
            var found = isRepeated ? await Find(line, activation) : [];
            if (found is null)
                return null;
            allocated.AddRange(found);
            if (found.Count > 0)
                continue;
            switch (await AllocateAnywhere(line, activation))
            {
                case null: return null;
                case LineAllocation a: allocated.Add(a); break;
                case Shortage s: shortages.Add(s); break;
            }
        }
        return new OrderFact.LinesAllocated(allocated.ToImmutable(), shortages.ToImmutable());
    }

    private async Task<List<LineAllocation>?> Find(AllocationRequest line, int activation)
    {
        var found = new List<LineAllocation>();
        foreach (var at in line.Candidates)
        {
            var answer = await Ask<object>(activation,
                reply => _world.Stock(line.Sku, at).IsCommitted(line.Reservation, reply));
            if (answer is null)
                return null;
            if (answer is true)
                found.Add(new LineAllocation(line.LineId, at));
        }
        return found;
    }

    private async Task<object?> AllocateAnywhere(AllocationRequest line, int activation)
    {
        var available = 0L;
        foreach (var at in line.Candidates)
        {
            var command = new Allocate(line.Reservation, Key.Id, line.Quantity, line.Hold);
            var answer = await Ask<AllocateResult>(activation,
                reply => _world.Stock(line.Sku, at).Allocate(command, reply));
            switch (answer)
            {
                case null: return null;
                case AllocateResult.Allocated or AllocateResult.AlreadyAllocated:
                    return new LineAllocation(line.LineId, at);
                case AllocateResult.OutOfStock o:
                    available += o.Available;
                    break;
                default:
                    throw new InvalidOperationException($"{line.Reservation} at {at}: {answer}");
            }
        }
        return new Shortage(line.LineId, line.Quantity, available);
    }

    // A killed activation makes no further calls; those that it has made may still arrive until they expire.
    private Task<T?> Ask<T>(int activation, Action<Action<T>> deliver) where T : class =>
        activation == Actor.Activation ? _world.Bus.Ask(deliver, expires: true) : Task.FromResult<T?>(null);

    private async Task<OrderFact[]> Authorise(OrderCall.AuthorisePayment c)
    {
        var command = new Authorise(
            Key.Id, c.Tender.Provider, c.Tender.Method, c.Tender.Amount, Origin.System, c.Since, _asked.Add(c.Payment));
        var payment = _world.Payment(c.Payment);
        return await _world.Bus.Ask<AuthoriseResult>(reply => payment.Authorise(command, reply)) switch
        {
            AuthoriseResult.Authorised => [new OrderFact.PaymentAuthorised(c.Payment)],
            AuthoriseResult.Declined d => [new OrderFact.PaymentDeclined(c.Payment, d.Code)],
            AuthoriseResult.Pending or null => [],
            var other => throw new InvalidOperationException($"{c.Payment}: {other}"),
        };
    }

    private Task<OperationResult?> Operate(OperationKind kind, PaymentId id, OperationId operation, Money amount) =>
        _world.Bus.Ask<OperationResult>(reply => _world.Payment(id).Operate(
            kind, new PaymentOperation(operation, amount, Origin.System), reply));
}
