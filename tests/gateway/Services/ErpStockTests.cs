using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Http;

namespace RetailActors.Tests.Services;

/// <summary>An ERP's stock is asked for and compared; whatever it says, ours stays.</summary>
public sealed class ErpStockTests
{
    [Theory]
    [InlineData("dynamics365", "erp-d365")]
    [InlineData("netsuite", "erp-netsuite")]
    public async Task What_an_ERP_has_on_its_books_is_compared_without_anybody_sending_it(string system, string path)
    {
        await using var shop = await Shop.Open(
            "--Accounts:erp:System", system, "--Accounts:erp:StockPollSeconds", "1",
            "--Accounts:erp:StockLagSeconds", "2");
        var http = shop.Http;
        var sku = await Sample.NewSku(http, 10);
        await Count(http, path, "count-1", sku, 10);
        await Until.True("the ERP agrees", async () => await Gap(http, sku) == 0);
        var order = (await Sample.Accepted(http, sku, 3))["id"];
        (await http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the ERP has booked what left", async () => await OnHand(http, sku) == 7);
        (await Gap(http, sku)).ShouldBe(0, "a document that it has booked is no gap");
        await Count(http, path, "count-2", sku, 5);
        await Until.True("the gap is noticed", async () => await Gap(http, sku) == -2);
        (await http.Get($"/v1/inventory/{sku}/store-12"))["onHand"].ShouldBe("7");
        (await http.Put($"/sandbox/{path}/faults", """{"mode":"garbage"}""")).ShouldBe("200");
        (await http.Put($"/sandbox/{path}/faults", """{"mode":"none"}""")).ShouldBe("200");
        await Count(http, path, "count-3", sku, 7);
        await Until.True("it agrees again", async () => await Gap(http, sku) == 0);
    }

    [Fact]
    public async Task Pages_are_read_to_the_end_of_the_cut_and_a_broken_answer_is_none()
    {
        await using var shop = await Shop.Open();
        var reader = ErpStockReader.Of(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Accounts:erp:StockPollSeconds"] = "60",
                ["Accounts:erp:BaseUrl"] = $"{shop.Http.BaseAddress}sandbox/erp-d365",
            }).Build()).All.ShouldHaveSingleItem();
        var sku = await Sample.NewSku(shop.Http, 1);
        await Count(shop.Http, "erp-d365", "count-1", sku, 4);
        var page = (await reader.Read(DateTimeOffset.UtcNow.AddMinutes(1), 0, CancellationToken.None))!;
        (page.IsWhole, page.Quantities.Single(q => q.Sku.Value == sku)).ShouldBe(
            (true, new ErpQuantity(new(sku), new("store-12"), 4)));
        page.Booked.ShouldContain("count-1");
        var next = (await reader.Read(DateTimeOffset.UtcNow.AddMinutes(1), page.Cut, CancellationToken.None))!;
        (next.Cut, next.Booked.Length).ShouldBe((page.Cut, 0));
        (await shop.Http.Put("/sandbox/erp-d365/faults", """{"mode":"garbage"}""")).ShouldBe("200");
        (await reader.Read(DateTimeOffset.UtcNow, 0, CancellationToken.None)).ShouldBeNull();
    }

    [Theory, InlineData("-1"), InlineData("often"), InlineData("172801")]
    public void A_wrong_pause_stops_the_start(string seconds) => Should.Throw<AccountSettingException>(
        () => ErpStockReader.Of(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Accounts:erp:StockPollSeconds"] = seconds,
            }).Build())).Message.ShouldContain("Accounts:erp:StockPollSeconds");

    private static async Task<long?> Gap(HttpClient http, string sku) =>
        (await http.Get($"/v1/inventory/{sku}/store-12")).Json.TryGetProperty("erp", out var erp)
            && erp.ValueKind == JsonValueKind.Object ? erp.GetProperty("gap").GetInt64() : null;

    private static async Task<long?> OnHand(HttpClient http, string sku) =>
        (await http.Get($"/v1/inventory/{sku}/store-12")).Json.GetProperty("erp").GetProperty("onHand").GetInt64();

    private static async Task Count(HttpClient http, string path, string key, string sku, int quantity)
    {
        var reply = await http.Put($"/sandbox/{path}/inventory", $$"""
            {"counts":[{"key":"{{key}}","item":"{{sku}}","location":"store-12","quantity":{{quantity}}}]}
            """);
        ((int)reply.Status).ShouldBeLessThan(300, reply.Text);
    }
}
