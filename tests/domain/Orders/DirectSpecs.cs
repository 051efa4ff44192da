using System.Collections.Immutable;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;
using static RetailActors.Tests.Orders.OrderReturnSpecs;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>Money that finance has moved at a payment itself: the order counts it, tells it, and nobody pays twice.
/// </summary>
public class DirectSpecs
{
    private static readonly OperationResult _beyond = new OperationResult.ExceedsAuthorised(Money(1200));
    private static readonly Step[] _accepted = [Submitted(null, true), Allocated(), Authorised()];
    private static readonly Step[] _collected = [.. _accepted, PickUp("f1"), Captured("capture/p1/1")];

    [Fact]
    public void A_direct_capture_is_taken_in_once_and_told_to_the_systems_outside()
    {
        var moved = Given(_accepted).When(Moved(OperationKind.Capture, 1000));
        moved.ThenEvents("money-moved");
        moved.Result.ShouldBe(MoneyMovedResult.Recorded);
        var step = moved.After.Untold[^1].ShouldBeOfType<Postings.Step.Captured>();
        (step.Id, step.Payment, step.Provider, step.Amount).ShouldBe(
            ($"captured:{P1}:x1", P1, "sandbox", Money(1000)));
        OrderDecider.View(moved.After).Payments[0].Captured.ShouldBe(Money(1000));
        var again = Given([.. _accepted, Moved(OperationKind.Capture, 1000)]).When(Moved(OperationKind.Capture, 1000));
        again.ThenEvents();
        again.Result.ShouldBe(MoneyMovedResult.Recorded);
    }

    [Fact]
    public void Of_an_operation_at_a_payment_that_the_order_does_not_have_nothing_follows()
    {
        Given().When(Moved(OperationKind.Capture, 1)).ThenEvents().Result.ShouldBe(MoneyMovedResult.Recorded);
        Given(_accepted).When(Moved(OperationKind.Capture, 1, payment: P2)).ThenEvents()
            .Result.ShouldBe(MoneyMovedResult.Recorded);
    }

    [Fact]
    public void An_order_that_is_being_decided_takes_it_in_later()
    {
        Given(Submitted(), Allocated()).When(Moved(OperationKind.Capture, 1)).ThenEvents()
            .Result.ShouldBe(MoneyMovedResult.NotYet);
        var rejected = Given(Submitted(null, true), OutOfStock("1")).When(Moved(OperationKind.Capture, 1));
        rejected.ThenEvents("money-moved").After.Untold.ShouldBeEmpty("a rejected order is nobody's business");
    }

    [Fact]
    public void What_was_captured_ahead_pays_for_the_hand_overs_to_come()
    {
        var s = Run(Order.None, [.. _accepted, Moved(OperationKind.Capture, 1500), PickUp("f1", ("1", 1))]);
        s.Following.OfType<OrderCall.CapturePayment>().ShouldBeEmpty();
        (s.Payments[0].Charged, s.Payments[0].Ahead).ShouldBe((1100, 400));
        s = Run(s, PickUp("f2"));
        s.Following.OfType<OrderCall.CapturePayment>().Single().Amount.ShouldBe(Money(700));
        s.Following.OfType<OrderCall.VoidPayment>().ShouldBeEmpty();
        s = Run(s, Captured("capture/p1/2"));
        (s.Payments[0].Captured, OrderDecider.View(s).ChargeStatus).ShouldBe((2200, ChargeStatus.Full));
    }

    [Fact]
    public void A_tender_that_was_captured_ahead_pays_before_the_others() =>
        Run(Order.None, Submitted(Submission([1500L, 700])), Allocated(), Authorised(P1), Authorised(P2),
                Moved(OperationKind.Capture, 700, payment: P2), PickUp("f1", ("1", 1)))
            .Following.OfType<OrderCall.CapturePayment>().Select(c => (c.Call, c.Amount.Minor))
            .ShouldBe([("capture/p1/1", 400)]);

    [Fact]
    public void A_capture_that_came_too_late_is_asked_for_the_rest_only()
    {
        Step[] refused = [.. _accepted, PickUp("f1"), Captured("capture/p1/1", _beyond)];
        Run(Order.None, refused).Status.ShouldBe(OrderStatus.OnHold);
        var told = Given(refused).When(Moved(OperationKind.Capture, 1000)).Being(OrderStatus.Completed).After;
        var rest = told.Following.OfType<OrderCall.CapturePayment>().Single();
        (rest.Operation, rest.Amount).ShouldBe((new OperationId($"{P1}.c1.r"), Money(1200)));
        var all = Given([.. _accepted, PickUp("f1"), Captured("capture/p1/1", new OperationResult.NotAllowed(
            PaymentStatus.Captured))]).When(Moved(OperationKind.Capture, 2200));
        all.Being(OrderStatus.Completed).After.Following.OfType<OrderCall.CapturePayment>().ShouldBeEmpty();
        Given(_collected[..^1]).When(Moved(OperationKind.Capture, 1000)).After.Following
            .OfType<OrderCall.CapturePayment>().Single().Amount.ShouldBe(Money(2200), "nobody knows its answer yet");
    }

    [Fact]
    public void What_was_taken_or_let_go_directly_is_not_let_go_again()
    {
        VoidsOf([.. _accepted, Moved(OperationKind.Capture, 1000), Cancel("c1")]).ShouldBe([1200]);
        VoidsOf([.. _accepted, Moved(OperationKind.Void, 1000), Cancel("c1")]).ShouldBe([1200]);
        VoidsOf([.. _accepted, Moved(OperationKind.Void, 2200), Cancel("c1")]).ShouldBeEmpty();
        var late = Run(Order.None, [.. _accepted, Cancel("c1"), Voided("void/p1", _beyond)]);
        late.Status.ShouldBe(OrderStatus.OnHold);
        late = Run(late, Moved(OperationKind.Capture, 1000));
        (late.Status, late.Following.OfType<OrderCall.VoidPayment>().Single().Amount)
            .ShouldBe((OrderStatus.Cancelled, Money(1200)));
    }

