using CsCheck;
using RetailActors.Operations;
using RetailActors.Returns;
using static RetailActors.Tests.Returns.ReturnSpec;

namespace RetailActors.Tests.Returns;

/// <summary>A return puts goods away, pays back, tells, and ends when the books outside agree.</summary>
public class ReturnSpecs
{
    [Fact]
    public void Goods_that_are_here_are_put_away_before_money_is_paid_back()
    {
        var s = Run(Opened());
        (s.Status, s.Location).ShouldBe((ReturnStatus.Received, Store));
        Owed(s).ShouldBe(["stock/1", "tell/received"]);
        s = Run(Opened(), Stored());
        s.Status.ShouldBe(ReturnStatus.Dispositioned);
        Owed(s).ShouldBe(["tell/received", "refund/1", "refund/2"]);
    }

    [Fact]
    public void The_order_hears_of_the_goods_before_it_hears_of_the_money()
    {
        Owed(Run(Opened(), Stored(), Refund(1))).ShouldBe(["tell/received", "refund/2"]);
        Owed(Run(Opened(), Stored(), Refund(1), OrderTold("tell/received"))).ShouldBe(["tell/refund/1", "refund/2"]);
    }

    [Fact]
    public void With_nobody_to_tell_a_return_closes_when_the_money_is_paid_back()
    {
        var s = Run(PaidBack(tells: false));
        s.Status.ShouldBe(ReturnStatus.Closed);
        Owed(s).ShouldBeEmpty();
    }

    [Fact]
    public void Otherwise_it_waits_for_the_tax_and_for_the_books()
    {
        var s = Run(PaidBack());
        s.Status.ShouldBe(ReturnStatus.Refunded);
        Owed(s).ShouldBe(["reversal"]);
        Run([.. PaidBack(), Documents(false, false)]).Status.ShouldBe(ReturnStatus.Refunded);
        s = Run([.. PaidBack(), Documents(true, false)]);
        s.Status.ShouldBe(ReturnStatus.TaxAdjusted);
        Owed(s).ShouldBe(["reversal"]);
        var closed = When([.. PaidBack(), Documents(true, false)], Documents(true, true));
        closed.Events.ShouldBe(["reversal-posted", "closed"]);
        Owed(closed.After).ShouldBeEmpty();
    }

    [Fact]
    public void Documents_are_not_believed_before_the_order_was_told() =>
        When([Opened(), Stored(), Refund(1), Refund(2)], Documents(true, true)).Events.ShouldBeEmpty();

    [Fact]
    public void A_refund_whose_outcome_is_not_known_stays_owed_under_its_id()
    {
        var before = ReturnDecider.Calls(Run(Opened(), Stored())).OfType<ReturnCall.PayBack>().First();
        var s = Run(Opened(), Stored(), Refund(1, Pending));
        s.Status.ShouldBe(ReturnStatus.Refunding);
        ReturnDecider.Calls(s).OfType<ReturnCall.PayBack>().First().ShouldBe(before);
        When([Opened(), Stored(), Refund(1, Pending)], Refund(1, Pending)).Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_refund_waits_for_somebody_who_tries_again_or_waives_it()
    {
        Step[] refused = [Opened(), Stored(), OrderTold("tell/received"), Refund(1, Refused)];
        Owed(Run(refused)).ShouldBe(["exception/refund/1", "refund/2"]);
        Step[] raised = [.. refused, Told(new ReturnFact.ExceptionRaised(1))];
        Owed(Run(raised)).ShouldBe(["refund/2"]);
        var again = Run([.. raised, Resolve("d1", ResolutionKind.Retry)]);
        ReturnDecider.Calls(again).OfType<ReturnCall.PayBack>().First().Operation.Value
            .ShouldBe("ord_1.p2:refund:RMA-1:2");
        var waived = Run([.. raised, Resolve("d1", ResolutionKind.Waive)]);
        ReturnDecider.Calls(waived).OfType<ReturnCall.TellOrder>().Single().Fact
            .ShouldBe(new ReturnProgress.Refunded(Id, P2, Money(0), Now));
        When([.. raised, Resolve("d1", ResolutionKind.Retry)], Resolve("d1", ResolutionKind.Retry)).Events
            .ShouldBeEmpty();
    }

    [Fact]
    public void Missing_units_never_reach_stock_and_are_paid_back()
    {
        var s = Run(Opened(Claim(true, true, Line(1), Line(1, Disposition.Missing))), Stored());
        s.Status.ShouldBe(ReturnStatus.Dispositioned);
        s.Units.Select(u => (u.Quantity, u.Disposition, u.Gross.Minor)).ShouldBe(
            [(1, Disposition.Restocked, 1100), (1, Disposition.Missing, 1100)]);
    }

    [Fact]
    public void What_came_may_be_in_another_state_than_announced_but_not_be_other_units()
    {
        Step[] requested = [Opened(Claim(received: false))];
        When(requested, Receive(Line(3))).Result.ShouldBe(new ReturnChange.UnitsDiffer(new("1"), 2));
        When(requested, Receive(Line(2), Line(1, id: "9"))).Result.ShouldBe(new ReturnChange.UnitsDiffer(new("9"), 0));
        var s = When(requested, Receive(Line(1, Disposition.NotRestocked), Line(1))).After;
        ReturnDecider.Calls(s).OfType<ReturnCall.StoreUnits>().Select(c => (c.Movement.Value, c.Units.Disposition))
            .ShouldBe([("return:RMA-1:1:1", Disposition.NotRestocked), ("return:RMA-1:1:2", Disposition.Restocked)]);
    }

    [Theory, InlineData(ReturnStage.Declined), InlineData(ReturnStage.Cancelled)]
    public void A_return_that_does_not_happen_gives_its_units_back_to_the_order(ReturnStage to)
    {
        Step[] ended = [Opened(Claim(received: false)), Change(to)];
        Owed(Run(ended)).ShouldBe(["tell/released"]);
        Owed(Run([.. ended, OrderTold("tell/released")])).ShouldBeEmpty();
    }

    [Fact]
    public void Parts_of_lines_add_up_however_they_are_taken_and_put_back() =>
        Gen.Select(Gen.Int[1, 40], Gen.Long[0, 5_000], Gen.Long[0, 5_000], Gen.Int[0, 99].Array[1, 40]).Sample(
            (units, shipping, tax, picks) =>
            {
                var (left, taken) = (new UnitsMoney(units, tax + shipping, tax), new List<UnitsMoney>());
                foreach (var pick in picks)
                {
                    if (left.Units == 0 || (pick % 5 == 0 && taken.Count > 0))
                    {
                        left = left.Less(taken[^1] with
                        {
                            Units = -taken[^1].Units,
                            Beyond = -taken[^1].Beyond,
                            Tax = -taken[^1].Tax,
                        });
                        taken.RemoveAt(taken.Count - 1);
                        continue;
                    }
                    var part = left.Take(1 + pick % left.Units);
                    (part.Tax >= 0 && part.Tax <= part.Beyond).ShouldBeTrue($"{part} of {left}");
                    left = left.Less(part);
                    taken.Add(part);
                }
                if (left.Units > 0)
                    taken.Add(left.Take(left.Units));
                (taken.Sum(t => t.Units), taken.Sum(t => t.Beyond), taken.Sum(t => t.Tax))
                    .ShouldBe((units, tax + shipping, tax));
            }, iter: 5_000);
}
