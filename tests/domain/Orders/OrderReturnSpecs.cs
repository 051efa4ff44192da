using System.Collections.Immutable;
using CsCheck;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>An order allocates units and money to returns: never more than was handed over, and to the cent.</summary>
public class OrderReturnSpecs
{
    private static readonly LocationId _elsewhere = new("store-7");
    private static readonly Step[] _collected = [Submitted(null, true), Allocated(), Authorised(), PickUp("f1")];

    internal static ReturnClaim Claim() =>
        ((OrderCall.OpenReturn)OrderDecider.Calls(Run(Order.None, [.. _collected, Return("r1", ("1", 1))]))
            .Single(c => c is OrderCall.OpenReturn)).Claim;

    internal static Step Return(string id, params (string Line, int Quantity)[] lines) => s =>
        OrderDecider.Decide(s, new ReturnId(id), Request(lines), Now);

    internal static Step Progress(ReturnProgress fact) => s => ("progress", OrderDecider.Decide(s, fact));

    [Fact]
    public void What_was_handed_over_may_come_back()
    {
        var claimed = Given(_collected).When(Return("r1", ("1", 1)));
        claimed.Then<ClaimResult.Claimed>("return-claimed");
        var claim = ((ClaimResult.Claimed)claimed.Result).Claim;
        claim.Lines.ShouldBe([new(new("1"), new("SKU-1"), 1, Money(1000), Money(82), Money(18), "apparel")]);
        claim.Refunds.ShouldBe([new(P1, "sandbox", Money(1100))]);
        claimed.Owing("tell", "fulfil/1/1", "capture/p1/1", "return/r1");
    }

    [Fact]
    public void The_last_unit_takes_the_exact_remainder()
    {
        var second = Given([.. _collected, Return("r1", ("1", 1))]).When(Return("r2", ("1", 1)));
        ((ClaimResult.Claimed)second.Result).Claim.Lines.Single().ShouldBe(
            new(new("1"), new("SKU-1"), 1, Money(1000), Money(83), Money(17), "apparel"));
    }

    [Fact]
    public void More_than_was_handed_over_never_comes_back()
    {
        Given(Accepted).When(Return("r1", ("1", 1))).Result.ShouldBe(new ClaimResult.ExceedsFulfilled(new("1"), 0));
        Given([.. _collected, Return("r1", ("1", 2))]).When(Return("r2", ("1", 1)))
            .Result.ShouldBe(new ClaimResult.ExceedsFulfilled(new("1"), 0));
    }

    [Fact]
    public void Units_of_a_return_that_does_not_happen_may_come_back_in_another()
    {
        Step[] released = [.. _collected, Return("r1", ("1", 2)), Progress(new ReturnProgress.Released(new("r1")))];
        Given(released).When(Return("r2", ("1", 2))).Then<ClaimResult.Claimed>("return-claimed");
        Given(released).When(Progress(new ReturnProgress.Released(new("r1")))).ThenEvents();
    }

    [Fact]
    public void A_return_is_claimed_once_and_under_its_id_for_ever()
    {
        Step[] claimed = [.. _collected, Return("r1", ("1", 1))];
        Given(claimed).When(Return("r1", ("1", 1))).Then<ClaimResult.Claimed>();
        Given(claimed).When(Return("r1", ("1", 2))).Then<ClaimResult.ClaimedDifferently>();
        Given(_collected).When(Return("r1", ("9", 1))).Then<ClaimResult.UnknownLine>();
        Given().When(Return("r1", ("1", 1))).Then<ClaimResult.NotFound>();
    }

    [Fact]
    public void No_more_returns_than_the_bound()
    {
        Step[] many = [Submitted(Submission(Line("1", 1_000))), Allocated(), Authorised(), PickUp("f1"),
            .. Enumerable.Range(1, RequestReturn.MaxReturns).Select(i => Return($"r{i}", ("1", 1)))];
        Given(many).When(Return("r", ("1", 1))).Then<ClaimResult.TooMany>();
    }

