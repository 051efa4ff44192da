using System.Globalization;
using System.Text.Json.Nodes;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Shopify;

/// <summary>The part of the Admin GraphQL interface that we use, over the shop's books; it goes by the operation's
/// name.</summary>
internal sealed class ShopifyGraphApi(JsonBooks books, SandboxClock clock)
{
    private const int MaxTag = 40;

    internal SandboxAnswer Answer(JsonObject request)
    {
        var query = request["query"]?.ToString() ?? "";
        var v = request["variables"] as JsonObject ?? [];
        JsonObject? data = Name(query) switch
        {
            "openFulfillments" => Show(Id(v, "id"), Open),
            "orderTags" => Show(Id(v, "id"), d => new JsonObject { ["tags"] = d["tags"]!.DeepClone() }),
            "tagsAdd" => Mutate("tagsAdd", Id(v, "id"), d => AddTags(d, v["tags"]!.AsArray())),
            "fulfillmentCreate" => Fulfil(v["fulfillment"]!.AsObject()),
            "orderCancel" => Mutate("orderCancel", Id(v, "orderId"), Cancel),
            "refundCreate" => Once(v, () => Mutate(
                "refundCreate", Id(v["input"]!.AsObject(), "orderId"), d => Refund(d, v["input"]!.AsObject()))),
            "itemOfSku" => Item(v),
            "inventorySetQuantities" => Once(v, () => SetInventory(v["input"]!.AsObject())),
            _ => null,
        };
        return data is null
            ? new SandboxAnswer(
                200, """{"errors":[{"message":"Unknown operation","extensions":{"code":"undefinedField"}}]}""")
            : SandboxAnswer.Json(200, new JsonObject
            {
                ["data"] = data,
                ["extensions"] = new JsonObject { ["cost"] = new JsonObject { ["requestedQueryCost"] = 10 } },
            });
    }

