using System.Text.Json.Nodes;

namespace RetailActors.Tests;

/// <summary>Movements, checkout holds, availability.</summary>
public sealed class StockTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_movement_has_one_effect()
    {
        var sku = Requests.NewId("SKU");
        var body = Movement("m-1", sku, "store-7", "receive", 10);
        (await _http.Post("/v1/stock-movements", body)).ShouldBe("201")["status"].ShouldBe("recorded");
        (await _http.Post("/v1/stock-movements", body)).ShouldBe("200")["status"].ShouldBe("already-recorded");
        (await _http.Post("/v1/stock-movements", Movement("m-1", sku, "store-7", "receive", 11)))
            .ShouldBe("409 movement-differs");
        (await _http.Post("/v1/stock-movements", Movement("m-2", sku, "store-7", "damage", 11)))
            .ShouldBe("409 insufficient-stock")["available"].ShouldBe("10");
        (await _http.Get($"/v1/inventory/{sku}/store-7"))["onHand"].ShouldBe("10");
    }

    [Fact]
    public async Task A_thousand_movements_go_in_one_batch_and_one_more_does_not()
    {
        var sku = Requests.NewId("SKU");
        var batch = new JsonObject
        {
            ["movements"] = new JsonArray([.. Enumerable.Range(0, 1_000).Select(i =>
                JsonNode.Parse(Movement($"m-{i}", $"{sku}-{i % 50}", $"store-{i % 3}", "receive", 1)))]),
        };
        var reply = (await _http.Post("/v1/stock-movements", batch)).ShouldBe("200");
        (reply["recorded"], reply["refused"]).ShouldBe(("1000", "0"));
        reply.Json.GetProperty("items")[999].GetProperty("movementId").GetString().ShouldBe("m-999");
        var again = (await _http.Post("/v1/stock-movements", batch)).ShouldBe("200");
        again.Json.GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("already-recorded");
        batch["movements"]!.AsArray().Add(JsonNode.Parse(Movement("more", sku, "store-7", "receive", 1)));
        (await _http.Post("/v1/stock-movements", batch)).ShouldBe("422 invalid").ErrorFields.ShouldBe(["movements"]);
    }

    [Fact]
    public async Task A_hold_takes_units_away_until_it_is_released()
    {
        var sku = await Sample.NewSku(_http, 3);
        var id = Requests.NewId("hold");
        var body = Hold(id, sku, 2);
        var placed = (await _http.Post("/v1/reservations", body)).ShouldBe("201");
        placed.Headers.Location!.ToString().ShouldBe($"/v1/reservations/{id}");
        (await _http.Post("/v1/reservations", body)).ShouldBe("200");
        (await _http.Post("/v1/reservations", Hold(id, sku, 1))).ShouldBe("409 reservation-differs");
        (await _http.Post("/v1/reservations", Hold(Requests.NewId(), sku, 2))).ShouldBe("409 out-of-stock")
            ["available"].ShouldBe("1");
        (await _http.Post($"/v1/reservations/{id}/extend", """{"ttlSeconds":900}""")).ShouldBe("200");
        (await _http.Get($"/v1/reservations/{id}")).ShouldBe("200")["status"].ShouldBe("held");
        (await _http.Delete($"/v1/reservations/{id}")).ShouldBe("204");
        (await _http.Delete($"/v1/reservations/{id}")).ShouldBe("204");
        (await _http.Get($"/v1/reservations/{id}"))["status"].ShouldBe("released");
        (await _http.Post($"/v1/reservations/{id}/extend", """{"ttlSeconds":900}""")).ShouldBe("409 reservation-ended");
        (await _http.Get("/v1/reservations/nobody")).ShouldBe("404 not-found");
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"].ShouldBe("3");
    }

    [Fact]
    public async Task An_order_takes_its_units_from_a_hold()
    {
        var sku = await Sample.NewSku(_http, 1);
        var id = Requests.NewId("hold");
        (await _http.Post("/v1/reservations", Hold(id, sku, 1))).ShouldBe("201");
        var body = Sample.Order(sku: sku, quantity: 1, price: 1000);
        (await _http.Post("/v1/orders", body)).ShouldBe("409 out-of-stock");
        var mine = Sample.Order(sku: sku, quantity: 1, price: 1000);
        mine["lines"]![0]!["reservationId"] = id;
        (await _http.Post("/v1/orders", mine)).ShouldBe("201");
        (await _http.Delete($"/v1/reservations/{id}")).ShouldBe("409 reservation-in-use");
    }

    [Fact]
    public async Task Availability_is_itemised_by_location_and_less_the_buffer_of_a_channel()
    {
        var sku = await Sample.NewSku(_http, 100);
        foreach (var place in new[] { "store-7", "warehouse-1" })
        {
            (await _http.Post("/v1/stock-movements", Movement($"m-{sku}-{place}", sku, place, "receive", 100)))
                .ShouldBe("201");
        }
        var one = (await _http.Get($"/v1/availability/{sku}")).ShouldBe("200");
        one.Json.GetProperty("locations").EnumerateArray().Select(l => l.GetProperty("location").GetString())
            .ShouldBe(["store-12", "store-7", "warehouse-1"], ignoreOrder: true);
        one["available"].ShouldBe("300");
        (await _http.Get($"/v1/availability/{sku}?channel=picky"))["available"].ShouldBe("30");
        (await _http.Get($"/v1/availability/{sku}?location=store-7"))["available"].ShouldBe("100");
        (await _http.Get("/v1/availability/NO-SUCH-SKU")).ShouldBe("404 not-found");
        var two = (await _http.Get($"/v1/availability?skus={sku},NO-SUCH-SKU&location=store-7")).ShouldBe("200");
        two.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("available").GetInt32())
            .ShouldBe([100, 0]);
    }

    private static string Movement(string id, string sku, string location, string kind, int quantity) => $$"""
        {"movementId":"{{id}}","sku":"{{sku}}","location":"{{location}}","kind":"{{kind}}","quantity":{{quantity}}}
        """;

    private static string Hold(string id, string sku, int quantity) => $$"""
        {"reservationId":"{{id}}","sku":"{{sku}}","location":"store-12","quantity":{{quantity}},"ttlSeconds":600}
        """;
}
