namespace RetailActors.Tests.Channels;

/// <summary>What no webhook told of is found by asking, and told once.</summary>
public sealed class PollTests
{
    [Fact]
    public async Task An_order_whose_webhook_was_lost_is_found_and_what_followed_too()
    {
        await using var shop = await Shop.Open("--Channels:shopify:PollSeconds", "1");
        var http = shop.Http;
        (await http.Put("/sandbox/shopify/webhooks", """{"loseEvery":1}""")).ShouldBe("200");
        var sku = await Sample.NewSku(http, 5);
        var wish = $$"""{"lines":[{"sku":"{{sku}}","quantity":2,"price":"10.00"}],"tax":"1.60"}""";
        var lost = (await http.Post("/sandbox/shopify/orders", wish)).ShouldBe("201");
        await Until.True("the lost order is found", () => Is(lost["id"], "accepted"));

        (await http.Put("/sandbox/shopify/webhooks", """{"doubleEvery":1}""")).ShouldBe("200");
        var told = (await http.Post("/sandbox/shopify/orders", wish)).ShouldBe("201");
        await Until.True("the other order was told", () => Is(told["id"], "accepted"));
        (await http.Available(sku)).ShouldBe("1");

        (await http.Put("/sandbox/shopify/webhooks", """{"loseEvery":1}""")).ShouldBe("200");
        (await http.Post($"/sandbox/shopify/orders/{lost["id"]}/cancel", "{}")).ShouldBe("200");
        (await http.Post($"/sandbox/shopify/orders/{told["id"]}/cancel", "{}")).ShouldBe("200");
        await Until.True("both cancellations are found", async () => await http.Available(sku) == "5");

        async Task<bool> Is(string id, string status) =>
            await http.Get($"/v1/orders?channel=shopify&externalId={id}") is
            { Status: System.Net.HttpStatusCode.OK } order && order["status"] == status;
    }
}
