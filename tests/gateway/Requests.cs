using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Tests;

/// <summary>An answer, read.</summary>
public sealed record Reply(HttpStatusCode Status, HttpResponseHeaders Headers, string? MediaType, string Text)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement;

    public string? Slug => MediaType == "application/problem+json"
        ? Json.GetProperty("type").GetString()!.Split('/')[^1]
        : null;

    public string Code => $"{(int)Status} {Slug}".TrimEnd();

    public bool Replayed => Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true";

    public string this[string name] => Json.GetProperty(name).ToString();

    public IEnumerable<string> ErrorFields => Json.GetProperty("errors").EnumerateObject().Select(p => p.Name);

    /// <summary>The status expected, or the whole answer in the message.</summary>
    public Reply ShouldBe(string code)
    {
        Code.ShouldBe(code, Text);
        return this;
    }
}

/// <summary>Short ways to call.</summary>
public static class Requests
{
    /// <summary>An id that nothing else has. Letters only: a run of digits may look like a card number.</summary>
    public static string NewId(string prefix = "t") => string.Concat(
        $"{prefix}-", string.Concat(Guid.NewGuid().ToString("N").Select(
            c => char.IsDigit(c) ? (char)('g' + c - '0') : c)))[..20];

    public static Task<Reply> Get(this HttpClient http, string path) =>
        http.Send(HttpMethod.Get, path, (HttpContent?)null, null);

    public static Task<Reply> Delete(this HttpClient http, string path) =>
        http.Send(HttpMethod.Delete, path, (HttpContent?)null, null);

    public static Task<Reply> Put(
        this HttpClient http, string path, string body, params (string Name, string Value)[] headers) =>
        http.Send(HttpMethod.Put, path, body, null, headers);

    public static Task<Reply> Post(this HttpClient http, string path, string? body, string? key = null) =>
        http.Send(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString());

    public static Task<Reply> Post(this HttpClient http, string path, JsonNode body, string? key = null) =>
        http.Post(path, body.ToJsonString(), key);

    public static Task<Reply> Send(
        this HttpClient http, HttpMethod method, string path, string? body, string? key,
        params (string Name, string Value)[] headers) => http.Send(
            method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), key,
            headers);

    public static async Task<Reply> Send(
        this HttpClient http, HttpMethod method, string path, HttpContent? content, string? key,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await http.SendAsync(request);
        return new Reply(
            response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync());
    }
}

/// <summary>Things to order.</summary>
public static class Sample
{
    /// <summary>An order of the demonstration catalogue, picked up at store-12.</summary>
    public static JsonObject Order(
        string? externalId = null, string sku = "TEE-BLK-M", int quantity = 2, string method = "tok_visa",
        string location = "store-12", string fulfilment = "pickup", long price = 1999)
    {
        var total = (price * quantity) + 330;
        return JsonNode.Parse($$"""
            {"channel":"web","externalId":"{{externalId ?? Requests.NewId("W")}}","customer":{"id":"C-9"},
             "currency":"USD","fulfilment":{"method":"{{fulfilment}}","location":"{{location}}"},
             "lines":[{"lineId":"1","sku":"{{sku}}","quantity":{{quantity}},
               "unitPrice":{"minor":{{price}},"currency":"USD"} }],
             "tax":{"minor":330,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
             "total":{"minor":{{total}},"currency":"USD"},
             "payment":{"provider":"sandbox","method":"{{method}}","amount":{"minor":{{total}},"currency":"USD"} } }
            """)!.AsObject();
    }

    /// <summary>A product of its own, with a price of 10.00 and this much stock at store-12.</summary>
    public static async Task<string> NewSku(HttpClient http, int stock)
    {
        var sku = Requests.NewId("SKU");
        (await http.Put($"/v1/products/{sku}", """{"title":"Thing","taxCode":"apparel"}""")).ShouldBe("201");
        (await http.Put($"/v1/prices/{sku}", """{"price":{"minor":1000,"currency":"USD"}}""")).ShouldBe("201");
        if (stock > 0)
        {
            var movement = $$"""
                {"movementId":"m-{{sku}}","sku":"{{sku}}","location":"store-12","kind":"receive","quantity":{{stock}}}
                """;
            (await http.Post("/v1/stock-movements", movement)).ShouldBe("201");
        }
        return sku;
    }

    public static async Task<Reply> Accepted(
        HttpClient http, string sku, int quantity = 1, string fulfilment = "pickup") =>
        (await http.Post("/v1/orders", Order(sku: sku, quantity: quantity, price: 1000, fulfilment: fulfilment)))
        .ShouldBe("201");
}
