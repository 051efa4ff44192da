namespace RetailActors.Tests.Services;

/// <summary>What the ERP says, what is on its way, and what can be promised.</summary>
public sealed class InventoryTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_snapshot_of_the_ERP_is_compared_and_never_obeyed()
    {
        var sku = await Sample.NewSku(_http, 10);
        await Sample.Accepted(_http, sku, 3);
        var first = DateTimeOffset.UtcNow.AddMinutes(-2);
        (await Snapshot(sku, 0, first, "")).ShouldBe("agreed", "the ten came after the cut");
        var now = DateTimeOffset.UtcNow;
        (await Snapshot(sku, 7, now, $"\"m-{sku}\"")).ShouldBe("gap");
        (await Snapshot(sku, 7, now, $"\"m-{sku}\"")).ShouldBe("already-recorded");
        (await Snapshot(sku, 5, first, $"\"m-{sku}\"")).ShouldBe("older");
        var inventory = (await _http.Get($"/v1/inventory/{sku}/store-12")).ShouldBe("200");
        (inventory["onHand"], inventory["committed"], inventory["available"]).ShouldBe(("10", "3", "7"));
        inventory.Json.GetProperty("erp").GetProperty("gap").GetInt64().ShouldBe(-3);
        (await Snapshot(sku, 10, now.AddSeconds(1), $"\"m-{sku}\"")).ShouldBe("agreed");
        (await Snapshot("NEW-" + sku, 4, now, "")).ShouldBe("adopted");
        (await _http.Get($"/v1/inventory/NEW-{sku}/store-12"))["available"].ShouldBe("4");
    }

    [Fact]
    public async Task A_transfer_is_announced_where_it_goes_and_its_parts_add_up()
    {
        var sku = await Sample.NewSku(_http, 10);
        await Move($$"""
            {"movementId":"out","sku":"{{sku}}","location":"store-12","kind":"transfer-out","quantity":5,
             "document":"TO-1","counterpart":"store-7","expectedAt":"2030-01-01T00:00:00Z"}
            """);
        await Until.True("the other store knows of it", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-7"))["incoming"] == "5");
        await Move($$"""
            {"movementId":"in","sku":"{{sku}}","location":"store-7","kind":"transfer-in","quantity":2,"document":"TO-1"}
            """);
        await Move($$"""
            {"movementId":"lost","sku":"{{sku}}","location":"store-7","kind":"transfer-lost","quantity":1,
             "document":"TO-1"}
            """);
        var there = (await _http.Get($"/v1/inventory/{sku}/store-7")).Json.GetProperty("announced")[0];
        string Part(string name) => there.GetProperty(name).ToString();
        (Part("document"), Part("from"), Part("sent"), Part("arrived"), Part("incoming"), Part("lost"))
            .ShouldBe(("TO-1", "store-12", "5", "2", "2", "1"));
        (await _http.Post("/v1/stock-movements", $$"""
            {"movementId":"x","sku":"{{sku}}","location":"store-7","kind":"transfer-lost","quantity":3,
             "document":"TO-1"}
            """)).ShouldBe("409 insufficient-stock");
        (await _http.Post("/v1/stock-movements", $$"""
            {"movementId":"y","sku":"{{sku}}","location":"store-7","kind":"transfer-out","quantity":1,
             "counterpart":"store-7"}
            """)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["counterpart", "document"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_comes_within_the_horizon_of_a_channel_can_be_promised()
    {
        var sku = await Sample.NewSku(_http, 2);
        foreach (var (document, days) in new[] { ("PO-1", 3), ("PO-2", 30), ("PO-3", -1) })
        {
            await Move($$"""
                {"movementId":"{{document}}","sku":"{{sku}}","location":"store-12","kind":"incoming","quantity":10,
                 "document":"{{document}}","expectedAt":"{{DateTimeOffset.UtcNow.AddDays(days):O}}"}
                """);
        }
        var near = (await _http.Get($"/v1/availability/{sku}?channel=patient")).ShouldBe("200");
        (near["available"], near["availableToPromise"]).ShouldBe(("2", "12"));
        var location = near.Json.GetProperty("locations")[0];
        location.GetProperty("incoming").GetInt64().ShouldBe(30);
        location.GetProperty("announced").GetArrayLength().ShouldBe(3);
        location.TryGetProperty("movedAt", out _).ShouldBeTrue();
        (await _http.Get($"/v1/availability/{sku}"))["availableToPromise"].ShouldBe("2");
    }

    private async Task Move(string body) => (await _http.Post("/v1/stock-movements", body)).ShouldBe("201");

    private async Task<string> Snapshot(string sku, int onHand, DateTimeOffset asOf, string acknowledged)
    {
        var reply = (await _http.Post("/v1/inventory-snapshots", $$"""
            {"source":"erp","asOf":"{{asOf:O}}","items":[
             {"sku":"{{sku}}","location":"store-12","onHand":{{onHand}},"acknowledged":[{{acknowledged}}]}]}
            """)).ShouldBe("200");
        return reply.Json.GetProperty("items")[0].GetProperty("status").GetString()!;
    }
}
