using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class CancelSpecs
{
    private static readonly SubmitOrder _twoLines = Submission(Line("1"), Line("2", 3));

    [Fact]
    public void Nothing_can_be_cancelled_before_it_is_submitted() =>
        Given().When(Cancel("c1")).Then<CancelResult.NotFound>();

    [Fact]
    public void Cancelling_an_accepted_order_gives_stock_and_money_back()
    {
        var outcome = Given(Accepted).When(Cancel("c1")).Then<CancelResult.Cancelled>("units-cancelled")
            .Owing("release/1/1", "void/p1").Being(OrderStatus.Cancelled);
        OrderDecider.Calls(outcome.After).ShouldBe([
            new OrderCall.ReleaseLine(
                "release/1/1", new("1"), new($"{Key.Id}:1"), new("SKU-1"), Store, 2, "r1"),
            new OrderCall.VoidPayment("void/p1", P1, new($"{P1}.void"), Money(2200))]);
        var view = ((CancelResult.Cancelled)outcome.Result).Order;
        view.Status.ShouldBe(OrderStatus.Cancelled);
        view.Lines[0].Cancelled.ShouldBe(2);
    }

    [Fact]
    public void A_cancelled_order_ends_when_both_have_answered()
    {
        var after = Given([.. Accepted, Cancel("c1"), Released("release/1/1")]).When(Voided("void/p1"))
            .ThenEvents("payment-voided").Owing().Being(OrderStatus.Cancelled).After;
        OrderDecider.View(after).Payments[0].Status.ShouldBe(PaymentStatus.Voided);
    }

    [Fact]
    public void The_same_cancellation_again_changes_nothing() =>
        Given([.. AcceptedOf(_twoLines), Cancel("c1", ("2", 1))]).When(Cancel("c1", ("2", 1)))
            .Then<CancelResult.AlreadyCancelled>();

    [Fact]
    public void Another_cancellation_of_a_cancelled_order_changes_nothing() =>
        Given([.. Accepted, Cancel("c1")]).When(Cancel("c2")).Then<CancelResult.AlreadyCancelled>();

    [Fact]
    public void A_rejected_order_is_as_good_as_cancelled() =>
        Given(Submitted(), OutOfStock("1")).When(Cancel("c1")).Then<CancelResult.AlreadyCancelled>();

    [Fact]
    public void An_unknown_line() =>
        Given(Accepted).When(Cancel("c1", ("9", 1))).Then<CancelResult.UnknownLine>();

    [Fact]
    public void More_units_than_are_open_cancel_nothing()
    {
        Given(Accepted).When(Cancel("c1", ("1", 3))).Then<CancelResult.AlreadyFulfilled>();
        Given(Accepted).When(Cancel("c1", ("1", 1), ("1", 2))).Then<CancelResult.AlreadyFulfilled>();
        Given(Accepted).When(Cancel("c1", ("1", 0))).Then<CancelResult.AlreadyFulfilled>();
        Given(Accepted).When(Cancel("c1", ("1", int.MaxValue), ("1", int.MaxValue)))
            .Then<CancelResult.AlreadyFulfilled>();
    }

    [Fact]
    public void A_completed_order_cannot_be_cancelled() =>
        Given([.. Accepted, PickUp("f1")]).When(Cancel("c1")).Then<CancelResult.AlreadyFulfilled>();

    [Fact]
    public void A_partial_cancellation_keeps_the_authorisation() =>
        Given(AcceptedOf(_twoLines)).When(Cancel("c1", ("2", 1))).Then<CancelResult.Cancelled>("units-cancelled")
            .Owing("release/1/2").Being(OrderStatus.Accepted);

    [Fact]
    public void Two_partial_cancellations_release_under_two_ids() =>
        Given([.. AcceptedOf(_twoLines), Cancel("c1", ("2", 1))]).When(Cancel("c2", ("2", 1)))
            .Then<CancelResult.Cancelled>("units-cancelled").Owing("release/1/2", "release/2/2");

    [Fact]
    public void The_last_partial_cancellation_lets_the_money_go() =>
        Given([.. AcceptedOf(_twoLines), Cancel("c1", ("2", 3))]).When(Cancel("c2", ("1", 2)))
            .Then<CancelResult.Cancelled>("units-cancelled")
            .Owing("release/1/2", "release/2/1", "void/p1").Being(OrderStatus.Cancelled);

    [Fact]
    public void Cancelling_the_rest_completes_the_order_and_voids_what_was_not_charged()
    {
        var after = Given([.. AcceptedOf(_twoLines), PickUp("f1", ("1", 2))]).When(Cancel("c1"))
            .Then<CancelResult.Cancelled>("units-cancelled")
            .Owing("fulfil/1/1", "capture/p1/1", "release/1/2", "void/p1").Being(OrderStatus.Completed).After;
        OrderDecider.Calls(after).OfType<OrderCall.CapturePayment>().Single().Amount.ShouldBe(Money(2080));
        OrderDecider.Calls(after).OfType<OrderCall.VoidPayment>().Single().Amount.ShouldBe(Money(3120));
    }

    [Fact]
    public void A_cancellation_before_the_decision_waits_for_it() =>
        Given(Submitted()).When(Cancel("c1")).Then<CancelResult.Cancelled>("cancel-requested")
            .Owing("allocate").Being(OrderStatus.Received);

    [Fact]
    public void A_waiting_cancellation_is_applied_with_the_decision() =>
        Given(Submitted(), Cancel("c1"), Allocated()).When(Authorised())
            .ThenEvents("payment-authorised", "accepted", "units-cancelled")
            .Owing("release/1/1", "void/p1").Being(OrderStatus.Cancelled);

    [Fact]
    public void Waiting_partial_cancellations_leave_fewer_units() =>
        Given(Submitted(_twoLines), Cancel("c1", ("2", 1)), Allocated(), Cancel("c2", ("2", 1))).When(Authorised())
            .ThenEvents("payment-authorised", "accepted", "units-cancelled", "units-cancelled")
            .Owing("release/1/2", "release/2/2").Being(OrderStatus.Accepted);

    [Fact]
    public void A_waiting_cancellation_is_known_again()
    {
        Given(Submitted(_twoLines), Cancel("c1", ("2", 1))).When(Cancel("c1")).Then<CancelResult.AlreadyCancelled>();
        Given(Submitted(), Cancel("c1")).When(Cancel("c2")).Then<CancelResult.AlreadyCancelled>();
        Given(Submitted(_twoLines), Cancel("c1", ("2", 1)), Allocated(), Authorised()).When(Cancel("c1"))
            .Then<CancelResult.AlreadyCancelled>();
    }

    [Fact]
    public void Waiting_cancellations_together_are_bounded_by_what_was_ordered() =>
        Given(Submitted(_twoLines), Cancel("c1", ("2", 2))).When(Cancel("c2", ("2", 2)))
            .Then<CancelResult.AlreadyFulfilled>();

    [Fact]
    public void Cancelling_all_that_is_open_takes_what_no_other_cancellation_has() =>
        Given(Submitted(_twoLines), Cancel("c1", ("2", 2)), Cancel("c2"), Allocated()).When(Authorised())
            .ThenEvents("payment-authorised", "accepted", "units-cancelled", "units-cancelled")
            .Being(OrderStatus.Cancelled);

    [Fact]
    public void A_waiting_cancellation_of_an_order_that_is_rejected_has_nothing_to_do()
    {
        Given(Submitted(), Cancel("c1")).When(OutOfStock("1")).ThenEvents("lines-allocated", "rejected").Owing();
        Given(Submitted(), Cancel("c1"), Allocated()).When(Declined()).ThenEvents("payment-declined", "rejected")
            .Owing("release/1/1");
    }

    [Fact]
    public void Cancelling_counts_goods_that_wait_in_the_store_last() =>
        OrderDecider.View(Run(Order.None, [.. AcceptedOf(_twoLines), Ready("f1"), Cancel("c1", ("2", 1))]))
            .Lines[1].Ready.ShouldBe(2);

    [Fact]
    public void A_release_that_is_answered_after_everything_else_is_still_taken() =>
        Given([.. AcceptedOf(_twoLines), Cancel("c1", ("2", 3)), PickUp("f1"), Fulfilled("fulfil/1/1"),
            Captured("capture/p1/1"), Voided("void/p1")])
            .When(Released("release/1/2")).ThenEvents("line-released").Owing().Being(OrderStatus.Completed);
}
