using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Orders;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Adapters.Shopify;

/// <summary>Makes commands out of a shop's webhooks. Ids follow from the shop's ids, so a message that comes again, by
/// whatever way, has no second effect.</summary>
public sealed class ShopifyTranslator(ShopifySettings settings) : IInboundTranslator
{
    private static readonly Origin _by = new("shopify");
    private static readonly FrozenSet<string> _ofNoInterest = FrozenSet.ToFrozenSet(
    [
        "orders/updated", "orders/paid", "orders/fulfilled", "orders/partially_fulfilled", "orders/edited",
        "fulfillments/create", "fulfillments/update", "inventory_levels/update", "inventory_levels/connect",
        "products/delete", "app/uninstalled", "customers/redact", "customers/data_request", "shop/redact",
    ]);

    private readonly ShopifyOrders _orders = new(settings);

    /// <inheritdoc/>
    public string Source => "shopify";

    /// <inheritdoc/>
    public Translation Translate(InboxMessage message, InboxKey key)
    {
        if (_ofNoInterest.Contains(message.Topic))
        {
            return new Translation.Ignored("of-no-interest");
        }
        try
        {
            using var document = JsonDocument.Parse(message.Body);
            var root = document.RootElement;
            return message.Topic switch
            {
                "orders/create" => Commands([new InboundCommand.Submit(_orders.Read(root))]),
                "orders/cancelled" => Commands([Cancelled(root)]),
                "refunds/create" => Refunded(root, key.Tenant),
                "products/update" or "products/create" => Commands(Changed(root, message)),
                _ => new Translation.Unknown("unknown-topic"),
            };
        }
        catch (Exception e) when (e is JsonException or OverflowException)
        {
            return new Translation.Broken(e.Message);
        }
    }

    private static Translation.Commands Commands(IEnumerable<InboundCommand> commands) => new([.. commands]);

    private static InboundCommand.Cancel Cancelled(JsonElement order)
    {
        var reason = InboundEvent.Text(order, "cancel_reason");
        return new InboundCommand.Cancel(
            ShopifySettings.Channel, new ExternalOrderId(ShopifyOrders.ExternalId(order)),
            new CancelOrder("shopify-cancelled", null, _by with { Reason = reason }));
    }

    /// <summary>Units that never left are cancelled, units that did come back.</summary>
    private Translation Refunded(JsonElement refund, Tenant tenant)
    {
        var id = InboundEvent.Text(refund, "id") ?? throw new JsonException("The refund has no id.");
        var external = new ExternalOrderId(InboundEvent.Text(refund, "order_id") is { } order
            && Identifier.IsValid(order) ? order : throw new JsonException("The refund has no order."));
        var items = InboundEvent.Objects(refund, "refund_line_items").ToList();
        if (items.Count == 0)
        {
            return new Translation.Broken("A refund of an amount without lines; somebody has to book it.");
        }
        var commands = new List<InboundCommand>();
        var cancelled = items.Where(i => KindOf(i) == "cancel").Select(Units).ToImmutableArray();
        if (cancelled.Length > 0)
        {
            commands.Add(new InboundCommand.Cancel(
                ShopifySettings.Channel, external, new CancelOrder($"shopify-refund-{id}", cancelled, _by)));
        }
        var at = Time(refund, "created_at") ?? throw new JsonException("The refund has no time.");
        var returned = items.Where(i => KindOf(i) != "cancel").GroupBy(i => (
            Location: settings.LocationOf(InboundEvent.Text(i, "location_id")),
            Disposition: KindOf(i) == "no_restock" ? Disposition.Missing : Disposition.Restocked));
        var number = 0;
        foreach (var group in returned.OrderBy(g => g.Key.Location.Value, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Disposition))
        {
            number++;
            commands.Add(new InboundCommand.TakeBack(
                OrderKey.For(tenant, ShopifySettings.Channel, external).Id,
                number == 1 ? $"shopify-refund-{id}" : $"shopify-refund-{id}.{number}", group.Key.Location,
                [.. group.Select(Units)], group.Key.Disposition, at, _by));
        }
        return Commands(commands);
    }

    private static IEnumerable<InboundCommand> Changed(JsonElement product, InboxMessage message)
    {
        var title = InboundEvent.Text(product, "title") ?? throw new JsonException("The product has no title.");
        var active = InboundEvent.Text(product, "status") is null or "active";
        var version = Time(product, "updated_at") ?? message.OccurredAt;
        foreach (var variant in InboundEvent.Objects(product, "variants"))
        {
            if (InboundEvent.Text(variant, "sku") is { } sku && Identifier.IsValid(sku))
            {
                var option = InboundEvent.Text(variant, "title");
                var name = option is null or "" or "Default Title" ? title : $"{title} {option}";
                yield return new InboundCommand.ChangeProduct(
                    new Sku(sku), new Product(name[..Math.Min(name.Length, 200)], null, active), _by, version);
            }
        }
    }

    private static string KindOf(JsonElement item) => InboundEvent.Text(item, "restock_type") ?? "no_restock";

    private static LineQuantity Units(JsonElement item) => new(
        new LineId(InboundEvent.Text(item, "line_item_id") ?? throw new JsonException("A refund without its line.")),
        InboundEvent.Whole(item, "quantity") is { } q and >= 1 and <= SubmitOrder.MaxQuantity
            ? (int)q : throw new JsonException("The quantity of a refund is out of range."));

    private static DateTimeOffset? Time(JsonElement from, string name) => DateTimeOffset.TryParse(
        InboundEvent.Text(from, name), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;
}
