using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>Sends what outside systems would send, signed as they sign.</summary>
public static class Hooks
{
    public const string Shop = "retailactors.myshopify.com";
    public static readonly byte[] ShopSecret = "dev-shopify-secret"u8.ToArray();
    public static readonly byte[] Secret = "dev-secret-dev-secret-dev"u8.ToArray();

    /// <summary>A webhook of the shop.</summary>
    public static Task<Reply> Shopify(
        this HttpClient http, string topic, string body, string? id = null, byte[]? secret = null,
        string? shop = Shop, string? type = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return http.Send(
            HttpMethod.Post, $"/webhooks/shopify/{topic}", Content(bytes, type), null,
            ("X-Shopify-Hmac-Sha256", Convert.ToBase64String(HMACSHA256.HashData(secret ?? ShopSecret, bytes))),
            ("X-Shopify-Event-Id", id ?? Guid.NewGuid().ToString()), ("X-Shopify-Shop-Domain", shop ?? ""));
    }

    /// <summary>A signed body for an address of another source.</summary>
    public static Task<Reply> Hook(
        this HttpClient http, string path, string body, string? id = null, long? at = null, byte[]? secret = null,
        string? type = "application/cloudevents+json", params (string Name, string Value)[] more)
    {
        id ??= Requests.NewId("msg");
        var stamp = (at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds()).ToString();
        var bytes = Encoding.UTF8.GetBytes(body);
        return http.Send(
            HttpMethod.Post, path, Content(bytes, type), null,
            [
                ("webhook-id", id), ("webhook-timestamp", stamp),
                ("webhook-signature", Sign(id, stamp, bytes, secret)), .. more,
            ]);
    }

    public static string Sign(string id, string stamp, byte[] body, byte[]? secret = null) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            secret ?? Secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{stamp}."), .. body]));

    /// <summary>An event of a store.</summary>
    public static JsonObject Event(string type, JsonObject data, string? id = null, long? sequence = null)
    {
        var e = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = id ?? Requests.NewId("e"), ["source"] = "/stores/store-12",
            ["type"] = type, ["time"] = "2026-03-04T10:00:00Z", ["data"] = data,
        };
        if (sequence is { } number)
        {
            e["sequence"] = $"{number}";
        }
        return e;
    }

    /// <summary>A sale at a till.</summary>
    public static JsonObject Sale(string sku, int quantity, string? saleId = null, string store = "store-12") => new()
    {
        ["store"] = store, ["saleId"] = saleId ?? Requests.NewId("sale"),
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = sku, ["quantity"] = quantity }),
    };

    public static Task<Reply> Pos(this HttpClient http, string name, JsonObject data, string? id = null) =>
        http.Hook($"/webhooks/pos/{name}", Event($"pos.{name}", data).ToJsonString(), id);

    public static async Task<string> Available(this HttpClient http, string sku, string location = "store-12") =>
        (await http.Get($"/v1/inventory/{sku}/{location}"))["available"];

    private static ByteArrayContent Content(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
