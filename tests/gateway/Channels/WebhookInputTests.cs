using System.Text;
using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>What a webhook may not be, and what becomes of it.</summary>
public sealed class WebhookInputTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    private static string Some => Hooks.Event("pos.sale", Hooks.Sale("TEE-BLK-M", 1)).ToJsonString();

    [Fact]
    public async Task Without_a_right_signature_nothing_is_let_in()
    {
        var order = ShopifyOrder.Plain("TEE-BLK-M", 1).ToJsonString();
        (await _http.Shopify("orders/create", order, secret: "another-secret"u8.ToArray()))
            .ShouldBe("401 signature-invalid");
        (await _http.Shopify("orders/create", order, shop: "other.myshopify.com")).ShouldBe("401 signature-invalid");
        (await _http.Send(HttpMethod.Post, "/webhooks/shopify/orders/create", order, null))
            .ShouldBe("401 signature-invalid");
        (await _http.Hook("/webhooks/pos/sale", Some, secret: "another-secret"u8.ToArray()))
            .ShouldBe("401 signature-invalid");
        (await _http.Send(HttpMethod.Post, "/webhooks/pos/sale", Some, null)).ShouldBe("401 signature-invalid");
        (await _http.Send(HttpMethod.Post, "/webhooks/psp", Some, null)).ShouldBe("401 signature-invalid");
        (await _http.Send(HttpMethod.Post, "/webhooks/wms/shipped", "nonsense", null))
            .ShouldBe("401 signature-invalid");
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-100_000)]
    public async Task A_timestamp_outside_of_the_tolerance_is_refused(int seconds) =>
        (await _http.Hook("/webhooks/pos/sale", Some, at: DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds))
        .ShouldBe("401 signature-invalid");

    [Fact]
    public async Task One_right_signature_among_several_is_enough()
    {
        var (id, stamp) = (Requests.NewId("msg"), $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
        var right = Hooks.Sign(id, stamp, Encoding.UTF8.GetBytes(Some));
        var body = Some;
        right = Hooks.Sign(id, stamp, Encoding.UTF8.GetBytes(body));
        var wrong = Hooks.Sign(id, stamp, "else"u8.ToArray());
        var reply = await _http.Send(
            HttpMethod.Post, "/webhooks/pos/sale", body, null, ("webhook-id", id), ("webhook-timestamp", stamp),
            ("webhook-signature", $"v2,abc {wrong} v1,??? {right}"));
        reply.ShouldBe("200");
    }

    [Theory]
    [InlineData("", "400 invalid-json")]
    [InlineData("{", "400 invalid-json")]
    [InlineData("[]", "400 invalid-json")]
    [InlineData("3", "400 invalid-json")]
    [InlineData("""{"id":1,"id":2}""", "400 invalid-json")]
    [InlineData("""{"id":"\ud800"}""", "400 invalid-json")]
    [InlineData("""{"id":1,"email":"4111111111111111"}""", "422 invalid")]
    [InlineData("""{"id":1,"line_items":[{"properties":[{"value":"4111 1111 1111 1111"}]}]}""", "422 invalid")]
    public async Task A_body_that_is_no_order_is_refused_though_it_is_signed(string body, string code) =>
        (await _http.Shopify("orders/create", body)).ShouldBe(code);

    [Fact]
    public async Task A_body_may_be_neither_deep_nor_long_nor_another_type()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
        (await _http.Shopify("orders/create", deep)).ShouldBe("400 invalid-json");
        var notText = await _http.Send(HttpMethod.Post, "/webhooks/shopify/orders/create", "{}", null);
        notText.ShouldBe("401 signature-invalid");
        var large = $$"""{"id":1,"note":"{{new string('x', 300_000)}}"}""";
        (await _http.Shopify("orders/create", large)).ShouldBe("413 body-too-large");
        (await _http.Hook("/webhooks/pos/sale", large)).ShouldBe("413 body-too-large");
        (await _http.Shopify("orders/create", "{}", type: "text/plain")).ShouldBe("415 unsupported-media-type");
        (await _http.Hook("/webhooks/pos/sale", Some, type: "application/xml")).ShouldBe("415 unsupported-media-type");
        (await _http.Hook("/webhooks/pos/sale", Some, type: null)).ShouldBe("415 unsupported-media-type");
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"pos.sale"}""")]
    [InlineData("""{"specversion":"1.0","source":"/s","type":"pos.sale"}""")]
    [InlineData("""{"id":"1","source":"/s","type":"pos.sale"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"pos.sale","time":"yesterday"}""")]
    public async Task An_event_without_its_attributes_is_refused(string body) =>
        (await _http.Hook("/webhooks/pos/sale", body)).ShouldBe("400 invalid-event");

    [Fact]
    public async Task An_empty_or_endless_batch_is_refused()
    {
        (await _http.Hook("/webhooks/pos/batch", "[]", type: "application/cloudevents-batch+json"))
            .ShouldBe("400 invalid-event");
        var batch = new JsonArray([.. Enumerable.Range(0, 1_001).Select(
            i => new JsonObject { ["specversion"] = "1.0", ["id"] = $"{i}", ["source"] = "s", ["type"] = "t" })]);
        (await _http.Hook("/webhooks/pos/batch", batch.ToJsonString(), type: "application/cloudevents-batch+json"))
            .ShouldBe("400 invalid-event");
    }

    [Fact]
    public async Task An_unknown_topic_and_a_newer_schema_are_kept_for_later()
    {
        (await _http.Shopify("metaobjects/create", """{"id":1}""")).ShouldBe("200");
        (await _http.Hook("/webhooks/pos/moonwalk", Hooks.Event("pos.moonwalk", []).ToJsonString())).ShouldBe("200");
        var newer = Hooks.Event("pos.sale.v2", Hooks.Sale("TEE-BLK-M", 1)).ToJsonString();
        (await _http.Hook("/webhooks/pos/sale", newer)).ShouldBe("200");
        (await _http.Get("/webhooks/pos/sale")).ShouldBe("405 method-not-allowed");
        (await _http.Shopify("orders", "{}")).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_pick_up_of_an_unknown_order_is_answered_with_202()
    {
        var data = new JsonObject { ["store"] = "store-12", ["order"] = "ord_nobody" };
        (await _http.Pos("pickup", data)).ShouldBe("202")["status"].ShouldBe("parked");
        (await _http.Shopify("orders/cancelled", """{"id":77,"cancel_reason":"customer"}""")).ShouldBe("202");
    }

    [Fact]
    public async Task The_same_message_again_has_no_effect_and_another_body_under_its_id_neither()
    {
        var sku = await Sample.NewSku(_http, 10);
        var (id, sale) = (Requests.NewId("msg"), Hooks.Event("pos.sale", Hooks.Sale(sku, 2)).ToJsonString());
        (await _http.Hook("/webhooks/pos/sale", sale, id)).ShouldBe("200")["status"].ShouldBe("received");
        (await _http.Hook("/webhooks/pos/sale", sale, id)).ShouldBe("200")["status"].ShouldBe("already-received");
        var other = Hooks.Event("pos.sale", Hooks.Sale(sku, 5)).ToJsonString();
        (await _http.Hook("/webhooks/pos/sale", other, id)).ShouldBe("200")["status"]
            .ShouldBe("received-differently");
        await Until.True("the sale has moved stock", async () => await _http.Available(sku) == "8");
    }
}
