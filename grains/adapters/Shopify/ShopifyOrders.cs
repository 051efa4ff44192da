using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Orders;

namespace RetailActors.Adapters.Shopify;

/// <summary>Makes a submission out of a shop's order: net unit prices, tax and charges that add up to what was paid.
/// </summary>
/// <remarks>
/// Always the quantities that were ordered, whatever was edited or refunded since: those come as messages of their own,
/// and so the submission is the same whichever state of the order we were told first.
/// </remarks>
public sealed class ShopifyOrders(ShopifySettings settings)
{
    private static readonly Origin _by = new("shopify");

    /// <summary>The submission. Throws <see cref="JsonException"/> when the payload does not add up.</summary>
    public SubmitOrder Read(JsonElement order)
    {
        var money = ShopifyMoney.Of(order, settings.ShopCurrency);
        var included = order.TryGetProperty("taxes_included", out var flag) && flag.ValueKind == JsonValueKind.True;
        var lines = InboundEvent.Objects(order, "line_items").SelectMany(l => Lines(l, money, included))
            .ToImmutableArray();
        var (tax, total) = (money.Minor(order, "total_tax"), money.Minor(order, "total_price"));
        var goods = lines.Aggregate(0L, (sum, l) => checked(sum + l.UnitPrice.Minor * l.Quantity));
        var shipping = Shipping(order, money, included);
        if (goods + tax + shipping != total)
        {
            throw new JsonException(string.Create(CultureInfo.InvariantCulture,
                $"Lines {goods}, tax {tax} and charges {shipping} are not the total {total}."));
        }
        Money In(long minor) => new(minor, money.Currency);
        var (provider, method) = settings.GatewayOf(Gateway(order));
        return new SubmitOrder(
            ShopifySettings.Channel, new ExternalOrderId(ExternalId(order)), Customer(order), money.Currency,
            Fulfilment(order), lines, In(tax), In(shipping), In(total),
            total == 0 ? [] : [new Tender(provider, method, In(total))], TimeSpan.Zero, _by);
    }

    /// <summary>The shop's id of the order.</summary>
    public static string ExternalId(JsonElement order) => InboundEvent.Text(order, "id") is { } id
        && Identifier.IsValid(id) ? id : throw new JsonException("The order has no id.");

    /// <summary>A line, or two when its discount does not divide by its units: one unit price each.</summary>
    private static IEnumerable<SubmittedLine> Lines(JsonElement line, ShopifyMoney money, bool included)
    {
        var id = InboundEvent.Text(line, "id") ?? throw new JsonException("A line has no id.");
        var quantity = InboundEvent.Whole(line, "quantity") is { } q and >= 1 and <= SubmitOrder.MaxQuantity
            ? (int)q : throw new JsonException($"The quantity of line {id} is out of range.");
        var net = checked(money.Minor(line, "price") * quantity)
            - money.Sum(line, "discount_allocations", "amount")
            - (included ? money.Sum(line, "tax_lines", "price") : 0);
        if (net < 0)
        {
            throw new JsonException($"Line {id} costs less than nothing.");
        }
        var (each, more) = Math.DivRem(net, quantity);
        var sku = new Sku(SkuOf(line));
        var first = new LineId(id);
        // The dearer units go first, so a line is one part whenever it can be.
        if (more > 0)
        {
            yield return new SubmittedLine(first, sku, (int)more, new Money(each + 1, money.Currency));
        }
        yield return new SubmittedLine(
            more > 0 ? new LineId($"{id}.2") : first, sku, quantity - (int)more, new Money(each, money.Currency));
    }

    /// <summary>A line without a SKU is named by its variant: the order is refused by name, not dropped.</summary>
    private static string SkuOf(JsonElement line) => InboundEvent.Text(line, "sku") is { Length: > 0 } sku
        ? Identifier.IsValid(sku) ? sku : throw new JsonException("A SKU is no valid id.")
        : $"variant-{InboundEvent.Text(line, "variant_id") ?? "none"}";

    /// <summary>Shipping after its discounts and without included tax; duties, tips and fees are charges like it.
    /// </summary>
    private static long Shipping(JsonElement order, ShopifyMoney money, bool included)
    {
        var sum = money.Minor(order, "total_tip_received");
        if (order.TryGetProperty("original_total_duties_set", out _))
        {
            sum += money.Minor(order, "original_total_duties");
        }
        foreach (var line in InboundEvent.Objects(order, "shipping_lines"))
        {
            sum += money.Minor(line, "price") - money.Sum(line, "discount_allocations", "amount")
                - (included ? money.Sum(line, "tax_lines", "price") : 0);
        }
        return sum;
    }

    private static CustomerId? Customer(JsonElement order) =>
        order.TryGetProperty("customer", out var customer) && InboundEvent.Text(customer, "id") is { } id
        && Identifier.IsValid(id) ? new CustomerId(id) : null;

    private static string? Gateway(JsonElement order) =>
        order.TryGetProperty("payment_gateway_names", out var names) && names.ValueKind == JsonValueKind.Array
        && names.GetArrayLength() > 0 && names[0].ValueKind == JsonValueKind.String ? names[0].GetString()
        : InboundEvent.Text(order, "gateway");

    private FulfilmentWish Fulfilment(JsonElement order)
    {
        var shipping = InboundEvent.Objects(order, "shipping_lines").FirstOrDefault();
        var location = settings.LocationOf(
            InboundEvent.Text(order, "location_id"), InboundEvent.Text(shipping, "code"),
            InboundEvent.Text(shipping, "title"));
        return new FulfilmentWish(
            IsPickup(order, shipping) ? FulfilmentMethod.Pickup : FulfilmentMethod.Ship, location);
    }

    private static bool IsPickup(JsonElement order, JsonElement shipping)
    {
        if (shipping.ValueKind == JsonValueKind.Object)
        {
            string?[] words =
            [
                InboundEvent.Text(shipping, "delivery_category"), InboundEvent.Text(shipping, "code"),
                InboundEvent.Text(shipping, "title"), InboundEvent.Text(shipping, "source"),
            ];
            return words.Any(w => w is not null && w.Replace("-", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal).Contains("pickup", StringComparison.OrdinalIgnoreCase));
        }
        return !order.TryGetProperty("shipping_address", out var address) || address.ValueKind != JsonValueKind.Object;
    }
}
