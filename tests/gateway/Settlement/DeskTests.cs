using RetailActors.Operations;

namespace RetailActors.Tests.Settlement;

/// <summary>What does not tie out is on the exception desk, and a decision there is the end of it.</summary>
public sealed class DeskTests(SettlementShop shop) : IClassFixture<SettlementShop>
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_mismatch_is_decided_on_the_desk_and_its_entries_are_in_the_ledger()
    {
        var payments = await shop.Captured(2);
        var settlement = await shop.Settle("adyen", "GROSS");
        var id = settlement.GetProperty("id").GetString();
        await Until.True("the line is in the worklist", async () =>
            (await _http.Get("/v1/operations/worklists/settlement-mismatches")).Text.Contains($"{id}:1"));
        var exception = ExceptionKey.For(
            new Tenant("demo"), "settlement-mismatch", $"settlement-line/demo/{id}:1", "1").Id;
        await Until.True("the exception is on the desk", async () =>
            (await _http.Get("/v1/operations/worklists/exceptions")).Text.Contains(exception));
        (await _http.Get($"/v1/payments/{payments[0]}"))["status"].ShouldBe("captured");
        (await _http.Post($"/v1/operations/exceptions/{exception}/waive", """{"reason":"paid by the provider"}"""))
            .ShouldBe("200");
        await Until.True("the settlement is reconciled and booked", async () =>
            (await _http.Get($"/v1/settlements/{id}")) is var read && read["status"] == "reconciled"
            && read["ledger"] == "posted");
        (await _http.Get($"/v1/payments/{payments[0]}"))["status"].ShouldBe("settled");
        var lineage = await _http.Get($"/v1/orders/{payments[0].Split('.')[0]}/lineage");
        var told = lineage.ShouldBe("200").Json.GetProperty("items").EnumerateArray()
            .Select(s => $"{s.GetProperty("actor").GetString()}: {s.GetProperty("step").GetString()}").ToList();
        told.ShouldContain($"settlement-line {id}:1: raised");
        told.ShouldContain($"exception {exception}: decided");
        told.ShouldContain($"settlement {id}: posted");
        var books = (await _http.Get("/sandbox/finance/trial-balance?tenant=demo")).Json.GetProperty("accounts")
            .EnumerateArray().ToDictionary(
                a => a.GetProperty("account").GetString()!, a => a.GetProperty("balance").GetInt64());
        books.Values.Sum().ShouldBe(0);
        books["cash"].ShouldBe(settlement.GetProperty("amount").GetProperty("minor").GetInt64());
        books["unidentified-receipts"].ShouldBe(0);
        books["write-offs"].ShouldBe(-100);
    }
}
