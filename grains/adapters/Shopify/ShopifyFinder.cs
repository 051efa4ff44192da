using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Asks the shop of account <c>storefront</c> for the orders that were changed, in that account's lane.
/// </summary>
/// <remarks>The list of orders has them in the very shape of the webhooks, so both ways are read by one translator.
/// Only the fields that it reads are taken over: who bought stays in the shop.</remarks>
public sealed class ShopifyFinder : IChannelOrders
{
    private const int StandardPauseSeconds = 60;
    private static readonly string[] _ofOrder =
    [
        "id", "currency", "presentment_currency", "taxes_included", "total_tax", "total_tax_set", "total_price",
        "total_price_set", "total_tip_received", "total_tip_received_set", "original_total_duties_set",
        "payment_gateway_names", "location_id",
    ];

    private static readonly string[] _ofLine = ["id", "sku", "variant_id", "quantity", "price", "price_set"];
    private static readonly string[] _ofShipping =
        ["code", "title", "source", "delivery_category", "price", "price_set"];

    private static readonly string[] _ofRefund = ["line_item_id", "location_id", "quantity", "restock_type"];
    private readonly Accounts _accounts;

    /// <summary>Made once per silo. Section <c>Channels</c>, <c>shopify</c>: <c>Shop</c>, <c>Tenant</c>,
    /// <c>PollSeconds</c>.</summary>
    public ShopifyFinder(Accounts accounts, IConfiguration configuration)
    {
        var channel = configuration.GetSection("Channels").GetSection("shopify");
        _accounts = accounts;
        Account = channel["Shop"] ?? "retailactors.myshopify.com";
        Tenant = new Tenant(channel["Tenant"] ?? "demo");
        Pause = TimeSpan.FromSeconds(channel.GetValue("PollSeconds", StandardPauseSeconds));
    }

    /// <inheritdoc/>
    public string Source => "shopify";

    /// <inheritdoc/>
    public Channel Channel => ShopifySettings.Channel;

    /// <inheritdoc/>
    public string Account { get; }

    /// <inheritdoc/>
    public Tenant Tenant { get; }

    /// <inheritdoc/>
    public TimeSpan Pause { get; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FoundOrder>?> ChangedSince(
        DateTimeOffset since, CancellationToken cancellation)
    {
        var stamp = Uri.EscapeDataString(since.ToString("O", CultureInfo.InvariantCulture));
        var path = $"admin/api/{ShopifyGraph.Version}/orders.json?status=any&order=updated_at%20asc"
            + $"&limit={IChannelOrders.PageSize}&updated_at_min={stamp}";
        IReadOnlyList<FoundOrder>? found = null;
        await _accounts.Attempt(ShopifySettings.Account, async (account, attempt) =>
        {
            var exchanged = await new JsonExchange(account).Send(
                HttpMethod.Get, path, null, (string?)null, attempt,
                ("X-Shopify-Access-Token", account.Settings["AccessToken"] ?? ""));
            if (exchanged is not Exchanged.Answered({ IsDone: true } reply))
            {
                return exchanged is Exchanged.Failed(var failure) ? failure : new PostingAnswer.Lost("garbage");
            }
            found = [.. reply.Body.Items("orders").Select(Found).OfType<FoundOrder>()];
            return new PostingAnswer.Posted("", account.Clock.GetUtcNow(), []);
        }, cancellation);
        return found;
    }

    private static FoundOrder? Found(JsonObject order)
    {
        if (order["id"]?.ToString() is not { } id || !Identifier.IsValid(id) || order.Time("updated_at") is not { } at)
        {
            return null;
        }
        var later = ImmutableArray.CreateBuilder<FoundMessage>();
        if (order.Text("cancelled_at") is not null)
        {
            var body = Slice(order, ["id", "cancel_reason"]);
            later.Add(new FoundMessage("orders/cancelled", $"found.cancelled:{id}", body.ToJsonString()));
        }
        foreach (var refund in order.Items("refunds").Where(r => r.Items("refund_line_items").Any()))
        {
            var body = Slice(refund, ["id", "order_id", "created_at"]);
            body["refund_line_items"] = Slices(refund, "refund_line_items", _ofRefund);
            later.Add(new FoundMessage("refunds/create", $"found.refund:{refund["id"]}", body.ToJsonString()));
        }
        return new FoundOrder(new ExternalOrderId(id), at,
            new FoundMessage("orders/create", $"found.order:{id}", Created(order).ToJsonString()), later.ToImmutable());
    }

    private static JsonObject Created(JsonObject order)
    {
        var body = Slice(order, _ofOrder);
        body["line_items"] = Slices(order, "line_items", _ofLine);
        body["shipping_lines"] = Slices(order, "shipping_lines", _ofShipping);
        if (order["customer"] is JsonObject customer)
        {
            body["customer"] = Slice(customer, ["id"]);
        }
        if (order["shipping_address"] is JsonObject address)
        {
            body["shipping_address"] = Slice(address, ["country_code"]);
        }
        return body;
    }

    private static JsonArray Slices(JsonObject from, string list, string[] names) => [.. from.Items(list).Select(item =>
    {
        var slice = Slice(item, names);
        slice["discount_allocations"] = new JsonArray(
            [.. item.Items("discount_allocations").Select(d => Slice(d, ["amount", "amount_set"]))]);
        slice["tax_lines"] = new JsonArray([.. item.Items("tax_lines").Select(t => Slice(t, ["price", "price_set"]))]);
        return slice;
    })];

    private static JsonObject Slice(JsonObject from, string[] names)
    {
        var slice = new JsonObject();
        foreach (var name in names)
        {
            if (from.TryGetPropertyValue(name, out var value))
            {
                slice[name] = value?.DeepClone();
            }
        }
        return slice;
    }
}
