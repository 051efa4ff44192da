using System.Collections.Immutable;
using System.Text;
using RetailActors.Journal;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Tests.Returns;

/// <summary>Goods back and others instead: the new order is decided before anything comes back.</summary>
public sealed class ExchangeSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 3, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly Currency _usd = new("USD");
    private static readonly ExchangeKey _key = new(new("t"), new("EX-1"));

    private static Money Usd(long minor) => new(minor, _usd);

    private static RequestExchange Wish(long total = 3000, bool pays = true, bool received = true) => new(
        new("ord_1"), [new(new("1"), 1, Disposition.Restocked)], new("store-7"), received, _now.AddHours(-1),
        new SubmitOrder(
            new("web"), new("W-2"), null, _usd, new FulfilmentWish(FulfilmentMethod.Pickup, new("store-7")),
            [new SubmittedLine(new("1"), new("SKU-2"), 1, Usd(total))], Usd(0), Usd(0), Usd(total), [],
            TimeSpan.FromSeconds(3), new("pos")),
        pays ? new ExchangePayment("sandbox", "tok_visa") : null, new("pos", "too small"));

    private static ReturnView Back(long amount, string currency = "USD") => new(
        _key.Id.Return, new("ord_1"), ReturnStatus.Requested, new("store-7"), [], new(amount, new(currency)), [], _now,
        null, null, 1);

    private static Exchange After(RequestExchange wish, params ExchangeFact[] facts)
    {
        var s = ExchangeDecider.Decide(Exchange.None, _key, wish, _now).Item2
            .Aggregate(Exchange.None, ExchangeDecider.Evolve);
        foreach (var fact in facts)
            s = ExchangeDecider.Decide(s, fact, _now).Aggregate(s, ExchangeDecider.Evolve);
        return s;
    }

    private static ExchangeFact Returned(long amount = 2000, string currency = "USD") =>
        new ExchangeFact.ReturnAnswered(new ReturnResult.Requested(Back(amount, currency), false));

    private static readonly ExchangeFact _accepted = Answered(new SubmitResult.Accepted(null!, false));
    private static readonly ExchangeFact _told = new ExchangeFact.ReturnChanged(new ReturnChange.Done(Back(2000)));

    private static ExchangeFact Answered(SubmitResult result) => new ExchangeFact.OrderAnswered(result);

    [Fact]
    public void A_dearer_order_is_paid_with_the_goods_and_the_difference()
    {
        var s = After(Wish(3000), Returned());
        s.Money.ShouldBe(new ExchangeMoney(Usd(2000), Usd(2000), Usd(1000)));
        var order = ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Submit>().Order;
        order.Tenders.ShouldBe([
            new Tender("sandbox", "tok_visa", Usd(1000)), new Tender("exchange", "ord_1", Usd(2000))]);
        order.Exchange.ShouldBe(_key.Id);
    }

    [Fact]
    public void A_cheaper_order_is_paid_with_the_goods_and_the_rest_is_paid_back()
    {
        var s = After(Wish(1500, pays: false), Returned());
        s.Money!.Back.ShouldBe(Usd(500));
        ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Submit>().Order.Tenders
            .ShouldBe([new Tender("exchange", "ord_1", Usd(1500))]);
        ExchangeDecider.Call(After(Wish(1500))).ShouldBeOfType<ExchangeCall.Claim>().Request.Credit.ShouldBe(Usd(1500));
    }

    [Fact]
    public void Return_and_order_go_their_own_ways_in_the_end()
    {
        var s = After(Wish(), Returned(), _accepted);
        ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Approve>();
        s = After(Wish(), Returned(), _accepted, _told);
        ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Receive>().Fact.Location
            .ShouldBe(new LocationId("store-7"));
        s = After(Wish(), Returned(), _accepted, _told, _told);
        (ExchangeDecider.Call(s), ExchangeDecider.View(s)!.Status).ShouldBe((null, ExchangeStatus.Completed));
        var announced = After(Wish(received: false), Returned(), _accepted, _told);
        ExchangeDecider.View(announced)!.Status.ShouldBe(ExchangeStatus.Completed);
    }

    public static TheoryData<SubmitResult, string> Refusals => new()
    {
        { new SubmitResult.OutOfStock(null!, [new(new("1"), 1, 0)]), "out-of-stock" },
        { new SubmitResult.Declined(null!, "do-not-honour"), "payment-declined" },
        { new SubmitResult.SubmittedDifferently(null!), "order-differs" },
        { new SubmitResult.Invalid([new("lines[0].sku", "unknown-sku", "No.")]), "invalid-order" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void When_the_new_order_is_refused_the_units_are_free_again(SubmitResult result, string code)
    {
        var s = After(Wish(), Returned(), Answered(result));
        ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Release>();
        (ExchangeDecider.View(s)!.Status, s.Code).ShouldBe((ExchangeStatus.Refused, code));
        ExchangeDecider.Call(After(Wish(), Returned(), Answered(result), _told)).ShouldBeNull();
    }

    [Fact]
    public void Nobody_has_said_how_the_difference_is_paid()
    {
        var s = After(Wish(pays: false), Returned());
        s.Code.ShouldBe(ExchangeDecider.PaymentRequired);
        ExchangeDecider.Call(s).ShouldBeOfType<ExchangeCall.Release>();
    }

    [Fact]
    public void Goods_that_were_paid_in_another_currency_cannot_be_exchanged()
    {
        var s = After(Wish(), Returned(currency: "EUR"));
        (s.Code, ExchangeDecider.Call(s)).ShouldBe(("mixed-currency", new ExchangeCall.Release()));
    }

    public static TheoryData<ReturnResult, string> ReturnRefusals => new()
    {
        { new ReturnResult.NotFound(), "unknown-order" },
        { new ReturnResult.UnknownLocation(), "unknown-location" },
        { new ReturnResult.UnknownLine(new("9")), "unknown-line" },
        { new ReturnResult.TooMany(), "too-many-returns" },
        { new ReturnResult.ExceedsFulfilled(new("1"), 0), "exceeds-fulfilled" },
        { new ReturnResult.RequestedDifferently(), "return-differs" },
    };

    [Theory, MemberData(nameof(ReturnRefusals))]
    public void A_return_that_is_refused_leaves_nothing_to_release(ReturnResult result, string code)
    {
        var s = After(Wish(), new ExchangeFact.ReturnAnswered(result));
        (s.Code, ExchangeDecider.Call(s)).ShouldBe((code, null));
    }

    [Fact]
    public void The_same_request_again_changes_nothing_and_another_one_is_told_from_it()
    {
        var s = After(Wish());
        ExchangeDecider.Decide(s, _key, Wish(), _now).ShouldBe((true, []));
        ExchangeDecider.Decide(s, _key, Wish() with { OccurredAt = _now }, _now).Item1.ShouldBeTrue();
        foreach (var other in new[] { Wish(3001), Wish(pays: false), Wish(received: false) })
            ExchangeDecider.Decide(s, _key, other, _now).ShouldBe((false, []));
    }

    [Fact]
    public void Facts_that_nobody_waits_for_change_nothing()
    {
        var s = After(Wish(), Returned());
        ExchangeDecider.Decide(s, Returned(), _now).ShouldBeEmpty();
        ExchangeDecider.Decide(s, _told, _now).ShouldBeEmpty();
        ExchangeDecider.Decide(s, Answered(new SubmitResult.Deciding(null!, false)), _now).ShouldBeEmpty();
        ExchangeDecider.Decide(Exchange.None, _accepted, _now).ShouldBeEmpty();
    }

    [Fact]
    public void The_events_stand_in_the_journal_as_checked_in()
    {
        var text = new StringBuilder();
        ExchangeEvent[] samples =
        [
            ExchangeDecider.Decide(Exchange.None, _key, Wish(), _now).Item2[0],
            new ExchangeEvent.Claimed(new ExchangeMoney(Usd(2000), Usd(2000), Usd(1000)), _now),
            new ExchangeEvent.Accepted(_now), new ExchangeEvent.Approved(_now), new ExchangeEvent.Completed(_now),
            new ExchangeEvent.Refused("out-of-stock", "line 1: 0 of 1", _now), new ExchangeEvent.Released(_now),
        ];
        samples.Select(ExchangeDecider.Codec.NameOf).ShouldBe(ExchangeDecider.Codec.Names, ignoreOrder: true);
        foreach (var sample in samples)
        {
            var json = ExchangeDecider.Codec.Write([sample]);
            ExchangeDecider.Codec.Write(ExchangeDecider.Codec.Read(json)).ShouldBe(json);
            text.Append(json).Append('\n');
        }
        SpecFile.Matches("exchange-events.txt", text.ToString());
    }

    [Fact]
    public void The_return_of_an_exchange_is_decided_by_the_exchange_alone()
    {
        var claim = ReturnSpec.Claim(received: false);
        claim = claim with { Request = claim.Request with { Credit = Usd(700) } };
        var s = ReturnDecider.Open(Return.None, claim, _now).Aggregate(Return.None, ReturnDecider.Evolve);
        foreach (var to in new[] { ReturnStage.Approved, ReturnStage.Declined, ReturnStage.Cancelled })
            ReturnDecider.Decide(s, to, Origin.System, _now).Item1.ShouldBeOfType<ReturnChange.NotAllowed>();
        ReturnDecider.Decide(s, new ReceiveReturn(new("store-7"), null, _now, Origin.System), true, _now)
            .Item1.ShouldBeOfType<ReturnChange.NotAllowed>("the new order is not decided");
        var released = ReturnDecider.Decide(s, false, Origin.System, _now);
        released.Item2.Single().ShouldBeOfType<ReturnEvent.Cancelled>();
        var approved = ReturnDecider.Decide(s, true, Origin.System, _now).Item2
            .Aggregate(s, ReturnDecider.Evolve);
        approved.Stage.ShouldBe(ReturnStage.Approved);
        ReturnDecider.Decide(approved, true, Origin.System, _now).Item2.ShouldBeEmpty();
        ReturnDecider.Decide(approved, ReturnStage.Cancelled, Origin.System, _now).Item1
            .ShouldBeOfType<ReturnChange.NotAllowed>("the new order is paid with it");
    }
}
