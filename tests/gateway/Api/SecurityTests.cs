namespace RetailActors.Tests;

/// <summary>Who may do what, and how often.</summary>
public sealed class SecurityTests(SharedShop shop)
{
    [Theory]
    [InlineData(null), InlineData("Bearer"), InlineData("Bearer wrong"), InlineData("Bearer gone-key")]
    [InlineData("Basic ZGV2LWtleQ=="), InlineData("dev-key"), InlineData("Bearer dev-key dev-key")]
    public async Task Without_a_valid_key_it_is_401(string? authorization)
    {
        using var http = new HttpClient { BaseAddress = shop.Http.BaseAddress };
        if (authorization is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }
        var reply = (await http.Get("/v1/products/TEE-BLK-M")).ShouldBe("401 unauthenticated");
        reply.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await http.Post("/v1/orders", "broken", "")).ShouldBe("401 unauthenticated");
    }

    [Fact]
    public async Task Without_the_scope_it_is_403_before_the_body_is_looked_at()
    {
        using var reader = shop.Shop.As("reader-key");
        (await reader.Get("/v1/orders?limit=1")).ShouldBe("200");
        (await reader.Post("/v1/orders", "broken")).ShouldBe("403 forbidden");
        (await reader.Get("/v1/products/TEE-BLK-M")).ShouldBe("403 forbidden");
        (await reader.Get("/v1/operations/worklists")).ShouldBe("403 forbidden");
        (await reader.Put("/v1/products/X", "{}")).ShouldBe("403 forbidden");
        (await reader.Delete("/v1/reservations/x")).ShouldBe("403 forbidden");
    }

    [Fact]
    public async Task Over_its_rate_a_client_gets_429_and_others_do_not_notice()
    {
        using var slow = shop.Shop.As("slow-key");
        var replies = new List<Reply>();
        for (var i = 0; i < 8; i++)
        {
            replies.Add(await slow.Get("/v1/products/TEE-BLK-M"));
        }
        replies[0].ShouldBe("200").Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"client\";q=3;w=3");
        var limited = replies.First(r => (int)r.Status == 429).ShouldBe("429 rate-limited");
        limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBe(1);
        limited.Headers.GetValues("RateLimit").Single().ShouldBe("\"client\";r=0;t=1");
        for (var i = 0; i < 20; i++)
        {
            (await shop.Http.Get("/v1/products/TEE-BLK-M")).ShouldBe("200");
        }
    }

    [Theory, InlineData("old-key"), InlineData("new-key")]
    public async Task Two_keys_are_good_while_one_is_rotated(string key)
    {
        using var http = shop.Shop.As(key);
        (await http.Get("/v1/products/TEE-BLK-M")).ShouldBe("200");
    }

    [Fact]
    public async Task Health_page_and_documents_need_no_key()
    {
        using var http = new HttpClient { BaseAddress = shop.Http.BaseAddress };
        (await http.Get("/health/live")).ShouldBe("200")["status"].ShouldBe("live");
        (await http.Get("/health/ready")).ShouldBe("200")["status"].ShouldBe("ready");
        (await http.Get("/")).Text.ShouldContain("RetailActors");
        (await http.Send(HttpMethod.Head, "/health/ready", (HttpContent?)null, null)).ShouldBe("200");
        (await http.Get("/openapi/v1.json")).ShouldBe("200");
    }

    [Fact]
    public async Task The_reader_of_the_documents_needs_no_network()
    {
        var page = (await shop.Http.Get("/docs")).Text;
        page = page.Length > 0 ? page : (await shop.Http.Get("/docs/")).Text;
        page.ShouldNotContain("cdn.");
        page.ShouldNotContain("fonts.scalar.com");
        page.ShouldContain("scalar");
    }
}
