using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>An order that somebody holds hands nothing over, and has an owner.</summary>
public class HoldSpecs
{
    [Fact]
    public void A_held_order_hands_nothing_over_and_takes_no_money_until_it_is_released()
    {
        var held = Given(Accepted).When(Hold("h1")).Then<HoldResult.Done>("held").Being(OrderStatus.OnHold)
            .Owing("raise/hold/h1");
        foreach (var handover in new[] { Ready("f1"), PickUp("f1"), Ship("f1") })
            new Situation(held.After).When(handover).Then<RecordResult.OnHold>();
        var released = new Situation(held.After).When(ReleaseHold()).Then<HoldResult.Done>("holds-released")
            .Being(OrderStatus.Accepted).Owing();
        new Situation(released.After).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up");
    }

    [Fact]
    public void Every_hold_has_to_be_released()
    {
        var one = Given([.. Accepted, Hold("h1"), Hold("h2", HoldReason.AddressCheck)]).When(ReleaseHold("h1"))
            .Then<HoldResult.Done>("holds-released").Being(OrderStatus.OnHold);
        new Situation(one.After).When(ReleaseHold("h2")).Then<HoldResult.Done>("holds-released")
            .Being(OrderStatus.Accepted);
    }

    [Fact]
    public void A_hold_has_its_effect_once_also_after_its_release()
    {
        Given([.. Accepted, Hold("h1")]).When(Hold("h1")).Then<HoldResult.Done>();
        Given([.. Accepted, Hold("h1"), ReleaseHold()]).When(Hold("h1")).Then<HoldResult.Done>()
            .Being(OrderStatus.Accepted);
        Given([.. Accepted, Hold("h1"), ReleaseHold()]).When(ReleaseHold("h1")).Then<HoldResult.Done>();
    }

    [Fact]
    public void Nobody_can_hold_what_is_not_there_or_has_ended()
    {
        Given().When(Hold("h1")).Then<HoldResult.NotFound>();
        Given().When(ReleaseHold()).Then<HoldResult.NotFound>();
        Given(Accepted).When(ReleaseHold("h9")).Then<HoldResult.UnknownHold>();
        Given([.. Accepted, PickUp("f1")]).When(Hold("h1")).Then<HoldResult.NotAllowed>();
        Given([.. Accepted, Cancel("c1")]).When(Hold("h1")).Then<HoldResult.NotAllowed>();
        Given(Submitted(), OutOfStock("1")).When(Hold("h1")).Then<HoldResult.NotAllowed>();
        Step[] many = [.. Enumerable.Range(0, HoldOrder.MaxHolds).Select(i => Hold($"h{i}"))];
        Given([.. Accepted, .. many]).When(Hold("more")).Then<HoldResult.NotAllowed>();
    }

    [Fact]
    public void An_order_that_is_held_while_it_is_decided_is_on_hold_once_it_is_accepted()
    {
        var held = Given(Submitted(), Allocated()).When(Hold("h1")).Then<HoldResult.Done>("held")
            .Being(OrderStatus.Reserved).Owing("authorise/p1", "raise/hold/h1");
        new Situation(held.After).When(Authorised()).ThenEvents("payment-authorised", "accepted")
            .Being(OrderStatus.OnHold);
    }

    [Fact]
    public void A_held_order_can_be_cancelled_and_what_has_left_is_paid()
    {
        Given([.. Accepted, Hold("h1")]).When(Cancel("c1")).Then<CancelResult.Cancelled>("units-cancelled")
            .Being(OrderStatus.Cancelled).Owing("release/1/1", "void/p1");
        Given([.. Accepted, PickUp("f1", ("1", 1)), Hold("h1")]).When(Captured("capture/p1/1"))
            .ThenEvents("payment-captured");
    }

    [Fact]
    public void The_desk_knows_of_a_hold_and_that_it_is_over()
    {
        var known = Given([.. Accepted, Hold("h1")]).When(DeskTold("hold/h1", OrderDecider.HeldKind))
            .ThenEvents("exception-raised").Owing();
        var released = new Situation(known.After).When(ReleaseHold()).ThenEvents("holds-released")
            .Owing("clear/hold/h1");
        new Situation(released.After).When(DeskTold("hold/h1", OrderDecider.HeldKind, raised: false))
            .ThenEvents("exception-cleared").Owing();
    }

    [Fact]
    public void A_decision_of_the_desk_releases_the_hold_once()
    {
        Step[] held = [.. Accepted, Hold("h1"), DeskTold("hold/h1", OrderDecider.HeldKind)];
        Outcome Decide(Step[] before, ResolutionKind kind, string id, ResolutionResult expected)
        {
            var outcome = Given(before).When(Resolve("hold/h1", kind, id));
            outcome.Result.ShouldBe(expected);
            return outcome;
        }
        Decide(held, ResolutionKind.Waive, "d1", ResolutionResult.NotAllowed);
        var after = Decide(held, ResolutionKind.Retry, "d1", ResolutionResult.Resolved);
        after.ThenEvents("holds-released").Being(OrderStatus.Accepted).Owing();
        Step[] decided = [.. held, Resolve("hold/h1", ResolutionKind.Retry)];
        Decide(decided, ResolutionKind.Retry, "d1", ResolutionResult.Resolved).ThenEvents();
        Decide(decided, ResolutionKind.Retry, "d2", ResolutionResult.AlreadyResolved).ThenEvents();
        Given(Accepted).When(Resolve("hold/h9", ResolutionKind.Retry)).Result.ShouldBe(ResolutionResult.NotFound);
    }

    [Fact]
    public void A_refused_capture_is_asked_again_as_another_operation_or_left()
    {
        var refused = new OperationResult.Refused("lost-card");
        Step[] stuck = [.. Accepted, PickUp("f1"), Fulfilled("fulfil/1/1"), Captured("capture/p1/1", refused)];
        Given([.. stuck[..^1]]).When(stuck[^1]).Being(OrderStatus.OnHold).Owing("raise/call/capture/p1/1");
        var again = Given(stuck).When(Resolve("call/capture/p1/1", ResolutionKind.Retry))
            .ThenEvents("refusal-decided").Owing("capture/p1/1").Being(OrderStatus.Completed);
        OrderDecider.Calls(again.After).OfType<OrderCall.CapturePayment>().Single().Operation
            .ShouldBe(new OperationId($"{P1}.c1.r"));
        Given(stuck).When(Resolve("call/capture/p1/1", ResolutionKind.Waive)).ThenEvents("refusal-decided").Owing();
    }

    [Fact]
    public void Only_the_latest_decisions_are_remembered()
    {
        var s = Run(Order.None, Accepted);
        for (var i = 0; i < OrderDecider.RememberedDecisions + 1; i++)
        {
            var part = $"missing/{i + 1}/1";
            s = Run(s, Missing($"m{i}", ("1", 1)), Resolve(part, ResolutionKind.Retry, $"d{i}"),
                Sourced($"source/{i + 1}/1/1", Store));
        }
        s.Decisions.Length.ShouldBe(OrderDecider.RememberedDecisions);
        s.Decisions.ShouldNotContain("d0");
    }
}