    private static string Name(string query)
    {
        var words = query.Split([' ', '(', '{'], 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? words[1] : "";
    }

    private JsonObject Show(string id, Func<JsonObject, JsonObject> part)
    {
        var document = books.Find($"order:{id}");
        var order = document is null ? null : part(document);
        if (order is not null)
        {
            order["id"] = $"gid://shopify/Order/{id}";
        }
        return new JsonObject { ["order"] = order };
    }

    private static JsonObject Open(JsonObject document)
    {
        var id = document["id"]!.ToString();
        var done = document["fulfillments"]!.AsArray();
        var nodes = document["order"]!["line_items"]!.AsArray().Select(line => new JsonObject
        {
            ["id"] = $"gid://shopify/FulfillmentOrderLineItem/{line!["id"]}",
            ["remainingQuantity"] = line["quantity"]!.GetValue<int>() - done.Sum(f => f!["lines"]!.AsArray()
                .Where(l => l!["id"]!.ToString() == line["id"]!.ToString()).Sum(l => l!["quantity"]!.GetValue<int>())),
            ["lineItem"] = new JsonObject { ["id"] = $"gid://shopify/LineItem/{line["id"]}" },
        });
        return new JsonObject
        {
            ["fulfillments"] = new JsonArray([.. done.Select(f => new JsonObject
            {
                ["trackingInfo"] = new JsonArray(new JsonObject { ["number"] = f!["number"]?.DeepClone() }),
            })]),
            ["fulfillmentOrders"] = new JsonObject
            {
                ["nodes"] = new JsonArray(new JsonObject
                {
                    ["id"] = $"gid://shopify/FulfillmentOrder/{id}",
                    ["lineItems"] = new JsonObject { ["nodes"] = new JsonArray([.. nodes]) },
                }),
            },
        };
    }

    private JsonObject Fulfil(JsonObject fulfilment)
    {
        var part = fulfilment["lineItemsByFulfillmentOrder"]![0]!;
        var order = Last(part["fulfillmentOrderId"]!.ToString());
        return Mutate("fulfillmentCreate", order, document =>
        {
            document["fulfillments"]!.AsArray().Add(new JsonObject
            {
                ["number"] = fulfilment["trackingInfo"]?["number"]?.DeepClone(),
                ["company"] = fulfilment["trackingInfo"]?["company"]?.DeepClone(),
                ["lines"] = new JsonArray([.. part["fulfillmentOrderLineItems"]!.AsArray().Select(l => new JsonObject
                {
                    ["id"] = Last(l!["id"]!.ToString()), ["quantity"] = l["quantity"]!.DeepClone(),
                })]),
            });
            return null;
        });
    }

    private static string? AddTags(JsonObject document, JsonArray tags)
    {
        var known = document["tags"]!.AsArray();
        // As the shop does: a comma separates two tags, and a longer one is refused.
        if (tags.Any(t => t!.ToString().Contains(',') || t.ToString().Length > MaxTag))
        {
            return "INVALID_TAG";
        }
        foreach (var tag in tags.Select(t => t!.ToString()).Where(t => !known.Any(k => k!.ToString() == t)).ToList())
        {
            known.Add(tag);
        }
        return null;
    }

    private string? Cancel(JsonObject document)
    {
        if (document["order"]!["cancelled_at"] is not null)
        {
            return "ORDER_ALREADY_CANCELLED";
        }
        document["order"]!["cancelled_at"] = Stamp();
        return null;
    }

    private string? Refund(JsonObject document, JsonObject input)
    {
        document["refunds"]!.AsArray().Add(new JsonObject
        {
            ["id"] = document["id"]!.GetValue<long>() * 100 + document["refunds"]!.AsArray().Count + 1,
            ["order_id"] = document["id"]!.DeepClone(), ["created_at"] = Stamp(), ["ours"] = input.DeepClone(),
            ["refund_line_items"] = new JsonArray(),
        });
        return null;
    }

    private static JsonObject Item(JsonObject variables)
    {
        var sku = variables["query"]!.ToString()["sku:'".Length..^1];
        return new JsonObject
        {
            ["productVariants"] = new JsonObject
            {
                ["nodes"] = new JsonArray(new JsonObject
                {
                    ["sku"] = sku,
                    ["inventoryItem"] = new JsonObject { ["id"] = $"gid://shopify/InventoryItem/{sku}" },
                }),
            },
        };
    }

    private JsonObject SetInventory(JsonObject input)
    {
        foreach (var quantity in input["quantities"]!.AsArray())
        {
            var item = Last(quantity!["inventoryItemId"]!.ToString());
            var place = Last(quantity["locationId"]!.ToString());
            books.Change($"level:{item}@{place}", (_, _) => new JsonObject
            {
                ["kind"] = "level", ["sku"] = item, ["location"] = place,
                ["available"] = quantity["quantity"]!.DeepClone(),
                ["document"] = input["referenceDocumentUri"]?.DeepClone(),
            });
        }
        return Result("inventorySetQuantities", null);
    }

    /// <summary>The same key again gives the same answer and does nothing.</summary>
    private JsonObject Once(JsonObject variables, Func<JsonObject> work)
    {
        var key = $"key:{variables["key"]}";
        if (books.Find(key) is { } before)
        {
            return before["answer"]!.DeepClone().AsObject();
        }
        var answer = work();
        books.Change(key, (_, _) => new JsonObject { ["kind"] = "key", ["answer"] = answer.DeepClone() });
        return answer;
    }

    /// <param name="name">The mutation.</param>
    /// <param name="id">The order.</param>
    /// <param name="change">Changes the document and returns null, or the code of what is wrong.</param>
    private JsonObject Mutate(string name, string id, Func<JsonObject, string?> change)
    {
        string? wrong = "NOT_FOUND";
        books.Change($"order:{id}", (known, _) =>
        {
            if (known is null || (wrong = change(known)) is not null)
            {
                return null;
            }
            known["updatedAt"] = Stamp();
            return known;
        });
        return Result(name, wrong);
    }

    private static JsonObject Result(string name, string? wrong) => new()
    {
        [name] = new JsonObject
        {
            ["userErrors"] = wrong is null ? [] : new JsonArray(new JsonObject
            {
                ["code"] = wrong, ["message"] = wrong,
            }),
        },
    };

    private static string Id(JsonObject from, string name) => Last(from[name]?.ToString() ?? "");

    private static string Last(string gid) => gid[(gid.LastIndexOf('/') + 1)..];

    private string Stamp() => clock.Now.ToString("O", CultureInfo.InvariantCulture);
}
