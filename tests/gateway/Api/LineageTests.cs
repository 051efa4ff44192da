using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Tests.Channels;
using RetailActors.Tests.Retail;

namespace RetailActors.Tests;

/// <summary>An order is followed through all that has to do with it: messages, exchanges, the desk.</summary>
public sealed class LineageTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task An_order_of_a_shop_begins_with_the_message_that_it_came_by()
    {
        var sku = await Sample.NewSku(_http, 5);
        var body = ShopifyOrder.Plain(sku, 1);
        var id = Requests.NewId("evt");
        (await _http.Shopify("orders/create", body.ToJsonString(), id)).ShouldBe("200");
        var order = OrderKey.For(new Tenant("demo"), new Channel("shopify"), new ExternalOrderId($"{body["id"]}")).Id;
        await Until.True("it is accepted", async () => (await _http.Get($"/v1/orders/{order}")) is
        { Status: System.Net.HttpStatusCode.OK } read && read["status"] == "accepted");
        var sale = Requests.NewId("msg");
        (await _http.Pos("pickup", new()
        {
            ["store"] = "store-12", ["order"] = order.Value, ["fulfilmentId"] = Requests.NewId("f"),
        }, sale)).ShouldBe("200");
        await Until.True("both messages are in the lineage", async () => (await Steps(order.Value)).Count(s =>
            s.Actor == $"message shopify/orders.create:{id}" || s.Actor == $"message pos/{sale}") >= 4);
        var steps = await Steps(order.Value);
        var first = steps[0];
        (first.Actor, first.Step).ShouldBe(($"message shopify/orders.create:{id}", "received"));
        var message = first.Detail.GetProperty("message");
        message.GetProperty("topic").GetString().ShouldBe("orders/create");
        // The body can be long, and whoever may see an order need not see all that a shop has sent.
        message.TryGetProperty("body", out _).ShouldBeFalse();
        var received = steps.Single(s => s is { Actor: "order", Step: "received" }).Detail;
        received.GetProperty("by").GetProperty("reason").GetString()
            .ShouldBe($"inbox/demo/shopify/orders.create:{id}");
    }

    [Fact]
    public async Task A_reason_that_somebody_has_typed_leads_to_no_message_of_another_tenant()
    {
        using var other = shop.Shop.As("other-key");
        var id = Requests.NewId("msg");
        (await _http.Pos("sale", new() { ["store"] = "store-12" }, id)).ShouldBe("200");
        var order = (await Sample.Accepted(_http, await Sample.NewSku(_http, 1)))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", $$"""{"reason":"inbox/other/pos/{{id}}"}""")).ShouldBe("200");
        (await Steps(order)).ShouldNotContain(s => s.Actor.StartsWith("message"));
        (await other.Get($"/v1/orders/{order}/lineage")).ShouldBe("404 not-found");
    }

    [Fact]
    public async Task An_exchange_is_in_the_lineage_of_both_of_its_orders_and_of_no_other()
    {
        var sku = await Sample.NewSku(_http, 3);
        var order = (await Sample.Accepted(_http, sku, 2))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the money is taken", async () =>
            (await _http.Get($"/v1/orders/{order}"))["chargeStatus"] == "full");
        var (first, second) = (await Exchanged(order, sku), await Exchanged(order, await Sample.NewSku(_http, 1)));

        var old = await Steps(order);
        old.Where(s => s.Step == "requested").Select(s => s.Actor).ShouldBe(
            [$"exchange {first.Id}", $"exchange {second.Id}"]);
        var later = await Steps(second.Order);
        later.Where(s => s.Actor.StartsWith("exchange")).Select(s => (s.Actor, s.Step)).ShouldBe(
        [
            ($"exchange {second.Id}", "requested"), ($"exchange {second.Id}", "claimed"),
            ($"exchange {second.Id}", "accepted"), ($"exchange {second.Id}", "approved"),
            ($"exchange {second.Id}", "completed"),
        ]);
        var asked = later.Single(s => s.Step == "requested").Detail;
        asked.GetProperty("newOrder").GetString().ShouldBe(second.Order);
        asked.GetProperty("command").GetProperty("order").GetString().ShouldBe(order);
        // The steps of the other order are on its own page.
        later.Count(s => s is { Actor: "order", Step: "received" }).ShouldBe(1);
        (await Traced(second.Order)).ShouldContain($"exchange {second.Id}");
        (await Traced(order)).ShouldContain("goods of this order");
    }

    [Fact]
    public async Task What_was_decided_at_the_desk_about_an_order_is_in_its_lineage()
    {
        var order = (await Sample.Accepted(_http, await Sample.NewSku(_http, 1)))["id"];
        (await _http.Post($"/v1/orders/{order}/hold", """{"holdId":"H-1","reason":"fraud-check"}""")).ShouldBe("200");
        var key = ExceptionKey.For(new("demo"), OrderDecider.HeldKind, $"order/demo/{order}", "hold/H-1");
        var actor = $"exception {key.Id}";
        await Until.True("the exception is in the lineage", async () =>
            (await Steps(order)).Any(s => s.Actor == actor && s.Step == "raised"));
        (await _http.Post($"/v1/operations/exceptions/{key.Id}/retry", """{"reason":"the bank is content"}"""))
            .ShouldBe("200");
        var steps = await Steps(order);
        var decided = steps.Single(s => s.Actor == actor && s.Step == "decided").Detail.GetProperty("verdict");
        decided.GetProperty("kind").GetString().ShouldBe("Retry");
        decided.GetProperty("by").GetProperty("client").GetString().ShouldBe("dev");
        decided.GetProperty("by").GetProperty("reason").GetString().ShouldBe("the bank is content");
        steps.Select(s => s.At).ShouldBeInOrder();
        (await Traced(order)).ShouldContain("Retry by dev: the bank is content");
    }

    /// <summary>More exceptions than a lineage has streams, and more events than it has steps.</summary>
    [Fact]
    public async Task A_lineage_beyond_its_bounds_says_what_was_left_off()
    {
        var key = new OrderKey(new Tenant("demo"), new OrderId(Requests.NewId("ord_many")));
        var journal = shop.Shop.Services.GetRequiredService<IJournal>();
        var events = Enumerable.Range(0, OrderLineage.MaxSteps + 7).Select(i => i < 600
            ? (OrderEvent)new OrderEvent.ExceptionRaised($"hold/{i}", OrderDecider.HeldKind)
            : new OrderEvent.LineReleased($"release/{i}"));
        (await journal.Append(new JournalAppend(
            $"order/{key}", "demo", 1, DateTimeOffset.UtcNow, OrderDecider.Codec.Write([.. events]), null, [], [],
            null))).ShouldBeTrue();
        var steps = await OrderLineage.Read(journal, key, Order.None);
        steps.Count.ShouldBe(OrderLineage.MaxSteps + 1);
        steps[0].Detail.ShouldContain("hold/7");
        (steps[^1].Actor, steps[^1].Step).ShouldBe(("lineage", OrderLineage.LeftOff));
        // Order and posting are read, too.
        steps[^1].Detail.ShouldBe($$"""{"streams":{{600 + 2 - OrderLineage.MaxStreams}},"steps":7}""");
    }

    private async Task<(string Id, string Order)> Exchanged(string order, string sku)
    {
        var id = Requests.NewId("EX");
        var body = $$"""
            {"exchangeId":"{{id}}","orderId":"{{order}}","location":"store-7","received":true,
             "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}],
             "newOrder":{"channel":"web","externalId":"{{id}}","currency":"USD",
              "fulfilment":{"method":"pickup","location":"store-12"},
              "lines":[{"lineId":"1","sku":"{{sku}}","quantity":1,"unitPrice":{"minor":1000,"currency":"USD"} }],
              "tax":{"minor":0,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
              "total":{"minor":1000,"currency":"USD"} } }
            """;
        await _http.Post("/v1/exchanges", body);
        await Until.True($"{id} is completed", async () =>
            (await _http.Get($"/v1/exchanges/{id}")).ShouldBe("200")["status"] == "completed");
        return (id, (await _http.Get($"/v1/exchanges/{id}"))["newOrderId"]);
    }

    /// <summary>What <c>retail trace</c> prints.</summary>
    private async Task<string> Traced(string order)
    {
        var (code, text) = await RunningSilo.Retail("trace", order, "--url", $"{_http.BaseAddress}");
        code.ShouldBe(0, text);
        return text;
    }

    private async Task<List<(DateTimeOffset At, string Actor, string Step, JsonElement Detail)>> Steps(string order) =>
    [
        .. (await _http.Get($"/v1/orders/{order}/lineage")).ShouldBe("200").Json.GetProperty("items").EnumerateArray()
            .Select(s => (s.GetProperty("at").GetDateTimeOffset(), s.GetProperty("actor").GetString()!,
                s.GetProperty("step").GetString()!, s.GetProperty("detail"))),
    ];
}
