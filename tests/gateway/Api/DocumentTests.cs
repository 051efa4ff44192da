using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Tests.Channels;

namespace RetailActors.Tests;

/// <summary>The documents tell the truth: their examples are executed.</summary>
public sealed class DocumentTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    /// <summary>An order in which every example finds what it is about.</summary>
    private static readonly string[] _walk =
    [
        "put-product", "get-product", "list-products", "put-price", "get-price", "list-prices", "put-customer",
        "get-customer", "list-customers", "put-location", "get-location", "list-locations", "record-stock-movements",
        "record-inventory-snapshot", "get-availability", "list-availability", "get-inventory", "place-reservation",
        "get-reservation",
        "extend-reservation", "release-reservation", "submit-order", "list-orders", "get-order",
        "record-ready-for-pickup", "record-pickup", "record-shipment", "cancel-order", "hold-order",
        "release-order", "record-missing", "request-exchange", "get-exchange", "request-return", "get-return",
        "list-returns", "decline-return", "cancel-return", "approve-return", "record-return-sent", "receive-return",
        "get-payment", "capture-payment", "void-payment", "refund-payment", "import-settlement",
        "list-settlements", "get-settlement", "record-bank-line", "get-close", "get-order-lineage", "list-worklists",
        "get-worklist", "list-exceptions", "get-exception", "preview-exception",
        "assign-exception", "retry-exception", "edit-exception",
        "waive-exception", "replay", "plan-replay", "list-replays", "get-replay", "start-replay", "cancel-replay",
        "get-audit", "get-sla", "get-metrics", "list-lanes", "list-endpoints", "list-deliveries", "disable-endpoint",
        "enable-endpoint", "replay-endpoint",
    ];

    [Fact]
    public async Task Every_operation_is_described_with_examples_problems_and_the_key()
    {
        var contract = await Read();
        foreach (var route in contract.Routes.Where(r => !IsWebhook(r)))
        {
            var operation = route.Operation;
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(route.Id);
            operation.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(route.Id);
            operation.GetProperty("security").GetArrayLength().ShouldBe(1, route.Id);
            foreach (var status in new[] { 401, 403, 422, 429, 500, 503 })
            {
                route.Answer(status).ShouldNotBeNull($"{route.Id} {status}");
            }
            foreach (var answer in operation.GetProperty("responses").EnumerateObject())
            {
                Check(contract, route, answer);
            }
            if (route.Method == HttpMethod.Post)
            {
                route.Parameters.ShouldContain(p => p.GetProperty("name").GetString() == "Idempotency-Key", route.Id);
                route.RequestExample.ShouldNotBeNull(route.Id);
            }
        }
    }

    [Fact]
    public async Task Every_example_is_executed_and_its_answer_fits_the_schema()
    {
        var contract = await Read();
        var routes = contract.Routes.Where(r => !IsWebhook(r)).ToDictionary(r => r.Id);
        routes.Keys.ShouldBe(_walk, ignoreOrder: true);
        foreach (var id in _walk)
        {
            await Prepare(id);
            await Execute(contract, routes[id]);
        }
    }

    [Fact]
    public async Task Every_webhook_is_described_taken_when_it_is_signed_and_refused_when_it_is_not()
    {
        var routes = (await Read()).Routes.Where(IsWebhook).ToList();
        routes.Select(r => r.Path).ShouldBe(
        [
            "/webhooks/shopify/{resource}/{action}", "/webhooks/pos/{event}", "/webhooks/wms/{event}", "/webhooks/psp",
        ], ignoreOrder: true);
        foreach (var route in routes)
        {
            var content = route.Operation.GetProperty("requestBody").GetProperty("content").EnumerateObject().Single();
            var body = content.Value.GetProperty("example").GetRawText();
            var path = route.Parameters.Where(p => p.GetProperty("in").GetString() == "path").Aggregate(
                route.Path, (path, p) => path.Replace(
                    $"{{{p.GetProperty("name").GetString()}}}", p.GetProperty("example").GetString()!));
            var reply = path.StartsWith("/webhooks/shopify/", StringComparison.Ordinal)
                ? await _http.Shopify(path["/webhooks/shopify/".Length..], body)
                : await _http.Hook(path, body);
            ((int)reply.Status).ShouldBeInRange(200, 202, $"{route.Id}: {reply.Text}");
            route.Answer((int)reply.Status).ShouldNotBeNull(route.Id);
            (await _http.Send(HttpMethod.Post, path, body, null)).Code.ShouldBe("401 signature-invalid", route.Id);
            route.Answer(401).ShouldNotBeNull(route.Id);
        }
    }

    private static bool IsWebhook(Contract.Route route) =>
        route.Path.StartsWith("/webhooks/", StringComparison.Ordinal);

    private async Task Execute(Contract contract, Contract.Route route)
    {
        var path = route.Path;
        var query = new List<string>();
        foreach (var parameter in route.Parameters.Where(p => p.TryGetProperty("example", out _)))
        {
            var (name, example) = (
                parameter.GetProperty("name").GetString()!, parameter.GetProperty("example").GetString()!);
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", example);
                    break;
                // With an externalId the answer is one order; that has a test of its own.
                case "query" when name is not "externalId":
                    query.Add($"{name}={Uri.EscapeDataString(example)}");
                    break;
            }
        }
        var key = route.Method == HttpMethod.Post ? Requests.NewId("doc") : null;
        var address = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        var reply = await _http.Send(route.Method, address, route.RequestExample?.GetRawText(), key);
        ((int)reply.Status).ShouldBeInRange(200, 299, $"{route.Id}: {reply.Text}");
        var answer = route.Answer((int)reply.Status);
        answer.ShouldNotBeNull($"{route.Id} answered {reply.Status}, which is not documented.");
        if (answer.Value.TryGetProperty("content", out var content))
        {
            var schema = content.GetProperty("application/json").GetProperty("schema");
            contract.Faults(reply.Json, schema).ShouldBeEmpty($"{route.Id}: {reply.Text}");
        }
    }

    /// <summary>The examples of shipping and cancelling are about further orders with the same content.</summary>
    private async Task Prepare(string id)
    {
        switch (id)
        {
            case "record-shipment":
                (await _http.Post("/v1/orders", Sample.Order("W-1002", fulfilment: "ship"))).ShouldBe("201");
                break;
            case "get-exception" or "preview-exception" or "retry-exception" or "edit-exception" or "waive-exception":
                await shop.Shop.Grains.Actor<IExceptionCase>($"demo/{Gateway.DeskDocs.Id}").Raise(new ExceptionReport(
                    "posting-rejected", "sample/demo/1", "part", "erp", Role.Finance, "It said no.",
                    DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(4),
                    [ResolutionKind.Retry, ResolutionKind.Edit, ResolutionKind.Waive]));
                break;
            case "get-replay" or "start-replay":
                await Replay(Gateway.ReplayDocs.Id);
                break;
            case "cancel-replay":
                await Replay(Gateway.ReplayDocs.Other);
                break;
            case "cancel-order":
                (await _http.Post("/v1/orders", Sample.Order("W-1003"))).ShouldBe("201");
                break;
            case "hold-order":
                (await _http.Post("/v1/orders", Sample.Order("W-1004"))).ShouldBe("201");
                break;
            case "request-exchange":
                var collected = (await _http.Post("/v1/orders", Sample.Order("W-1005"))).ShouldBe("201")["id"];
                (await _http.Post($"/v1/orders/{collected}/pickup", (string?)null)).ShouldBe("200");
                (await _http.Post("/v1/stock-movements", """
                    {"movementId":"doc-exchange","sku":"TEE-BLK-L","location":"store-7","kind":"receive","quantity":1}
                    """)).ShouldBe("201");
                break;
            case "decline-return":
                await Requested("RMA-3");
                break;
            case "cancel-return":
                await Requested("RMA-4");
                break;
            case "approve-return":
                await Requested("RMA-2");
                break;
            case "capture-payment" or "refund-payment":
                var order = await _http.Get(
                    $"/v1/orders?channel=web&externalId={(id == "capture-payment" ? "W-1002" : "W-1001")}");
                await Until.True("the money of what has left is captured", async () =>
                    (await _http.Get($"/v1/payments/{order["id"]}.p1")).Json
                    .GetProperty("captured").GetProperty("minor").GetInt64() > 0);
                break;
        }
    }

    /// <summary>A replay for an example to be about; it has looked.</summary>
    private async Task Replay(string id)
    {
        await shop.Shop.Grains.Actor<IReplay>($"demo/{id}").Plan(
            new ReplayPlan(ReplayScope.DeadLetters, null, null, "nobody", null, []), new Origin("ann"));
        await Until.True("it has looked", async () =>
            (await _http.Get($"/v1/operations/replays/{id}"))["status"] is "ready");
    }

    /// <summary>A return of the one unit that was shipped; it may be asked for when the one before is over.</summary>
    private async Task Requested(string id)
    {
        var order = await _http.Get("/v1/orders?channel=web&externalId=W-1002");
        await Until.True("the unit may come back", async () => (await _http.Post("/v1/returns", $$"""
            {"returnId":"{{id}}","orderId":"{{order["id"]}}","received":false,
             "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
            """)).Code == "201");
    }

    private static void Check(Contract contract, Contract.Route route, JsonProperty answer)
    {
        answer.Value.GetProperty("description").GetString().ShouldNotBeNullOrEmpty($"{route.Id} {answer.Name}");
        if (!answer.Value.TryGetProperty("content", out var content))
        {
            answer.Name.ShouldBeOneOf("204", "304");
            return;
        }
        var type = int.Parse(answer.Name) < 400 ? "application/json" : "application/problem+json";
        var media = content.GetProperty(type);
        media.TryGetProperty("example", out var example).ShouldBeTrue($"{route.Id} {answer.Name}");
        contract.Faults(example, media.GetProperty("schema")).ShouldBeEmpty($"{route.Id} {answer.Name}");
        if (route.RequestExample is { } body)
        {
            var schema = route.Operation.GetProperty("requestBody").GetProperty("content")
                .GetProperty("application/json").GetProperty("schema");
            contract.Faults(body, schema).ShouldBeEmpty(route.Id);
        }
    }

    private async Task<Contract> Read() =>
        new((await _http.Get("/openapi/v1.json")).ShouldBe("200").Json);
}
