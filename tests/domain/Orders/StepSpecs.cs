using CsCheck;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>What the systems outside are told of an order: when somebody wants to know, in order, and to the cent.
/// </summary>
public class StepSpecs
{
    private static readonly Step[] _accepted = [Submitted(null, true), Allocated(), Authorised()];

    [Fact]
    public void Nobody_is_told_of_an_order_when_nobody_wants_to_know()
    {
        Given(Submitted(), Allocated()).When(Authorised()).ThenEvents("payment-authorised", "accepted").Owing();
        Given(Accepted).When(PickUp("f1")).Owing("fulfil/1/1", "capture/p1/1");
    }

    [Fact]
    public void Acceptance_is_owed_to_whoever_tells_and_told_once()
    {
        Given(Submitted(null, true), Allocated()).When(Authorised())
            .ThenEvents("payment-authorised", "accepted").Owing("tell");
        var told = Given(_accepted).When(Told(new OrderFact.StepsTold(["accepted"])));
        told.ThenEvents("steps-told").Owing();
        Given([.. _accepted, Told(new OrderFact.StepsTold(["accepted"]))])
            .When(Told(new OrderFact.StepsTold(["accepted"]))).ThenEvents();
    }

    [Fact]
    public void An_accepted_order_is_told_as_a_whole()
    {
        var order = StepsOf(_accepted).ShouldHaveSingleItem().ShouldBeOfType<Postings.Step.Accepted>().Order;
        (order.Id, order.Total, order.Tax, order.Shipping).ShouldBe((Key.Id, Money(2200), Money(165), Money(35)));
        order.Lines.ShouldBe([new(new("1"), new("SKU-1"), 2, Store, Money(2000), Money(165), Money(35), "apparel")]);
        order.Tenders.ShouldBe([new(P1, "sandbox", Money(2200))]);
    }

    [Fact]
    public void What_happens_while_telling_is_told_next()
    {
        var s = Given([.. _accepted, PickUp("f1")]).When(Told(new OrderFact.StepsTold(["accepted"])));
        s.Owing("tell", "fulfil/1/1", "capture/p1/1");
        s.After.Untold.Select(step => step.Id).ShouldBe(["handed-over:f1"]);
    }

    [Fact]
    public void Hand_overs_cancellations_and_money_are_told_in_their_order() =>
        StepsOf([.. _accepted, Ready("f1"), PickUp("f1", ("1", 1)), Captured("capture/p1/2"), Cancel("c1")])
            .Select(step => step.Id).ShouldBe(
                ["accepted", "ready:f1", "handed-over:f1", $"captured:{P1}.c2", "cancelled:c1"]);

    [Fact]
    public void A_cancellation_that_waited_is_told_after_the_acceptance()
    {
        var steps = StepsOf([Submitted(null, true), Cancel("c1"), Allocated(), Authorised()]);
        steps[0].ShouldBeOfType<Postings.Step.Accepted>();
        var cancelled = steps[1].ShouldBeOfType<Postings.Step.Cancelled>();
        cancelled.Whole.ShouldBeTrue();
        cancelled.Lines.Single().Gross.ShouldBe(Money(2200));
    }

    [Fact]
    public void A_rejected_order_is_nobodys_business() =>
        Given(Submitted(null, true)).When(OutOfStock("1")).Owing();

    [Fact]
    public void No_more_steps_than_the_bound_go_out_in_one_call()
    {
        var s = Run(Order.None, [Submitted(Submission(Line("1", 100)), true), Allocated(), Authorised(),
            .. Enumerable.Range(1, 40).Select(i => PickUp($"f{i}", ("1", 1)))]);
        var call = OrderDecider.Calls(s).OfType<OrderCall.TellSteps>().Single();
        call.Steps.Length.ShouldBe(OrderCall.TellSteps.MaxSteps);
        var rest = Run(s, Told(new OrderFact.StepsTold([.. call.Steps.Select(step => step.Id)])));
        rest.Untold.Length.ShouldBe(9);
    }

    [Fact]
    public void The_parts_of_all_steps_add_up_to_the_order() =>
        Gen.Select(OrderProperties.Submissions, OrderProperties.Acts).Sample((submission, acts) =>
        {
            var order = new RandomOrder(submission, tells: true);
            foreach (var act in acts)
                order.Do(act);
            order.Drain();
            Check(order);
        }, iter: 2_000);

    private static void Check(RandomOrder order)
    {
        var s = order.State;
        var left = order.Steps.OfType<Postings.Step.HandedOver>().SelectMany(x => x.Lines).ToList();
        var cancelled = order.Steps.OfType<Postings.Step.Cancelled>().SelectMany(x => x.Lines).ToList();
        foreach (var line in left.Concat(cancelled))
        {
            if (line.Net.Minor < 0 || line.Tax.Minor < 0 || line.Shipping.Minor < 0)
                throw new InvalidOperationException($"A part below zero: {line}");
        }
        if (s.Stage != OrderStage.Accepted)
        {
            order.Steps.ShouldBeEmpty();
            return;
        }
        CheckAccepted(s, (Postings.Step.Accepted)order.Steps[0]);
        foreach (var line in s.Lines)
        {
            left.Where(l => l.LineId == line.Id).Sum(l => l.Gross.Minor).ShouldBe(line.Charged);
            left.Where(l => l.LineId == line.Id).Sum(l => l.Tax.Minor).ShouldBe(line.TaxCharged);
            var all = left.Concat(cancelled).Where(l => l.LineId == line.Id).ToList();
            if (!line.IsClosed)
                continue;
            all.Sum(l => l.Gross.Minor).ShouldBe(line.Value);
            all.Sum(l => l.Tax.Minor).ShouldBe(line.Tax);
        }
        order.Steps.OfType<Postings.Step.Captured>().Sum(x => x.Amount.Minor).ShouldBe(s.Payments.Sum(p => p.Captured));
    }

    private static void CheckAccepted(Order s, Postings.Step.Accepted step)
    {
        var o = step.Order;
        (o.Lines.Sum(l => l.Net.Minor) + o.Tax.Minor + o.Shipping.Minor).ShouldBe(o.Total.Minor);
        o.Lines.Sum(l => l.Tax.Minor).ShouldBe(s.Intake.Tax);
        o.Lines.Sum(l => l.Shipping.Minor).ShouldBe(s.Intake.Shipping);
        o.Lines.ShouldAllBe(l => l.Tax.Minor >= 0 && l.Shipping.Minor >= 0);
    }

    private static IReadOnlyList<Postings.Step> StepsOf(Step[] steps) => Run(Order.None, steps).Untold;
}
