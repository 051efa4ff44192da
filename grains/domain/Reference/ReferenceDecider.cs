using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RetailActors.Journal;

namespace RetailActors.Reference;

/// <summary>Reference data, as the fold of its events.</summary>
public abstract record ReferenceState<T> where T : class
{
    private ReferenceState() { }

    /// <summary>Nobody has put anything.</summary>
    public sealed record Missing : ReferenceState<T>;

    /// <summary>The present version, 1 or more.</summary>
    public sealed record Present(T Value, long Version, DateTimeOffset ChangedAt) : ReferenceState<T>;
}

/// <summary>What has happened to reference data.</summary>
public abstract record ReferenceEvent<T> where T : class
{
    private ReferenceEvent() { }

    /// <summary>The next version was put.</summary>
    public sealed record Put(T Value, DateTimeOffset At, Origin By) : ReferenceEvent<T>;
}

/// <summary>JSON of everything that reference data store. Names are part of the journal: add, never rename.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReferenceEvent<Product>.Put), TypeInfoPropertyName = "ProductPut")]
[JsonSerializable(typeof(ReferenceEvent<Price>.Put), TypeInfoPropertyName = "PricePut")]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(ReferenceEvent<Location>.Put), TypeInfoPropertyName = "LocationPut")]
public sealed partial class ReferenceJson : JsonSerializerContext;

/// <summary>The rules of products, prices and locations: versions, and nobody overwrites unseen.</summary>
public static class ReferenceDecider
{
    /// <summary>Products by SKU.</summary>
    public static Fold<ReferenceState<Product>, ReferenceEvent<Product>> Products { get; } =
        Build("product", p => p.Active, ReferenceJson.Default.Product, ReferenceJson.Default.ProductPut);

    /// <summary>Prices by SKU; a price is always active, the product decides.</summary>
    public static Fold<ReferenceState<Price>, ReferenceEvent<Price>> Prices { get; } =
        Build("price", _ => true, ReferenceJson.Default.Price, ReferenceJson.Default.PricePut);

    /// <summary>Stores and warehouses by id.</summary>
    public static Fold<ReferenceState<Location>, ReferenceEvent<Location>> Locations { get; } =
        Build("location", l => l.Active, ReferenceJson.Default.Location, ReferenceJson.Default.LocationPut);

    /// <summary>Puts a version. Results in the order of <see cref="IReference{T}.Put"/>.</summary>
    public static (PutResult, ReferenceEvent<T>[]) Decide<T>(
        ReferenceState<T> s, PutReference<T> c, DateTimeOffset now) where T : class
    {
        var present = s as ReferenceState<T>.Present;
        var version = present?.Version ?? 0;
        if (present is not null && present.Value.Equals(c.Value))
        {
            return (new PutResult.Unchanged(version), []);
        }
        if (c.IfVersion is { } asked && asked != version)
        {
            return (new PutResult.Stale(version), []);
        }
        return (version == 0 ? new PutResult.Created(1) : new PutResult.Changed(version + 1),
            [new ReferenceEvent<T>.Put(c.Value, now.ToUniversalTime(), c.By)]);
    }

    /// <summary>The state after an event.</summary>
    public static ReferenceState<T> Evolve<T>(ReferenceState<T> s, ReferenceEvent<T> e) where T : class => (s, e) switch
    {
        (ReferenceState<T>.Missing, ReferenceEvent<T>.Put p) => new ReferenceState<T>.Present(p.Value, 1, p.At),
        (ReferenceState<T>.Present before, ReferenceEvent<T>.Put p) =>
            new ReferenceState<T>.Present(p.Value, before.Version + 1, p.At),
        _ => throw new UnreachableException(),
    };

    /// <summary>What <see cref="IReference{T}.Read"/> answers.</summary>
    public static Versioned<T>? View<T>(ReferenceState<T> s) where T : class =>
        s is ReferenceState<T>.Present p ? new Versioned<T>(p.Value, p.Version, p.ChangedAt) : null;

    private static Fold<ReferenceState<T>, ReferenceEvent<T>> Build<T>(
        string kind, Func<T, bool> active, JsonTypeInfo<T> value, JsonTypeInfo<ReferenceEvent<T>.Put> put)
        where T : class => new(
            kind, new ReferenceState<T>.Missing(), Evolve, _ => [],
            s => s is ReferenceState<T>.Present p
                ? new IndexRow(active(p.Value) ? "active" : "inactive", kind, JsonSerializer.Serialize(p.Value, value))
                : null,
            new EventCodec<ReferenceEvent<T>>().Add("put", put));
}
