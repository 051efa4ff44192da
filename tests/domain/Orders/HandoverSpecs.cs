using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class HandoverSpecs
{
    private static readonly SubmitOrder _twoLines = Submission(Line("1"), Line("2", 3));

    [Fact]
    public void Nothing_can_be_handed_over_before_it_is_submitted() =>
        Given().When(PickUp("f1")).Then<RecordResult.NotFound>();

    [Fact]
    public void Nothing_can_be_handed_over_before_acceptance_or_after_the_end()
    {
        Given(Submitted()).When(PickUp("f1")).Then<RecordResult.NotAccepted>();
        Given(Submitted(), Allocated()).When(Ready("f1")).Then<RecordResult.NotAccepted>();
        Given(Submitted(), OutOfStock("1")).When(Ship("f1")).Then<RecordResult.NotAccepted>();
        Given([.. Accepted, Cancel("c1")]).When(PickUp("f1")).Then<RecordResult.NotAccepted>();
    }

    [Fact]
    public void An_unknown_line() =>
        Given(Accepted).When(PickUp("f1", ("9", 1))).Then<RecordResult.UnknownLine>();

    [Fact]
    public void A_pick_up_consumes_the_stock_and_captures_the_money()
    {
        var outcome = Given(Accepted).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up")
            .Owing("fulfil/1/1", "capture/p1/1").Being(OrderStatus.Completed);
        OrderDecider.Calls(outcome.After).ShouldBe([
            new OrderCall.FulfilLine("fulfil/1/1", new("1"), new($"{Key.Id}:1"), new("SKU-1"), Store, new("f1"), 2,
                Now.AddHours(1)),
            new OrderCall.CapturePayment("capture/p1/1", P1, new($"{P1}.c1"), Money(2200))]);
        ((RecordResult.Recorded)outcome.Result).Order.Fulfilments.ShouldHaveSingleItem().Kind.ShouldBe("pickup");
    }

    [Fact]
    public void A_completed_order_owes_nothing_when_both_have_answered()
    {
        var after = Given([.. Accepted, PickUp("f1"), Captured("capture/p1/1")]).When(Fulfilled("fulfil/1/1"))
            .ThenEvents("line-fulfilled").Owing().Being(OrderStatus.Completed).After;
        OrderDecider.View(after).ChargeStatus.ShouldBe(ChargeStatus.Full);
        OrderDecider.View(after).Payments[0].Status.ShouldBe(PaymentStatus.Captured);
    }

    [Fact]
    public void A_free_order_captures_nothing() =>
        Given(AcceptedOf(Free())).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up").Owing("fulfil/1/1");

    [Fact]
    public void The_same_fact_again_changes_nothing()
    {
        Given([.. Accepted, PickUp("f1")]).When(PickUp("f1")).Then<RecordResult.AlreadyRecorded>();
        Given([.. Accepted, Ready("f1")]).When(Ready("f1")).Then<RecordResult.AlreadyRecorded>();
        Given([.. Accepted, PickUp("f1", ("1", 1))]).When(Ship("f1")).Then<RecordResult.AlreadyRecorded>();
    }

    [Fact]
    public void A_store_may_use_one_id_for_making_ready_and_handing_out() =>
        Given([.. Accepted, Ready("f1")]).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up");

    [Fact]
    public void Goods_wait_in_the_store_when_all_of_them_are_ready()
    {
        Given(AcceptedOf(_twoLines)).When(Ready("f1", ("1", 2))).Then<RecordResult.Recorded>("made-ready")
            .Owing().Being(OrderStatus.Accepted);
        Given([.. AcceptedOf(_twoLines), Ready("f1", ("1", 2))]).When(Ready("f2"))
            .Then<RecordResult.Recorded>("made-ready").Being(OrderStatus.ReadyForPickup);
    }

    [Fact]
    public void More_units_than_are_open_record_nothing()
    {
        Given(Accepted).When(PickUp("f1", ("1", 3))).Then<RecordResult.ExceedsOpen>();
        Given(Accepted).When(PickUp("f1", ("1", -1))).Then<RecordResult.ExceedsOpen>();
        Given([.. Accepted, Ready("f1", ("1", 1))]).When(Ready("f2", ("1", 2))).Then<RecordResult.ExceedsOpen>();
        Given([.. Accepted, PickUp("f1")]).When(PickUp("f2")).Then<RecordResult.ExceedsOpen>();
        Given([.. Accepted, Ready("f1")]).When(Ready("f2")).Then<RecordResult.ExceedsOpen>();
    }

    [Fact]
    public void A_pick_up_of_some_units_leaves_the_order_in_fulfilment() =>
        Given(AcceptedOf(_twoLines)).When(PickUp("f1", ("2", 1))).Then<RecordResult.Recorded>("picked-up")
            .Owing("fulfil/1/2", "capture/p1/1").Being(OrderStatus.InFulfilment);

    [Fact]
    public void Parcels_are_recorded_one_by_one() =>
        Given([.. AcceptedOf(_twoLines), Ship("f1", ("2", 1))]).When(Ship("f2"))
            .Then<RecordResult.Recorded>("shipped")
            .Owing("fulfil/1/2", "capture/p1/1", "fulfil/2/1", "fulfil/2/2", "capture/p1/2")
            .Being(OrderStatus.Completed);

    [Fact]
    public void A_capture_that_is_pending_is_still_owed() =>
        Given([.. Accepted, PickUp("f1")])
            .When(Captured("capture/p1/1", new OperationResult.Pending(Money(2200))))
            .ThenEvents().Owing("fulfil/1/1", "capture/p1/1");

    [Fact]
    public void A_capture_that_is_told_twice_counts_once() =>
        Given([.. Accepted, PickUp("f1"), Captured("capture/p1/1")]).When(Captured("capture/p1/1")).ThenEvents();

    public static TheoryData<string> Refusals => [.. _refusals.Keys];

    private static readonly Dictionary<string, OperationResult> _refusals = new()
    {
        ["not-found"] = new OperationResult.NotFound(),
        ["done-differently"] = new OperationResult.DoneDifferently(),
        ["wrong-currency"] = new OperationResult.WrongCurrency(new("EUR")),
        ["not-allowed"] = new OperationResult.NotAllowed(PaymentStatus.AuthExpired),
        ["exceeds-authorised"] = new OperationResult.ExceedsAuthorised(Money(1)),
        ["exceeds-captured"] = new OperationResult.ExceedsCaptured(Money(1)),
        ["lost-card"] = new OperationResult.Refused("lost-card"),
    };

    [Theory, MemberData(nameof(Refusals))]
    public void A_capture_that_is_refused_for_good_waits_for_somebody(string code)
    {
        var after = Given([.. Accepted, PickUp("f1")]).When(Captured("capture/p1/1", _refusals[code]))
            .ThenEvents("call-refused").Owing("fulfil/1/1", "raise/call/capture/p1/1").Being(OrderStatus.OnHold).After;
        after.Refused.ShouldHaveSingleItem().Code.ShouldBe(code);
        new Situation(after).When(Captured("capture/p1/1", _refusals[code])).ThenEvents();
    }

    [Fact]
    public void A_refused_capture_that_is_done_after_all_ends_the_waiting() =>
        Given([.. Accepted, PickUp("f1"), Captured("capture/p1/1", _refusals["lost-card"])])
            .When(Captured("capture/p1/1", new OperationResult.Done(Money(2200))))
            .ThenEvents("payment-captured").Being(OrderStatus.Completed);

    [Fact]
    public void An_order_that_waits_for_somebody_still_takes_facts() =>
        Given([.. Accepted, PickUp("f1", ("1", 1)), Captured("capture/p1/1", _refusals["lost-card"])])
            .When(PickUp("f2")).Then<RecordResult.Recorded>("picked-up");

    [Fact]
    public void A_void_of_money_that_nobody_holds_any_more_is_done() =>
        Given([.. Accepted, Cancel("c1")])
            .When(Voided("void/p1", new OperationResult.NotAllowed(PaymentStatus.AuthExpired)))
            .ThenEvents("payment-voided").Owing("release/1/1").Being(OrderStatus.Cancelled);

    [Fact]
    public void A_void_that_is_refused_waits_for_somebody() =>
        Given([.. Accepted, Cancel("c1")])
            .When(Voided("void/p1", new OperationResult.NotAllowed(PaymentStatus.Captured)))
            .ThenEvents("call-refused").Owing("release/1/1", "raise/call/void/p1").Being(OrderStatus.OnHold);

    [Fact]
    public void A_pick_up_that_loses_against_the_cancellation_is_not_recorded() =>
        Given([.. Accepted, Ready("f1"), Cancel("c1"), Released("release/1/1"), Voided("void/p1")])
            .When(PickUp("f1")).Then<RecordResult.NotAccepted>().Being(OrderStatus.Cancelled);
}
