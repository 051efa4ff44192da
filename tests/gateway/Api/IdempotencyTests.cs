namespace RetailActors.Tests;

/// <summary>One effect and one answer for a key.</summary>
public sealed class IdempotencyTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_key_is_needed_and_at_most_255_characters_long()
    {
        var body = Sample.Order().ToJsonString();
        (await _http.Send(HttpMethod.Post, "/v1/orders", body, null)).ShouldBe("400 idempotency-key-missing");
        (await _http.Post("/v1/orders", body, "")).ShouldBe("400 idempotency-key-missing");
        (await _http.Post("/v1/orders", body, new string('k', 256))).ShouldBe("400 idempotency-key-invalid");
        (await _http.Send(HttpMethod.Post, "/v1/orders", "{}", null)).ShouldBe("400 idempotency-key-missing");
        (await _http.Post("/v1/orders", body, new string('k', 215) + Guid.NewGuid())).ShouldBe("201");
    }

    [Fact]
    public async Task The_same_key_and_body_replay_the_answer_word_by_word()
    {
        var (body, key) = (Sample.Order(quantity: 1), Guid.NewGuid().ToString());
        var first = (await _http.Post("/v1/orders", body, key)).ShouldBe("201");
        var again = (await _http.Post("/v1/orders", body, key)).ShouldBe("201");
        first.Replayed.ShouldBeFalse();
        again.Replayed.ShouldBeTrue();
        again.Text.ShouldBe(first.Text);
        again.Headers.Location.ShouldBe(first.Headers.Location);
    }

    [Fact]
    public async Task A_refusal_is_replayed_too()
    {
        var key = Guid.NewGuid().ToString();
        var first = (await _http.Post("/v1/orders", "{}", key)).ShouldBe("422 invalid");
        var again = (await _http.Post("/v1/orders", "{}", key)).ShouldBe("422 invalid");
        again.Replayed.ShouldBeTrue();
        again.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_address_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        (await _http.Post("/v1/orders", Sample.Order(quantity: 1), key)).ShouldBe("201");
        (await _http.Post("/v1/orders", Sample.Order(quantity: 1), key)).ShouldBe("422 idempotency-key-reuse");
        var cancel = Guid.NewGuid().ToString();
        (await _http.Post("/v1/orders/nobody/cancel", (string?)null, cancel)).ShouldBe("404 not-found");
        (await _http.Post("/v1/orders/nobody2/cancel", (string?)null, cancel)).ShouldBe("422 idempotency-key-reuse");
    }

    [Fact]
    public async Task Another_client_and_another_route_have_keys_of_their_own()
    {
        using var second = shop.Shop.As("second-key");
        var key = Guid.NewGuid().ToString();
        (await _http.Post("/v1/orders", Sample.Order(quantity: 1), key)).ShouldBe("201");
        (await second.Post("/v1/orders", Sample.Order(quantity: 1), key)).ShouldBe("201");
        (await _http.Post("/v1/reservations", "{}", key)).ShouldBe("422 invalid");
    }

    [Fact]
    public async Task Of_requests_at_once_with_one_key_one_works_and_all_agree()
    {
        var sku = await Sample.NewSku(_http, 50);
        var (body, key) = (Sample.Order(sku: sku, price: 1000, method: "tok_slow").ToJsonString(), Requests.NewId());
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _http.Post("/v1/orders", body, key)));
        foreach (var reply in replies)
        {
            new[] { "201", "409 idempotency-key-in-flight" }.ShouldContain(reply.Code, reply.Text);
            if ((int)reply.Status == 409)
            {
                reply.Headers.RetryAfter.ShouldNotBeNull();
            }
        }
        replies.Count(r => r.Code == "201" && !r.Replayed).ShouldBe(1);
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["committed"].ShouldBe("2");
    }

    [Fact]
    public async Task An_operation_takes_its_id_from_the_key_unless_the_body_names_one()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 2);
        var (path, key) = ($"/v1/payments/{order["id"]}.p1/capture", Requests.NewId());
        const string body = """{"amount":{"minor":100,"currency":"USD"}}""";
        var first = (await _http.Post(path, body, key)).ShouldBe("200");
        (await _http.Post(path, body, key)).ShouldBe("200")["id"].ShouldBe(first["id"]);
        const string named = """{"captureId":"mine","amount":{"minor":100,"currency":"USD"}}""";
        (await _http.Post(path, named)).ShouldBe("200")["id"].ShouldBe("mine");
        (await _http.Post(path, named)).ShouldBe("200")["id"].ShouldBe("mine");
        var payment = await _http.Get($"/v1/payments/{order["id"]}.p1");
        payment.Json.GetProperty("captured").GetProperty("minor").GetInt64().ShouldBe(200);
    }
}
