using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace RetailActors.Tests;

/// <summary>Whatever comes in, a problem goes out, and nothing is stored.</summary>
public sealed class BadInputTests(SharedShop shop)
{
    private const string Card = "4111111111111111";
    private readonly HttpClient _http = shop.Http;

    public static TheoryData<string, string> Unreadable => new()
    {
        { "an empty body", "" },
        { "broken JSON", """{"channel":""" },
        { "a top-level array", "[]" },
        { "a top-level text", "\"order\"" },
        { "a name that comes twice", """{"channel":"web","channel":"pos"}""" },
        { "33 levels", string.Concat(Enumerable.Repeat("{\"a\":", 33)) + "1" + new string('}', 33) },
        { "half a surrogate pair", """{"channel":"\ud800"}""" },
        { "half a surrogate pair in a name", """{"\ud800":1}""" },
        { "a comment", """{/* no */"channel":"web"}""" },
        { "two documents", "{}{}" },
    };

    [Theory, MemberData(nameof(Unreadable))]
    public async Task A_body_that_is_no_JSON_object_is_400(string what, string body)
    {
        what.ShouldNotBeEmpty();
        (await _http.Post("/v1/orders", body)).ShouldBe("400 invalid-json");
    }

    [Fact]
    public async Task Invalid_UTF8_is_400()
    {
        byte[] bytes = [.. "{\"channel\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        (await _http.Send(HttpMethod.Post, "/v1/orders", content, "k")).ShouldBe("400 invalid-json");
    }

    [Theory, InlineData("text/plain"), InlineData("application/xml"), InlineData(null)]
    public async Task Another_content_type_is_415(string? type)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        (await _http.Send(HttpMethod.Post, "/v1/orders", content, "k")).ShouldBe("415 unsupported-media-type");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task More_than_256_KiB_is_413_also_in_chunks_and_before_authentication(bool chunked)
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        stranger.DefaultRequestHeaders.TransferEncodingChunked = chunked;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', (256 * 1024) + 1)));
        content.Headers.ContentType = new("application/json");
        (await stranger.Send(HttpMethod.Post, "/v1/orders", content, "k")).ShouldBe("413 body-too-large");
    }

    [Theory]
    [InlineData("DELETE", "/v1/orders"), InlineData("PATCH", "/v1/products/x"), InlineData("PUT", "/v1/orders/x")]
    public async Task A_wrong_method_is_405(string method, string path)
    {
        var reply = await _http.Send(new HttpMethod(method), path, "{}", "k");
        reply.ShouldBe("405 method-not-allowed");
    }

    [Theory, InlineData("/v1/nothing"), InlineData("/nothing"), InlineData("/v1/orders/a/b/c")]
    public async Task An_unknown_address_is_404(string path) => (await _http.Get(path)).ShouldBe("404 not-found");

    public static TheoryData<string, string, string> WrongFields => new()
    {
        { "an unknown field", "gift", "true" },
        { "quantity", "lines[0].quantity", "0" },
        { "quantity", "lines[0].quantity", "-1" },
        { "quantity", "lines[0].quantity", "1.5" },
        { "quantity", "lines[0].quantity", "1e9" },
        { "quantity", "lines[0].quantity", "1000000000" },
        { "quantity", "lines[0].quantity", "99999999999999999999" },
        { "quantity", "lines[0].quantity", "\"2\"" },
        { "quantity", "lines[0].quantity", "null" },
        { "amount", "total.minor", "43.28" },
        { "amount", "total.minor", "-1" },
        { "amount", "total.minor", "9223372036854775808" },
        { "amount", "total.minor", "1000000000001" },
        { "amount", "total.minor", "\"4328\"" },
        { "amount", "lines[0].unitPrice.minor", "19.99" },
        { "amount", "payment.amount.minor", "0" },
        { "currency", "currency", "\"XXX\"" },
        { "currency", "currency", "\"usd\"" },
        { "mixed currency", "tax", """{"minor":330,"currency":"EUR"}""" },
        { "mixed currency", "lines[0].unitPrice", """{"minor":1999,"currency":"EUR"}""" },
        { "unknown money field", "tax.rate", "7" },
        { "unknown line field", "lines[0].colour", "\"red\"" },
        { "a total that is no sum", "total", """{"minor":4329,"currency":"USD"}""" },
        { "no lines", "lines", "[]" },
        { "lines of another type", "lines", "{}" },
        { "unknown SKU", "lines[0].sku", "\"NO-SUCH-SKU\"" },
        { "unknown location", "fulfilment.location", "\"no-such-store\"" },
        { "unknown method", "fulfilment.method", "\"teleport\"" },
        { "the unknown method", "fulfilment.method", "\"unknown\"" },
        { "unknown provider", "payment.provider", "\"nobody\"" },
        { "inactive channel", "channel", "\"closed\"" },
        { "id with a quote", "externalId", "\"a'b\"" },
        { "id with a path", "externalId", "\"../etc\"" },
        { "id with NUL", "externalId", "\"a\\u0000b\"" },
        { "id from right to left", "externalId", "\"a\\u202Eb\"" },
        { "id with a blank", "lines[0].lineId", "\"a b\"" },
        { "id of another type", "externalId", "17" },
        { "card number", "payment.method", $"\"{Card}\"" },
        { "card number in groups", "externalId", "\"4111-1111-1111-1111\"" },
        { "card number that is escaped", "externalId", "\"\\u0034111111111111111\"" },
        { "card number as a number", "tax.minor", Card },
        { "card number in an unknown field", "note", $"\"pan {Card} exp\"" },
    };

