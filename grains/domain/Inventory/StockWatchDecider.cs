using System.Diagnostics;
using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>Up to which cut an ERP's stock was compared.</summary>
public sealed record StockWatch(long Cut, DateTimeOffset? AsOf)
{
    /// <summary>Never.</summary>
    public static readonly StockWatch None = new(0, null);
}

/// <summary>What happened to a watch.</summary>
public abstract record StockWatchEvent
{
    private StockWatchEvent() { }

    /// <summary>Everything up to here is compared.</summary>
    public sealed record Advanced(long Cut, DateTimeOffset AsOf, DateTimeOffset At) : StockWatchEvent;
}

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StockWatchEvent.Advanced))]
public sealed partial class StockWatchJson : JsonSerializerContext;

/// <summary>A watch goes forward only.</summary>
public static class StockWatchDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<StockWatchEvent> Codec =
        new EventCodec<StockWatchEvent>().Add("advanced", StockWatchJson.Default.Advanced);

    /// <summary>All that the journal needs to know of watches.</summary>
    public static readonly Fold<StockWatch, StockWatchEvent> Fold =
        new("stock-watch", StockWatch.None, Evolve, static _ => [], static _ => null, Codec);

    /// <summary>Goes forward to a cut. Without new documents an ERP keeps its cut while the time goes on.</summary>
    public static StockWatchEvent[] Decide(StockWatch s, long cut, DateTimeOffset asOf, DateTimeOffset now) =>
        cut >= s.Cut && (s.AsOf is not { } last || asOf > last)
            ? [new StockWatchEvent.Advanced(cut, asOf.ToUniversalTime(), now)]
            : [];

    /// <summary>The state after an event.</summary>
    public static StockWatch Evolve(StockWatch s, StockWatchEvent e) => e switch
    {
        StockWatchEvent.Advanced a => new StockWatch(a.Cut, a.AsOf),
        _ => throw new UnreachableException(),
    };
}
