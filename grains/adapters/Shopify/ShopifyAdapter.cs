using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Tells a shop where its order stands: fulfilments, cancellations and refunds are booked there as such, the
/// rest is a tag.</summary>
/// <remarks>
/// Every mutation carries our document key in <c>@idempotent</c>, and the tag <c>ra:KEY</c> is set last: an answer that
/// was lost is looked up by it. What was done half before a crash is recognised by its key and not done twice.
/// </remarks>
public sealed class ShopifyAdapter(ShopifyGraph graph, ShopifySettings settings, TimeProvider clock) : IDocumentAdapter
{
    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Order is not { } order || order.Channel != ShopifySettings.Channel)
        {
            return new PostingAnswer.Rejected("not-of-this-shop", "The order did not come from the shop.");
        }
        var id = OrderGid(order);
        var failure = call.Step switch
        {
            Step.HandedOver s => await Mutate(
                ShopifyQueries.Fulfil, "fulfillmentCreate", call.Key, Fulfilment(id, s), cancellation,
                "ALREADY_FULFILLED"),
            Step.Cancelled { Whole: true } => await Mutate(
                ShopifyQueries.Cancel, "orderCancel", call.Key, Cancellation(id), cancellation, "ALREADY_CANCELLED"),
            // A refund that the shop has told us of comes back to it as a step; it has it already.
            Step.Refunded s when !s.Return.StartsWith("shopify-refund-", StringComparison.Ordinal) => await Mutate(
                ShopifyQueries.Refund, "refundCreate", call.Key, Refund(id, s), cancellation),
            _ => null,
        };
        if (failure is not null)
        {
            return failure;
        }
        var tags = new JsonObject { ["id"] = id, ["tags"] = new JsonArray(Tag(call), $"ra-status:{Status(call.Step)}") };
        return await Mutate(ShopifyQueries.Tag, "tagsAdd", call.Key, tags, cancellation)
            ?? new PostingAnswer.Posted(order.ExternalId.Value, clock.GetUtcNow(), []);
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Order is not { } order)
        {
            return new PostingAnswer.NotFound();
        }
        var reply = await graph.Ask(ShopifyQueries.LookUp, new JsonObject { ["id"] = OrderGid(order) }, cancellation);
        if (reply.Failure is { } failure)
        {
            return failure is PostingAnswer.Rejected(var code, _) ? new PostingAnswer.Lost(code) : failure;
        }
        return reply.Data.TryGetProperty("order", out var found) && found.ValueKind == JsonValueKind.Object
            && found.TryGetProperty("tags", out var tags)
            && tags.EnumerateArray().Any(tag => tag.GetString() == Tag(call))
                ? new PostingAnswer.Posted(order.ExternalId.Value, clock.GetUtcNow(), [])
                : new PostingAnswer.NotFound();
    }

    private async ValueTask<PostingAnswer?> Mutate(
        string query, string name, string key, JsonObject variables, CancellationToken cancellation,
        params string[] done)
    {
        variables["key"] = $"{key}:{name}";
        var reply = await graph.Ask(query, variables, cancellation);
        if (reply.Failure is { } failure)
        {
            return failure;
        }
        return reply.Data.TryGetProperty(name, out var result) && result.ValueKind == JsonValueKind.Object
            ? ShopifyGraph.UserErrors(result, done)
            : new PostingAnswer.Lost("garbage");
    }

    private static JsonObject Fulfilment(string order, Step.HandedOver step) => new()
    {
        ["order"] = order,
        ["lines"] = Lines(step.Lines),
        ["tracking"] = step.Tracking is null ? null : new JsonObject
        {
            ["company"] = step.Carrier, ["number"] = step.Tracking,
        },
    };

    private static JsonObject Cancellation(string order) => new()
    {
        // The money is ours to give back and the stock ours to count; the shop only has to know.
        ["order"] = order, ["reason"] = "OTHER", ["restock"] = false, ["refund"] = false, ["notify"] = false,
    };

    private JsonObject Refund(string order, Step.Refunded step) => new()
    {
        ["order"] = order,
        ["amount"] = Decimal(step.Amount),
        ["currency"] = step.Amount.Currency.Value,
        ["shopMoney"] = settings.ShopCurrency,
        ["lines"] = Lines(step.Lines),
    };

    private static JsonArray Lines(IEnumerable<StepLine> lines) => [.. lines
        .GroupBy(line => Whole(line.LineId.Value), StringComparer.Ordinal)
        .Select(group => new JsonObject
        {
            ["id"] = $"gid://shopify/LineItem/{group.Key}", ["quantity"] = group.Sum(line => line.Quantity),
        })];

    /// <summary>The shop's line of one of our parts: <c>7.2</c> is of <c>7</c>.</summary>
    private static string Whole(string line) => line.IndexOf('.') is var at and > 0 ? line[..at] : line;

    private static string OrderGid(AcceptedOrder order) => $"gid://shopify/Order/{order.ExternalId.Value}";

    private static string Tag(DocumentCall call) => $"ra:{call.Step.Id}";

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

    /// <summary>Minor units as the shop writes amounts.</summary>
    public static string Decimal(Money amount)
    {
        var digits = amount.Currency.MinorDigits;
        var text = Math.Abs(amount.Minor).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var sign = amount.Minor < 0 ? "-" : "";
        return digits == 0 ? sign + text : $"{sign}{text[..^digits]}.{text[^digits..]}";
    }
}
