namespace RetailActors.Tests;

/// <summary>Too much at once is turned away at the door, and the door opens again.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Overload_is_503_with_Retry_After_while_health_answers_and_then_all_is_well()
    {
        await using var shop = await Shop.Open("--Gateway:MaxInFlight", "2");
        var orders = Enumerable.Range(0, 12)
            .Select(_ => shop.Http.Post("/v1/orders", Sample.Order(quantity: 1, method: "tok_slow"))).ToList();
        (await shop.Http.Get("/health/ready")).ShouldBe("200");
        (await shop.Http.Get("/health/live")).ShouldBe("200");

        var replies = await Task.WhenAll(orders);

        var shed = replies.Where(r => (int)r.Status == 503).ToList();
        shed.ShouldNotBeEmpty();
        shed[0].ShouldBe("503 overloaded").Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBe(1);
        replies.Count(r => (int)r.Status is 201 or 202).ShouldBeGreaterThan(0);
        replies.Count(r => (int)r.Status is 201 or 202 or 503).ShouldBe(replies.Length);
        (await shop.Http.Post("/v1/orders", Sample.Order(quantity: 1))).ShouldBe("201");
    }
}
