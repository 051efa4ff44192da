using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>Orders in the shape that the shop sends, and the events that follow them.</summary>
public static class ShopifyOrder
{
    private static long _last = 5_000_000_000_000 + (Environment.TickCount64 % 1_000_000_000 * 1_000);

    public static long NewId() => Interlocked.Increment(ref _last);

    /// <summary>One line of units at 10.00, tax of 0.80 for each on top, picked up in a store.</summary>
    public static JsonObject Plain(string sku, int quantity, long? id = null)
    {
        var order = id ?? NewId();
        var (price, tax) = (1000L * quantity, 80L * quantity);
        return JsonNode.Parse($$"""
            {"id":{{order}},"admin_graphql_api_id":"gid://shopify/Order/{{order}}","name":"#1001","test":false,
             "currency":"USD","presentment_currency":"USD","created_at":"2026-03-04T10:00:00-05:00",
             "updated_at":"2026-03-04T10:00:01-05:00","cancelled_at":null,"taxes_included":false,
             "email":"ann.buyer@example.com","contact_email":"ann.buyer@example.com","phone":"+15550001111",
             "browser_ip":"203.0.113.9","note":"Ring at Miller","note_attributes":[{"name":"gift","value":"for Bob"}],
             "customer":{"id":207119551,"email":"ann.buyer@example.com","first_name":"Ann","last_name":"Buyer",
               "default_address":{"address1":"1 Rowan Street","city":"Toronto","country_code":"CA"} },
             "billing_address":{"first_name":"Ann","address1":"1 Rowan Street","country_code":"CA"},
             "payment_gateway_names":["shopify_payments"],"financial_status":"authorized",
             "total_price":"{{Decimal(price + tax)}}","total_tax":"{{Decimal(tax)}}","total_discounts":"0.00",
             "line_items":[{"id":{{order}}1,"sku":"{{sku}}","quantity":{{quantity}},"current_quantity":{{quantity}},
               "price":"10.00","title":"Thing","total_discount":"0.00","discount_allocations":[],
               "properties":[{"name":"engraving","value":"Ann"}],
               "tax_lines":[{"price":"{{Decimal(tax)}}","rate":0.08,"title":"State Tax"}]}],
             "shipping_lines":[{"id":1,"code":"Main Street","title":"Store pickup","price":"0.00",
               "discount_allocations":[],"tax_lines":[]}],
             "a_field_of_next_year":{"kept":true} }
            """)!.AsObject();
    }

    /// <summary>Units of the only line that were refunded.</summary>
    public static JsonObject Refund(JsonObject order, int quantity, string restock, long? id = null) =>
        JsonNode.Parse($$"""
            {"id":{{id ?? NewId()}},"order_id":{{order["id"]}},"created_at":"2026-03-05T10:00:00-05:00",
             "note":"too large","refund_line_items":[{"id":1,"line_item_id":{{order["line_items"]![0]!["id"]}},
               "quantity":{{quantity}},"restock_type":"{{restock}}","location_id":905684977,"subtotal":10.0}],
             "transactions":[{"id":2,"kind":"refund","amount":"10.80","currency":"USD","status":"success"}]}
            """)!.AsObject();

    /// <summary>A product as in <c>products/update</c>.</summary>
    public static string Product(string sku, string title, string updatedAt) => $$"""
        {"id":{{NewId()}},"title":"{{title}}","status":"active","updated_at":"{{updatedAt}}",
         "variants":[{"id":1,"sku":"{{sku}}","title":"Default Title","price":"10.00"}]}
        """;

    public static string Decimal(long minor) => $"{minor / 100}.{minor % 100:00}";
}