    [Fact]
    public void A_void_moves_no_money_and_is_told_to_nobody() =>
        Given(_accepted).When(Moved(OperationKind.Void, 500)).ThenEvents("money-moved").After.Untold.Length.ShouldBe(1);

    [Fact]
    public void A_direct_refund_is_told_as_goodwill()
    {
        var step = Given(_collected).When(Moved(OperationKind.Refund, 500)).After.Untold[^1]
            .ShouldBeOfType<Postings.Step.Refunded>();
        (step.Id, step.Return, step.Amount, step.Unearned, step.Lines.Length).ShouldBe(
            ($"paid-back:{P1}:x1", "", Money(500), null, 0));
    }

    [Fact]
    public void A_refund_waits_until_the_order_knows_what_was_captured()
    {
        Given(_collected[..^1]).When(Moved(OperationKind.Refund, 500)).ThenEvents()
            .Result.ShouldBe(MoneyMovedResult.NotYet);
        Given(_collected).When(Moved(OperationKind.Refund, 500)).ThenEvents("money-moved");
    }

    [Fact]
    public void What_is_paid_back_before_a_hand_over_has_used_it_is_not_goodwill()
    {
        Step[] ahead = [.. _accepted, Moved(OperationKind.Capture, 1000, "x0")];
        var s = Run(Order.None, [.. ahead, Moved(OperationKind.Refund, 600)]);
        s.Untold[^1].ShouldBeOfType<Postings.Step.Refunded>().Unearned.ShouldBe(Money(600));
        (s.Payments[0].Ahead, s.Payments[0].Refunding, s.Payments[0].Refunded).ShouldBe((400, 0, 600));
        Run(s, PickUp("f1", ("1", 1))).Following.OfType<OrderCall.CapturePayment>().Single().Amount
            .ShouldBe(Money(700));
        Run(Order.None, [.. ahead, PickUp("f1", ("1", 1)), Captured("capture/p1/1"), Moved(OperationKind.Refund, 1000)])
            .Untold[^1].ShouldBeOfType<Postings.Step.Refunded>().Unearned.ShouldBeNull();
    }

    [Fact]
    public void No_return_pays_back_what_was_paid_back_directly()
    {
        var claim = ClaimOf([.. _collected, Moved(OperationKind.Refund, 500), Return("r1", ("1", 2))]);
        claim.Refunds.ShouldBe([new(P1, "sandbox", Money(1700))]);
        claim.PaidBefore.ShouldBe(Money(500));
        Step[] half = [.. _collected, Moved(OperationKind.Refund, 500), Return("r1", ("1", 1))];
        ClaimOf(half).PaidBefore.ShouldBeNull("there is enough left for one unit");
        ClaimOf([.. half, Return("r2", ("1", 1))], 1).Refunds.ShouldBe([new(P1, "sandbox", Money(600))]);
        Step[] released = [.. half, Progress(new ReturnProgress.Released(new("r1"))), Return("r2", ("1", 2))];
        ClaimOf(released, 1).Refunds.ShouldBe([new(P1, "sandbox", Money(1700))]);
    }

    [Fact]
    public void A_return_whose_money_was_all_paid_back_before_has_its_credit_memo_and_no_refund()
    {
        Step[] claimed = [.. _collected, Moved(OperationKind.Refund, 2200), Return("r1", ("1", 2))];
        var claim = ClaimOf(claimed);
        claim.Refunds.ShouldBeEmpty();
        claim.PaidBefore.ShouldBe(Money(2200));
        var units = claim.Lines.Select(l => l with { Disposition = Disposition.Restocked }).ToImmutableArray();
        var s = Run(Order.None, [.. claimed, Progress(new ReturnProgress.Received(
            new("r1"), new("store-7"), units, Now))]);
        s.Untold[^2].ShouldBeOfType<Postings.Step.Returned>().PaidBefore.ShouldBe(Money(2200));
        var memo = s.Untold[^1].ShouldBeOfType<Postings.Step.Refunded>();
        (memo.Id, memo.Amount, memo.Lines.Single().Gross).ShouldBe(("refunded:r1:before", Money(0), Money(2200)));
    }

    [Fact]
    public void A_claim_that_the_payment_cannot_keep_any_more_is_not_below_zero()
    {
        Step[] both = [.. _collected, Return("r1", ("1", 1)), Moved(OperationKind.Refund, 2200)];
        var claim = ClaimOf([.. both, Return("r2", ("1", 1))], 1);
        claim.Refunds.ShouldBeEmpty();
        claim.PaidBefore.ShouldBe(Money(1100));
    }

    internal static Step Moved(OperationKind kind, long minor, string id = "x1", PaymentId? payment = null) => s =>
    {
        var (result, events) = OrderDecider.Decide(s, new MoneyMoved(payment ?? P1, new(id), kind, Money(minor), Now));
        return (result, events);
    };

    private static ReturnClaim ClaimOf(Step[] steps, int at = 0) => Run(Order.None, steps).Returns[at].Claim;

    private static IEnumerable<long> VoidsOf(Step[] steps) =>
        Run(Order.None, steps).Following.OfType<OrderCall.VoidPayment>().Select(v => v.Amount.Minor);
}
