using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Shopify;
using RetailActors.Channels;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Tests.Channels;

/// <summary>Payloads in the shape that the shop publishes, and what they become here.</summary>
public sealed class ShopifyFixtureSpecs
{
    private static readonly InboxKey _key = new(new Tenant("demo"), "shopify", "e-1");

    [Fact]
    public void A_discount_that_does_not_divide_makes_two_parts_of_a_line()
    {
        var order = Submitted("line-discount");
        order.Lines.Select(l => $"{l.LineId} {l.Sku} {l.Quantity} x {l.UnitPrice}").ShouldBe(
        [
            "54000000000011 TEE-BLK-M 2 x 967 USD", "54000000000011.2 TEE-BLK-M 1 x 966 USD",
        ]);
        (order.Tax.Minor, order.Shipping.Minor, order.Total.Minor).ShouldBe((232, 0, 3132));
        order.Fulfilment.ShouldBe(new FulfilmentWish(FulfilmentMethod.Pickup, new LocationId("store-12")));
        order.Customer.ShouldBe(new CustomerId("115310627314723954"));
        order.Tenders.ShouldBe([new Tender("sandbox", "tok_visa", order.Total)]);
    }

    [Fact]
    public void Prices_with_tax_in_them_become_prices_without()
    {
        var order = Submitted("taxes-included", ("Channels:shopify:Gateways:paypal", "wallet/tok_paypal"));
        order.Lines.Select(l => $"{l.Quantity} x {l.UnitPrice}").ShouldBe(["2 x 4750 EUR", "1 x 500 EUR"]);
        (order.Tax.Minor, order.Shipping.Minor, order.Total.Minor).ShouldBe((1995, 500, 12495));
        order.Fulfilment.Method.ShouldBe(FulfilmentMethod.Ship);
        order.Tenders.ShouldHaveSingleItem().Provider.ShouldBe("wallet");
    }

    [Theory]
    [InlineData("presentment", "1500 JPY", 3150)]
    [InlineData("shop", "1000 USD", 2100)]
    public void Amounts_are_in_the_currency_that_is_configured(string money, string unit, long total)
    {
        var order = Submitted("two-currencies", ("Channels:shopify:Money", money));
        order.Lines.ShouldHaveSingleItem().UnitPrice.ToString().ShouldBe(unit);
        order.Total.Minor.ShouldBe(total);
    }

    [Fact]
    public void Tips_and_duties_are_charges_like_shipping() => Submitted("tip-and-duties").Shipping.Minor.ShouldBe(900);

    [Fact]
    public void What_costs_nothing_is_paid_by_nothing()
    {
        var order = Submitted("free");
        order.Tenders.ShouldBeEmpty();
        order.Lines.ShouldHaveSingleItem().UnitPrice.Minor.ShouldBe(0);
    }

    [Fact]
    public void An_order_that_does_not_add_up_is_for_somebody_to_look_at() =>
        Translate("orders/create", "does-not-add-up").ShouldBeOfType<Translation.Broken>();

    [Fact]
    public void A_refund_cancels_what_never_left_and_takes_back_the_rest()
    {
        var location = ("Channels:shopify:Locations:487838322", "store-7");
        var commands = Translate("refunds/create", "partial-refund", location)
            .ShouldBeOfType<Translation.Commands>().Items;
        var cancel = commands[0].ShouldBeOfType<InboundCommand.Cancel>();
        cancel.Command.CancellationId.ShouldBe("shopify-refund-509562969");
        cancel.Command.Lines!.Value.ShouldBe([new LineQuantity(new LineId("54000000000011"), 1)]);
        var back = commands.Skip(1).Cast<InboundCommand.TakeBack>().ToList();
        back.Select(b => b.Disposition).ShouldBe([Disposition.Restocked, Disposition.Missing]);
        back.Select(b => b.ReturnId).ShouldBe(["shopify-refund-509562969", "shopify-refund-509562969.2"]);
        back.ShouldAllBe(b => b.Location == new LocationId("store-7"));
        var order = OrderKey.For(_key.Tenant, new Channel("shopify"), new ExternalOrderId("5400000000001"));
        back.ShouldAllBe(b => b.Order == order.Id);
    }

    [Fact]
    public void A_refund_without_lines_is_for_somebody_to_look_at() =>
        Translate("refunds/create", "amount-refund").ShouldBeOfType<Translation.Broken>();

    [Theory]
    [InlineData("12.30", 2, 1230)]
    [InlineData("12.3", 2, 1230)]
    [InlineData("12", 2, 1200)]
    [InlineData("-0.05", 2, -5)]
    [InlineData("100.00", 0, 100)]
    [InlineData("1.2345", 3, null)]
    [InlineData("12.301", 2, null)]
    [InlineData("1e3", 2, null)]
    [InlineData(".5", 2, null)]
    [InlineData("1.2.3", 2, null)]
    [InlineData("99999999999999999999", 2, null)]
    [InlineData("", 2, null)]
    public void Decimals_are_read_digit_by_digit(string text, int digits, int? minor)
    {
        ShopifyMoney.TryParse(text, digits, out var read).ShouldBe(minor is not null);
        if (minor is { } expected)
        {
            read.ShouldBe(expected);
        }
    }

    private static SubmitOrder Submitted(string fixture, params (string, string)[] settings) =>
        Translate("orders/create", fixture, settings).ShouldBeOfType<Translation.Commands>()
            .Items.ShouldHaveSingleItem().ShouldBeOfType<InboundCommand.Submit>().Order;

    private static Translation Translate(string topic, string fixture, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var message = new InboxMessage("shopify", topic, "shop", Read(fixture), "aa", DateTimeOffset.UnixEpoch);
        return new ShopifyTranslator(ShopifySettings.Read(configuration)).Translate(message, _key);
    }

    private static string Read(
        string fixture, [System.Runtime.CompilerServices.CallerFilePath] string caller = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "fixtures", $"{fixture}.json"));
}
