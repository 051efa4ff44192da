using System.Net.Http.Json;
using System.Text.Json;

namespace RetailActors.Tests.Retail;

/// <summary>Everything else that moves stock and money: the checker must agree with that too, or it is no use in a
/// shop that does more than one sale.</summary>
[Collection("a silo at a time")]
public sealed class Trade_specs(RunningSilo silo) : IClassFixture<RunningSilo>, IDisposable
{
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Holds_movements_cancellations_pickups_and_refunds_keep_every_promise()
    {
        _http.BaseAddress = new Uri(silo.Url);
        _http.DefaultRequestHeaders.Add("Authorization", "Bearer dev-key");
        (await silo.Sell(20, 20, "--sku", "TRADE-1")).Code.ShouldBe(0);
        await Move("receive", 10, "PO-1");
        await Move("sale", 2, null);
        await Move("damage", 1, null);
        await Move("safety-stock", 2, null);
        await Move("adjust", -1, null);
        await Post("/v1/reservations", Hold("hold-1", 600));
        await Post("/v1/reservations", Hold("hold-2", 600));
        await Post("/v1/reservations/hold-1/extend", new { ttlSeconds = 900 });
        (await _http.DeleteAsync("/v1/reservations/hold-2")).IsSuccessStatusCode.ShouldBeTrue();
        var exchanged = await Post("/v1/orders", Order("T-1", "tok_visa", "hold-1"));
        await Post("/v1/orders", Order("T-2", "tok_declined", null), 402);
        var orders = (await File.ReadAllLinesAsync(silo.Ledger)).Select(line => line.Split('\t')[0]).Take(4).ToArray();
        await Post($"/v1/orders/{orders[0]}/cancel", new { reason = "changed my mind" });
        await Post($"/v1/orders/{orders[1]}/ready-for-pickup", new { });
        await Post($"/v1/orders/{orders[1]}/pickup", new { });
        await Post($"/v1/orders/{orders[2]}/pickup", new { });
        var (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
        var payment = $"/v1/payments/{await PaymentOf(orders[1])}";
        await Post($"{payment}/refunds", new { amount = new { minor = 500, currency = "USD" } });
        (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
        (code, text) = await RunningSilo.Retail("verify", "--url", silo.Url, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
        await MoveMoneyDirectly(orders, payment);
        await Exchange(JsonDocument.Parse(exchanged).RootElement.GetProperty("id").GetString()!);
    }

    /// <summary>Goods of the same price: a credit pays for the new order, and no payment pays back.</summary>
    private async Task Exchange(string order)
    {
        await Post($"/v1/orders/{order}/pickup", new { });
        var price = new { minor = 1999, currency = "USD" };
        await Post("/v1/exchanges", new
        {
            exchangeId = "EX-1", orderId = order, location = "store-12", received = true,
            lines = new[] { new { lineId = "1", quantity = 1, disposition = "restocked" } },
            newOrder = new
            {
                channel = "web", externalId = "EX-1", currency = "USD", total = price,
                lines = new[] { new { lineId = "1", sku = "TRADE-1", quantity = 1, unitPrice = price } },
                fulfilment = new { method = "pickup", location = "store-12" },
            },
        });
        await Until.True("the return of the exchange is closed", async () =>
            (await _http.GetFromJsonAsync<JsonElement>("/v1/returns/exchange:EX-1"))
                .GetProperty("status").GetString() == "closed");
        var (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
    }

    /// <summary>Ahead of a hand-over, in spite of one, and before a return: the books agree at every step.</summary>
    private async Task MoveMoneyDirectly(string[] orders, string refunded)
    {
        var ahead = $"/v1/payments/{await PaymentOf(orders[3])}";
        await Post($"{ahead}/capture", new { amount = new { minor = 1200, currency = "USD" } });
        await Post($"{ahead}/refunds", new { amount = new { minor = 200, currency = "USD" } });
        var (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
        await Post($"{refunded}/refunds", new { amount = new { minor = 100, currency = "USD" } });
        await Post("/v1/returns", new
        {
            returnId = "R-1", orderId = orders[1], location = "store-12",
            lines = new[] { new { lineId = "1", quantity = 1, disposition = "restocked" } },
        });
        (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
    }

    public void Dispose() => _http.Dispose();

    private Task Move(string kind, int quantity, string? document) => Post("/v1/stock-movements", document is null
        ? new { movementId = $"m-{kind}", sku = "TRADE-1", location = "store-12", kind, quantity }
        : new { movementId = $"m-{kind}", sku = "TRADE-1", location = "store-12", kind, quantity, document });

    private static object Hold(string reservationId, int ttlSeconds) =>
        new { reservationId, sku = "TRADE-1", location = "store-12", quantity = 2, ttlSeconds };

    private static object Order(string externalId, string method, string? reservationId)
    {
        var price = new { minor = 1999, currency = "USD" };
        object line = reservationId is null
            ? new { lineId = "1", sku = "TRADE-1", quantity = 1, unitPrice = price }
            : new { lineId = "1", sku = "TRADE-1", quantity = 1, unitPrice = price, reservationId };
        return new
        {
            channel = "web", externalId, currency = "USD", lines = new[] { line }, total = price,
            fulfilment = new { method = "pickup", location = "store-12" },
            payment = new { provider = "sandbox", method, amount = price },
        };
    }

    private async Task<string> PaymentOf(string order)
    {
        var read = await _http.GetFromJsonAsync<JsonElement>($"/v1/orders/{order}");
        return read.GetProperty("payments")[0].GetProperty("id").GetString()!;
    }

    private async Task<string> Post(string path, object body, int expected = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("n"));
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (expected == 0)
            response.IsSuccessStatusCode.ShouldBeTrue($"{path} {(int)response.StatusCode} {text}");
        else
            ((int)response.StatusCode).ShouldBe(expected, $"{path} {text}");
        return text;
    }
}
