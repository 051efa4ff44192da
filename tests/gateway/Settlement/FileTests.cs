using System.Text;

namespace RetailActors.Tests.Settlement;

/// <summary>What a file must not be: everything in the contract's list of bad files.</summary>
public sealed class FileTests(SettlementShop shop) : IClassFixture<SettlementShop>
{
    private const string Header =
        "Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,"
        + "Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),"
        + "Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Reserved4\n";

    private const string Payout =
        ",,2026-11-24 09:00:00,UTC,MerchantPayout,payout_1,USD,98.35,,1,USD,98.35,,,,,,\n";

    private static string Row(
        string merchant = "nobody.p1", string gross = "100.00", string currency = "USD", string other = "",
        string type = "Settled", string at = "2026-11-23 09:00:00", string zone = "UTC") =>
        $"psp_1,{merchant},{at},{zone},{type},psp_2,{currency},,{gross},1,USD,,98.35,1.65,,,,{other}\n";

    private static string NewName() => $"{Requests.NewId("f")}.csv";

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "422 wrong-header")]
    [InlineData("=1+1,a\n", "422 wrong-header")]
    [InlineData("\n\n", "422 wrong-header")]
    public async Task Another_header_rejects_the_file_and_nothing_is_kept(string text, string code)
    {
        var name = NewName();
        (await shop.Send(name, text)).ShouldBe(code);
        (await shop.Send(name, Header + Row() + Payout)).ShouldBe("201");
    }

    [Fact]
    public async Task A_column_that_comes_twice_rejects_the_file() =>
        (await shop.Send(NewName(), "Type," + Header + Row() + Payout)).ShouldBe("422 wrong-header");

    [Fact]
    public async Task A_file_without_its_end_is_rejected()
    {
        (await shop.Send(NewName(), Header + Row())).ShouldBe("422 missing-trailer");
        (await shop.Send(NewName(), Header)).ShouldBe("422 missing-trailer");
        (await shop.Send(NewName(), Header + Payout.Replace("98.35", "much"))).ShouldBe("422 missing-trailer");
        (await shop.Send(NewName(), Header + Payout + Row())).ShouldBe("422 row-after-payout");
    }

    [Theory]
    [InlineData("nobody.p1,1,2,3", "cells")]
    [InlineData("gross", "amount")]
    [InlineData("currency", "currency")]
    [InlineData("type", "Type")]
    [InlineData("time", "time")]
    [InlineData("zone", "zone")]
    [InlineData("card", "card")]
    [InlineData("large", "large")]
    public async Task A_bad_row_is_an_exception_and_the_good_ones_apply(string what, string reason)
    {
        var bad = what switch
        {
            "gross" => Row(gross: "1e3"),
            "currency" => Row(currency: "XXX"),
            "type" => Row(type: "Surprise"),
            "time" => Row(at: "yesterday"),
            "zone" => Row(zone: "Mars"),
            "card" => Row(other: "4111 1111 1111 1111"),
            "large" => Row(gross: "99999999999999.00"),
            _ => what + "\n",
        };
        var reply = (await shop.Send(NewName(), Header + Row() + bad + Payout)).ShouldBe("201");
        var settlement = await shop.Matched(reply["id"]);
        var issue = settlement.GetProperty("issues").EnumerateArray()
            .Single(i => i.GetProperty("class").GetString() == "bad-row");
        issue.GetProperty("part").GetString().ShouldBe("row-2");
        issue.GetProperty("evidence").GetString()!.ShouldContain(reason);
        settlement.ToString().ShouldNotContain("4111");
        settlement.GetProperty("lines").EnumerateArray().Single().GetProperty("status").GetString()
            .ShouldBe("unexpected");
    }

    [Fact]
    public async Task Formulas_and_quotes_are_data_and_unknown_columns_are_kept()
    {
        var formula = "\"=HYPERLINK(\"\"http://x\"\",\"\"a,b\"\")\"";
        var reply = (await shop.Send(
            NewName(), Header.Replace("\n", "\r\n") + Row(formula, other: "=1+1") + Payout)).ShouldBe("201");
        var line = (await shop.Matched(reply["id"])).GetProperty("lines")[0];
        line.GetProperty("payment").GetString().ShouldBe("=HYPERLINK(\"http://x\",\"a,b\")");
        line.GetProperty("status").GetString().ShouldBe("unexpected");
        line.GetProperty("other").GetProperty("Reserved4").GetString().ShouldBe("=1+1");
    }

    [Theory]
    [InlineData("text/plain", "415 unsupported-media-type")]
    [InlineData("application/xml", "415 unsupported-media-type")]
    public async Task Another_content_type_is_415(string type, string code) =>
        (await shop.Send(NewName(), Header + Payout, type)).ShouldBe(code);

    [Theory]
    [InlineData("", "400 invalid-json")]
    [InlineData("{", "400 invalid-json")]
    [InlineData("{\"payout\":1,\"payout\":2}", "400 invalid-json")]
    [InlineData("[]", "400 invalid-json")]
    [InlineData("{\"payout\":{}}", "422 wrong-header")]
    [InlineData("{\"balance_transactions\":{\"data\":[],\"has_more\":true}}", "422 missing-trailer")]
    [InlineData("{\"balance_transactions\":{\"data\":[]}}", "422 missing-trailer")]
    [InlineData("{\"balance_transactions\":{\"data\":[],\"has_more\":false}}", "422 missing-trailer")]
    [InlineData("{\"balance_transactions\":{\"data\":[],\"has_more\":false},\"payout\":{\"id\":\"p\"}}",
        "422 missing-trailer")]
    public async Task Bad_json_is_refused_as_a_whole(string text, string code) =>
        (await shop.Send($"{Requests.NewId("f")}.json", text)).ShouldBe(code);

    [Fact]
    public async Task Invalid_utf8_is_400() =>
        (await shop.Send(NewName(), [.. Encoding.UTF8.GetBytes(Header), 0xC3, 0x28])).ShouldBe("400 invalid-json");

    [Fact]
    public async Task More_than_32_MiB_is_413_and_more_than_256_KiB_is_not()
    {
        var row = Row(other: new string('x', 1_000));
        var rows = new StringBuilder(Header);
        while (rows.Length < 300 * 1024)
        {
            rows.Append(row);
        }
        (await shop.Send(NewName(), rows.Append(Payout).ToString())).ShouldBe("201");
        var content = new StreamContent(new MemoryStream(new byte[(32 * 1024 * 1024) + 1]));
        content.Headers.TryAddWithoutValidation("Content-Type", "text/csv");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/v1/settlements?provider=sandbox&file={NewName()}")
        { Content = content };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "large");
        using var response = await shop.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(413);
    }

    [Fact]
    public async Task A_file_needs_a_provider_a_name_and_a_key()
    {
        var reply = await shop.Http.Send(HttpMethod.Post, "/v1/settlements", "{}", "k1");
        reply.ShouldBe("422 invalid").ErrorFields.ShouldBe(["provider", "file"]);
        (await shop.Http.Send(HttpMethod.Post, "/v1/settlements?provider=a/b&file=../x", "{}", "k2"))
            .ShouldBe("422 invalid");
        (await shop.Http.Send(HttpMethod.Post, "/v1/settlements?provider=a&file=b", "{}", null))
            .ShouldBe("400 idempotency-key-missing");
        (await shop.Http.Get("/v1/settlements/set_none")).ShouldBe("404 not-found");
    }

    [Fact]
    public async Task The_same_key_with_another_file_name_is_another_request()
    {
        (await shop.Http.Send(HttpMethod.Post, "/v1/settlements?provider=a&file=one.json", "{}", "same"))
            .ShouldBe("422 wrong-header");
        (await shop.Http.Send(HttpMethod.Post, "/v1/settlements?provider=a&file=two.json", "{}", "same"))
            .ShouldBe("422 idempotency-key-reuse");
    }
}
