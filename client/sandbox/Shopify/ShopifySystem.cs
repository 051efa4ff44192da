using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Hooks;

namespace RetailActors.Sandbox.Shopify;

/// <summary>One shop: customers order there, it tells by webhook, and it can be told and asked.</summary>
public sealed class ShopifySystem(JsonBooks books, SandboxClock clock, HookSender hooks)
    : SandboxSystem("shopify", books, clock)
{
    private const string Shop = "retailactors.myshopify.com";
    private const int MaxPage = 250;
    private static readonly byte[] _secret = "dev-shopify-secret"u8.ToArray();
    private readonly ShopifyGraphApi _graph = new(books, clock);

    /// <inheritdoc/>
    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPost("/admin/api/{version}/graphql.json", Serve(async http => _graph.Answer(await Read(http))));
        system.MapGet("/admin/api/{version}/orders.json", Serve(List));
        system.MapPost("/orders", Serve(Order));
        system.MapPost("/orders/{id}/cancel", Serve(Cancel));
        system.MapPost("/orders/{id}/refunds", Serve(Refund));
        hooks.Map(system);
    }

    /// <summary>A customer orders: <c>{"lines":[{"sku","quantity","price":"19.99"}],"tax":"3.30","pickup":true}</c>.
    /// </summary>
    private async Task<SandboxAnswer> Order(HttpContext http)
    {
        var wish = await Read(http);
        if (wish["lines"] is not JsonArray { Count: > 0 } lines)
        {
            return new SandboxAnswer(422, """{"code":"no-lines"}""");
        }
        var id = 0L;
        JsonObject? order = null;
        Books.Change($"new:{Guid.NewGuid():N}", (_, number) =>
        {
            id = 5_400_000_000_000 + number;
            return new JsonObject { ["kind"] = "visit", ["order"] = id };
        });
        order = ShopifyPayload.Order(id, wish, lines, Clock.Now);
        Books.Change($"order:{id}", (_, _) => new JsonObject
        {
            ["kind"] = "order", ["id"] = id, ["updatedAt"] = Stamp(), ["order"] = order.DeepClone(),
            ["tags"] = new JsonArray(), ["fulfillments"] = new JsonArray(), ["refunds"] = new JsonArray(),
        });
        Tell("orders/create", $"create-{id}", order);
        return SandboxAnswer.Json(201, order);
    }

    private async Task<SandboxAnswer> Cancel(HttpContext http)
    {
        var wish = await Read(http);
        var id = (string)http.Request.RouteValues["id"]!;
        var (document, changed) = Books.Change($"order:{id}", (known, _) =>
        {
            if (known is null || known["order"]!["cancelled_at"] is not null)
            {
                return null;
            }
            known["order"]!["cancelled_at"] = Stamp();
            known["order"]!["cancel_reason"] = wish["reason"]?.DeepClone() ?? "customer";
            known["order"]!["updated_at"] = Stamp();
            known["updatedAt"] = Stamp();
            return known;
        });
        if (changed)
        {
            Tell("orders/cancelled", $"cancel-{id}", document!["order"]!.AsObject());
        }
        return document is null
            ? new SandboxAnswer(404, """{"code":"not-found"}""")
            : SandboxAnswer.Json(200, document["order"]!);
    }

    /// <summary>The shop's back office refunds units: <c>{"line_item_id","quantity","restock_type":"cancel"}</c>.
    /// </summary>
    private async Task<SandboxAnswer> Refund(HttpContext http)
    {
        var wish = await Read(http);
        var id = (string)http.Request.RouteValues["id"]!;
        JsonObject? refund = null;
        var (document, _) = Books.Change($"order:{id}", (known, _) =>
        {
            if (known is null)
            {
                return null;
            }
            var refunds = known["refunds"]!.AsArray();
            refund = ShopifyPayload.Refund(
                long.Parse(id, CultureInfo.InvariantCulture), refunds.Count, wish, Clock.Now);
            refunds.Add(refund.DeepClone());
            known["order"]!["updated_at"] = Stamp();
            known["updatedAt"] = Stamp();
            return known;
        });
        if (document is null)
        {
            return new SandboxAnswer(404, """{"code":"not-found"}""");
        }
        Tell("refunds/create", $"refund-{refund!["id"]}", refund);
        return SandboxAnswer.Json(201, refund);
    }

    /// <summary>Orders changed since, oldest change first; their refunds inside.</summary>
    private Task<SandboxAnswer> List(HttpContext http)
    {
        var since = DateTimeOffset.TryParse(
            http.Request.Query["updated_at_min"], CultureInfo.InvariantCulture, out var t) ? t : default;
        var limit = int.TryParse(
            http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var l)
                ? Math.Clamp(l, 1, MaxPage) : 50;
        var (all, _) = Books.Page(0, JsonBooks.MaxDocuments);
        var orders = all.Where(d => d["kind"]!.GetValue<string>() == "order")
            .Select(d => (At: DateTimeOffset.Parse(
                d["updatedAt"]!.GetValue<string>(), CultureInfo.InvariantCulture), Document: d))
            .Where(d => d.At >= since).OrderBy(d => d.At).Take(limit)
            .Select(d =>
            {
                var order = d.Document["order"]!.DeepClone();
                order["refunds"] = d.Document["refunds"]!.DeepClone();
                return order;
            });
        return Task.FromResult(SandboxAnswer.Json(200, new JsonObject { ["orders"] = new JsonArray([.. orders]) }));
    }

    private void Tell(string topic, string eventId, JsonObject body)
    {
        var text = body.ToJsonString();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)));
        hooks.Send(new Hook($"/webhooks/shopify/{topic}", text, "application/json",
        [
            ("X-Shopify-Topic", topic), ("X-Shopify-Shop-Domain", Shop), ("X-Shopify-Event-Id", eventId),
            ("X-Shopify-Hmac-Sha256", signature), ("X-Shopify-Triggered-At", Stamp()),
        ]));
    }

    private string Stamp() => Clock.Now.ToString("O", CultureInfo.InvariantCulture);
}
