using RetailActors.Inventory;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>A return's shell: takes what the order allocates, makes the calls that the return owes.</summary>
internal sealed class SimReturn
{
    private readonly SimWorld _world;
    private readonly HashSet<string> _running = [];

    public SimReturn(SimWorld world, ReturnId id)
    {
        (_world, Id) = (world, id);
        Actor = new(world.Clock, ReturnDecider.Fold) { Durable = Resume, Killed = _running.Clear };
    }

    public ReturnId Id { get; }
    public SimActor<Return, ReturnEvent> Actor { get; }
    private SimClock Clock => _world.Clock;

    public void Request(RequestReturn c, Action<ReturnResult> reply) => Actor.Commit<ReturnResult?>(
        s => (ReturnDecider.Known(s, c), []), known =>
        {
            if (known is not null)
                reply(known);
            else
                Clock.Spawn(() => Ask(c, reply));
        });

    public void Open(ReturnClaim claim, Action<string> reply) =>
        Actor.Commit(s => ("opened", ReturnDecider.Open(s, claim, Clock.Now)), reply);

    public void Decide(ReturnStage to, Action<ReturnChange> reply) =>
        Actor.Commit(s => ReturnDecider.Decide(s, to, Origin.System, Clock.Now), reply);

    public void Receive(ReceiveReturn fact, Action<ReturnChange> reply) =>
        Actor.Commit(s => ReturnDecider.Decide(s, fact, true, Clock.Now), reply);

    public void Resume()
    {
        foreach (var call in ReturnDecider.Calls(Actor.State))
            if (_running.Add(call.Call))
                Clock.Spawn(() => Make(call));
    }

    private async Task Ask(RequestReturn c, Action<ReturnResult> reply)
    {
        var activation = Actor.Activation;
        var answer = await _world.Bus.Ask<ClaimResult>(r => _world.Order(c.Order).Claim(Id, c, r));
        if (activation != Actor.Activation)
            return;
        switch (answer)
        {
            case ClaimResult.Claimed(var claim):
                Actor.Commit(s => ("opened", ReturnDecider.Open(s, claim, Clock.Now)),
                    _ => reply(new ReturnResult.Requested(ReturnDecider.View(Actor.State)!, false)));
                break;
            case ClaimResult.ExceedsFulfilled(var line, var returnable):
                reply(new ReturnResult.ExceedsFulfilled(line, returnable));
                break;
            case not null:
                throw new InvalidOperationException($"{Id}: {answer}");
        }
    }

    private async Task Make(ReturnCall call)
    {
        var activation = Actor.Activation;
        var fact = await Ask(call, Actor.State.Claim.Order);
        if (activation != Actor.Activation && !Clock.Chance(30))
            return;
        if (fact is not null)
            Actor.Commit<object>(s => ("", ReturnDecider.Decide(s, [fact], Clock.Now)), null);
        if (activation == Actor.Activation)
            _running.Remove(call.Call);
    }

    private async Task<ReturnFact?> Ask(ReturnCall call, OrderId order)
    {
        switch (call)
        {
            case ReturnCall.StoreUnits c:
                var movement = new Movement(
                    c.Movement, MovementKind.Return, c.Units.Quantity, c.OccurredAt, null, order.Value, null,
                    Origin.System, c.Units.Disposition);
                return await _world.Bus.Ask<MovementResult>(
                    r => _world.Stock(c.Units.Sku, c.Location).Move(movement, r)) is null
                    ? null : new ReturnFact.UnitsStored(c.Call);
            case ReturnCall.TellOrder c:
                return await _world.Bus.Ask<string>(r => _world.Order(order).Record(c.Fact, r)) is null
                    ? null : new ReturnFact.OrderTold(c.Call);
            case ReturnCall.PayBack c:
                var command = new PaymentOperation(c.Operation, c.Amount, Origin.System);
                var result = await _world.Bus.Ask<OperationResult>(
                    r => _world.Payment(c.Payment).Operate(OperationKind.Refund, command, r));
                return result is null or OperationResult.ExceedsCaptured or OperationResult.NotAllowed
                    ? null : new ReturnFact.RefundAnswered(c.Number, result);
            case ReturnCall.AwaitReversal:
                return await _world.Bus.Ask<string>(r => r(_world.Posting.HasRefund(order, Id) ? "posted" : "open"))
                    is "posted" ? new ReturnFact.DocumentsStand(true, true) : null;
            default:
                throw new InvalidOperationException($"Nobody makes {call}.");
        }
    }
}
