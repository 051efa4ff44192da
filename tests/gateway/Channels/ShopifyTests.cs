using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>The shop's webhooks become orders, cancellations and products.</summary>
public sealed class ShopifyTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task An_order_of_the_shop_is_an_order_here()
    {
        var sku = await Sample.NewSku(_http, 10);
        var body = ShopifyOrder.Plain(sku, 2);
        (await _http.Shopify("orders/create", body.ToJsonString())).ShouldBe("200");
        var order = await Order(body, "accepted");
        order.Json.GetProperty("fulfilment").GetProperty("location").GetString().ShouldBe("store-12");
        order.Json.GetProperty("total").GetProperty("minor").GetInt64().ShouldBe(2160);
        (await _http.Available(sku)).ShouldBe("8");
    }

    [Fact]
    public async Task A_price_of_the_shops_own_is_no_reason_to_refuse()
    {
        var sku = await Sample.NewSku(_http, 10);
        (await _http.Put($"/v1/prices/{sku}", """{"price":{"minor":9999,"currency":"USD"}}""")).ShouldBe("200");
        var body = ShopifyOrder.Plain(sku, 1);
        (await _http.Shopify("orders/create", body.ToJsonString())).ShouldBe("200");
        await Order(body, "accepted");
    }

    /// <summary>Every order of the events of one order, each of them twice.</summary>
    [Fact]
    public async Task Whatever_order_the_events_of_an_order_come_in_the_end_is_the_same()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var sequence in orders)
        {
            var sku = await Sample.NewSku(_http, 10);
            var body = ShopifyOrder.Plain(sku, 3);
            (string Topic, JsonObject Body, string Id)[] events =
            [
                ("orders/create", body, Requests.NewId("e")),
                ("refunds/create", ShopifyOrder.Refund(body, 1, "cancel"), Requests.NewId("e")),
                ("orders/cancelled", body, Requests.NewId("e")),
            ];
            foreach (var i in sequence.Concat(sequence))
            {
                var reply = await _http.Shopify(events[i].Topic, events[i].Body.ToJsonString(), events[i].Id);
                ((int)reply.Status).ShouldBeInRange(200, 202, reply.Text);
            }
            await Order(body, "cancelled");
            await Until.True($"all units are free again after {string.Join(',', sequence)}", async () =>
                await _http.Available(sku) == "10");
        }
    }

    [Fact]
    public async Task An_older_change_of_a_product_is_ignored()
    {
        var sku = Requests.NewId("SKU");
        await Say("New name", "2026-03-04T10:00:00Z");
        await Until.True("the product is there", async () =>
            (await _http.Get($"/v1/products/{sku}")).Status == System.Net.HttpStatusCode.OK);
        await Say("Old name", "2026-03-03T10:00:00Z");
        await Say("Newest name", "2026-03-05T10:00:00Z");
        await Until.True("the newest name is there", async () =>
            (await _http.Get($"/v1/products/{sku}"))["title"] == "Newest name");
        await Say("Old name", "2026-03-04T11:00:00Z");
        (await _http.Get($"/v1/products/{sku}"))["title"].ShouldBe("Newest name");

        async Task Say(string title, string at) =>
            (await _http.Shopify("products/update", ShopifyOrder.Product(sku, title, at))).ShouldBe("200");
    }

    private async Task<Reply> Order(JsonObject body, string status)
    {
        Reply? order = null;
        await Until.True($"the order is {status}", async () =>
        {
            order = await _http.Get($"/v1/orders?channel=shopify&externalId={body["id"]}");
            return order.Status == System.Net.HttpStatusCode.OK && order["status"] == status;
        });
        return order!;
    }
}
