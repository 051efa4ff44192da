using System.Collections.Immutable;
using RetailActors.Orders;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class SubmissionFaultSpecs
{
    private static readonly SubmitOrder _good = Submission();

    [Fact]
    public void No_lines() => Faults(_good with { Lines = [] }).ShouldBe(["lines required", "total total-mismatch"]);

    [Fact]
    public void Five_hundred_lines_are_an_order() => Faults(Submission(ManyLines(500))).ShouldBeEmpty();

    [Fact]
    public void More_than_five_hundred_lines_need_not_be_looked_up()
    {
        var c = Submission(ManyLines(501));
        Faults(c, Facts(c) with { Lines = [] }).ShouldBe(["lines too-many"]);
    }

    [Fact]
    public void The_same_line_twice() =>
        Faults(Submission(Line("1"), Line("1"))).ShouldBe(["lines[1].lineId duplicate"]);

    [Theory, InlineData(0), InlineData(-1), InlineData(1_000_000), InlineData(int.MaxValue)]
    public void A_quantity_out_of_range(int quantity) =>
        Faults(Submission(Line("1", quantity, 0))).ShouldBe(["lines[0].quantity out-of-range"]);

    [Fact]
    public void The_largest_quantity() => Faults(Submission(Line("1", 999_999, 1))).ShouldBeEmpty();

    [Fact]
    public void Amounts_out_of_range_do_not_overflow() =>
        Faults(_good with
        {
            Lines = [Line("1", 999_999, long.MaxValue)],
            Tax = Money(-1),
            Shipping = Money(long.MaxValue),
            Total = Money(long.MaxValue),
            Tenders = [new Tender("sandbox", "tok", Money(long.MaxValue))],
        }).ShouldBe([
            "lines[0].unitPrice out-of-range", "tax out-of-range", "shipping out-of-range", "total out-of-range",
            "total total-mismatch", "payment.amount out-of-range"]);

    [Fact]
    public void The_largest_amount() => Faults(Free() with
    {
        Lines = [Line("1", 1, RetailActors.Money.MaxMinor)],
        Total = Money(RetailActors.Money.MaxMinor),
        Tenders = [new Tender("sandbox", "tok", Money(RetailActors.Money.MaxMinor))],
    }).ShouldBeEmpty();

    [Fact]
    public void An_unknown_currency() => Faults(In("XXX")).ShouldBe(["currency unknown-currency"]);

    [Fact]
    public void Mixed_currencies() => Faults(_good with
    {
        Tax = new Money(165, new Currency("EUR")),
        Lines = [_good.Lines[0] with { UnitPrice = new Money(1000, new Currency("EUR")) }],
    }).ShouldBe(["lines[0].unitPrice mixed-currency", "tax mixed-currency"]);

    [Fact]
    public void A_total_that_does_not_add_up() =>
        Faults(_good with { Total = Money(2201), Tenders = [new Tender("sandbox", "tok", Money(2201))] })
            .ShouldBe(["total total-mismatch"]);

    [Fact]
    public void Tenders_that_do_not_add_up()
    {
        Faults(Submission([2199])).ShouldBe(["payment.amount tender-mismatch"]);
        Faults(Submission([2000, 199])).ShouldBe(["payments tender-mismatch"]);
    }

    [Fact]
    public void A_tender_of_nothing() =>
        Faults(Submission([2200, 0])).ShouldBe(["payments[1].amount out-of-range"]);

    [Fact]
    public void No_tender_for_a_total_above_zero() =>
        Faults(_good with { Tenders = [] }).ShouldBe(["payment required"]);

    [Fact]
    public void Too_many_tenders() => Faults(Submission([2000, 50, 50, 50, 50])).ShouldBe(["payments too-many"]);

    [Fact]
    public void Nothing_to_pay_needs_no_tender() => Faults(Free()).ShouldBeEmpty();

    [Fact]
    public void An_unknown_provider()
    {
        var facts = Facts(_good) with { Providers = ["other"] };
        Faults(_good, facts).ShouldBe(["payment.provider unknown-provider"]);
        Faults(Submission([2000, 200]), facts)
            .ShouldBe(["payments[0].provider unknown-provider", "payments[1].provider unknown-provider"]);
    }

    [Fact]
    public void An_unknown_product_and_an_inactive_one()
    {
        var c = Submission(Line("1"), Line("2"));
        Faults(c, Facts(c) with { Lines = [new(false, false, null, null), new(true, false, null, null)] })
            .ShouldBe(["lines[0].sku unknown-sku", "lines[1].sku inactive-product"]);
    }

    [Fact]
    public void A_stale_price() =>
        Faults(_good, Facts(_good) with { Lines = [new(true, true, null, Money(999))] })
            .ShouldBe(["lines[0].unitPrice stale-price"]);

    [Fact]
    public void The_list_price() =>
        Faults(_good, Facts(_good) with { Lines = [new(true, true, null, Money(1000))] }).ShouldBeEmpty();

    [Fact]
    public void An_unknown_location() =>
        Faults(_good, Facts(_good) with { LocationKnown = false, Candidates = [] })
            .ShouldBe(["fulfilment.location unknown-location"]);

    [Fact]
    public void A_pick_up_without_a_store() =>
        Faults(_good with { Fulfilment = new(FulfilmentMethod.Pickup, null) })
            .ShouldBe(["fulfilment.location required"]);

    [Fact]
    public void An_unknown_method() =>
        Faults(_good with { Fulfilment = new(FulfilmentMethod.Unknown, Store) })
            .ShouldBe(["fulfilment.method unknown-method"]);

    [Fact]
    public void No_source()
    {
        var c = _good with { Fulfilment = new(FulfilmentMethod.Ship, null) };
        Faults(c, Facts(c) with { LocationKnown = false, Candidates = [] }).ShouldBe(["fulfilment no-source"]);
    }

    [Fact]
    public void An_inactive_channel_and_an_inactive_customer() =>
        Faults(_good, Facts(_good) with { ChannelActive = false, CustomerActive = false })
            .ShouldBe(["channel inactive-channel", "customer.id inactive-customer"]);

    private static SubmittedLine[] ManyLines(int count) => [.. Enumerable.Range(1, count).Select(i => Line($"{i}"))];

    private static SubmitOrder In(string currency)
    {
        Money Of(Money m) => m with { Currency = new(currency) };
        return _good with
        {
            Currency = new(currency),
            Tax = Of(_good.Tax),
            Shipping = Of(_good.Shipping),
            Total = Of(_good.Total),
            Lines = [_good.Lines[0] with { UnitPrice = Of(_good.Lines[0].UnitPrice) }],
            Tenders = [_good.Tenders[0] with { Amount = Of(_good.Tenders[0].Amount) }],
        };
    }

    private static IEnumerable<string> Faults(SubmitOrder c, SubmissionFacts? facts = null)
    {
        var (result, events) = OrderDecider.Decide(Order.None, c, facts ?? Facts(c), Key, Now);
        if (result is SubmitDecision.Received)
            return [];
        events.ShouldBeEmpty();
        var faults = result.ShouldBeOfType<SubmitDecision.Invalid>().Faults;
        faults.ShouldAllBe(f => f.Message.Length > 0);
        return faults.Select(f => $"{f.Field} {f.Code}");
    }
}
