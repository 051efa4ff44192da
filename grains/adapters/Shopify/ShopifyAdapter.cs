using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Tells a shop where its order stands: fulfilments, cancellations and refunds are booked there as such, and
/// every step becomes a tag.</summary>
/// <remarks>
/// The tag <c>ra:STEP</c> is set last; a lost answer is looked up by it. What was done before a crash and has no tag
/// yet is recognised when it is sent again: a fulfilment by its tracking number (ours, when there is no parcel), a
/// refund by the shop's own idempotency key, a cancellation because the order is cancelled.
/// </remarks>
public sealed class ShopifyAdapter(ShopifyGraph graph, TimeProvider clock) : IDocumentAdapter
{
    /// <summary>Longest tag of an order that the shop takes, in characters.</summary>
    public const int MaxTag = 40;

    private const string Prefix = "ra:";
    private const int HashBytes = 16;

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Order is not { } order || order.Channel != ShopifySettings.Channel)
        {
            return new PostingAnswer.Rejected("not-of-this-shop", "The order did not come from the shop.");
        }
        var id = Gid(order);
        var failure = call.Step switch
        {
            Step.HandedOver s => await Fulfil(call, id, s, cancellation),
            Step.Cancelled { Whole: true } s when !IsTheShops(s.Id) => await Mutate(
                call, ShopifyQueries.Cancel, "orderCancel", Cancellation(id), cancellation,
                "ORDER_ALREADY_CANCELLED", "ALREADY_CANCELLED"),
            // The shop has told us of it, so it has it already.
            Step.Refunded s when !IsTheShops(s.Return) => await Mutate(
                call, ShopifyQueries.Refund, "refundCreate", Refund(id, s, call.Key), cancellation),
            _ => null,
        };
        if (failure is not null)
        {
            return failure;
        }
        var tags = new JsonObject
        {
            ["id"] = id, ["tags"] = new JsonArray(Tag(call), $"ra-status:{Status(call.Step)}"),
        };
        return await Mutate(call, ShopifyQueries.Tag, "tagsAdd", tags, cancellation)
            ?? new PostingAnswer.Posted(order.ExternalId.Value, clock.GetUtcNow(), []);
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Order is not { } order)
        {
            return new PostingAnswer.NotFound();
        }
        var reply = await graph.Ask(
            ShopifyQueries.LookUp, new JsonObject { ["id"] = Gid(order) }, call.TraceParent, cancellation);
        if (reply.Failure is { } failure)
        {
            return failure.ToLookUp();
        }
        if (reply.Data is not JsonObject data || !data.TryGetPropertyValue("order", out var found)
            || (found is not null && found.Field("tags") is not JsonArray))
        {
            return new PostingAnswer.Lost("garbage");
        }
        return found.Field("tags") is JsonArray tags && tags.Any(tag =>
            tag is JsonValue v && v.TryGetValue<string>(out var text) && text == Tag(call))
                ? new PostingAnswer.Posted(order.ExternalId.Value, clock.GetUtcNow(), [])
                : new PostingAnswer.NotFound();
    }

    private async ValueTask<PostingAnswer?> Fulfil(
        DocumentCall call, string id, Step.HandedOver step, CancellationToken cancellation)
    {
        var reply = await graph.Ask(
            ShopifyQueries.Open, new JsonObject { ["id"] = id }, call.TraceParent, cancellation);
        if (reply.Failure is { } failure)
        {
            return failure;
        }
        var order = reply.Data.Field("order");
        var number = step.Tracking ?? step.Id;
        var open = Open(order, step.Lines);
        var known = order.Items("fulfillments").SelectMany(f => f.Items("trackingInfo"))
            .Any(t => t.Text("number") == number);
        if (known || open.Count == 0)
        {
            // Done by an attempt before, or by somebody in the shop's own back office.
            return null;
        }
        return await Mutate(call, ShopifyQueries.Fulfil, "fulfillmentCreate", new JsonObject
        {
            ["fulfillment"] = new JsonObject
            {
                ["lineItemsByFulfillmentOrder"] = open, ["notifyCustomer"] = false,
                ["trackingInfo"] = new JsonObject { ["company"] = step.Carrier ?? "Store", ["number"] = number },
            },
        }, cancellation);
    }

    /// <summary>The units of the step among what the shop still has open.</summary>
    private static JsonArray Open(JsonNode? order, IEnumerable<StepLine> lines)
    {
        var left = lines.GroupBy(line => $"gid://shopify/LineItem/{Whole(line.LineId.Value)}", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Quantity), StringComparer.Ordinal);
        var open = new JsonArray();
        foreach (var node in order.Field("fulfillmentOrders").Items("nodes"))
        {
            var items = new JsonArray();
            foreach (var item in node.Field("lineItems").Items("nodes"))
            {
                var line = item.Field("lineItem").Text("id") ?? "";
                var units = Math.Min(left.GetValueOrDefault(line), item.Number("remainingQuantity") ?? 0);
                if (units > 0)
                {
                    items.Add(new JsonObject { ["id"] = item.Text("id"), ["quantity"] = units });
                    left[line] -= units;
                }
            }
            if (items.Count > 0)
            {
                open.Add(new JsonObject
                {
                    ["fulfillmentOrderId"] = node.Text("id"), ["fulfillmentOrderLineItems"] = items,
                });
            }
        }
        return open;
    }

    private async ValueTask<PostingAnswer?> Mutate(
        DocumentCall call, string query, string name, JsonObject variables, CancellationToken cancellation,
        params string[] done)
    {
        var reply = await graph.Ask(query, variables, call.TraceParent, cancellation);
        return reply.Failure
            ?? (reply.Data.Field(name) is { } result
                ? ShopifyGraph.UserErrors(result, done) : new PostingAnswer.Lost("garbage"));
    }

    private static JsonObject Cancellation(string order) => new()
    {
        // The money is ours to give back and the stock ours to count; the shop only has to know.
        ["orderId"] = order, ["reason"] = "OTHER", ["restock"] = false, ["refund"] = false, ["notifyCustomer"] = false,
    };

    private static JsonObject Refund(string order, Step.Refunded step, string key) => new()
    {
        ["input"] = new JsonObject
        {
            ["orderId"] = order, ["currency"] = step.Amount.Currency.Value, ["notify"] = false,
            ["refundLineItems"] = new JsonArray([.. step.Lines
                .GroupBy(line => Whole(line.LineId.Value), StringComparer.Ordinal)
                .Select(group => new JsonObject
                {
                    ["lineItemId"] = $"gid://shopify/LineItem/{group.Key}",
                    ["quantity"] = group.Sum(line => line.Quantity), ["restockType"] = "NO_RESTOCK",
                })]),
            ["transactions"] = new JsonArray(new JsonObject
            {
                ["orderId"] = order, ["kind"] = "REFUND", ["gateway"] = "manual",
                ["amount"] = step.Amount.ToDecimal(),
            }),
        },
        ["key"] = key,
    };

    private static bool IsTheShops(string id) => id.StartsWith("shopify-", StringComparison.Ordinal);

    /// <summary>The shop's line of one of our parts: <c>7.2</c> is of <c>7</c>.</summary>
    private static string Whole(string line) => line.IndexOf('.') is var at and > 0 ? line[..at] : line;

    private static string Gid(AcceptedOrder order) => $"gid://shopify/Order/{order.ExternalId.Value}";

    /// <summary>A step's id, hashed when it would not fit or would be taken for two tags.</summary>
    private static string Tag(DocumentCall call)
    {
        var id = call.Step.Id;
        return Prefix.Length + id.Length <= MaxTag && !id.Contains(',') ? Prefix + id
            : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, HashBytes));
    }

    private static string Status(Step step) => step switch
    {
        Step.Accepted => "accepted",
        Step.Cancelled { Whole: true } => "cancelled",
        Step.Cancelled => "partly-cancelled",
        Step.ReadyForPickup => "ready-for-pickup",
        Step.HandedOver => "handed-over",
        Step.Captured => "captured",
        Step.Returned => "returned",
        Step.Refunded => "refunded",
        _ => "changed",
    };
}
