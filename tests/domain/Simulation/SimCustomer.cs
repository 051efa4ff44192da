using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>Who submits an order and uses it afterwards; repeats everything until there is an answer.</summary>
internal sealed class SimCustomer(SimWorld world, SimOrder order, SubmitOrder submission, SubmissionFacts facts)
{
    /// <summary>The first final answer; no later one may differ in kind.</summary>
    public SubmitResult? Told { get; private set; }

    /// <summary>True when this customer wants nothing any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>True when the cancellation of all that was open was acknowledged.</summary>
    public bool WholeCancelled { get; private set; }

    /// <summary>Returns that were acknowledged.</summary>
    public List<ReturnId> Returned { get; } = [];

    /// <summary>Hand-overs that were acknowledged.</summary>
    public List<FulfilmentId> Recorded { get; } = [];

    public SubmitOrder Submission => submission;
    private SimClock Clock => world.Clock;

    public async Task Live()
    {
        await Clock.Sleep(100 + Clock.Next(20_000));
        await Hold();
        if (Clock.Chance(15))
            Clock.Spawn(Submit);
        if (Clock.Chance(15))
            Clock.Spawn(() => CancelSoon(Clock.Next(3_000)));
        await Submit();
        if (Told is SubmitResult.Accepted)
        {
            var isTaken = world.IsDirect && Clock.Chance(50);
            if (isTaken)
                Clock.Spawn(() => Move(OperationKind.Capture));
            await Use();
            if (world.IsDirect && !isTaken)
                await Move(OperationKind.Refund);
            for (var i = 0; i < 3 && Clock.Chance(40); i++)
                await GiveBack($"R-{submission.ExternalId}-{i}");
        }
        IsDone = true;
    }

    private async Task Hold()
    {
        if (submission.Lines[0] is not { Hold: { } hold } line)
            return;
        var command = new Reserve(hold, line.Quantity, Clock.Now.AddMilliseconds(1_000 + Clock.Next(40_000)));
        await world.Bus.Ask<ReserveResult>(
            reply => world.Stock(line.Sku, facts.Candidates[0]).Reserve(command, reply));
    }

    private async Task Submit()
    {
        while (true)
        {
            var answer = await world.Bus.Ask<SubmitResult>(reply => order.Submit(submission, facts, reply));
            if (answer is not (null or SubmitResult.Deciding))
            {
                Told ??= answer;
                answer.GetType().ShouldBe(Told.GetType(), "an order was decided twice");
                return;
            }
            await Clock.Sleep(500 + Clock.Next(1_000));
        }
    }

    private async Task Use()
    {
        await Clock.Sleep(Clock.Next(10_000));
        switch (Clock.Next(6))
        {
            case 0:
                await Cancel("c1", null);
                break;
            case 1:
                await Cancel("c1", One());
                await Hand("f1", HandoverKind.Pickup, null);
                break;
            case 2:
                await Hand("f1", HandoverKind.ReadyForPickup, null);
                await Hand("f1", HandoverKind.Pickup, null);
                break;
            case 3:
                await Hand("f1", HandoverKind.Shipment, One());
                Clock.Spawn(() => Cancel("c2", One()));
                await Hand("f2", HandoverKind.Shipment, null);
                break;
            case 4:
                await Hand("f1", HandoverKind.Pickup, One());
                break;
            default:
                break;
        }
    }

    /// <summary>Finance moves money past the order, and waits until the order knows.</summary>
    private async Task Move(OperationKind kind)
    {
        await Clock.Sleep(Clock.Next(6_000));
        var payment = order.Actor.State.Payments[Clock.Next(order.Actor.State.Payments.Length)];
        var command = new PaymentOperation(
            new($"{payment.Id}.{kind}"),
            new Money(1 + Clock.Next((int)payment.Intake.Amount), submission.Currency), Origin.System, Direct: true);
        if (await Until<OperationResult>(reply => world.Payment(payment.Id).Operate(kind, command, reply))
            is not (OperationResult.Pending or OperationResult.Done))
            return;
        for (var i = 0; i < 100 && !order.Actor.State.Payments[payment.Number - 1].Moved.Contains(command.Id); i++)
            await Clock.Sleep(1_000);
    }

    private async Task CancelSoon(long millis)
    {
        await Clock.Sleep(millis);
        for (var answer = await Cancel("c0", Clock.Chance(50) ? null : One()); answer is CancelResult.NotFound;)
        {
            await Clock.Sleep(1_000);
            answer = await Cancel("c0", null);
        }
    }

    private async Task<CancelResult> Cancel(string id, ImmutableArray<LineQuantity>? lines)
    {
        while (true)
        {
            var answer = await world.Bus.Ask<CancelResult>(
                reply => order.Cancel(new CancelOrder(id, lines, Origin.System), reply));
            if (answer is not null)
            {
                WholeCancelled |= lines is null && answer is CancelResult.Cancelled;
                return answer;
            }
        }
    }

    private async Task Hand(string id, HandoverKind kind, ImmutableArray<LineQuantity>? lines)
    {
        var fact = new Handover(new(id), lines, Clock.Now, null, null, Origin.System);
        RecordResult? answer = null;
        while (answer is null)
            answer = await world.Bus.Ask<RecordResult>(reply => order.Hand(fact, kind, reply));
        if (answer is RecordResult.Recorded or RecordResult.AlreadyRecorded)
            Recorded.Add(fact.Id);
    }

    /// <summary>To any place; now and then first asked for, and then perhaps not done.</summary>
    private async Task GiveBack(string id)
    {
        await Clock.Sleep(Clock.Next(8_000));
        var line = submission.Lines[Clock.Next(submission.Lines.Length)];
        var place = SimWorld.Locations[Clock.Next(SimWorld.Locations.Count)];
        var isHere = Clock.Chance(70);
        var some = new ReturnLine(line.LineId, 1 + Clock.Next(2), (Disposition)(1 + Clock.Next(4)));
        var command = new RequestReturn(
            order.Key.Id, [some], isHere ? place : null, isHere, Clock.Now, Origin.System);
        var back = world.Return(new(id));
        if (await Until<ReturnResult>(reply => back.Request(command, reply)) is not ReturnResult.Requested)
            return;
        Returned.Add(back.Id);
        if (isHere)
            return;
        if (Clock.Chance(30))
            await Until<ReturnChange>(reply => back.Decide(ReturnStage.Declined, reply));
        else
            await Until<ReturnChange>(reply => back.Receive(
                new ReceiveReturn(place, null, Clock.Now, Origin.System), reply));
    }

    private async Task<T> Until<T>(Action<Action<T>> deliver) where T : class
    {
        while (true)
        {
            if (await world.Bus.Ask(deliver) is { } answer)
                return answer;
        }
    }

    private ImmutableArray<LineQuantity> One() =>
        [new(submission.Lines[Clock.Next(submission.Lines.Length)].LineId, 1)];
}
