using System.Text.Json.Nodes;
using RetailActors.Channels;

namespace RetailActors.Tests.Channels;

/// <summary>What stores report moves stock and orders.</summary>
public sealed class PosTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_sale_in_a_store_moves_what_can_be_promised()
    {
        var sku = await Sample.NewSku(_http, 10);
        (await _http.Pos("sale", Hooks.Sale(sku, 3))).ShouldBe("200");
        await Until.True("the sale has moved stock", async () => await _http.Available(sku) == "7");
    }

    [Fact]
    public async Task A_sale_beyond_the_stock_is_a_fact()
    {
        var sku = await Sample.NewSku(_http, 1);
        (await _http.Pos("sale", Hooks.Sale(sku, 3))).ShouldBe("200");
        await Until.True("the sale has moved stock", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"] == "-2");
    }

    [Fact]
    public async Task The_same_sale_under_another_message_id_is_the_same_sale()
    {
        var sku = await Sample.NewSku(_http, 10);
        var sale = Hooks.Sale(sku, 3, Requests.NewId("S"));
        (await _http.Pos("sale", (JsonObject)sale.DeepClone())).ShouldBe("200");
        (await _http.Pos("sale", (JsonObject)sale.DeepClone())).ShouldBe("200");
        (await _http.Pos("sale", Hooks.Sale(sku, 1))).ShouldBe("200");
        await Until.True("both sales have moved stock", async () => await _http.Available(sku) == "6");
    }

    [Fact]
    public async Task An_event_in_the_headers_is_the_same_as_one_in_the_body()
    {
        var sku = await Sample.NewSku(_http, 10);
        (await _http.Hook(
            "/webhooks/pos/sale", Hooks.Sale(sku, 4).ToJsonString(), null, null, null, "application/json",
            ("ce-specversion", "1.0"), ("ce-id", Requests.NewId("e")), ("ce-source", "/stores/store-12"),
            ("ce-type", "pos.sale"), ("ce-time", "2026-03-04T10:00:00Z"))).ShouldBe("200");
        await Until.True("the sale has moved stock", async () => await _http.Available(sku) == "6");
    }

    [Fact]
    public async Task A_customer_collects_with_the_notice_coming_late()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 2);
        JsonObject Data() => new() { ["store"] = "store-12", ["order"] = order["id"] };
        (await _http.Pos("pickup", Data())).ShouldBe("200");
        (await _http.Pos("ready-for-pickup", Data())).ShouldBe("200");
        await Until.True("the order is completed", async () =>
            (await _http.Get($"/v1/orders/{order["id"]}"))["status"] == "completed");
        await Until.True("the stock has heard of it", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"] == "8");
    }

    [Theory, InlineData("requested"), InlineData("approved"), InlineData("in-transit")]
    public async Task Goods_of_a_return_that_was_announced_are_received_by_the_till(string stage)
    {
        var sku = await Sample.NewSku(_http, 10);
        var (order, id) = await Announced(sku, stage);
        (await _http.Pos("return", Back(order, id, 2))).ShouldBe("200");
        await Until.True("the goods are in stock", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"] == "10");
        var back = await _http.Get($"/v1/returns/pos:store-12:{id}");
        back.Json.GetProperty("receivedAt").GetDateTimeOffset().ShouldBe(DateTimeOffset.Parse("2026-03-04T10:00:00Z"));
    }

    [Fact]
    public async Task Goods_that_come_back_for_a_declined_return_or_in_another_number_wait_for_somebody()
    {
        var sku = await Sample.NewSku(_http, 10);
        var (order, id) = await Announced(sku, "approved");
        await Refused(Back(order, id, 1), "return-differs");
        var (other, declined) = await Announced(sku, "declined");
        await Refused(Back(other, declined, 2), "return-not-open");
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"].ShouldBe("6");
    }

    private async Task Refused(JsonObject back, string code)
    {
        var message = Requests.NewId("msg");
        (await _http.Pos("return", back, message)).ShouldBe("200");
        var inbox = shop.Shop.Grains.GetGrain<IInbox>(new InboxKey(new("demo"), "pos", message).ToString());
        await Until.True("somebody has to decide", async () => await inbox.Read() is { Status: "failed" });
        (await inbox.Read())!.Reason!.ShouldStartWith(code);
    }

    private static JsonObject Back(string order, string id, int quantity) => new()
    {
        ["store"] = "store-12", ["order"] = order, ["returnId"] = id, ["disposition"] = "restocked",
        ["lines"] = new JsonArray(new JsonObject { ["lineId"] = "1", ["quantity"] = quantity }),
    };

    /// <summary>Two collected units whose return somebody has announced.</summary>
    private async Task<(string Order, string Return)> Announced(string sku, string stage)
    {
        var order = (await Sample.Accepted(_http, sku, 2))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        var id = Requests.NewId("R");
        var path = $"/v1/returns/pos:store-12:{id}";
        (await _http.Post("/v1/returns", $$"""
            {"returnId":"pos:store-12:{{id}}","orderId":"{{order}}","location":"store-7","received":false,
             "lines":[{"lineId":"1","quantity":2,"disposition":"restocked"}]}
            """)).ShouldBe("201");
        foreach (var verb in stage switch
        {
            "approved" => ["approve"],
            "in-transit" => ["approve", "sent"],
            "declined" => ["decline"],
            _ => (string[])[],
        })
        {
            (await _http.Post($"{path}/{verb}", (string?)null)).ShouldBe("200");
        }
        return (order, id);
    }

    /// <summary>A store was cut off for eight hours, its clock a day wrong; meanwhile the web sold the same goods.
    /// </summary>
    [Fact]
    public async Task A_day_without_a_line_is_merged_in_the_stores_own_order()
    {
        var sku = await Sample.NewSku(_http, 20);
        var order = await Sample.Accepted(_http, sku, 2);
        var count = new JsonObject
        {
            ["store"] = "store-12", ["countId"] = Requests.NewId("C"),
            ["lines"] = new JsonArray(new JsonObject { ["sku"] = sku, ["counted"] = 11, ["expected"] = 12 }),
        };
        JsonObject[] events =
        [
            Hooks.Event("pos.sale", Hooks.Sale(sku, 3), sequence: 1),
            Hooks.Event("pos.sale", Hooks.Sale(sku, 5), sequence: 2),
            Hooks.Event("pos.count", count, sequence: 3),
            Hooks.Event("pos.pickup", new JsonObject { ["store"] = "store-12", ["order"] = order["id"] }, null, 4),
            Hooks.Event("pos.sale", Hooks.Sale(sku, 1), sequence: 5),
        ];
        events[4]["time"] = "2026-03-03T01:00:00Z";
        // In two bursts, the later one first, and one of them twice.
        JsonArray[] bursts =
        [
            [events[4].DeepClone(), events[2].DeepClone()],
            [events[3].DeepClone(), events[1].DeepClone(), events[0].DeepClone()],
            [events[2].DeepClone(), events[0].DeepClone()],
        ];
        foreach (var burst in bursts)
        {
            (await _http.Hook("/webhooks/pos/batch", burst.ToJsonString(), type: "application/cloudevents-batch+json"))
                .ShouldBe("200");
        }
        await Until.True("all of it has arrived", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"] == "8");
        (await _http.Get($"/v1/orders/{order["id"]}"))["status"].ShouldBe("completed");
        await Until.True("nothing is committed any more", async () => await _http.Available(sku) == "8");
    }
}
