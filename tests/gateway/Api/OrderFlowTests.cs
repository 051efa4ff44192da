using System.Text.Json.Nodes;

namespace RetailActors.Tests;

/// <summary>The life of an order as a channel sees it.</summary>
public sealed class OrderFlowTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task An_order_is_accepted_with_stock_committed_and_money_authorised()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 2);

        order.Headers.Location!.ToString().ShouldBe($"/v1/orders/{order["id"]}");
        order["status"].ShouldBe("accepted");
        order["routingRule"].ShouldBe("pickup-location");
        order.Json.GetProperty("acceptedAt").GetString()!.ShouldEndWith("Z");
        order.Json.GetProperty("payments")[0].GetProperty("status").GetString().ShouldBe("authorised");
        order.Json.GetProperty("reservations")[0].GetProperty("quantity").GetInt32().ShouldBe(2);
        order.Json.GetProperty("links").GetProperty("self").GetString().ShouldBe($"/v1/orders/{order["id"]}");
        var stock = await _http.Get($"/v1/inventory/{sku}/store-12");
        (stock["available"], stock["committed"], stock["onHand"]).ShouldBe(("8", "2", "10"));
        var read = await _http.Get($"/v1/orders/{order["id"]}");
        read.ShouldBe("200")["status"].ShouldBe("accepted");
    }

    [Fact]
    public async Task An_order_beyond_the_stock_is_refused_with_its_lines_and_holds_nothing()
    {
        var sku = await Sample.NewSku(_http, 1);
        var body = Sample.Order(sku: sku, quantity: 2, price: 1000);
        var refused = (await _http.Post("/v1/orders", body)).ShouldBe("409 out-of-stock");

        var line = refused.Json.GetProperty("lines")[0];
        line.GetProperty("lineId").GetString().ShouldBe("1");
        (line.GetProperty("requested").GetInt32(), line.GetProperty("available").GetInt32()).ShouldBe((2, 1));
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"].ShouldBe("1");
        (await _http.Get($"/v1/orders/{refused["orderId"]}"))["status"].ShouldBe("rejected");
        (await _http.Post("/v1/orders", body)).ShouldBe("409 out-of-stock");
    }

    [Fact]
    public async Task A_declined_payment_gives_402_and_the_stock_back()
    {
        var sku = await Sample.NewSku(_http, 5);
        var body = Sample.Order(sku: sku, price: 1000, method: "tok_declined");
        (await _http.Post("/v1/orders", body)).ShouldBe("402 payment-declined");

        await Until.True("the stock is free again", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"] == "5");
        (await _http.Post("/v1/orders", body)).ShouldBe("402 payment-declined");
    }

    [Fact]
    public async Task The_same_order_again_is_the_same_order()
    {
        var sku = await Sample.NewSku(_http, 10);
        var body = Sample.Order(sku: sku, price: 1000);
        var first = (await _http.Post("/v1/orders", body)).ShouldBe("201");
        var again = (await _http.Post("/v1/orders", body)).ShouldBe("200");

        again["id"].ShouldBe(first["id"]);
        again.Replayed.ShouldBeFalse();
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["committed"].ShouldBe("2");
    }

    [Fact]
    public async Task The_same_external_id_with_other_content_is_refused()
    {
        var sku = await Sample.NewSku(_http, 10);
        var body = Sample.Order(sku: sku, price: 1000);
        (await _http.Post("/v1/orders", body)).ShouldBe("201");
        var other = Sample.Order(body["externalId"]!.GetValue<string>(), sku, 3, price: 1000);
        (await _http.Post("/v1/orders", other)).ShouldBe("409 order-differs");
    }

    [Fact]
    public async Task A_slow_provider_gives_202_and_the_order_can_be_polled()
    {
        await using var hasty = await Shop.Open("--Gateway:OrderPatienceSeconds", "0.1");
        var taken = (await hasty.Http.Post("/v1/orders", Sample.Order(method: "tok_slow"))).ShouldBe("202");

        await Until.True("the order is accepted", async () =>
            (await hasty.Http.Get(taken.Headers.Location!.ToString()))["status"] == "accepted");
    }

    [Fact]
    public async Task Several_tenders_add_up()
    {
        var sku = await Sample.NewSku(_http, 10);
        var body = Sample.Order(sku: sku, price: 1000);
        body.Remove("payment");
        body["payments"] = JsonNode.Parse("""
            [{"provider":"sandbox","method":"tok_visa","amount":{"minor":2000,"currency":"USD"}},
             {"provider":"sandbox","method":"tok_visa","amount":{"minor":330,"currency":"USD"}}]
            """);
        var order = (await _http.Post("/v1/orders", body)).ShouldBe("201");
        order.Json.GetProperty("payments").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_whole_order_is_cancelled_and_its_stock_and_money_are_let_go()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 2);
        var cancelled = await _http.Post($"/v1/orders/{order["id"]}/cancel", (string?)null);

        cancelled.ShouldBe("200")["status"].ShouldBe("cancelled");
        await Until.True("stock and money are let go", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"] == "10"
            && (await _http.Get($"/v1/payments/{order["id"]}.p1"))["status"] == "voided");
        (await _http.Post($"/v1/orders/{order["id"]}/cancel", (string?)null)).ShouldBe("200");
    }

    [Fact]
    public async Task A_part_of_an_order_is_cancelled()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 3);
        var body = """{"cancellationId":"c-1","lines":[{"lineId":"1","quantity":1}]}""";
        var cancelled = (await _http.Post($"/v1/orders/{order["id"]}/cancel", body)).ShouldBe("200");

        cancelled.Json.GetProperty("lines")[0].GetProperty("cancelled").GetInt32().ShouldBe(1);
        var again = (await _http.Post($"/v1/orders/{order["id"]}/cancel", body)).ShouldBe("200");
        again.Json.GetProperty("lines")[0].GetProperty("cancelled").GetInt32().ShouldBe(1);
        await Until.True("one unit is free again", async () =>
            (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"] == "8");
    }

    [Fact]
    public async Task An_order_is_made_ready_picked_up_and_captured()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 2);
        var ready = await _http.Post($"/v1/orders/{order["id"]}/ready-for-pickup", (string?)null);
        ready.ShouldBe("200")["status"].ShouldBe("ready-for-pickup");
        var pickup = """{"fulfilmentId":"p-1","lines":[{"lineId":"1","quantity":2}]}""";
        (await _http.Post($"/v1/orders/{order["id"]}/pickup", pickup)).ShouldBe("200");
        (await _http.Post($"/v1/orders/{order["id"]}/pickup", pickup)).ShouldBe("200");

        await Until.True("the money is captured", async () =>
            (await _http.Get($"/v1/payments/{order["id"]}.p1"))["status"] == "captured");
        (await _http.Get($"/v1/orders/{order["id"]}"))["status"].ShouldBe("completed");
        await Until.True("the units have left", async () => await _http.Get($"/v1/inventory/{sku}/store-12")
            is var stock && (stock["onHand"], stock["committed"]) == ("8", "0"));
        (await _http.Post($"/v1/orders/{order["id"]}/cancel", (string?)null)).ShouldBe("409 already-fulfilled");
        var steps = (await _http.Get($"/v1/orders/{order["id"]}/lineage")).ShouldBe("200").Json.GetProperty("items");
        steps.GetArrayLength().ShouldBeGreaterThan(4);
        steps.EnumerateArray().ShouldContain(s => s.GetProperty("actor").GetString()!.StartsWith("payment"));
    }

    [Fact]
    public async Task An_order_is_shipped_in_parts()
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = await Sample.Accepted(_http, sku, 3, "ship");
        var path = $"/v1/orders/{order["id"]}/shipments";
        var part = (await _http.Post(path, """
            {"fulfilmentId":"s-1","carrier":"UPS","tracking":"1Z","lines":[{"lineId":"1","quantity":1}]}
            """)).ShouldBe("200");
        part["status"].ShouldBe("in-fulfilment");
        (await _http.Post(path, """{"fulfilmentId":"s-2","lines":[{"lineId":"1","quantity":3}]}"""))
            .ShouldBe("409 exceeds-open");
        var rest = (await _http.Post(path, """{"fulfilmentId":"s-3"}""")).ShouldBe("200");
        rest["status"].ShouldBe("completed");
        rest.Json.GetProperty("fulfilments").GetArrayLength().ShouldBe(2);
        await Until.True("all the money is captured", async () =>
            (await _http.Get($"/v1/payments/{order["id"]}.p1"))["status"] == "captured");
    }

    [Fact]
    public async Task Nothing_leaves_for_a_rejected_order_and_no_unknown_line_leaves_at_all()
    {
        var sku = await Sample.NewSku(_http, 1);
        var rejected = await _http.Post("/v1/orders", Sample.Order(sku: sku, price: 1000));
        (await _http.Post($"/v1/orders/{rejected["orderId"]}/pickup", (string?)null))
            .ShouldBe("409 order-not-accepted");
        var order = await Sample.Accepted(_http, sku);
        var unknown = await _http.Post(
            $"/v1/orders/{order["id"]}/pickup", """{"lines":[{"lineId":"9","quantity":1}]}""");
        unknown.ShouldBe("422 invalid").ErrorFields.ShouldBe(["lines[0].lineId"]);
    }

    [Fact]
    public async Task An_order_is_found_by_its_business_identity()
    {
        var body = Sample.Order();
        var order = (await _http.Post("/v1/orders", body)).ShouldBe("201");
        var found = await _http.Get($"/v1/orders?channel=web&externalId={body["externalId"]}");
        found.ShouldBe("200")["id"].ShouldBe(order["id"]);
        (await _http.Get("/v1/orders?channel=web&externalId=nobody")).ShouldBe("404 not-found");
        (await _http.Get("/v1/orders?externalId=nobody")).ShouldBe("422 invalid");
    }

    [Fact]
    public async Task Orders_are_listed_page_by_page_without_losing_one()
    {
        var channel = Requests.NewId("ch");
        var ids = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var body = Sample.Order(quantity: 1);
            body["channel"] = channel;
            ids.Add((await _http.Post("/v1/orders", body)).ShouldBe("201")["id"]);
        }
        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await _http.Get($"/v1/orders?channel={channel}&limit=2{cursor}")).ShouldBe("200");
            var items = page.Json.GetProperty("items").EnumerateArray();
            seen.AddRange(items.Select(i => i.GetProperty("id").GetString()!));
            cursor = page.Json.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : "";
        }
        while (cursor.Length > 0 && seen.Count < 20);
        seen.Count.ShouldBe(5);
        seen.ShouldBe(ids, ignoreOrder: true);
        (await _http.Get("/v1/orders?cursor=%%%25")).ShouldBe("422 invalid");
    }

    [Fact]
    public async Task Another_tenants_order_is_not_there()
    {
        var order = (await _http.Post("/v1/orders", Sample.Order(quantity: 1))).ShouldBe("201");
        using var other = shop.Shop.As("other-key");
        (await other.Get($"/v1/orders/{order["id"]}")).ShouldBe("404 not-found");
        (await other.Get($"/v1/orders/{order["id"]}/lineage")).ShouldBe("404 not-found");
        (await other.Get($"/v1/payments/{order["id"]}.p1")).ShouldBe("404 not-found");
        (await other.Post($"/v1/orders/{order["id"]}/cancel", (string?)null)).ShouldBe("404 not-found");
        (await other.Post($"/v1/payments/{order["id"]}.p1/capture", (string?)null)).ShouldBe("404 not-found");
    }
}
