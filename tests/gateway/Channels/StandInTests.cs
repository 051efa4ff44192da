using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>A shop and tills of their own, talking to us over HTTP as real ones do.</summary>
public sealed class StandInTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_customer_orders_in_the_shop_and_the_order_is_here()
    {
        var sku = await Sample.NewSku(_http, 5);
        var wish = $$"""{"lines":[{"sku":"{{sku}}","quantity":2,"price":"10.00"}],"tax":"1.60"}""";
        var booked = (await _http.Post("/sandbox/shopify/orders", wish)).ShouldBe("201");
        await Until.True("the order is accepted", async () => await _http.Get(
            $"/v1/orders?channel=shopify&externalId={booked["id"]}") is { Status: System.Net.HttpStatusCode.OK } order
            && order["status"] == "accepted");
        (await _http.Post($"/sandbox/shopify/orders/{booked["id"]}/cancel", "{}")).ShouldBe("200");
        await Until.True("all units are free again", async () => await _http.Available(sku) == "5");
    }

    [Fact]
    public async Task A_store_without_a_line_goes_on_selling_and_is_merged_when_it_is_back()
    {
        var sku = await Sample.NewSku(_http, 9);
        var store = "/sandbox/pos/stores/store-12";
        var till = "/sandbox/pos/stores/store-7";
        (await _http.Post($"{till}/offline", "{}")).ShouldBe("200");
        JsonObject Sale(string at) => new()
        {
            ["saleId"] = Requests.NewId("S"), ["lines"] = new JsonArray(
                new JsonObject { ["sku"] = sku, ["quantity"] = 1, ["note"] = at }),
        };
        (await _http.Post($"{till}/sales", Sale("cut off"))).ShouldBe("202");
        (await _http.Post($"{till}/sales", Sale("cut off"))).ShouldBe("202");
        (await _http.Post($"{store}/sales", Sale("with a line"))).ShouldBe("201");
        await Until.True("the store with a line has sold one", async () => await _http.Available(sku) == "8");
        (await _http.Get($"/v1/inventory/{sku}/store-7"))["onHand"].ShouldBe("0");

        (await _http.Post($"{till}/online", "{}")).ShouldBe("200")["events"].ShouldBe("2");
        await Until.True("the burst is merged", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-7"))["onHand"] == "-2");
    }
}
