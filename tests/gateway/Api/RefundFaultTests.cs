namespace RetailActors.Tests;

/// <summary>The provider pays back and its answer is lost: the customer has the money once, and the return knows.
/// </summary>
public sealed class RefundFaultTests
{
    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_found_out_and_not_paid_twice()
    {
        await using var shop = await Shop.Open("--Payments:Providers:sandbox:TimeoutMs", "500");
        var sku = await Sample.NewSku(shop.Http, 5);
        var order = (await Sample.Accepted(shop.Http, sku))["id"];
        (await shop.Http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the money is taken", async () =>
            (await shop.Http.Get($"/v1/payments/{order}.p1"))["status"] == "captured");

        await Fault(shop, "timeout-after-success");
        (await shop.Http.Post("/v1/returns", $$"""
            {"returnId":"R-1","orderId":"{{order}}","location":"store-7",
             "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
            """)).ShouldBe("201");
        await Until.True("the refund was sent", async () => (await Refunds(shop, order)) == 1);
        await Fault(shop, "none");

        await Until.True("the customer has the money", async () =>
            (await shop.Http.Get("/v1/returns/R-1")).Json.GetProperty("refunds")[0].GetProperty("status")
            .GetString() == "refunded");
        (await Refunds(shop, order)).ShouldBe(1);
        var payment = await shop.Http.Get($"/v1/payments/{order}.p1");
        payment["status"].ShouldBe("refunded");
    }

    private static async Task Fault(Shop shop, string mode) => (await shop.Http.Put(
        "/sandbox/psp/faults", $$"""{"latencyMs":0,"errorRate":0,"mode":"{{mode}}","rateLimitPerSecond":0}"""))
        .ShouldBe("200");

    private static async Task<int> Refunds(Shop shop, string order)
    {
        var books = (await shop.Http.Get("/sandbox/psp/books")).Json.GetProperty("items");
        return books.EnumerateArray().Count(entry => entry.GetProperty("kind").GetString() == "refund"
            && entry.GetProperty("payment").GetString() == $"{order}.p1");
    }
}
