using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>The events of one order, signed and sent to the real gateway in any order and any number of times: one
/// final state. The large property, over all translators, is <c>tests/cluster/Permutations</c>.</summary>
public sealed class PermutationTests(SharedShop shop, ITestOutputHelper output)
{
    private const int Orders = 8;

    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task However_the_events_of_an_order_arrive_it_ends_in_the_same_state()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var ends = await Task.WhenAll(
            Enumerable.Range(0, Orders).Select(i => End(i == 0 ? null : new Random(seed + i))));
        ends.ShouldAllBe(end => end == ends[0]);
        ends[0].ShouldBe(
            "completed: 3 of 4 left, 1 cancelled, 1 back; captured 3240, refunded 1080; on hand 17, available 17");
    }

    /// <summary>Bought, one unit cancelled in the shop, the others collected, one brought back, and a sale beside it.
    /// </summary>
    private async Task<string> End(Random? shuffle)
    {
        var sku = await Sample.NewSku(_http, 20);
        var order = ShopifyOrder.Plain(sku, 4);
        var (id, line) = ($"{order["id"]}", $"{order["line_items"]![0]!["id"]}");
        List<Func<Task<Reply>>> events =
        [
            Shop("orders/create", order), Shop("refunds/create", ShopifyOrder.Refund(order, 1, "cancel")),
            Store("ready-for-pickup", "fulfilmentId", "R", id, line, 3),
            Store("pickup", "fulfilmentId", "F", id, line, 3), Store("return", "returnId", $"B-{id}", id, line, 1),
            Till("sale", Hooks.Sale(sku, 1, $"S-{id}")),
        ];
        while (events.Count > 0)
        {
            var next = shuffle?.Next(events.Count) ?? 0;
            ((int)(await events[next]()).Status).ShouldBeInRange(200, 202);
            if (shuffle is null || shuffle.Next(3) > 0)
            {
                events.RemoveAt(next);
            }
        }
        var end = "";
        await Until.True("everything has been done", async () =>
            (end = await State(id, sku)).StartsWith("completed: 3 of 4 left, 1 cancelled, 1 back; captured 3240, "
                + "refunded 1080; on hand 17", StringComparison.Ordinal), 120);
        return end;
    }

    private async Task<string> State(string id, string sku)
    {
        var order = await _http.Get($"/v1/orders?channel=shopify&externalId={id}");
        if (order.Status != System.Net.HttpStatusCode.OK)
        {
            return "not there";
        }
        var line = order.Json.GetProperty("lines")[0];
        var payment = await _http.Get($"/v1/payments/{order["id"]}.p1");
        var stock = await _http.Get($"/v1/inventory/{sku}/store-12");
        return $"{order["status"]}: {line.GetProperty("fulfilled")} of {line.GetProperty("quantity")} left, "
            + $"{line.GetProperty("cancelled")} cancelled, {line.GetProperty("returned")} back; captured "
            + $"{payment.Json.GetProperty("captured").GetProperty("minor")}, refunded "
            + $"{payment.Json.GetProperty("refunded").GetProperty("minor")}; on hand {stock["onHand"]}, available "
            + $"{stock["available"]}";
    }

    // The same message each time: one id, one body.
    private Func<Task<Reply>> Shop(string topic, JsonObject body)
    {
        var (text, name) = (body.ToJsonString(), Requests.NewId("e"));
        return () => _http.Shopify(topic, text, name);
    }

    private Func<Task<Reply>> Till(string kind, JsonObject data)
    {
        var (text, name) = (Hooks.Event($"pos.{kind}", data).ToJsonString(), Requests.NewId("e"));
        return () => _http.Hook($"/webhooks/pos/{kind}", text, name);
    }

    private Func<Task<Reply>> Store(string kind, string key, string id, string order, string line, int units) =>
        Till(kind, new JsonObject
        {
            ["store"] = "store-12", [key] = id, ["channel"] = "shopify", ["externalId"] = order,
            ["lines"] = new JsonArray(new JsonObject { ["lineId"] = line, ["quantity"] = units }),
        });
}
