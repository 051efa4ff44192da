using System.Text.Json;

namespace RetailActors.Tests.Services;

/// <summary>The tax engine has another rate than the storefront, or is down: invoice and ledger end with its tax.
/// </summary>
public sealed class TaxTests
{
    [Theory]
    [InlineData("dynamics365", "erp-d365"), InlineData("netsuite", "erp-netsuite")]
    public async Task With_hold_the_invoice_waits_for_the_engine_and_has_its_tax(string system, string books)
    {
        await using var shop = await Shop.Open("--Accounts:erp:System", system, "--Tax:WhenDown", "hold");
        var http = shop.Http;
        await Rate(http);
        (await http.Put("/sandbox/tax/faults", """{"mode":"down"}""")).ShouldBe("200");
        var order = await Collected(http);
        await Until.True("the ERP knows what has left", async () => await Find(http, books, "fulfilment") is not null);
        (await Find(http, books, "invoice")).ShouldBeNull("nobody knows its tax yet");
        (await http.Put("/sandbox/tax/faults", """{"mode":"none"}""")).ShouldBe("200");
        await Until.True("the invoice is there", async () => await Find(http, books, "invoice") is not null, 60);
        (await Find(http, books, "invoice"))!.Value.GetProperty("total").GetInt64().ShouldBe(3998 + 400);
        await TruedUp(http, order, -400, 70);
    }

    [Theory]
    [InlineData("dynamics365", "erp-d365"), InlineData("netsuite", "erp-netsuite")]
    public async Task With_estimate_the_invoice_goes_out_and_finance_gets_the_difference(string system, string books)
    {
        await using var shop = await Shop.Open("--Accounts:erp:System", system);
        var http = shop.Http;
        await Rate(http);
        (await http.Put("/sandbox/tax/faults", """{"mode":"down"}""")).ShouldBe("200");
        var order = await Collected(http);
        await Until.True("the invoice is there", async () => await Find(http, books, "invoice") is not null);
        (await Find(http, books, "invoice"))!.Value.GetProperty("total").GetInt64().ShouldBe(4328);
        (await http.Put("/sandbox/tax/faults", """{"mode":"none"}""")).ShouldBe("200");
        await TruedUp(http, order, -400, 70);
    }

    private static async Task TruedUp(HttpClient http, string order, long payable, long difference)
    {
        await Until.True("the difference is in the ledger", async () =>
            await Balance(http, "tax-differences") == difference, 60);
        (await Balance(http, "tax-payable")).ShouldBe(payable);
        await Until.True("every document is posted", async () =>
            (await http.Get($"/v1/orders/{order}")).Json.GetProperty("erpDocuments").EnumerateArray()
            .All(d => d.GetProperty("status").GetString() == "posted"));
    }

    /// <summary>Ten percent, where the storefront has charged eight and a quarter.</summary>
    private static async Task Rate(HttpClient http) =>
        ((int)(await http.Put("/sandbox/tax/rates", """{"apparel":1000}""")).Status).ShouldBe(204);

    private static async Task<string> Collected(HttpClient http)
    {
        var order = (await http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        (await http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        return order;
    }

    private static async Task<JsonElement?> Find(HttpClient http, string books, string kind)
    {
        foreach (var document in (await http.Get($"/sandbox/{books}/books")).Json.GetProperty("items").EnumerateArray())
        {
            if (document.GetProperty("kind").GetString() == kind)
            {
                return document;
            }
        }
        return null;
    }

    private static async Task<long> Balance(HttpClient http, string account) =>
        (await http.Get("/sandbox/finance/books")).Json.GetProperty("items").EnumerateArray()
        .SelectMany(e => e.GetProperty("lines").EnumerateArray())
        .Where(l => l.GetProperty("account").GetString() == account)
        .Sum(l => l.GetProperty("minor").GetInt64());
}
