using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Reference;

/// <summary>
/// What reference actors say, kept for a moment per silo, so that an order does not ask four actors per line.
/// </summary>
/// <remarks>A copy is used for at most <see cref="Lifetime"/>; a refusal is always checked against a fresh
/// one.</remarks>
public sealed class Catalogue
{
    /// <summary>How long a copy is used: so long may an order still be taken at a price that has just been changed.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly IGrainFactory _grains;
    private readonly ChannelRules _channels;
    private readonly ImmutableHashSet<string> _providers;
    private readonly IReadOnlyList<AccountRule> _accounts;
    private readonly Copies<ReferenceKey, Product?> _products;
    private readonly Copies<ReferenceKey, Price?> _prices;
    private readonly Copies<ReferenceKey, Customer?> _customers;
    private readonly Copies<ReferenceKey, Location?> _locations;
    private readonly Copies<Tenant, ImmutableArray<LocationId>> _sources;

    /// <summary>Made once per silo.</summary>
    public Catalogue(
        IGrainFactory grains, IPaymentProviders providers, ChannelRules channels, TimeProvider clock,
        IAccounts? accounts = null)
    {
        (_grains, _channels, _providers) = (grains, channels, [.. providers.Names]);
        _accounts = accounts?.Rules ?? [];
        _products = new(key => Read<IProduct, Product>(key), clock, Lifetime);
        _prices = new(key => Read<IPrice, Price>(key), clock, Lifetime);
        _customers = new(key => Read<ICustomer, Customer>(key), clock, Lifetime);
        _locations = new(key => Read<ILocation, Location>(key), clock, Lifetime);
        _sources = new(Sources, clock, Lifetime);
    }

    /// <summary>All that reference data say about a submission.</summary>
    /// <param name="tenant">Whose reference data.</param>
    /// <param name="order">The submission.</param>
    /// <param name="fresh">True: read everything again.</param>
    public async ValueTask<SubmissionFacts> Facts(Tenant tenant, SubmitOrder order, bool fresh)
    {
        var lines = ImmutableArray.CreateBuilder<LineFacts>(order.Lines.Length);
        foreach (var line in order.Lines)
        {
            var key = new ReferenceKey(tenant, line.Sku.Value);
            var product = await _products.Get(key, fresh);
            var own = _channels.HasOwnPrices(order.Channel);
            var price = own ? null : await _prices.Get(key, fresh);
            lines.Add(new LineFacts(
                product is not null, MayBeOrdered(product, own), product?.TaxCode, price?.Amount));
        }
        var customer = order.Customer is { } id ? await _customers.Get(new(tenant, id.Value), fresh) : null;
        var wish = order.Fulfilment.Location;
        var wished = wish is { } at ? await _locations.Get(new(tenant, at.Value), fresh) : null;
        var (candidates, rule) = wish is { } place
            ? (ImmutableArray.Create(place), order.Fulfilment.Method == FulfilmentMethod.Pickup
                ? "pickup-location" : "requested-location")
            : (await _sources.Get(tenant, fresh), "priority");
        return new SubmissionFacts(
            _channels.IsActive(order.Channel), lines.MoveToImmutable(), candidates, rule,
            wish is null || wished is { Active: true }, customer?.Active ?? true,
            order.Exchange is null ? _providers : _providers.Add(Returns.RequestExchange.Provider),
            Tells(order.Channel));
    }

    /// <summary>Whether a product may be ordered. What a channel with prices of its own has sold is sold: the product
    /// may have been taken out of its shop since, and we hear of the two in any order.</summary>
    public static bool MayBeOrdered(Product? product, bool ownPrices) => product is not null
        && (ownPrices || product.Active);

    /// <summary>There is such an active location. A copy that does not know it is not believed.</summary>
    public async ValueTask<bool> Knows(Tenant tenant, LocationId location)
    {
        var key = new ReferenceKey(tenant, location.Value);
        return await _locations.Get(key, false) is { Active: true }
            || await _locations.Get(key, true) is { Active: true };
    }

    private bool Tells(Channel channel)
    {
        for (var i = 0; i < _accounts.Count; i++)
        {
            if (_accounts[i].Channel is not { } only || only == channel)
            {
                return true;
            }
        }
        return false;
    }

    private async Task<T?> Read<TGrain, T>(ReferenceKey key) where TGrain : class, IReference<T> where T : class =>
        (await _grains.Actor<TGrain>(key.ToString()).Read())?.Value;

    /// <summary>Active locations in the order in which a shipment asks them.</summary>
    private async Task<ImmutableArray<LocationId>> Sources(Tenant tenant)
    {
        var page = await _grains.Actor<IDirectory>(tenant.Value)
            .List(new DirectoryQuery("location", "active", null, null, 1_000));
        return [.. page.Rows
            .Select(row => (row.Key, Priority: Priority(row.Data)))
            .OrderBy(row => row.Priority).ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => new LocationId(row.Key))];
    }

    private static int Priority(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("priority", out var p) ? p.GetInt32() : 100;
    }
}

/// <summary>Which channels may submit orders. An unlisted channel may, unless the list is closed.</summary>
/// <param name="Closed">True: only listed channels.</param>
/// <param name="Active">Channels listed, with whether they are active.</param>
/// <param name="Buffers">Units kept back from a channel's availability.</param>
/// <param name="OwnPrices">Channels that sell at prices of their own: not compared with the list price.</param>
public sealed record ChannelRules(
    bool Closed, ImmutableDictionary<string, bool> Active, ImmutableDictionary<string, int> Buffers,
    ImmutableHashSet<string> OwnPrices)
{
    /// <summary>Whether the channel's prices stand as they are.</summary>
    public bool HasOwnPrices(Channel channel) => OwnPrices.Contains(channel.Value);

    /// <summary>Whether the channel may submit.</summary>
    public bool IsActive(Channel channel) => Active.TryGetValue(channel.Value, out var active) ? active : !Closed;
}