    [Theory, MemberData(nameof(WrongFields))]
    public async Task A_wrong_field_is_422_and_named(string what, string field, string json)
    {
        what.ShouldNotBeEmpty();
        var body = Sample.Order();
        Set(body, field, json);
        var reply = (await _http.Post("/v1/orders", body.ToJsonString())).ShouldBe("422 invalid");
        reply.ErrorFields.ShouldContain(f => f == field || f.StartsWith(field) || field.StartsWith(f), reply.Text);
        reply.Text.ShouldNotContain(Card);
        (await _http.Get($"/v1/orders?channel=web&externalId={Uri.EscapeDataString("never-" + field)}"))
            .Status.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task More_than_500_lines_and_a_line_twice_and_a_long_id_are_422()
    {
        var many = Sample.Order();
        many["lines"] = new JsonArray(
            [.. Enumerable.Range(0, 501).Select(i => (JsonNode)new JsonObject { ["lineId"] = $"{i}" })]);
        (await _http.Post("/v1/orders", many)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["lines"]);
        var twice = Sample.Order();
        twice["lines"]!.AsArray().Add(twice["lines"]![0]!.DeepClone());
        (await _http.Post("/v1/orders", twice)).ShouldBe("422 invalid").ErrorFields.ShouldContain("lines[1].lineId");
        (await _http.Post("/v1/orders", Sample.Order(new string('x', 129)))).ShouldBe("422 invalid")
            .ErrorFields.ShouldBe(["externalId"]);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_a_card_number_as_a_name_is_hidden()
    {
        var body = $$"""{"channel":"","currency":"usd","lines":[{"quantity":1.5}],"{{Card}}":1}""";
        var reply = (await _http.Post("/v1/orders", body)).ShouldBe("422 invalid");
        reply.ErrorFields.ShouldBe(
            [
                "(hidden)", "channel", "externalId", "currency", "fulfilment", "lines[0].lineId", "lines[0].sku",
                "lines[0].quantity", "lines[0].unitPrice", "total",
            ], ignoreOrder: true);
        reply.Text.ShouldNotContain(Card);
        reply["traceId"].ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/v1/orders/..%2Fetc")]
    [InlineData("/v1/orders/a%27b")]
    [InlineData("/v1/orders/a%E2%80%AEb")]
    [InlineData("/v1/payments/" + Card)]
    [InlineData("/v1/inventory/a%20b/store-12")]
    [InlineData("/v1/availability/x?location=a%00b")]
    [InlineData("/v1/availability?skus=a,b'c")]
    [InlineData("/v1/availability?skus=")]
    [InlineData("/v1/orders?limit=0")]
    [InlineData("/v1/orders?limit=1.5")]
    [InlineData("/v1/orders?status=nonsense")]
    [InlineData("/v1/orders?channel=a&channel=b")]
    public async Task A_wrong_id_in_the_address_is_422(string path) => (await _http.Get(path)).ShouldBe("422 invalid");

    [Theory]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"receive","quantity":0}""", "quantity")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"receive","quantity":-1}""", "quantity")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"adjust","quantity":0}""", "quantity")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"steal","quantity":1}""", "kind")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"sale","quantity":1,"changeFrom":1}""",
        "changeFrom")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"sale","quantity":1,"occurredAt":"now"}""",
        "occurredAt")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"sale","quantity":1,"occurredAt":"2026-01-01"}""",
        "occurredAt")]
    [InlineData("""{"movementId":"m","sku":"S","location":"L","kind":"sale","quantity":1,"reason":"a\u202Eb"}""",
        "reason")]
    [InlineData("""{"movements":[]}""", "movements")]
    [InlineData("""{"movements":[{"movementId":"m"}]}""", "movements[0].sku")]
    [InlineData("""{"movements":[7]}""", "movements")]
    public async Task A_wrong_movement_is_422(string body, string field) =>
        (await _http.Post("/v1/stock-movements", body)).ShouldBe("422 invalid").ErrorFields.ShouldContain(field);

    [Theory]
    [InlineData("/v1/products/P", """{"title":""}""", "title")]
    [InlineData("/v1/products/P", """{"title":"a","active":"yes"}""", "active")]
    [InlineData("/v1/prices/P", """{"price":{"minor":19.99,"currency":"USD"}}""", "price.minor")]
    [InlineData("/v1/locations/L", """{"name":"a","kind":"moon"}""", "kind")]
    [InlineData("/v1/customers/C", """{"email":"a@b.c"}""", "email")]
    public async Task Wrong_reference_data_are_422(string path, string body, string field) =>
        (await _http.Put(path, body)).ShouldBe("422 invalid").ErrorFields.ShouldBe([field]);

    private static void Set(JsonObject body, string path, string json)
    {
        JsonNode at = body;
        var parts = path.Replace("[0]", ".0").Split('.');
        foreach (var part in parts[..^1])
        {
            at = part == "0" ? at[0]! : at[part]!;
        }
        at[parts[^1]] = JsonNode.Parse(json);
    }
}
