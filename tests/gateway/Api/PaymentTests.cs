namespace RetailActors.Tests;

/// <summary>Money can be taken once and given back once.</summary>
public sealed class PaymentTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_payment_is_captured_in_parts_and_never_beyond()
    {
        var path = await Payment();
        (await _http.Post($"{path}/capture", Amount(1000))).ShouldBe("200")["status"].ShouldBe("succeeded");
        var beyond = (await _http.Post($"{path}/capture", Amount(1331))).ShouldBe("409 exceeds-authorised");
        beyond.Json.GetProperty("open").GetProperty("minor").GetInt64().ShouldBe(1330);
        (await _http.Post($"{path}/capture", (string?)null)).ShouldBe("200");
        (await _http.Get(path))["status"].ShouldBe("captured");
    }

    [Fact]
    public async Task After_a_void_there_is_neither_capture_nor_refund()
    {
        var path = await Payment();
        (await _http.Post($"{path}/void", (string?)null)).ShouldBe("200");
        (await _http.Post($"{path}/capture", Amount(1))).ShouldBe("409 not-allowed");
        (await _http.Post($"{path}/refunds", Amount(1))).ShouldBe("409 not-allowed");
    }

    [Fact]
    public async Task Of_two_refunds_that_are_too_much_together_one_wins()
    {
        var path = await Payment();
        (await _http.Post($"{path}/capture", (string?)null)).ShouldBe("200");
        var refunds = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => _http.Post($"{path}/refunds", Amount(1500))));
        refunds.Select(r => r.Code).Order().ShouldBe(["200", "409 exceeds-captured"]);
        (await _http.Post($"{path}/refunds", Amount(831))).ShouldBe("409 exceeds-captured");
        (await _http.Post($"{path}/refunds", (string?)null)).ShouldBe("200");
        (await _http.Get(path))["status"].ShouldBe("refunded");
    }

    [Fact]
    public async Task Another_currency_is_422_and_an_unknown_payment_404()
    {
        var path = await Payment();
        (await _http.Post($"{path}/capture", """{"amount":{"minor":1,"currency":"EUR"}}""")).ShouldBe("422 invalid")
            .ErrorFields.ShouldBe(["amount.currency"]);
        (await _http.Get("/v1/payments/nobody")).ShouldBe("404 not-found");
        (await _http.Post("/v1/payments/nobody/void", (string?)null)).ShouldBe("404 not-found");
    }

    private async Task<string> Payment()
    {
        var order = await Sample.Accepted(_http, await Sample.NewSku(_http, 10), 2);
        return $"/v1/payments/{order["id"]}.p1";
    }

    private static string Amount(long minor) => $$"""{"amount":{"minor":{{minor}},"currency":"USD"} }""";
}
