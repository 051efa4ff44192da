using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Shopify;
using RetailActors.Channels;
using RetailActors.Gateway;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Tests.Channels;

/// <summary>
/// A webhook with all the fields that the shop publishes, discounts, taxes and two currencies at once, and exactly what
/// it becomes here; also after everything personal has been taken out of it.
/// </summary>
public sealed class ShopifyFullShapeSpecs
{
    private static readonly InboxKey _key = new(new Tenant("demo"), "shopify", "e-1");

    [Fact]
    public void An_order_in_the_customers_currency() => Words(Submitted(Fixture("full-order"))).ShouldBe(
    [
        "shopify 5400000000042 of 115310627314723954, EUR, Ship from store-12",
        "54000000000421 TEE-BLK-M 1 x 2019 EUR", "54000000000421.2 TEE-BLK-M 2 x 2018 EUR",
        "54000000000422 MUG-LOGO 1 x 4050 EUR", "tax 2268 EUR", "shipping 690 EUR", "total 13063 EUR",
        "paid by sandbox tok_visa 13063 EUR",
    ]);

    [Fact]
    public void The_same_order_in_the_currency_of_the_shop() =>
        Words(Submitted(Fixture("full-order"), ("Channels:shopify:Money", "shop"))).ShouldBe(
        [
            "shopify 5400000000042 of 115310627314723954, USD, Ship from store-12",
            "54000000000421 TEE-BLK-M 3 x 2241 USD", "54000000000422 MUG-LOGO 1 x 4495 USD", "tax 2518 USD",
            "shipping 766 USD", "total 14502 USD", "paid by sandbox tok_visa 14502 USD",
        ]);

    [Fact]
    public void A_refund_of_a_part_cancels_what_never_left_and_takes_back_the_rest()
    {
        var location = ("Channels:shopify:Locations:487838322", "store-7");
        var commands = Translate("refunds/create", Fixture("full-refund"), location)
            .ShouldBeOfType<Translation.Commands>();
        (commands.NotUnderstood, commands.Unreadable).ShouldBe((null, null));
        var cancel = commands.Items[0].ShouldBeOfType<InboundCommand.Cancel>();
        (cancel.Channel, cancel.ExternalId, cancel.Command.CancellationId).ShouldBe(
            (new Channel("shopify"), new ExternalOrderId("5400000000042"), "shopify-refund-929361464"));
        cancel.Command.Lines!.Value.ShouldBe([new LineQuantity(new LineId("54000000000422"), 1)]);
        var back = commands.Items[1].ShouldBeOfType<InboundCommand.TakeBack>();
        (back.ReturnId, back.Location, back.Disposition, back.OccurredAt).ShouldBe((
            "shopify-refund-929361464", new LocationId("store-7"), Disposition.Restocked,
            new DateTimeOffset(2026, 11, 27, 8, 15, 0, TimeSpan.Zero)));
        back.Lines.ShouldBe([new LineQuantity(new LineId("54000000000421"), 2)]);
        commands.Items.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("full-order")]
    [InlineData("full-refund")]
    public void What_is_kept_has_nobody_in_it_and_every_field_that_we_do_not_know(string fixture)
    {
        var (raw, kept) = (Fixture(fixture), Cleaned(fixture));
        string[] people = ["Ann", "Buyer", "@example", "Calle", "28013", "600111222", "203.0.113.9", "Bob"];
        foreach (var personal in people)
        {
            kept.ShouldNotContain(personal, Case.Sensitive);
        }
        foreach (var field in Fields(JsonDocument.Parse(raw).RootElement).Where(IsKept))
        {
            kept.ShouldContain($"\"{field}\":");
        }
    }

    [Fact]
    public void Without_what_is_personal_it_means_the_same()
    {
        Words(Submitted(Cleaned("full-order"))).ShouldBe(Words(Submitted(Fixture("full-order"))));
        Cleaned("full-order").ShouldContain("\"a_field_of_next_year\":{\"kept\":[1,2.50,\"x\"]}");
        JsonSerializer.Serialize(Translate("refunds/create", Cleaned("full-refund"))).ShouldBe(
            JsonSerializer.Serialize(Translate("refunds/create", Fixture("full-refund"))));
    }

    // Of people only where they live roughly and which customer they are is kept.
    private static readonly string[] _left =
    [
        "browser_ip", "cart_token", "contact_email", "email", "landing_site", "note", "note_attributes",
        "order_status_url", "phone", "billing_address", "customer", "shipping_address", "properties", "receipt",
    ];

    private static bool IsKept(string field) => !_left.Contains(field);

    /// <summary>Names of all fields that are not within a person's.</summary>
    private static IEnumerable<string> Fields(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(
            p => _left.Contains(p.Name) ? [] : Fields(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    private static string Cleaned(string fixture)
    {
        using var document = JsonDocument.Parse(Fixture(fixture));
        return PersonalData.Remove(document.RootElement);
    }

    private static IEnumerable<string> Words(SubmitOrder o) =>
    [
        $"{o.Channel} {o.ExternalId} of {o.Customer}, {o.Currency}, {o.Fulfilment.Method} from {o.Fulfilment.Location}",
        .. o.Lines.Select(l => $"{l.LineId} {l.Sku} {l.Quantity} x {l.UnitPrice}"), $"tax {o.Tax}",
        $"shipping {o.Shipping}", $"total {o.Total}",
        .. o.Tenders.Select(t => $"paid by {t.Provider} {t.Method} {t.Amount}"),
    ];

    private static SubmitOrder Submitted(string body, params (string, string)[] settings) =>
        Translate("orders/create", body, settings).ShouldBeOfType<Translation.Commands>()
            .Items.ShouldHaveSingleItem().ShouldBeOfType<InboundCommand.Submit>().Order;

    private static Translation Translate(string topic, string body, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var message = new InboxMessage("shopify", topic, "shop", body, "aa", DateTimeOffset.UnixEpoch);
        return new ShopifyTranslator(ShopifySettings.Read(configuration)).Translate(message, _key);
    }

    private static string Fixture(string name, [CallerFilePath] string caller = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "fixtures", $"{name}.json"));
}
