using RetailActors.Tests.Channels;

namespace RetailActors.Tests;

/// <summary>What a new process knows, and what the log of the old one does not tell.</summary>
public sealed class RestartTests
{
    private const string Card = "4111111111111111";

    [Fact]
    public async Task An_answer_is_replayed_after_a_restart_and_the_log_has_no_secrets()
    {
        var log = new StringWriter();
        var console = Console.Out;
        Console.SetOut(TextWriter.Synchronized(log));
        try
        {
            await using var shop = await Shop.Open(
                "--Serilog:MinimumLevel:Default", "Debug", "--Serilog:MinimumLevel:Override:RetailActors", "Debug");
            var (body, key) = (Sample.Order(), Requests.NewId("secret"));
            var first = (await shop.Http.Post("/v1/orders", body, key)).ShouldBe("201");
            (await shop.Http.Post("/v1/orders", $$"""{"note":"{{Card}}"}""")).ShouldBe("422 invalid");
            (await shop.Http.Post("/v1/orders", Sample.Order(Card))).ShouldBe("422 invalid");
            (await shop.Http.Get($"/v1/payments/{Card}")).ShouldBe("422 invalid");
            (await shop.As("not-a-key-of-anybody").Get("/v1/orders")).ShouldBe("401 unauthenticated");
            var ofShop = ShopifyOrder.Plain("TEE-BLK-M", 1).ToJsonString();
            (await shop.Http.Shopify("orders/create", ofShop)).ShouldBe("200");
            (await shop.Http.Shopify("refunds/create", ofShop)).ShouldBe("200");
            (await shop.Http.Shopify("orders/create", ofShop, secret: "another-secret"u8.ToArray()))
                .ShouldBe("401 signature-invalid");

            await shop.Restart();

            var again = (await shop.Http.Post("/v1/orders", body, key)).ShouldBe("201");
            again.Replayed.ShouldBeTrue();
            again.Text.ShouldBe(first.Text);
            (await shop.Http.Post("/v1/orders", Sample.Order(), key)).ShouldBe("422 idempotency-key-reuse");
            (await shop.Http.Get($"/v1/orders/{first["id"]}"))["status"].ShouldBe("accepted");
        }
        finally
        {
            Console.SetOut(console);
        }
        var text = log.ToString();
        text.ShouldNotContain(Card);
        text.ShouldNotContain("secret-");
        text.ShouldNotContain("not-a-key-of-anybody");
        text.ShouldNotContain("tok_visa");
        text.ShouldNotContain("Bearer");
        text.ShouldNotContain("ann.buyer");
        text.ShouldNotContain("Rowan Street");
        text.ShouldNotContain("dev-shopify-secret");
    }
}
