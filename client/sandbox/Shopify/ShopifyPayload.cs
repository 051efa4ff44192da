using System.Globalization;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Shopify;

/// <summary>Payloads in the shop's own shape.</summary>
internal static class ShopifyPayload
{
    internal static JsonObject Order(long id, JsonObject wish, JsonArray lines, DateTimeOffset now)
    {
        var goods = 0L;
        var items = new JsonArray();
        foreach (var line in lines)
        {
            var price = Cents(line!["price"]?.ToString() ?? "0");
            var quantity = int.Parse(line["quantity"]?.ToString() ?? "1", CultureInfo.InvariantCulture);
            goods += price * quantity;
            items.Add(new JsonObject
            {
                ["id"] = id * 10 + items.Count + 1, ["sku"] = line["sku"]?.DeepClone(), ["quantity"] = quantity,
                ["price"] = Text(price), ["discount_allocations"] = new JsonArray(), ["tax_lines"] = new JsonArray(),
            });
        }
        var tax = Cents(wish["tax"]?.ToString() ?? "0");
        var pickup = wish["pickup"]?.ToString() != "false";
        var stamp = now.ToString("O", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["id"] = id, ["admin_graphql_api_id"] = $"gid://shopify/Order/{id}", ["name"] = $"#{id % 100_000}",
            ["currency"] = "USD", ["presentment_currency"] = "USD", ["created_at"] = stamp, ["updated_at"] = stamp,
            ["cancelled_at"] = null, ["taxes_included"] = false, ["total_tax"] = Text(tax),
            ["total_price"] = Text(goods + tax), ["payment_gateway_names"] = new JsonArray("shopify_payments"),
            ["email"] = $"buyer-{id}@example.com",
            ["customer"] = new JsonObject { ["id"] = 207_119_551, ["email"] = $"buyer-{id}@example.com" },
            ["line_items"] = items,
            ["shipping_lines"] = new JsonArray(new JsonObject
            {
                ["code"] = pickup ? "pickup" : "standard", ["title"] = pickup ? "Store pickup" : "Standard",
                ["price"] = "0.00", ["discount_allocations"] = new JsonArray(), ["tax_lines"] = new JsonArray(),
            }),
        };
    }

    internal static JsonObject Refund(long order, int before, JsonObject wish, DateTimeOffset now) => new()
    {
        ["id"] = order * 100 + before + 1, ["order_id"] = order,
        ["created_at"] = now.ToString("O", CultureInfo.InvariantCulture),
        ["refund_line_items"] = new JsonArray(new JsonObject
        {
            ["line_item_id"] = wish["line_item_id"]?.DeepClone(), ["quantity"] = wish["quantity"]?.DeepClone() ?? 1,
            ["restock_type"] = wish["restock_type"]?.DeepClone() ?? "cancel",
        }),
    };

    private static long Cents(string text)
    {
        var point = text.IndexOf('.');
        var fraction = (point < 0 ? "" : text[(point + 1)..]).PadRight(2, '0')[..2];
        return long.Parse((point < 0 ? text : text[..point]) + fraction, CultureInfo.InvariantCulture);
    }

    private static string Text(long cents) => string.Create(
        CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}");
}
