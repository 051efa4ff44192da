using System.Diagnostics;
using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Channels;

/// <summary>How far a channel was asked.</summary>
public sealed record Watch(DateTimeOffset Seen)
{
    /// <summary>Never asked.</summary>
    public static readonly Watch None = new(DateTimeOffset.MinValue);
}

/// <summary>What happened to a watch.</summary>
public abstract record WatchEvent
{
    private WatchEvent() { }

    /// <summary>All changes up to here are in the inbox.</summary>
    public sealed record Advanced(DateTimeOffset Seen, DateTimeOffset At) : WatchEvent;
}

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchEvent.Advanced))]
public sealed partial class WatchJson : JsonSerializerContext;

/// <summary>A watch goes forward only.</summary>
public static class WatchDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<WatchEvent> Codec =
        new EventCodec<WatchEvent>().Add("advanced", WatchJson.Default.Advanced);

    /// <summary>All that the journal needs to know of watches.</summary>
    public static readonly Fold<Watch, WatchEvent> Fold =
        new("channel-watch", Watch.None, Evolve, static _ => [], static _ => null, Codec);

    /// <summary>Goes forward to a time; false: it was there already.</summary>
    public static (bool, WatchEvent[]) Decide(Watch s, DateTimeOffset seen, DateTimeOffset now) =>
        seen > s.Seen ? (true, [new WatchEvent.Advanced(seen.ToUniversalTime(), now)]) : (false, []);

    /// <summary>The state after an event.</summary>
    public static Watch Evolve(Watch s, WatchEvent e) => e switch
    {
        WatchEvent.Advanced a => new Watch(a.Seen),
        _ => throw new UnreachableException(),
    };
}
