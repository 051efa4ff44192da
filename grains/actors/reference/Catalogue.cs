using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Reference;

/// <summary>
/// What reference actors say, kept for a moment per silo, so that an order does not ask four actors per line.
/// </summary>
/// <remarks>A copy is used for at most <see cref="Lifetime"/>; a refusal is always checked against a fresh one.</remarks>
public sealed class Catalogue(
    IGrainFactory grains, IPaymentProviders providers, ChannelRules channels, TimeProvider clock)
{
    /// <summary>How long a copy is used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    /// <summary>Copies kept; beyond it all are dropped and read again.</summary>
    public const int Capacity = 200_000;

    private readonly ImmutableHashSet<string> _providers = [.. providers.Names];
    private readonly ConcurrentDictionary<(Type, string), Copy> _copies = new();

    /// <summary>All that reference data say about a submission.</summary>
    /// <param name="tenant">Whose reference data.</param>
    /// <param name="order">The submission.</param>
    /// <param name="fresh">True: read everything again.</param>
    public async ValueTask<SubmissionFacts> Facts(Tenant tenant, SubmitOrder order, bool fresh)
    {
        var lines = ImmutableArray.CreateBuilder<LineFacts>(order.Lines.Length);
        foreach (var line in order.Lines)
        {
            var product = await Get<IProduct, Product>(tenant, line.Sku.Value, fresh);
            var price = await Get<IPrice, Price>(tenant, line.Sku.Value, fresh);
            lines.Add(new LineFacts(product is not null, product?.Active ?? false, product?.TaxCode, price?.Amount));
        }
        var customer = order.Customer is { } id ? await Get<ICustomer, Customer>(tenant, id.Value, fresh) : null;
        var wish = order.Fulfilment.Location;
        var wished = wish is { } at ? await Get<ILocation, Location>(tenant, at.Value, fresh) : null;
        var (candidates, rule) = wish is { } place
            ? (ImmutableArray.Create(place), order.Fulfilment.Method == FulfilmentMethod.Pickup
                ? "pickup-location" : "requested-location")
            : (await Sources(tenant, fresh), "priority");
        return new SubmissionFacts(
            channels.IsActive(order.Channel), lines.MoveToImmutable(), candidates, rule,
            wish is null || wished is { Active: true }, customer?.Active ?? true, _providers);
    }

    private async ValueTask<T?> Get<TGrain, T>(Tenant tenant, string id, bool fresh)
        where TGrain : IReference<T> where T : class
    {
        var key = new ReferenceKey(tenant, id).ToString();
        var now = clock.GetTimestamp();
        if (!fresh && _copies.TryGetValue((typeof(T), key), out var copy)
            && clock.GetElapsedTime(copy.At, now) < Lifetime)
        {
            return (T?)copy.Value;
        }
        var read = (await grains.GetGrain<TGrain>(key).Read())?.Value;
        Keep((typeof(T), key), read, now);
        return read;
    }

    /// <summary>Active locations in the order in which a shipment asks them.</summary>
    private async ValueTask<ImmutableArray<LocationId>> Sources(Tenant tenant, bool fresh)
    {
        var now = clock.GetTimestamp();
        if (!fresh && _copies.TryGetValue((typeof(LocationId), tenant.Value), out var copy)
            && clock.GetElapsedTime(copy.At, now) < Lifetime)
        {
            return (ImmutableArray<LocationId>)copy.Value!;
        }
        var page = await grains.GetGrain<IDirectory>(tenant.Value)
            .List(new DirectoryQuery("location", "active", null, null, 1_000));
        ImmutableArray<LocationId> sources = [.. page.Rows
            .Select(row => (row.Key, Priority: Priority(row.Data)))
            .OrderBy(row => row.Priority).ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => new LocationId(row.Key))];
        Keep((typeof(LocationId), tenant.Value), sources, now);
        return sources;
    }

    private static int Priority(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("priority", out var p) ? p.GetInt32() : 100;
    }

    private void Keep((Type, string) key, object? value, long now)
    {
        if (_copies.Count >= Capacity)
        {
            _copies.Clear();
        }
        _copies[key] = new Copy(value, now);
    }

    private sealed record Copy(object? Value, long At);
}

/// <summary>Which channels may submit orders. An unlisted channel may, unless the list is closed.</summary>
/// <param name="Closed">True: only listed channels.</param>
/// <param name="Active">Channels listed, with whether they are active.</param>
/// <param name="Buffers">Units kept back from a channel's availability.</param>
public sealed record ChannelRules(
    bool Closed, ImmutableDictionary<string, bool> Active, ImmutableDictionary<string, int> Buffers)
{
    /// <summary>Whether the channel may submit.</summary>
    public bool IsActive(Channel channel) => Active.TryGetValue(channel.Value, out var active) ? active : !Closed;
}
