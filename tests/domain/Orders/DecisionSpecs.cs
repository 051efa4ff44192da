using RetailActors.Orders;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class DecisionSpecs
{
    private static readonly SubmitOrder _twoTenders = Submission([1500L, 700]);
    private static readonly SubmitOrder _twoLines = Submission(Line("1"), Line("2"));

    [Fact]
    public void The_allocation_asks_for_every_line_at_every_candidate()
    {
        var order = Submission(Line("1") with { Hold = new("h1") }, Line("2", 3));
        var call = OrderDecider.Calls(Given(Submitted(order)).State).ShouldHaveSingleItem()
            .ShouldBeOfType<OrderCall.AllocateLines>();
        call.Lines.Select(l => (l.LineId.Value, l.Sku.Value, l.Quantity, l.Reservation.Value, l.Hold?.Value))
            .ShouldBe([("1", "SKU-1", 2, $"{Key.Id}:1", "h1"), ("2", "SKU-2", 3, $"{Key.Id}:2", null)]);
        call.Lines.ShouldAllBe(l => l.Candidates.SequenceEqual(new[] { Store, Warehouse }));
    }

    [Fact]
    public void Allocated_lines_owe_the_authorisation()
    {
        var after = Given(Submitted()).When(Allocated()).ThenEvents("lines-allocated")
            .Owing("authorise/p1").Being(OrderStatus.Reserved).After;
        OrderDecider.Calls(after)[0].ShouldBe(
            new OrderCall.AuthorisePayment("authorise/p1", P1, new Tender("sandbox", "tok_visa", Money(2200)), Now));
    }

    [Fact]
    public void Authorised_money_accepts_the_order() =>
        Given(Submitted(), Allocated()).When(Authorised())
            .ThenEvents("payment-authorised", "accepted").Owing().Being(OrderStatus.Accepted);

    [Fact]
    public void Stock_and_money_told_together_make_one_append() =>
        Given(Submitted())
            .When(Told(
                new OrderFact.LinesAllocated([new(new("1"), Store)], []), new OrderFact.PaymentAuthorised(P1)))
            .ThenEvents("lines-allocated", "payment-authorised", "accepted").Owing();

    [Fact]
    public void A_free_order_needs_no_money() =>
        Given(Submitted(Free())).When(Allocated()).ThenEvents("lines-allocated", "accepted").Owing();

    [Fact]
    public void A_shortage_rejects_the_order() =>
        Given(Submitted()).When(OutOfStock("1")).ThenEvents("lines-allocated", "rejected")
            .Owing().Being(OrderStatus.Rejected);

    [Fact]
    public void A_shortage_gives_the_other_lines_back() =>
        Given(Submitted(_twoLines)).When(OutOfStock("2")).ThenEvents("lines-allocated", "rejected")
            .Owing("release/1/1");

    [Fact]
    public void A_shortage_waits_until_every_line_is_decided() =>
        Given(Submitted(_twoLines))
            .When(Told(new OrderFact.LinesAllocated([], [new(new("2"), 2, 0)])))
            .ThenEvents("lines-allocated").Owing("allocate").Being(OrderStatus.Received);

    [Fact]
    public void Only_lines_that_are_not_decided_are_asked_for_again()
    {
        var state = Given(Submitted(_twoLines), AllocatedAt("2", Warehouse)).State;
        OrderDecider.Calls(state).ShouldHaveSingleItem().ShouldBeOfType<OrderCall.AllocateLines>()
            .Lines.ShouldHaveSingleItem().LineId.ShouldBe(new LineId("1"));
    }

    [Fact]
    public void A_declined_payment_rejects_the_order_and_gives_the_stock_back() =>
        Given(Submitted(), Allocated()).When(Declined()).ThenEvents("payment-declined", "rejected")
            .Owing("release/1/1").Being(OrderStatus.Rejected);

    [Fact]
    public void The_second_tender_is_authorised_after_the_first() =>
        Given(Submitted(_twoTenders), Allocated()).When(Authorised()).ThenEvents("payment-authorised")
            .Owing("authorise/p2").Being(OrderStatus.Reserved);

    [Fact]
    public void Both_tenders_accept_the_order() =>
        Given(Submitted(_twoTenders), Allocated(), Authorised()).When(Authorised(P2))
            .ThenEvents("payment-authorised", "accepted").Owing();

    [Fact]
    public void A_declined_second_tender_lets_the_first_go() =>
        Given(Submitted(_twoTenders), Allocated(), Authorised()).When(Declined(P2))
            .ThenEvents("payment-declined", "rejected").Owing("release/1/1", "void/p1");

    [Fact]
    public void A_declined_first_tender_never_asks_for_the_second()
    {
        var after = Given(Submitted(_twoTenders), Allocated()).When(Declined()).Owing("release/1/1").After;
        OrderDecider.View(after).Payments.ShouldHaveSingleItem().Id.ShouldBe(P1);
    }

    [Fact]
    public void A_repeated_fact_changes_nothing()
    {
        Given(Accepted).When(Allocated()).ThenEvents();
        Given(Accepted).When(Authorised()).ThenEvents();
        Given(Submitted(), OutOfStock("1")).When(OutOfStock("1")).ThenEvents();
        Given(Submitted(), Allocated(), Declined()).When(Declined()).ThenEvents();
    }

    [Fact]
    public void Money_may_be_told_before_stock() =>
        Given(Submitted(), Authorised()).When(Allocated()).ThenEvents("lines-allocated", "accepted").Owing();

    [Fact]
    public void A_decline_told_before_stock_waits_for_it() =>
        Given(Submitted(), Declined()).When(Allocated()).ThenEvents("lines-allocated", "rejected")
            .Owing("release/1/1");

    [Fact]
    public void A_late_shortage_after_the_allocation_means_nothing() =>
        Given(Submitted(), Allocated()).When(OutOfStock("1")).ThenEvents();

    [Fact]
    public void A_late_decline_after_the_authorisation_means_nothing() => Given(Accepted).When(Declined()).ThenEvents();

    [Fact]
    public void Units_committed_after_the_rejection_are_given_back() =>
        Given(Submitted(), OutOfStock("1")).When(AllocatedAt("1", Warehouse))
            .ThenEvents("stray-allocated").Owing("release/2/1").Being(OrderStatus.Rejected);

    [Fact]
    public void Units_committed_at_a_second_location_are_given_back_there()
    {
        var after = Given(Accepted).When(AllocatedAt("1", Warehouse)).ThenEvents("stray-allocated").After;
        OrderDecider.Calls(after).ShouldHaveSingleItem().ShouldBeOfType<OrderCall.ReleaseLine>()
            .Location.ShouldBe(Warehouse);
        new Situation(after).When(AllocatedAt("1", Warehouse)).ThenEvents();
        new Situation(after).When(Released("release/1/1")).ThenEvents("line-released")
            .Owing().Being(OrderStatus.Accepted);
    }

    [Fact]
    public void Two_locations_in_one_answer_leave_one_allocation() =>
        Given(Submitted())
            .When(Told(new OrderFact.LinesAllocated([new(new("1"), Store), new(new("1"), Warehouse)], [])))
            .ThenEvents("lines-allocated", "stray-allocated").Owing("authorise/p1", "release/1/1");

    [Fact]
    public void An_authorisation_that_loses_against_the_rejection_is_let_go() =>
        Given(Submitted(), OutOfStock("1")).When(Authorised()).ThenEvents("payment-authorised").Owing("void/p1");

    [Fact]
    public void Facts_about_nothing_are_taken_without_effect()
    {
        Given().When(Allocated()).ThenEvents();
        Given(Accepted).When(Authorised(new("ord_x.p1"))).ThenEvents();
        Given(Accepted).When(AllocatedAt("9", Store)).ThenEvents();
        Given(Accepted).When(Released("release/9/9")).ThenEvents();
        Given(Accepted).When(Fulfilled("fulfil/9/9")).ThenEvents();
        Given(Accepted).When(Captured("capture/p1/9")).ThenEvents();
        Given(Accepted).When(Voided("void/p1")).ThenEvents();
    }

    [Fact]
    public void A_fact_answers_only_calls_of_its_own_kind() =>
        Given([.. Accepted, PickUp("f1")]).When(Released("fulfil/1/1")).ThenEvents();
}
