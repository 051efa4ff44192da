using System.Text.Json;

namespace RetailActors.Tests.Scenario;

/// <summary>
/// Bought online, collected in one store, half of it returned in another, settled days later: the books of every system
/// outside have each thing once, with our amounts, whichever ERP is configured.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string[] _inTheErp =
        ["sales-order", "fulfilment", "invoice", "payment", "credit-memo", "refund"];

    [Theory]
    [InlineData("dynamics365", "erp-d365")]
    [InlineData("netsuite", "erp-netsuite")]
    public async Task An_order_its_return_and_its_settlement_are_in_all_books_once(string system, string books)
    {
        await using var shop = await Shop.Open("--Accounts:erp:System", system);
        var http = shop.Http;
        var order = (await http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        await CollectThreeTimes(http, order);
        await TakeBack(http, order);
        var erp = await Books(http, books);
        erp.Select(d => d.GetProperty("kind").GetString()).Order().ShouldBe(_inTheErp.Order());
        Total(erp, "sales-order").ShouldBe(4328);
        Total(erp, "invoice").ShouldBe(4328);
        Total(erp, "credit-memo").ShouldBe(2164);
        (await Books(http, "finance")).Length.ShouldBe(4);
        (await Books(http, "pos")).Length.ShouldBe(1);
        (await http.Get("/v1/inventory/TEE-BLK-M/store-7"))["available"].ShouldBe("101");
        await Settle(http);
        var close = await http.Get($"/v1/operations/close?period={DateTime.UtcNow:yyyy-MM}");
        close["clean"].ShouldBe("True", close.Text);
    }

    [Fact]
    public async Task Units_of_one_line_that_come_back_in_two_states_are_one_line_to_the_tax_engine()
    {
        await using var shop = await Shop.Open();
        var http = shop.Http;
        var order = (await http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        (await http.Post($"/v1/orders/{order}/pickup", """{"fulfilmentId":"P-1"}""")).ShouldBe("200");
        var body = $$"""
            {"orderId":"{{order}}","location":"store-7","lines":[
             {"lineId":"1","quantity":1,"disposition":"restocked"},
             {"lineId":"1","quantity":1,"disposition":"not-restocked"}]}
            """;
        var id = (await http.Post("/v1/returns", body)).ShouldBe("201")["id"];
        await Until.True(
            "the return is closed", async () => (await http.Get($"/v1/returns/{id}"))["status"] == "closed");
        var transactions = (await Books(http, "tax")).Single().GetProperty("transactions");
        var (sale, reversal) = (transactions[0], transactions[1]);
        reversal.GetProperty("lines").GetArrayLength().ShouldBe(1);
        reversal.GetProperty("tax").GetInt64().ShouldBe(sale.GetProperty("tax").GetInt64(), "all of it came back");
    }

    /// <summary>A till that repeats itself has handed the goods over once.</summary>
    private static async Task CollectThreeTimes(HttpClient http, string order)
    {
        for (var time = 0; time < 3; time++)
        {
            (await http.Post($"/v1/orders/{order}/pickup", """{"fulfilmentId":"P-1"}""")).ShouldBe("200");
        }
    }

    private static async Task TakeBack(HttpClient http, string order)
    {
        var body = $$"""
            {"orderId":"{{order}}","location":"store-7","lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
            """;
        var id = (await http.Post("/v1/returns", body)).ShouldBe("201")["id"];
        await Until.True(
            "the return is closed: refund, tax and reversal are posted",
            async () => (await http.Get($"/v1/returns/{id}"))["status"] == "closed");
        await Until.True("nothing is owed any more", async () =>
            (await http.Get("/v1/operations/worklists/calls-owed"))["count"] == "0");
    }

    private static async Task Settle(HttpClient http)
    {
        (await http.Post("/sandbox/clock", """{"advanceSeconds":345600}""")).ShouldBe("200");
        var report = (await http.Post(
            "/sandbox/psp/settlements",
            """{"format":"adyen","tenant":"demo","currency":"USD","payoutDays":2,"mismatches":[]}""")).ShouldBe("201");
        using var csv = new StringContent(report.Text, System.Text.Encoding.UTF8, "text/csv");
        var path = "/v1/settlements?provider=sandbox&file=settlement-demo-usd-1.csv";
        var settlement = await http.Send(HttpMethod.Post, path, csv, "settle-1");
        settlement["status"].ShouldBe("reconciled", settlement.Text);
        settlement.Json.GetProperty("amount").GetProperty("minor").GetInt64()
            .ShouldBe(2078, "less the provider's fees");
        await Until.True("the ledger has the payout", async () =>
            (await http.Get($"/v1/settlements/{settlement["id"]}"))["ledger"] == "posted");
    }

    private static async Task<JsonElement[]> Books(HttpClient http, string system) =>
        [.. (await http.Get($"/sandbox/{system}/books")).Json.GetProperty("items").EnumerateArray()];

    private static long Total(JsonElement[] books, string kind) =>
        books.Single(d => d.GetProperty("kind").GetString() == kind).GetProperty("total").GetInt64();
}
