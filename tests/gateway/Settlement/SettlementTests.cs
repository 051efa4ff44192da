namespace RetailActors.Tests.Settlement;

/// <summary>Reports of the provider tie out with our payments, or say in what they do not.</summary>
public sealed class SettlementTests(SettlementShop shop) : IClassFixture<SettlementShop>
{
    private readonly HttpClient _http = shop.Http;

    [Theory]
    [InlineData("adyen")]
    [InlineData("stripe")]
    public async Task A_report_without_mistakes_settles_its_payments_once(string format)
    {
        await Drain();
        var payments = await shop.Captured(2);
        (await _http.Post($"/v1/payments/{payments[1]}/refunds", (string?)null)).ShouldBe("200");
        var (name, text) = await shop.Report(format);
        var first = (await shop.Send(name, text)).ShouldBe("201");
        var settlement = await shop.Matched(first["id"]);
        settlement.GetProperty("status").GetString().ShouldBe("reconciled", settlement.ToString());
        settlement.GetProperty("counts").GetProperty("matched").GetInt32().ShouldBe(3);
        foreach (var payment in payments)
        {
            var read = (await _http.Get($"/v1/payments/{payment}")).ShouldBe("200");
            read["status"].ShouldBe("settled");
            read.Json.GetProperty("operations")[1].GetProperty("paidBy").GetString().ShouldStartWith(first["id"]);
        }
        (await shop.Send(name, text)).ShouldBe("200")["version"].ShouldNotBeNullOrEmpty();
        (await shop.Send(name, text + " ")).ShouldBe("409 file-differs");
        (await _http.Get("/v1/settlements?provider=sandbox&status=reconciled")).ShouldBe("200")
            .Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString())
            .ShouldContain(first["id"]);
    }

    [Theory]
    [InlineData("adyen")]
    [InlineData("stripe")]
    public async Task Every_mistake_of_a_provider_is_found_and_named(string format)
    {
        await Drain();
        await shop.Captured(14);
        var settlement = await shop.Settle(
            format, "GROSS", "FEE", "NET", "DUPLICATE", "CURRENCY", "FX_RATE", "ROUNDING", "STATUS", "REFUND_SIDE",
            "DISPUTE", "UNEXPECTED_LINE", "CUTOFF", "SUGGESTED", "BATCH_SUM");
        settlement.GetProperty("status").GetString().ShouldBe("mismatched");
        string[] expected =
        [
            "currency mismatched", "cutoff mismatched", "dispute mismatched", "duplicate mismatched", "fee mismatched",
            "fx-rate mismatched", "gross mismatched", "net mismatched", "refund-side mismatched", "rounding tolerated",
            "status mismatched", "unexpected-line suggested", "unexpected-line unexpected",
        ];
        SettlementShop.Classes(settlement).ShouldBe([.. expected.Order()], settlement.ToString());
        settlement.GetProperty("issues").EnumerateArray().Single().GetProperty("class").GetString()
            .ShouldBe("batch-sum");
    }

    [Fact]
    public async Task A_line_that_comes_again_in_another_file_is_a_duplicate()
    {
        await Drain();
        await shop.Captured(1);
        var (name, text) = await shop.Report("adyen");
        await shop.Matched((await shop.Send(name, text)).ShouldBe("201")["id"]);
        var again = await shop.Matched((await shop.Send($"again-{name}", text)).ShouldBe("201")["id"]);
        SettlementShop.Classes(again).ShouldBe(["duplicate mismatched"]);
    }

    [Fact]
    public async Task The_payout_is_compared_with_what_the_bank_says()
    {
        await Drain();
        await shop.Captured(1);
        var settlement = await shop.Settle("adyen", "PAYOUT_BANK");
        var path = $"/v1/settlements/{settlement.GetProperty("id").GetString()}";
        var reference = settlement.GetProperty("payout").GetString();
        var bank = (await _http.Get("/sandbox/psp/bank-statement")).Json.GetProperty("lines").EnumerateArray()
            .Single(l => l.GetProperty("reference").GetString() == reference);
        (await _http.Post($"{path}/bank-lines", bank.GetRawText().Replace(reference!, "payout_other")))
            .ShouldBe("422 invalid").ErrorFields.ShouldBe(["reference"]);
        var recorded = (await _http.Post($"{path}/bank-lines", bank.GetRawText())).ShouldBe("200");
        recorded["bank"].ShouldBe("mismatched");
        recorded.Json.GetProperty("issues")[0].GetProperty("class").GetString().ShouldBe("payout-bank");
        (await _http.Post($"{path}/bank-lines", bank.GetRawText())).ShouldBe("200");
        var other = bank.GetRawText().Replace("\"minor\":", "\"minor\":1");
        (await _http.Post($"{path}/bank-lines", other)).ShouldBe("409 bank-line-differs");
        (await _http.Post("/v1/settlements/set_none/bank-lines", bank.GetRawText())).ShouldBe("404 not-found");
    }

    [Fact]
    public async Task Lines_are_read_in_pages_and_by_status_and_only_by_their_tenant()
    {
        await Drain();
        await shop.Captured(3);
        var id = (await shop.Settle("adyen", "GROSS")).GetProperty("id").GetString();
        var page = (await _http.Get($"/v1/settlements/{id}?limit=2")).ShouldBe("200");
        page.Json.GetProperty("lines").GetArrayLength().ShouldBe(2);
        var rest = (await _http.Get($"/v1/settlements/{id}?limit=2&cursor={page["next"]}")).ShouldBe("200");
        rest.Json.GetProperty("lines").GetArrayLength().ShouldBe(1);
        rest.Json.TryGetProperty("next", out _).ShouldBeFalse();
        (await _http.Get($"/v1/settlements/{id}?status=mismatched")).ShouldBe("200")
            .Json.GetProperty("lines").GetArrayLength().ShouldBe(1);
        (await _http.Get($"/v1/settlements/{id}?status=nonsense")).ShouldBe("422 invalid");
        (await _http.Get($"/v1/settlements/{id}?cursor=bm9uZQ")).ShouldBe("422 invalid");
        using var other = shop.Shop.As("other-key");
        (await other.Get($"/v1/settlements/{id}")).ShouldBe("404 not-found");
        using var reader = shop.Shop.As("reader-key");
        (await reader.Send(HttpMethod.Post, "/v1/settlements?provider=sandbox&file=x.csv", "{}", "k"))
            .ShouldBe("403 forbidden");
    }

    [Fact]
    public async Task The_close_names_what_is_open_and_explains_what_is_on_its_way()
    {
        await Drain();
        var payments = await shop.Captured(2);
        var period = DateTime.UtcNow.ToString("yyyy-MM");
        var before = (await _http.Get($"/v1/operations/close?period={period}")).ShouldBe("200").Json;
        var transit = before.GetProperty("timing").EnumerateArray()
            .Select(t => t.GetProperty("payment").GetString()).ToArray();
        payments.ShouldBeSubsetOf(transit);
        var id = (await shop.Settle("adyen", "GROSS")).GetProperty("id").GetString();
        var key = $"{id}:1";
        await Until.True("the mismatch blocks the close", async () =>
            (await _http.Get($"/v1/operations/close?period={period}")).Json.GetProperty("blockers").EnumerateArray()
            .Any(b => b.GetProperty("key").GetString() == key));
        var (code, text) = await Retail.RunningSilo.Retail(
            "close", "--period", period, "--url", _http.BaseAddress!.ToString());
        (code, text.Contains("cannot be closed")).ShouldBe((1, true), text);
        (await Retail.RunningSilo.Retail("close", "--period", "2001-01", "--url", _http.BaseAddress.ToString()))
            .Code.ShouldBeOneOf(0, 1);
        (await _http.Get("/v1/operations/close?period=soon")).ShouldBe("422 invalid");
        (await _http.Get("/v1/operations/close")).ShouldBe("422 invalid");
    }

    /// <summary>Settles what the tests before have left, so that a report has what its test has captured.</summary>
    private async Task Drain()
    {
        var reply = await _http.Post("/sandbox/psp/settlements", """{"format":"adyen","payoutDays":0}""");
        if (reply.Code == "201")
        {
            var name = reply.Headers.GetValues("X-File-Name").Single();
            await shop.Matched((await shop.Send(name, reply.Text)).ShouldBe("201")["id"]);
        }
    }
}
