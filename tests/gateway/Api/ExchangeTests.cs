namespace RetailActors.Tests;

/// <summary>Goods back in any store and others instead, with one sum of money between them.</summary>
public sealed class ExchangeTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task Goods_of_the_same_price_are_exchanged_without_money()
    {
        var (order, old) = await Collected();
        var instead = await Sample.NewSku(_http, 1);
        var id = Requests.NewId("EX");
        var body = Body(id, order, instead, 1000);
        var exchange = (await Decided(id, body)).ShouldBe("200");
        (Minor(exchange, "credit"), Minor(exchange, "due"), Minor(exchange, "back")).ShouldBe((1330, 0, 0));
        (await _http.Post("/v1/exchanges", Body(id, order, instead, 1001))).ShouldBe("409 exchange-differs");
        await Closed(id);
        (await _http.Get($"/v1/inventory/{old}/store-7"))["onHand"].ShouldBe("1");
        (await _http.Get($"/v1/inventory/{instead}/store-12"))["committed"].ShouldBe("1");
        var paid = await _http.Get($"/v1/payments/{order}.p1");
        (paid["status"], Minor(paid, "refunded")).ShouldBe(("captured", 0));
        var newOrder = exchange["newOrderId"];
        (await _http.Post($"/v1/orders/{newOrder}/pickup", (string?)null)).ShouldBe("200")["status"]
            .ShouldBe("completed");
        await Until.True("the credit is used", async () =>
            (await _http.Get($"/v1/orders/{newOrder}"))["chargeStatus"] == "full");
    }

    [Fact]
    public async Task The_customer_pays_what_the_new_goods_cost_more()
    {
        var (order, _) = await Collected();
        var instead = await Sample.NewSku(_http, 1);
        var id = Requests.NewId("EX");
        var exchange = (await Decided(id, Body(id, order, instead, 1000, shipping: 500, pays: true))).ShouldBe("200");
        (Minor(exchange, "credit"), Minor(exchange, "due"), Minor(exchange, "back")).ShouldBe((1330, 500, 0));
        var payments = (await _http.Get($"/v1/orders/{exchange["newOrderId"]}")).Json.GetProperty("payments");
        payments.EnumerateArray().Select(p => (
            p.GetProperty("provider").GetString(), p.GetProperty("amount").GetProperty("minor").GetInt64()))
            .ShouldBe([("sandbox", 500L), ("exchange", 1330L)]);
        await Closed(id);
    }

    [Fact]
    public async Task The_customer_gets_back_what_the_new_goods_cost_less()
    {
        var (order, _) = await Collected(2);
        var instead = await Sample.NewSku(_http, 1);
        var id = Requests.NewId("EX");
        var exchange = (await Decided(id, Body(id, order, instead, 1000, quantity: 2))).ShouldBe("200");
        (Minor(exchange, "returned"), Minor(exchange, "credit"), Minor(exchange, "back")).ShouldBe((2330, 1330, 1000));
        await Closed(id);
        var paid = await _http.Get($"/v1/payments/{order}.p1");
        (paid["status"], Minor(paid, "refunded")).ShouldBe(("partially-refunded", 1000));
        var refunds = (await _http.Get($"/v1/returns/exchange:{id}")).Json.GetProperty("refunds");
        refunds.EnumerateArray().Count(r => r.TryGetProperty("credited", out var credited) && credited.GetBoolean())
            .ShouldBe(1);
    }

    [Theory]
    [InlineData("out-of-stock", "409 exchange-refused", 0, "tok_visa")]
    [InlineData("payment-declined", "402 exchange-refused", 1, "tok_declined")]
    [InlineData("payment-required", "402 exchange-refused", 1, null)]
    public async Task When_the_new_order_is_refused_nothing_comes_back(
        string code, string answer, int stock, string? method)
    {
        var (order, old) = await Collected();
        var instead = await Sample.NewSku(_http, stock);
        var id = Requests.NewId("EX");
        var body = Body(id, order, instead, 1000, shipping: 500, pays: method is not null)
            .Replace("tok_visa", method ?? "");
        var refused = (await Decided(id, body)).ShouldBe(answer);
        refused["code"].ShouldBe(code);
        await Until.True("the units are free again", async () =>
            (await _http.Get($"/v1/returns/exchange:{id}"))["status"] == "cancelled");
        (await _http.Get($"/v1/inventory/{old}/store-7"))["onHand"].ShouldBe("0");
        await Until.True("they can come back in a return", async () => (await _http.Post("/v1/returns", $$"""
            {"orderId":"{{order}}","location":"store-7",
             "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
            """)).Code == "201");
    }

    [Fact]
    public async Task What_cannot_come_back_is_not_exchanged_and_a_credit_is_nobodys_to_use()
    {
        var (order, _) = await Collected();
        var instead = await Sample.NewSku(_http, 1);
        var (beyond, nobodys) = (Requests.NewId("EX"), Requests.NewId("EX"));
        var refused = (await Decided(beyond, Body(beyond, order, instead, 1000, quantity: 2)))
            .ShouldBe("409 exchange-refused");
        refused["code"].ShouldBe("exceeds-fulfilled");
        (await Decided(nobodys, Body(nobodys, "ord_nobody", instead, 1000))).ShouldBe("404 not-found");
        var forged = Sample.Order(sku: instead, quantity: 1, price: 1000);
        forged["payment"]!["provider"] = "exchange";
        (await _http.Post("/v1/orders", forged)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["payment.provider"]);
    }

    [Fact]
    public async Task Only_the_exchange_decides_about_its_return()
    {
        var (order, _) = await Collected();
        var instead = await Sample.NewSku(_http, 1);
        var id = Requests.NewId("EX");
        (await Decided(id, Body(id, order, instead, 1000, received: false))).ShouldBe("200");
        var path = $"/v1/returns/exchange:{id}";
        (await _http.Get(path))["status"].ShouldBe("approved");
        (await _http.Post($"{path}/cancel", (string?)null)).ShouldBe("409 not-allowed");
        (await _http.Post($"{path}/receive", """{"location":"store-7"}""")).ShouldBe("200");
        await Closed(id);
    }

    [Theory]
    [InlineData("newOrder.payment", "\"total\":", "\"payment\":{},\"total\":")]
    [InlineData("location", "\"location\":\"store-7\",\"rec", "\"rec")]
    [InlineData("newOrder.channel", "\"channel\":\"web\",", "")]
    public async Task A_wrong_field_is_422(string field, string text, string instead) =>
        (await _http.Post("/v1/exchanges", Body("EX-W", "ord_1", "SKU", 1000).Replace(text, instead)))
        .ShouldBe("422 invalid").ErrorFields.ShouldBe([field]);

    private async Task<(string Order, string Sku)> Collected(int quantity = 1)
    {
        var sku = await Sample.NewSku(_http, quantity);
        var order = (await Sample.Accepted(_http, sku, quantity))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the money is taken", async () =>
            (await _http.Get($"/v1/orders/{order}"))["chargeStatus"] == "full");
        return (order, sku);
    }

    /// <summary>The answer to the same request again, once everything is decided.</summary>
    private async Task<Reply> Decided(string id, string body)
    {
        await _http.Post("/v1/exchanges", body);
        await Until.True($"{id} is decided", async () =>
            (await _http.Get($"/v1/exchanges/{id}")).ShouldBe("200")["status"] is "completed" or "refused");
        return await _http.Post("/v1/exchanges", body);
    }

    private Task Closed(string id) => Until.True($"the return of {id} is closed", async () =>
        (await _http.Get($"/v1/returns/exchange:{id}"))["status"] == "closed");

    private static long Minor(Reply reply, string name) =>
        reply.Json.GetProperty(name).GetProperty("minor").GetInt64();

    private static string Body(
        string id, string order, string sku, long price, int quantity = 1, long shipping = 0, bool pays = false,
        bool received = true) => $$"""
        {"exchangeId":"{{id}}","orderId":"{{order}}","location":"store-7","received":{{(received ? "true" : "false")}},
         "lines":[{"lineId":"1","quantity":{{quantity}},"disposition":"restocked"}],
         "newOrder":{"channel":"web","externalId":"{{id}}","currency":"USD",
          "fulfilment":{"method":"pickup","location":"store-12"},
          "lines":[{"lineId":"1","sku":"{{sku}}","quantity":1,"unitPrice":{"minor":{{price}},"currency":"USD"} }],
          "tax":{"minor":330,"currency":"USD"},"shipping":{"minor":{{shipping}},"currency":"USD"},
          "total":{"minor":{{price + 330 + shipping}},"currency":"USD"} }{{(pays
            ? ",\"payment\":{\"provider\":\"sandbox\",\"method\":\"tok_visa\"}" : "")}} }
        """;
}
