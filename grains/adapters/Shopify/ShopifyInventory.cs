using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Tells the shop of account <c>storefront</c> what it may sell, in that account's lane.</summary>
/// <remarks>Absolute numbers, without comparing: ours count, and a shop that has drifted is put right by the next one.
/// </remarks>
public sealed class ShopifyInventory : IChannelInventory
{
    /// <summary>Items of the shop remembered by SKU; beyond it all are asked for again.</summary>
    public const int MaxItems = 100_000;

    private static readonly PostingAnswer _unknownSku =
        new PostingAnswer.Rejected("unknown-sku", "The shop has no item with this SKU.");

    private readonly ConcurrentDictionary<Sku, string> _items = new();
    private readonly Accounts _accounts;
    private readonly Dictionary<LocationId, string> _locations;
    private readonly TimeProvider _clock;

    /// <summary>Made once per silo.</summary>
    public ShopifyInventory(Accounts accounts, ShopifySettings settings, TimeProvider clock)
    {
        (_accounts, _clock) = (accounts, clock);
        _locations = settings.Locations.Where(l => l.Key.All(char.IsAsciiDigit))
            .GroupBy(l => l.Value).ToDictionary(g => g.Key, g => g.First().Key);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Channel> Channels { get; } = [ShopifySettings.Channel];

    /// <inheritdoc/>
    public ValueTask<PostingAnswer> Set(
        Channel channel, Sku sku, LocationId location, long available, long version, CancellationToken cancellation) =>
        _accounts.Attempt(ShopifySettings.Account, async (account, attempt) =>
        {
            var graph = new ShopifyGraph(new JsonExchange(account), account.Settings);
            var (item, failure) = await Item(graph, sku, attempt);
            return failure ?? await Set(graph, item!, sku, location, available, version, attempt);
        }, cancellation);

    private async ValueTask<(string? Item, PostingAnswer? Failure)> Item(
        ShopifyGraph graph, Sku sku, CancellationToken cancellation)
    {
        if (_items.TryGetValue(sku, out var known))
        {
            return (known, null);
        }
        var variables = new JsonObject { ["query"] = $"sku:'{sku.Value}'" };
        var reply = await graph.Ask(ShopifyQueries.FindItem, variables, null, cancellation);
        var found = reply.Data.Field("productVariants").Items("nodes")
            .FirstOrDefault(node => node.Text("sku") == sku.Value).Field("inventoryItem").Text("id");
        if (found is null)
        {
            return (null, reply.Failure ?? _unknownSku);
        }
        if (_items.Count >= MaxItems)
        {
            _items.Clear();
        }
        _items[sku] = found;
        return (found, null);
    }

    private async ValueTask<PostingAnswer> Set(
        ShopifyGraph graph, string item, Sku sku, LocationId location, long available, long version,
        CancellationToken cancellation)
    {
        var place = _locations.GetValueOrDefault(location, location.Value);
        var variables = new JsonObject
        {
            ["input"] = new JsonObject
            {
                ["name"] = "available", ["reason"] = "correction", ["ignoreCompareQuantity"] = true,
                ["referenceDocumentUri"] = $"gid://retailactors/Stock/{sku}@{location}/{version}",
                ["quantities"] = new JsonArray(new JsonObject
                {
                    ["inventoryItemId"] = item, ["locationId"] = $"gid://shopify/Location/{place}",
                    ["quantity"] = Math.Max(0, available),
                }),
            },
            ["key"] = $"{sku}@{location}:{version}:{available}",
        };
        var reply = await graph.Ask(ShopifyQueries.SetInventory, variables, null, cancellation);
        return reply.Failure
            ?? (reply.Data.Field("inventorySetQuantities") is not { } result ? new PostingAnswer.Lost("garbage")
                : ShopifyGraph.UserErrors(result)
                    ?? new PostingAnswer.Posted($"{sku}@{location}:{version}", _clock.GetUtcNow(), []));
    }
}
