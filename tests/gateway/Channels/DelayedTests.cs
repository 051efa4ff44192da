using System.Text.Json;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Channels;

/// <summary>What waits on its way between stock here, the tills and the channels, and what waits besides.</summary>
public sealed class DelayedTests
{
    private const string Stock = "/v1/operations/worklists/inventory-events-delayed";
    private const string Messages = "/v1/operations/worklists/messages-waiting";

    [Fact]
    public async Task Only_events_of_stock_are_inventory_events_and_every_message_that_waits_is_seen()
    {
        await using var sandbox = await SandboxHost.Start();
        (await sandbox.Http.Put("/sandbox/shopify/faults", """{"mode":"down"}""")).ShouldBe("200");
        // Its stock of 8 products at 3 places is all that the shop has to be told.
        await using var shop = await Shop.Open("--Accounts:storefront:BaseUrl", $"{sandbox.Address}sandbox/shopify");
        var http = shop.Http;
        var sale = Hooks.Sale("TEE-BLK-M", 1);
        sale.Remove("lines");
        (await http.Pos("sale", sale)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await http.Hook("/webhooks/psp", """
            {"specversion":"1.0","id":"evt-lost","source":"/psp","type":"psp.captured","time":"2026-11-27T09:00:00Z",
             "data":{"payment":"ord_5t1m8hq3v7c2x9k4b6n0d1f2g3.p1","type":"captured","key":"cap-1",
              "reference":"psp-9","amount":{"minor":4328,"currency":"USD"}}}
            """)).Status.ShouldBeOneOf(System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Accepted);
        (await http.Shopify("orders/create", """{"id":77,"name":"no order"}"""))
            .Status.ShouldBeOneOf(System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Accepted);
        await Until.True("three messages wait", async () => Groups(await Read(http, Messages)).Count == 3);
        Groups(await Read(http, Messages)).Keys.ShouldBe(["pos", "psp", "shopify"], ignoreOrder: true);
        await Until.True("24 places wait for the shop", async () =>
            Groups(await Read(http, Stock)).GetValueOrDefault("shopify") == 24);
        var list = await Read(http, Stock);
        Groups(list).ShouldBe(new Dictionary<string, long> { ["pos"] = 1, ["shopify"] = 24 }, ignoreOrder: true);
        list.GetProperty("count").GetInt64().ShouldBe(25);
        var rows = list.GetProperty("rows").EnumerateArray().ToList();
        var message = rows.Single(r => r.GetProperty("group").GetString() == "pos");
        message.GetProperty("status").GetString().ShouldBe("failed");
        var feeds = rows.Where(r => r.GetProperty("group").GetString() == "shopify").ToList();
        feeds.ShouldContain(r => r.GetProperty("key").GetString() == "TEE-BLK-M/store-7");
        feeds.ShouldAllBe(r => r.GetProperty("status").GetString() == "delayed"
            && r.GetProperty("since").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        rows.Select(r => r.GetProperty("since").GetDateTimeOffset()).ShouldBeInOrder();
        (await Paged(http)).ShouldBe(rows.Select(r => r.GetProperty("key").GetString()));
        (await Read(http, $"{Stock}?group=pos")).GetProperty("rows").GetArrayLength().ShouldBe(1);
        (await Read(http, $"{Stock}?group=shopify")).GetProperty("rows").GetArrayLength().ShouldBe(24);
        (await Read(http, $"{Stock}?q=store-7")).GetProperty("rows").GetArrayLength().ShouldBe(8);
        Groups(await Read(http, Messages)).Keys.ShouldBe(["pos", "psp", "shopify"], ignoreOrder: true);

        (await sandbox.Http.Put("/sandbox/shopify/faults", """{"mode":"none"}""")).ShouldBe("200");
        await Until.True("the shop has heard something", async () =>
            Groups(await Read(http, Stock)).GetValueOrDefault("shopify") < 24, 60);
    }

    private static async Task<List<string?>> Paged(HttpClient http)
    {
        var keys = new List<string?>();
        var cursor = "";
        for (var pages = 0; pages < 4; pages++)
        {
            var page = await Read(http, $"{Stock}?limit=10{cursor}");
            keys.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("key").GetString()));
            if (!page.TryGetProperty("next", out var next))
            {
                return keys;
            }
            cursor = $"&cursor={next}";
        }
        return keys;
    }

    private static async Task<JsonElement> Read(HttpClient http, string path) =>
        (await http.Get(path)).ShouldBe("200").Json;

    private static Dictionary<string, long> Groups(JsonElement list) => list.GetProperty("by").EnumerateArray()
        .ToDictionary(g => g.GetProperty("key").GetString()!, g => g.GetProperty("count").GetInt64());
}
