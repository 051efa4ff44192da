using System.Text.Json;

namespace RetailActors.Tests;

/// <summary>Goods come back to any store, once, and the money goes back, once.</summary>
public sealed class ReturnTests(SharedShop shop)
{
    private static readonly string[] _paidBack = ["refunded", "tax-adjusted", "reversal-posted", "closed"];
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task Goods_collected_in_one_store_come_back_in_another()
    {
        var (order, sku) = await Collected(2);
        var id = Requests.NewId("R");
        var taken = (await _http.Post("/v1/returns", Body(order, id, 1))).ShouldBe("201");
        taken.Headers.Location!.ToString().ShouldBe($"/v1/returns/{id}");
        Minor(taken.Json, "amount").ShouldBe(1165);
        await PaidBack(id);
        var stock = await _http.Get($"/v1/inventory/{sku}/store-7");
        (stock["onHand"], stock["available"]).ShouldBe(("1", "1"));
        var payment = await _http.Get($"/v1/payments/{order}.p1");
        (payment["status"], Minor(payment.Json, "refunded")).ShouldBe(("partially-refunded", 1165));
        await Until.True("the order knows", async () =>
            (await Order(order)).GetProperty("returns")[0].GetProperty("status").GetString() == "refunded");
        (await Order(order)).GetProperty("lines")[0].GetProperty("returned").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task The_same_return_again_changes_nothing_and_other_content_is_refused()
    {
        var (order, sku) = await Collected(2);
        var id = Requests.NewId("R");
        (await _http.Post("/v1/returns", Body(order, id, 1))).ShouldBe("201");
        (await _http.Post("/v1/returns", Body(order, id, 1))).ShouldBe("200");
        (await _http.Post("/v1/returns", Body(order, id, 2))).ShouldBe("409 return-differs");
        await PaidBack(id);
        (await _http.Get($"/v1/inventory/{sku}/store-7"))["onHand"].ShouldBe("1");
    }

    [Fact]
    public async Task More_than_was_handed_over_is_refused_and_of_two_at_once_one_wins()
    {
        var (order, _) = await Collected(2);
        var beyond = (await _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 3)))
            .ShouldBe("409 exceeds-fulfilled");
        beyond["returnable"].ShouldBe("2");
        var both = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 2))));
        both.Select(r => r.Code).Order().ShouldBe(["201", "409 exceeds-fulfilled"]);
    }

    [Fact]
    public async Task An_order_that_was_not_handed_over_has_nothing_to_return()
    {
        var order = (await Sample.Accepted(_http, await Sample.NewSku(_http, 5)))["id"];
        (await _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 1))).ShouldBe("409 exceeds-fulfilled");
    }

    [Fact]
    public async Task Two_returns_of_everything_pay_back_exactly_what_was_charged()
    {
        var (order, _) = await Collected(2);
        foreach (var id in new[] { Requests.NewId("R"), Requests.NewId("R") })
        {
            (await _http.Post("/v1/returns", Body(order, id, 1))).ShouldBe("201");
            await PaidBack(id);
        }
        var payment = await _http.Get($"/v1/payments/{order}.p1");
        (payment["status"], Minor(payment.Json, "refunded")).ShouldBe(("refunded", 2330));
    }

    [Theory]
    [InlineData("restocked", "available"), InlineData("processing-required", "qualityControl")]
    [InlineData("not-restocked", "damaged")]
    public async Task What_becomes_of_the_goods_decides_their_bucket(string disposition, string bucket)
    {
        var (order, sku) = await Collected(1);
        var id = Requests.NewId("R");
        (await _http.Post("/v1/returns", Body(order, id, 1, disposition))).ShouldBe("201");
        await PaidBack(id);
        (await _http.Get($"/v1/inventory/{sku}/store-7"))[bucket].ShouldBe("1");
    }

    [Fact]
    public async Task What_was_inspected_leaves_quality_control()
    {
        var (order, sku) = await Collected(1);
        var id = Requests.NewId("R");
        (await _http.Post("/v1/returns", Body(order, id, 1, "processing-required"))).ShouldBe("201");
        await PaidBack(id);
        (await _http.Post("/v1/stock-movements", Inspected(sku, 2))).ShouldBe("409 insufficient-stock");
        (await _http.Post("/v1/stock-movements", Inspected(sku, 1))).ShouldBe("201");
        var stock = await _http.Get($"/v1/inventory/{sku}/store-7");
        (stock["qualityControl"], stock["available"], stock["onHand"]).ShouldBe(("0", "1", "1"));
    }

    [Fact]
    public async Task A_requested_return_is_approved_sent_and_received()
    {
        var (order, sku) = await Collected(2);
        var path = await Requested(order, 2);
        (await _http.Get(path))["status"].ShouldBe("requested");
        (await _http.Post($"{path}/sent", (string?)null)).ShouldBe("409 not-allowed");
        (await _http.Post($"{path}/approve", (string?)null)).ShouldBe("200")["status"].ShouldBe("approved");
        (await _http.Post($"{path}/decline", (string?)null)).ShouldBe("409 not-allowed");
        (await _http.Post($"{path}/sent", (string?)null)).ShouldBe("200")["status"].ShouldBe("in-transit");
        const string received = """
            {"location":"store-7","lines":[{"lineId":"1","quantity":1,"disposition":"restocked"},
             {"lineId":"1","quantity":1,"disposition":"missing"}]}
            """;
        (await _http.Post($"{path}/receive", received)).ShouldBe("200");
        (await _http.Post($"{path}/receive", received)).ShouldBe("200");
        await PaidBack(path.Split('/')[^1]);
        (await _http.Get($"/v1/inventory/{sku}/store-7"))["onHand"].ShouldBe("1");
        (await _http.Post($"{path}/cancel", (string?)null)).ShouldBe("409 not-allowed");
    }

    [Theory, InlineData("decline", "declined"), InlineData("cancel", "cancelled")]
    public async Task Units_of_a_return_that_does_not_happen_may_come_back_in_another(string verb, string status)
    {
        var (order, _) = await Collected(1);
        var path = await Requested(order, 1);
        (await _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 1))).ShouldBe("409 exceeds-fulfilled");
        (await _http.Post($"{path}/{verb}", """{"reason":"no"}""")).ShouldBe("200")["status"].ShouldBe(status);
        (await _http.Post($"{path}/receive", """{"location":"store-7"}""")).ShouldBe("409 not-allowed");
        await Until.True("the order has its units back", async () =>
            (await _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 1))).Code == "201");
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "lines", """{"orderId":"ord_1","location":"store-7"}""" },
        { "lines", """{"orderId":"ord_1","location":"store-7","lines":[]}""" },
        { "orderId", """{"location":"store-7","lines":[LINE]}""" },
        { "location", """{"orderId":"ord_1","lines":[LINE]}""" },
        { "location", """{"orderId":"ord_1","location":"nowhere","lines":[LINE]}""" },
        { "location", """{"orderId":"ord_1","location":"../x","lines":[LINE]}""" },
        { "exchanged", """{"orderId":"ord_1","location":"store-7","exchanged":1,"lines":[LINE]}""" },
        { "received", """{"orderId":"ord_1","location":"store-7","received":"yes","lines":[LINE]}""" },
        { "occurredAt", """{"orderId":"ord_1","location":"store-7","occurredAt":"today","lines":[LINE]}""" },
        { "returnId", """{"orderId":"ord_1","location":"store-7","returnId":"a'b","lines":[LINE]}""" },
        { "reason", """{"orderId":"ord_1","location":"store-7","reason":"\u202e","lines":[LINE]}""" },
        { "lines[1].lineId", """{"orderId":"ord_1","location":"store-7","lines":[LINE,LINE]}""" },
        { "lines[0].disposition", """
            {"orderId":"ord_1","location":"store-7","lines":[{"lineId":"1","quantity":1}]}
            """ },
        { "lines[0].disposition", """
            {"orderId":"ord_1","location":"store-7","lines":[{"lineId":"1","quantity":1,"disposition":"eaten"}]}
            """ },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_field_is_422(string field, string body) => (await _http.Post("/v1/returns", body.Replace(
        "LINE", """{"lineId":"1","quantity":1,"disposition":"restocked"}"""))).ShouldBe("422 invalid")
        .ErrorFields.ShouldBe([field]);

    [Theory, InlineData("0"), InlineData("-1"), InlineData("1.5"), InlineData("1e9"), InlineData("\"1\"")]
    public async Task A_wrong_quantity_is_422(string quantity) => (await _http.Post("/v1/returns", $$"""
        {"orderId":"ord_1","location":"store-7",
         "lines":[{"lineId":"1","quantity":{{quantity}},"disposition":"restocked"}]}
        """)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["lines[0].quantity"]);

    [Fact]
    public async Task An_unknown_line_is_422_and_units_that_were_not_announced_too()
    {
        var (order, _) = await Collected(1);
        (await _http.Post("/v1/returns", Body(order, Requests.NewId("R"), 1).Replace("\"1\"", "\"9\"")))
            .ShouldBe("422 invalid").ErrorFields.ShouldBe(["lines[0].lineId"]);
        var path = await Requested(order, 1);
        (await _http.Post($"{path}/receive", """
            {"location":"store-7","lines":[{"lineId":"1","quantity":2,"disposition":"restocked"}]}
            """)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["lines[0].quantity"]);
        (await _http.Post($"{path}/receive", """{"location":"nowhere"}""")).ShouldBe("422 invalid")
            .ErrorFields.ShouldBe(["location"]);
    }

    [Fact]
    public async Task Nobody_elses_return_and_no_unknown_one_is_found()
    {
        var (order, _) = await Collected(1);
        var path = await Requested(order, 1);
        using var other = shop.Shop.As("other-key");
        (await other.Get(path)).ShouldBe("404 not-found");
        (await other.Post("/v1/returns", Body(order, Requests.NewId("R"), 1).Replace("\"location\":\"store-7\",", "")
            .Replace("{\"returnId\"", "{\"received\":false,\"returnId\""))).ShouldBe("404 not-found");
        (await _http.Get("/v1/returns/nobody")).ShouldBe("404 not-found");
        (await _http.Post("/v1/returns/nobody/approve", (string?)null)).ShouldBe("404 not-found");
        (await _http.Post("/v1/returns/nobody/receive", """{"location":"store-7"}""")).ShouldBe("404 not-found");
        using var reader = shop.Shop.As("reader-key");
        (await reader.Get(path)).ShouldBe("403 forbidden");
        (await _http.Get("/v1/returns?status=eaten")).ShouldBe("422 invalid");
    }

    [Fact]
    public async Task Returns_are_listed_by_status_and_location()
    {
        var (order, _) = await Collected(1);
        var id = (await Requested(order, 1)).Split('/')[^1];
        var page = (await _http.Get("/v1/returns?status=requested&location=store-7&limit=200")).ShouldBe("200");
        page.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ShouldContain(id);
    }

    private async Task<(string Order, string Sku)> Collected(int quantity)
    {
        var sku = await Sample.NewSku(_http, 10);
        var order = (await Sample.Accepted(_http, sku, quantity))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        return (order, sku);
    }

    private async Task<string> Requested(string order, int quantity)
    {
        var id = Requests.NewId("R");
        var body = Body(order, id, quantity).Replace("{\"returnId\"", "{\"received\":false,\"returnId\"");
        (await _http.Post("/v1/returns", body)).ShouldBe("201");
        return $"/v1/returns/{id}";
    }

    private Task PaidBack(string id) => Until.True($"the money of {id} is paid back", async () =>
    {
        var status = (await _http.Get($"/v1/returns/{id}"))["status"];
        return _paidBack.Contains(status);
    });

    private async Task<JsonElement> Order(string id) => (await _http.Get($"/v1/orders/{id}")).ShouldBe("200").Json;

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();

    private static string Body(string order, string id, int quantity, string disposition = "restocked") => $$"""
        {"returnId":"{{id}}","orderId":"{{order}}","location":"store-7",
         "lines":[{"lineId":"1","quantity":{{quantity}},"disposition":"{{disposition}}"}]}
        """;

    private static string Inspected(string sku, int quantity) => $$"""
        {"movementId":"{{Requests.NewId("m")}}","sku":"{{sku}}","location":"store-7","kind":"change-state",
         "quantity":{{quantity}},"disposition":"restocked"}
        """;
}
