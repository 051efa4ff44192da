using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Tells the shop of account <c>storefront</c> what it may sell.</summary>
/// <remarks>Absolute numbers, without comparing: ours count, and a shop that has drifted is put right by the next one.
/// </remarks>
public sealed class ShopifyInventory : IChannelInventory, IDisposable
{
    /// <summary>Calls at the shop at once.</summary>
    public const int Concurrency = 4;

    /// <summary>Items of the shop remembered by SKU; beyond it all are asked for again.</summary>
    public const int MaxItems = 100_000;

    /// <summary>One attempt.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly PostingAnswer _unknownSku =
        new PostingAnswer.Rejected("unknown-sku", "The shop has no item with this SKU.");

    private readonly ConcurrentDictionary<Sku, string> _items = new();
    private readonly IConfigurationSection _account;
    private readonly HttpMessageInvoker _http;
    private readonly ShopifyGraph _graph;
    private readonly Dictionary<LocationId, string> _locations;
    private readonly TimeProvider _clock;

    /// <summary>Made once per silo.</summary>
    public ShopifyInventory(IConfiguration configuration, ShopifySettings settings, TimeProvider clock)
    {
        (_account, _clock) = (configuration.GetSection("Accounts").GetSection("storefront"), clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Concurrency, AllowAutoRedirect = false, UseCookies = false,
            ConnectTimeout = Timeout,
        });
        var context = new AccountContext("storefront", () => new Uri(_account["BaseUrl"]!), _http, _account, clock);
        _graph = new ShopifyGraph(new JsonExchange(context), _account);
        _locations = settings.Locations.Where(l => l.Key.All(char.IsAsciiDigit))
            .GroupBy(l => l.Value).ToDictionary(g => g.Key, g => g.First().Key);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Channel> Channels { get; } = [ShopifySettings.Channel];

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Set(
        Channel channel, Sku sku, LocationId location, long available, long version, CancellationToken cancellation)
    {
        if (_account["BaseUrl"] is null)
        {
            return new PostingAnswer.Unavailable("not-configured");
        }
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        attempt.CancelAfter(Timeout);
        try
        {
            var (item, failure) = await Item(sku, attempt.Token);
            return failure ?? await Set(item!, sku, location, available, version, attempt.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new PostingAnswer.Lost("timeout");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<(string? Item, PostingAnswer? Failure)> Item(Sku sku, CancellationToken cancellation)
    {
        if (_items.TryGetValue(sku, out var known))
        {
            return (known, null);
        }
        var variables = new JsonObject { ["query"] = $"sku:'{sku.Value}'" };
        var reply = await _graph.Ask(ShopifyQueries.FindItem, variables, null, cancellation);
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
        string item, Sku sku, LocationId location, long available, long version, CancellationToken cancellation)
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
        var reply = await _graph.Ask(ShopifyQueries.SetInventory, variables, null, cancellation);
        return reply.Failure
            ?? (reply.Data.Field("inventorySetQuantities") is not { } result ? new PostingAnswer.Lost("garbage")
                : ShopifyGraph.UserErrors(result)
                    ?? new PostingAnswer.Posted($"{sku}@{location}:{version}", _clock.GetUtcNow(), []));
    }
}