    [Fact]
    public void The_payment_that_was_charged_last_gives_back_first()
    {
        var claimed = Given(
            Submitted(Submission([1500, 700])), Allocated(), Authorised(), Authorised(P2), PickUp("f1"))
            .When(Return("r1", ("1", 1)));
        ((ClaimResult.Claimed)claimed.Result).Claim.Refunds.ShouldBe(
            [new(P2, "sandbox", Money(700)), new(P1, "sandbox", Money(400))]);
    }

    [Fact]
    public void A_return_is_told_when_the_goods_are_here_and_each_refund_when_it_is_final()
    {
        var claim = Claim();
        var units = claim.Lines.Select(l => l with { Disposition = Disposition.Restocked }).ToImmutableArray();
        var s = Run(Order.None, [.. _collected, Captured("capture/p1/1"), Return("r1", ("1", 1)),
            Progress(new ReturnProgress.Received(new("r1"), _elsewhere, units, Now)),
            Progress(new ReturnProgress.Refunded(new("r1"), P1, Money(1100), Now))]);
        var returned = s.Untold[^2].ShouldBeOfType<Postings.Step.Returned>();
        (returned.Id, returned.Location).ShouldBe(("returned:r1", _elsewhere));
        returned.Lines.Single().Gross.ShouldBe(Money(1100));
        var refunded = s.Untold[^1].ShouldBeOfType<Postings.Step.Refunded>();
        (refunded.Id, refunded.Amount, refunded.Lines.Length).ShouldBe(($"refunded:r1:{P1}", Money(1100), 1));
        var view = OrderDecider.View(s);
        (view.Lines[0].Returned, view.Payments[0].Status, view.Returns[0].Status, view.Returns[0].IsTold)
            .ShouldBe((1, PaymentStatus.PartiallyRefunded, "refunded", false));
    }

    [Fact]
    public void Refunds_of_everything_are_everything_that_was_charged_and_its_tax() =>
        Gen.Select(OrderProperties.Submissions, OrderProperties.Acts, Gen.Int[0, 999].Array[1, 30]).Sample(
            (submission, acts, picks) =>
            {
                var order = new RandomOrder(submission);
                foreach (var act in acts)
                    order.Do(act);
                order.Drain();
                var s = order.State;
                for (var i = 0; i < picks.Length; i++)
                    s = ReturnSome(s, $"r{i}", picks[i]);
                s = ReturnRest(s);
                CheckReturned(s);
            }, iter: 1_000);

    private static Order ReturnSome(Order s, string id, int pick)
    {
        var line = s.Lines[pick % s.Lines.Length];
        var left = line.Fulfilled - line.Returning;
        if (left == 0)
            return s;
        s = Run(s, Return(id, (line.Id.Value, 1 + pick % left)));
        return pick % 4 == 0 ? Run(s, Progress(new ReturnProgress.Released(new(id)))) : s;
    }

    private static Order ReturnRest(Order s)
    {
        var rest = s.Lines.Where(l => l.Fulfilled > l.Returning)
            .Select(l => (l.Id.Value, l.Fulfilled - l.Returning)).ToArray();
        return rest.Length == 0 ? s : Run(s, Return("rest", rest));
    }

    private static void CheckReturned(Order s)
    {
        var claims = s.Returns.Where(r => !r.IsReleased).Select(r => r.Claim).ToList();
        foreach (var line in s.Lines)
        {
            var parts = claims.SelectMany(c => c.Lines).Where(l => l.LineId == line.Id).ToList();
            parts.Sum(p => p.Gross.Minor).ShouldBe(line.Charged);
            parts.Sum(p => p.Tax.Minor).ShouldBe(line.TaxCharged);
            parts.ShouldAllBe(p => p.Net.Minor >= 0 && p.Tax.Minor >= 0 && p.Shipping.Minor >= 0);
        }
        foreach (var p in s.Payments)
            claims.SelectMany(c => c.Refunds).Where(r => r.Payment == p.Id).Sum(r => r.Amount.Minor)
                .ShouldBe(p.Charged);
        claims.ShouldAllBe(c => c.Refunds.Sum(r => r.Amount.Minor) == c.Lines.Sum(l => l.Gross.Minor));
    }

    private static RequestReturn Request((string Line, int Quantity)[] lines) => new(
        Key.Id, [.. lines.Select(l => new ReturnLine(new(l.Line), l.Quantity, Disposition.Restocked))], _elsewhere,
        true, Now, By);
}
