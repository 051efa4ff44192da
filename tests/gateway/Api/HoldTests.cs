using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Tests.Channels;

namespace RetailActors.Tests;

/// <summary>Orders that somebody holds, and units that nobody finds.</summary>
public sealed class HoldTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_held_order_is_not_collected_until_it_is_released()
    {
        var path = await Accepted(1);
        var held = (await _http.Post($"{path}/hold", Hold("H-1"))).ShouldBe("200");
        held["status"].ShouldBe("on-hold");
        held.Json.GetProperty("holds")[0].GetProperty("reason").GetString().ShouldBe("fraud-check");
        (await _http.Post($"{path}/pickup", (string?)null)).ShouldBe("409 order-on-hold");
        await OnDesk(path, "hold/H-1", OrderDecider.HeldKind, "open");
        (await _http.Post($"{path}/release", """{"holdId":"H-9"}""")).ShouldBe("422 invalid").ErrorFields
            .ShouldBe(["holdId"]);
        (await _http.Post($"{path}/release", """{"reason":"the customer called"}""")).ShouldBe("200")["status"]
            .ShouldBe("accepted");
        await OnDesk(path, "hold/H-1", OrderDecider.HeldKind, "cleared");
        (await _http.Post($"{path}/pickup", (string?)null)).ShouldBe("200");
        (await _http.Post($"{path}/hold", Hold("H-2"))).ShouldBe("409 nothing-to-hold");
        var steps = (await _http.Get($"{path}/lineage")).Json.GetProperty("items").EnumerateArray().ToList();
        var released = steps.Single(s => s.GetProperty("step").GetString() == "holds-released").GetProperty("detail");
        released.GetProperty("by").GetProperty("reason").GetString().ShouldBe("the customer called");
    }

    [Fact]
    public async Task Only_operations_may_hold_and_a_wrong_hold_is_refused()
    {
        var path = await Accepted(1);
        using var reader = shop.Shop.As("reader-key");
        (await reader.Post($"{path}/hold", Hold("H-1"))).ShouldBe("403 forbidden");
        (await reader.Post($"{path}/release", "{}")).ShouldBe("403 forbidden");
        using var other = shop.Shop.As("other-key");
        (await other.Post($"{path}/hold", Hold("H-1"))).ShouldBe("404 not-found");
        (await _http.Post($"{path}/hold", "{}")).ShouldBe("422 invalid").ErrorFields.ShouldBe(["reason"]);
        (await _http.Post($"{path}/hold", """{"reason":"unknown"}""")).ShouldBe("422 invalid");
        (await _http.Post($"{path}/hold", """{"reason":"mood"}""")).ShouldBe("422 invalid");
    }

    [Fact]
    public async Task Missing_units_are_cancelled_at_the_desk_and_only_the_others_are_paid()
    {
        var sku = await Sample.NewSku(_http, 2);
        var path = await Accepted(2, sku);
        var missing = (await _http.Post($"{path}/missing", Missing("M-1", 1))).ShouldBe("200");
        missing["status"].ShouldBe("on-hold");
        missing.Json.GetProperty("missing")[0].GetProperty("part").GetString().ShouldBe("missing/1/1");
        await Until.True("the unit has left stock", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["onHand"] == "1");
        var id = await OnDesk(path, "missing/1/1", OrderDecider.UnitsMissingKind, "open");
        (await _http.Post($"/v1/operations/exceptions/{id}/edit", Edit("cancel"))).ShouldBe("200");
        (await _http.Get(path))["status"].ShouldBe("accepted");
        (await _http.Post($"{path}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("one unit is paid and the rest let go", async () =>
            (await _http.Get($"/v1/payments/{path.Split('/')[^1]}.p1")).Json is var p
            && p.GetProperty("captured").GetProperty("minor").GetInt64() == 1165
            && p.GetProperty("voided").GetProperty("minor").GetInt64() == 1165);
    }

    [Fact]
    public async Task Missing_units_are_waited_for_and_come_from_the_next_delivery()
    {
        var sku = await Sample.NewSku(_http, 1);
        var path = await Accepted(1, sku);
        (await _http.Post($"{path}/missing", (string?)null)).ShouldBe("200");
        var id = await OnDesk(path, "missing/1/1", OrderDecider.UnitsMissingKind, "open");
        (await _http.Post($"/v1/operations/exceptions/{id}/edit", Edit("give-away"))).ShouldBe("409 not-allowed");
        (await _http.Post($"/v1/operations/exceptions/{id}/retry", """{"reason":"look again"}""")).ShouldBe("200");
        await Until.True("there are none", async () => (await _http.Get(path))["status"] == "on-hold");
        await OnDesk(path, "missing/1/1", OrderDecider.UnitsMissingKind, "open");
        (await _http.Post($"/v1/operations/exceptions/{id}/edit", Edit("backorder"))).ShouldBe("200");
        (await _http.Get(path))["status"].ShouldBe("backordered");
        (await _http.Post("/v1/stock-movements", $$"""
            {"movementId":"{{Requests.NewId("m")}}","sku":"{{sku}}","location":"store-12","kind":"receive","quantity":1}
            """)).ShouldBe("201");
        var order = shop.Shop.Grains.GetGrain<IOrder>($"demo/{path.Split('/')[^1]}");
        await Until.True("the unit is there", async () =>
        {
            // What the sweeper does, an hour apart in the end.
            await order.Resume();
            return (await _http.Get(path))["status"] == "accepted";
        });
        (await _http.Post($"{path}/pickup", (string?)null)).ShouldBe("200")["status"].ShouldBe("completed");
    }

    [Fact]
    public async Task A_warehouse_and_a_till_report_what_they_cannot_find()
    {
        var path = await Accepted(2);
        var order = path.Split('/')[^1];
        (await _http.Pos("missing", new()
        {
            ["store"] = "store-12", ["order"] = order,
            ["lines"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["lineId"] = "1", ["quantity"] = 1,
            }),
        })).ShouldBe("200");
        var shortage = $$"""
            {"specversion":"1.0","id":"{{Requests.NewId("e")}}","source":"/wms","type":"wms.shortage",
             "data":{"order":"{{order}}","shortageId":"{{Requests.NewId("s")}}",
              "lines":[{"lineId":"1","quantity":1}]} }
            """;
        (await _http.Hook("/webhooks/wms/shortage", shortage)).ShouldBe("200");
        await Until.True("both are known", async () => (await _http.Get(path)).Json
            .TryGetProperty("missing", out var missing) && missing.GetArrayLength() == 2);
    }

    private async Task<string> Accepted(int quantity, string? sku = null) =>
        $"/v1/orders/{(await Sample.Accepted(_http, sku ?? await Sample.NewSku(_http, quantity), quantity))["id"]}";

    private async Task<string> OnDesk(string path, string part, string kind, string status)
    {
        var key = ExceptionKey.For(new("demo"), kind, $"order/demo/{path.Split('/')[^1]}", part);
        var desk = shop.Shop.Grains.GetGrain<IExceptionCase>(key.ToString());
        await Until.True($"the desk has {part} as {status}", async () => (await desk.Read())?.Status == status);
        return key.Id;
    }

    private static string Hold(string id) =>
        $$"""{"holdId":"{{id}}","reason":"fraud-check","note":"two cards from one address"}""";

    private static string Missing(string id, int quantity) =>
        $$"""{"fulfilmentId":"{{id}}","lines":[{"lineId":"1","quantity":{{quantity}}}]}""";

    private static string Edit(string resolution) =>
        $$"""{"reason":"as agreed","edits":[{"field":"resolution","value":"{{resolution}}"}]}""";
}
