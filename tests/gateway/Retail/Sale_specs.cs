using System.Text.Json;

namespace RetailActors.Tests.Retail;

/// <summary>A flash sale against a whole system, and the checks that follow it.</summary>
[Collection("a silo at a time")]
public sealed class Sale_specs(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_sale_of_50_units_to_200_buyers_sells_50_and_every_promise_is_kept()
    {
        var json = silo.Ledger + ".json";
        var (code, text) = await silo.Sell(50, 200, "--json", json);
        code.ShouldBe(0, text);
        using (var result = JsonDocument.Parse(await File.ReadAllBytesAsync(json)))
        {
            result.RootElement.GetProperty("accepted").GetInt64().ShouldBe(50);
            result.RootElement.GetProperty("refused").GetInt64().ShouldBe(150);
            result.RootElement.GetProperty("oversold").GetInt64().ShouldBe(0);
            result.RootElement.GetProperty("undersold").GetInt64().ShouldBe(0);
        }
        (await File.ReadAllLinesAsync(silo.Ledger)).Length.ShouldBeGreaterThanOrEqualTo(50);
        (code, text) = await silo.Verify(null, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
        (code, text) = await RunningSilo.Retail("verify", "--url", silo.Url, "--ledger", silo.Ledger);
        code.ShouldBe(0, text);
    }

    [Fact]
    public async Task More_stock_than_buyers_sells_to_everybody()
    {
        var (code, text) = await silo.Sell(40, 20);
        code.ShouldBe(0, text);
        text.ShouldContain("Accepted");
    }

    [Fact]
    public async Task Orders_of_several_lines_give_back_what_they_held_when_the_hot_line_is_sold_out()
    {
        var (code, text) = await silo.Sell(5, 25, "--lines", "3");
        code.ShouldBe(0, text);
        (code, text) = await silo.Verify();
        code.ShouldBe(0, text);
    }

    [Fact]
    public async Task A_named_sku_can_be_sold_again_although_units_of_it_are_committed()
    {
        (await silo.Sell(3, 6, "--sku", "AGAIN-1")).Code.ShouldBe(0);
        var (code, text) = await silo.Sell(4, 6, "--sku", "AGAIN-1");
        code.ShouldBe(0, text);
    }

    [Fact]
    public async Task A_wrong_key_is_said_so()
    {
        var (code, text) = await silo.Sell(1, 1, "--key", "wrong");
        code.ShouldBe(2);
        text.ShouldContain("401");
    }

    [Fact]
    public async Task An_acknowledged_order_is_traced_and_another_one_is_not_there()
    {
        var ledger = silo.Ledger + ".trace";
        (await RunningSilo.Retail("flash-sale", "--url", silo.Url, "--stock", "1", "--buyers", "1", "--ledger", ledger))
            .Code.ShouldBe(0);
        var order = (await File.ReadAllLinesAsync(ledger))[0].Split('\t')[0];
        var (code, text) = await RunningSilo.Retail("trace", order, "--url", silo.Url);
        code.ShouldBe(0);
        text.ShouldContain("authorised");
        (code, text) = await RunningSilo.Retail("trace", "ord_nobody", "--url", silo.Url);
        code.ShouldBe(2);
        text.ShouldContain("There is no order ord_nobody.");
    }

    [Fact]
    public async Task Worklists_are_listed_and_an_unknown_one_is_said_so()
    {
        var (code, text) = await RunningSilo.Retail("worklist", "--url", silo.Url);
        code.ShouldBe(0);
        text.ShouldContain("exceptions");
        (code, text) = await RunningSilo.Retail("worklist", "nobody", "--url", silo.Url);
        code.ShouldBe(2);
        text.ShouldContain("There is no worklist nobody.");
    }
}
