using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Tests.Settlement;

/// <summary>A shop of its own, so that the provider's payouts are those of these tests.</summary>
public sealed class SettlementShop : IAsyncLifetime
{
    public Shop Shop { get; private set; } = null!;

    public HttpClient Http => Shop.Http;

    public async ValueTask InitializeAsync() => Shop = await Shop.Open(
        "--Gateway:Clients:0:Id", "other-brand", "--Gateway:Clients:0:Tenant", "other",
        "--Gateway:Clients:0:Key", "other-key", "--Gateway:Clients:0:Scopes:0", "*",
        "--Gateway:Clients:1:Id", "reader", "--Gateway:Clients:1:Tenant", "demo",
        "--Gateway:Clients:1:Key", "reader-key", "--Gateway:Clients:1:Scopes:0", "payments:read");

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    /// <summary>Captured payments.</summary>
    public async Task<List<string>> Captured(int count)
    {
        var sku = await Sample.NewSku(Http, count);
        var payments = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var payment = $"{(await Sample.Accepted(Http, sku))["id"]}.p1";
            (await Http.Post($"/v1/payments/{payment}/capture", (string?)null)).ShouldBe("200");
            payments.Add(payment);
        }
        return payments;
    }

    /// <summary>The provider's report of all that is due.</summary>
    public async Task<(string Name, string Text)> Report(string format, params string[] mistakes)
    {
        var wish = new JsonObject
        {
            ["format"] = format, ["payoutDays"] = 0,
            ["mismatches"] = new JsonArray([.. mistakes.Select(m => JsonValue.Create(m))]),
        };
        var reply = (await Http.Post("/sandbox/psp/settlements", wish)).ShouldBe("201");
        return (reply.Headers.GetValues("X-File-Name").Single(), reply.Text);
    }

    /// <summary>Sends a file.</summary>
    public Task<Reply> Send(string name, string text, string? type = null, string provider = "sandbox") =>
        Send(name, Encoding.UTF8.GetBytes(text), type, provider);

    public Task<Reply> Send(string name, byte[] content, string? type = null, string provider = "sandbox")
    {
        var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation(
            "Content-Type", type ?? (name.EndsWith(".csv") ? "text/csv" : "application/json"));
        return Http.Send(
            HttpMethod.Post, $"/v1/settlements?provider={provider}&file={name}", body, Requests.NewId("file"));
    }

    /// <summary>The settlement once all its lines have been judged, with all of them.</summary>
    public async Task<JsonElement> Matched(string id)
    {
        JsonElement settlement = default;
        await Until.True($"{id} is matched", async () =>
        {
            settlement = (await Http.Get($"/v1/settlements/{id}?limit=200")).ShouldBe("200").Json;
            return settlement.GetProperty("status").GetString() != "matching";
        });
        return settlement;
    }

    /// <summary>Sends a report and waits for it.</summary>
    public async Task<JsonElement> Settle(string format, params string[] mistakes)
    {
        var (name, text) = await Report(format, mistakes);
        return await Matched((await Send(name, text)).ShouldBe("201")["id"]);
    }

    public static string[] Classes(JsonElement settlement) =>
    [
        .. settlement.GetProperty("lines").EnumerateArray().Where(l => l.GetProperty("status").GetString() != "matched")
            .Select(l => $"{l.GetProperty("class").GetString()} {l.GetProperty("status").GetString()}").Order(),
    ];
}
