using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Channels;

/// <summary>The newest change of a product that was taken in, by source.</summary>
public sealed record ProductFeed(ImmutableSortedDictionary<string, DateTimeOffset> Newest)
{
    /// <summary>Before the first change.</summary>
    public static readonly ProductFeed None = new(ImmutableSortedDictionary<string, DateTimeOffset>.Empty);
}

/// <summary>What happened to a product's feed.</summary>
public abstract record ProductFeedEvent
{
    private ProductFeedEvent() { }

    /// <summary>A newer change than any before was taken in.</summary>
    public sealed record Advanced(string Source, DateTimeOffset Version, DateTimeOffset At) : ProductFeedEvent;
}

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProductFeedEvent.Advanced))]
public sealed partial class ProductFeedJson : JsonSerializerContext;

/// <summary>A newer change of a source wins, however late an older one arrives.</summary>
public static class ProductFeedDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<ProductFeedEvent> Codec =
        new EventCodec<ProductFeedEvent>().Add("advanced", ProductFeedJson.Default.Advanced);

    /// <summary>All that the journal needs to know of product feeds.</summary>
    public static readonly Fold<ProductFeed, ProductFeedEvent> Fold =
        new("product-feed", ProductFeed.None, Evolve, static _ => [], static _ => null, Codec);

    /// <summary>Whether a change may be put.</summary>
    public static (FeedResult, ProductFeedEvent[]) Decide(
        ProductFeed s, string source, DateTimeOffset version, DateTimeOffset now)
    {
        if (!s.Newest.TryGetValue(source, out var newest) || version > newest)
        {
            return (FeedResult.Applied, [new ProductFeedEvent.Advanced(source, version.ToUniversalTime(), now)]);
        }
        return (version == newest ? FeedResult.Applied : FeedResult.Outdated, []);
    }

    /// <summary>The state after an event.</summary>
    public static ProductFeed Evolve(ProductFeed s, ProductFeedEvent e) => e switch
    {
        ProductFeedEvent.Advanced a => new ProductFeed(s.Newest.SetItem(a.Source, a.Version)),
        _ => throw new UnreachableException(),
    };
}
