using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>One random action: what kind, and two numbers for its details.</summary>
internal readonly record struct Act(int Kind, int A, int B);

/// <summary>
/// An order that is driven by random actions, with the books of the stock and payment actors that it talks to. Facts
/// come in any order, late, doubled and against each other.
/// </summary>
internal sealed class RandomOrder
{
    private static readonly LocationId[] _locations = [Store, Warehouse];
    private readonly Dictionary<(ReservationId, LocationId), int> _committed = [];
    private readonly List<OrderFact> _told = [];

    public RandomOrder(SubmitOrder submission, bool doubled = false, bool tells = false)
    {
        Doubled = doubled;
        Take(Submitted(submission, tells));
    }

    public Order State { get; private set; } = Order.None;
    public List<OrderEvent> Events { get; } = [];
    public List<RetailActors.Postings.Step> Steps { get; } = [];
    public IReadOnlyDictionary<(ReservationId, LocationId), int> Committed => _committed;
    private bool Doubled { get; }

    public void Do(Act act)
    {
        var line = State.Lines[act.A % State.Lines.Length];
        switch (act.Kind)
        {
            case 0 or 1: AnswerAllocation(act); break;
            case 2: Commit(line, _locations[act.B % 2]); break;
            case 3 or 4: AnswerPayment(act); break;
            case 5: Take(Cancel($"c{act.A % 5}", Some(act))); break;
            case 6: Take(Ready($"f{act.A % 5}", Some(act))); break;
            case 7: Take(PickUp($"f{act.A % 5}", Some(act))); break;
            case 8: Take(Ship($"f{act.A % 5}", Some(act))); break;
            case 9 or 10: AnswerFollowing(act); break;
            case 11: Take(Missing($"m{act.A % 9}", Some(act))); break;
            case 12: Take(act.B % 2 == 0 ? Hold($"h{act.A % 5}") : ReleaseHold()); break;
            case 13: Decide(act); break;
            case 14: AnswerOther(act); break;
            default:
                if (_told.Count > 0)
                    Tell(_told[act.A % _told.Count]);
                break;
        }
    }

    /// <summary>Answers everything that is owed, with success.</summary>
    public void Drain()
    {
        for (var i = 0; OrderDecider.Calls(State) is { Count: > 0 } calls; i++)
        {
            i.ShouldBeLessThan(10_000, "the order owes calls for ever");
            switch (calls[^1])
            {
                case OrderCall.AllocateLines a:
                    Commit(State.Lines.Single(l => l.Id == a.Lines[0].LineId), Store);
                    break;
                case OrderCall.AuthorisePayment p:
                    Tell(new OrderFact.PaymentAuthorised(p.Payment));
                    break;
                default:
                    Answer(calls[^1], null);
                    break;
            }
        }
    }

    private void AnswerAllocation(Act act)
    {
        if (OrderDecider.Calls(State).OfType<OrderCall.AllocateLines>().SingleOrDefault() is not { } call)
            return;
        var request = call.Lines[act.A % call.Lines.Length];
        if (act.B % 8 == 0)
            Tell(new OrderFact.LinesAllocated([], [new(request.LineId, request.Quantity, 0)]));
        else
            Commit(State.Lines.Single(l => l.Id == request.LineId), _locations[act.B % 2]);
    }

    private void Commit(OrderLine line, LocationId location)
    {
        _committed.TryAdd((new($"{Key.Id}:{line.Id}"), location), line.Ordered);
        Tell(new OrderFact.LinesAllocated([new(line.Id, location)], []));
    }

    private void AnswerPayment(Act act)
    {
        if (State.Payments.Length == 0)
            return;
        var payment = State.Payments[act.A % State.Payments.Length];
        Tell(act.B % 10 == 0
            ? new OrderFact.PaymentDeclined(payment.Id, "do-not-honour")
            : new OrderFact.PaymentAuthorised(payment.Id));
    }

    private void Decide(Act act)
    {
        if (State.Shortfalls.IsEmpty)
            return;
        var part = State.Shortfalls[act.A % State.Shortfalls.Length].Part;
        Take(act.B % 4 == 0
            ? Resolve(part, ResolutionKind.Retry, $"d{act.B}")
            : Resolve(part, ResolutionKind.Edit, $"d{act.B}", ("resolution", act.B % 4 == 1 ? "cancel" : "backorder")));
    }

    /// <summary>Searches and the desk.</summary>
    private void AnswerOther(Act act)
    {
        var calls = OrderDecider.Calls(State).Where(c => c is OrderCall.SourceUnits or OrderCall.RaiseException
            or OrderCall.ClearException).ToList();
        if (calls.Count == 0)
            return;
        if (calls[act.A % calls.Count] is OrderCall.SourceUnits search && act.B % 3 == 0)
            Tell(new OrderFact.UnitsSourced(search.Call, []));
        else
            Answer(calls[act.A % calls.Count], null);
    }

    private void AnswerFollowing(Act act)
    {
        if (OrderDecider.Calls(State).OfType<OrderCall.TellSteps>().SingleOrDefault() is { } tell && act.B % 2 == 0)
            Answer(tell, null);
        if (State.Following.Length == 0)
            return;
        var result = act.B % 5 == 0 ? new OperationResult.Pending(Money(1)) : null;
        Answer(State.Following[act.A % State.Following.Length], result);
    }

    private void Answer(OrderCall call, OperationResult? result)
    {
        switch (call)
        {
            case OrderCall.ReleaseLine r:
                _committed[(r.Reservation, r.Location)] -= r.Quantity;
                Tell(new OrderFact.LineReleased(r.Call));
                break;
            case OrderCall.FulfilLine f:
                _committed[(f.Reservation, f.Location)] -= f.Quantity;
                Tell(new OrderFact.LineFulfilled(f.Call));
                break;
            case OrderCall.CapturePayment c:
                Tell(new OrderFact.PaymentCaptured(c.Call, result ?? new OperationResult.Done(c.Amount)));
                break;
            case OrderCall.VoidPayment v:
                Tell(new OrderFact.PaymentVoided(v.Call, result ?? new OperationResult.Done(v.Amount)));
                break;
            case OrderCall.OpenReturn o:
                Tell(new OrderFact.ReturnOpened(o.Call));
                break;
            case OrderCall.SourceUnits u:
                var place = u.Request.Candidates[^1];
                _committed.TryAdd((u.Request.Reservation, place), u.Request.Quantity);
                Tell(new OrderFact.UnitsSourced(u.Call, [place]));
                break;
            case OrderCall.RaiseException e:
                Tell(new OrderFact.DeskTold(e.Note.Part, true));
                break;
            case OrderCall.ClearException e:
                Tell(new OrderFact.DeskTold(e.Part, false));
                break;
            case OrderCall.TellSteps t:
                Steps.AddRange(t.Steps.Where(step => Steps.All(known => known.Id != step.Id)));
                Tell(new OrderFact.StepsTold([.. t.Steps.Select(step => step.Id)]));
                break;
        }
    }

    private void Tell(OrderFact fact)
    {
        _told.Add(fact);
        Take(Told(fact));
        if (Doubled)
            Take(Told(fact, fact));
    }

    private void Take(Step step)
    {
        foreach (var e in step(State).Events)
        {
            Events.Add(e);
            State = OrderDecider.Evolve(State, e);
        }
    }

    private (string, int)[] Some(Act act) => act.B % 3 == 0
        ? []
        : [(State.Lines[act.B % State.Lines.Length].Id.Value, 1 + act.A % 3)];
}
