using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class MoneySpecs
{
    [Fact]
    public void Partial_hand_overs_add_up_to_the_total() =>
        Captures([.. AcceptedOf(Submission(Line("1", 3, 1000))), PickUp("f1", ("1", 1)), PickUp("f2", ("1", 1)),
            PickUp("f3")]).ShouldBe(["capture/p1/1 1066", "capture/p1/2 1067", "capture/p1/3 1067"]);

    [Fact]
    public void Tax_and_shipping_go_with_the_value_of_the_lines() =>
        Captures([.. AcceptedOf(Submission(Line("1", 1, 1000), Line("2", 1, 3000))), PickUp("f1", ("1", 1)),
            PickUp("f2")]).ShouldBe(["capture/p1/1 1050", "capture/p1/2 3150"]);

    [Fact]
    public void Tax_and_shipping_of_free_lines_go_with_the_units() =>
        Captures([.. AcceptedOf(Submission(Line("1", 1, 0), Line("2", 3, 0))), PickUp("f1", ("1", 1)),
            PickUp("f2")]).ShouldBe(["capture/p1/1 50", "capture/p1/2 150"]);

    [Fact]
    public void Cancelled_units_are_not_charged()
    {
        var order = Run(Order.None, [.. AcceptedOf(Submission(Line("1", 3, 1000))), PickUp("f1", ("1", 1)),
            Cancel("c1", ("1", 1)), PickUp("f2")]);
        CapturesOf(order).ShouldBe(["capture/p1/1 1066", "capture/p1/2 1067"]);
        order.Following.OfType<OrderCall.VoidPayment>().Single().Amount.ShouldBe(Money(1067));
    }

    [Fact]
    public void The_first_tender_is_exhausted_before_the_second() =>
        Captures([Submitted(Submission([1500L, 700])), Allocated(), Authorised(P1), Authorised(P2),
            PickUp("f1", ("1", 1)), PickUp("f2")])
            .ShouldBe(["capture/p1/1 1100", "capture/p1/2 400", "capture/p2/2 700"]);

    [Fact]
    public void What_no_hand_over_charges_is_voided_at_every_tender()
    {
        var order = Run(Order.None, Submitted(Submission([1500L, 700])), Allocated(), Authorised(P1), Authorised(P2),
            PickUp("f1", ("1", 1)), Cancel("c1"));
        order.Following.OfType<OrderCall.VoidPayment>().Select(v => (v.Call, v.Amount.Minor))
            .ShouldBe([("void/p1", 400), ("void/p2", 700)]);
    }

    [Fact]
    public void The_largest_order_does_not_overflow()
    {
        var huge = Free() with
        {
            Lines = [Line("1", 999_999, 1_000_000)],
            Total = Money(999_999_000_000),
            Tenders = [new Tender("sandbox", "tok", Money(999_999_000_000))],
        };
        Captures([.. AcceptedOf(huge), PickUp("f1", ("1", 999_998)), PickUp("f2")])
            .ShouldBe(["capture/p1/1 999998000000", "capture/p1/2 1000000"]);
    }

    [Fact]
    public void The_charge_status_follows_what_is_captured()
    {
        var order = Run(Order.None, [.. AcceptedOf(Submission(Line("1", 3, 1000))), PickUp("f1", ("1", 1))]);
        Charge(order).ShouldBe(ChargeStatus.None);
        order = Run(order, Captured("capture/p1/1"));
        Charge(order).ShouldBe(ChargeStatus.Partial);
        Charge(Run(order, Cancel("c1"))).ShouldBe(ChargeStatus.Full);
        Charge(Run(order, PickUp("f2"), Captured("capture/p1/2"))).ShouldBe(ChargeStatus.Full);
        var tooMuch = new OperationResult.Done(Money(9999));
        Charge(Run(order, PickUp("f2"), Captured("capture/p1/2", tooMuch))).ShouldBe(ChargeStatus.Overcharged);
    }

    private static ChargeStatus Charge(Order s) => OrderDecider.View(s).ChargeStatus;

    private static IEnumerable<string> Captures(params Step[] steps) => CapturesOf(Run(Order.None, steps));

    private static IEnumerable<string> CapturesOf(Order s) =>
        s.Following.OfType<OrderCall.CapturePayment>().Select(c => $"{c.Call} {c.Amount.Minor}");
}
