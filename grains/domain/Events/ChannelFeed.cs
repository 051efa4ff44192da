using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Postings;

namespace RetailActors.Events;

/// <summary>Where one channel stands.</summary>
/// <param name="Told">The version that it took or refused last; 0 for none.</param>
/// <param name="Attempts">Since then in vain.</param>
/// <param name="NotBefore">When it is tried again, or null for at once.</param>
/// <param name="Code">Why the last attempt did not succeed, or null.</param>
/// <param name="Since">When the first of these attempts was, UTC, or null without one.</param>
public sealed record ChannelTold(
    long Told, int Attempts, DateTimeOffset? NotBefore, string? Code, DateTimeOffset? Since = null)
{
    /// <summary>Nothing told.</summary>
    public static readonly ChannelTold Nothing = new(0, 0, null, null);
}

/// <summary>The availability of a SKU at a location on its way to the channels.</summary>
/// <param name="Available">Units, as heard last.</param>
/// <param name="Version">Version of the stock actor; 0 for nothing heard.</param>
/// <param name="Channels">The channels to be told.</param>
public sealed record ChannelFeed(
    long Available, long Version, ImmutableSortedDictionary<string, ChannelTold> Channels)
{
    /// <summary>Nothing heard.</summary>
    public static readonly ChannelFeed Empty =
        new(0, 0, ImmutableSortedDictionary.Create<string, ChannelTold>(StringComparer.Ordinal));
}

/// <summary>What a list of delayed feeds shows.</summary>
/// <param name="Attempts">In vain, at the channel that waits longest.</param>
/// <param name="Code">Why the last of them was.</param>
/// <param name="Available">Units that it should have heard of.</param>
/// <param name="Channels">All channels that are behind after an attempt in vain, by name.</param>
public sealed record ChannelFeedRow(int Attempts, string? Code, long Available, string[] Channels);

/// <summary>What has happened to a channel feed.</summary>
public abstract record ChannelFeedEvent
{
    private ChannelFeedEvent() { }

    /// <summary>A newer availability was heard.</summary>
    public sealed record Heard(long Available, long Version, string[] Channels) : ChannelFeedEvent
    {
        /// <summary>By content.</summary>
        public bool Equals(Heard? other) => other is not null
            && (Available, Version) == (other.Available, other.Version)
            && Channels.AsSpan().SequenceEqual(other.Channels);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Available, Version);
    }

    /// <summary>A channel has it.</summary>
    public sealed record Told(string Channel, long Version) : ChannelFeedEvent;

    /// <summary>A channel refused it for good; the next change is told again.</summary>
    public sealed record Refused(string Channel, long Version, string Code) : ChannelFeedEvent;

    /// <summary>A channel could not be told.</summary>
    /// <param name="Channel">Which.</param>
    /// <param name="Code">Why.</param>
    /// <param name="RetryAt">When it is tried again, UTC.</param>
    /// <param name="At">When it was tried, UTC; null in journals of before this was kept.</param>
    public sealed record Failed(string Channel, string Code, DateTimeOffset RetryAt, DateTimeOffset? At = null)
        : ChannelFeedEvent;
}

/// <summary>JSON of everything that a channel feed stores. Names are part of the journal: add, never rename.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChannelFeedRow))]
[JsonSerializable(typeof(ChannelFeedEvent.Heard))]
[JsonSerializable(typeof(ChannelFeedEvent.Told))]
[JsonSerializable(typeof(ChannelFeedEvent.Refused))]
[JsonSerializable(typeof(ChannelFeedEvent.Failed))]
public sealed partial class ChannelFeedJson : JsonSerializerContext;

/// <summary>The rules of a channel feed: the highest version wins, what was missed in between is not made up for.
/// </summary>
public static class ChannelFeedDecider
{
    /// <summary>Status in the directory: a channel could not be told.</summary>
    public const string Delayed = "delayed";

    /// <summary>Channels told of one SKU at most.</summary>
    public const int MaxChannels = 16;

    /// <summary>Pause after the first attempt in vain; doubles.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause. It never gives up: a channel that comes back must not sell what is gone.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private static readonly ChannelFeedEvent[] _none = [];

    /// <summary>The stable names of the events.</summary>
    public static EventCodec<ChannelFeedEvent> Codec { get; } = new EventCodec<ChannelFeedEvent>()
        .Add("heard", ChannelFeedJson.Default.Heard)
        .Add("told", ChannelFeedJson.Default.Told)
        .Add("refused", ChannelFeedJson.Default.Refused)
        .Add("failed", ChannelFeedJson.Default.Failed);

    /// <summary>All that the journal needs to know.</summary>
    public static Fold<ChannelFeed, ChannelFeedEvent> Fold { get; } =
        new("channel-feed", ChannelFeed.Empty, Evolve, Outbox, Index, Codec);

    /// <summary>Takes in an availability. An older version, or the same again, changes nothing.</summary>
    public static ChannelFeedEvent[] Hear(
        ChannelFeed s, AvailabilityChangedData heard, IReadOnlyCollection<string> channels) =>
        heard.Version > s.Version
            ? [new ChannelFeedEvent.Heard(heard.Available, heard.Version,
                [.. channels.Order(StringComparer.Ordinal).Take(MaxChannels)])]
            : _none;

    /// <summary>Takes in what a channel answered to a version.</summary>
    public static ChannelFeedEvent[] Answer(
        ChannelFeed s, string channel, long version, PostingAnswer answer, DateTimeOffset now)
    {
        if (!s.Channels.TryGetValue(channel, out var told) || told.Told >= version)
        {
            return _none;
        }
        return
        [
            answer switch
            {
                PostingAnswer.Posted => new ChannelFeedEvent.Told(channel, version),
                PostingAnswer.Rejected r => new ChannelFeedEvent.Refused(channel, version, r.Code),
                PostingAnswer.Unavailable u => Failed(channel, told, u.Reason, u.RetryAfter, now),
                PostingAnswer.Lost l => Failed(channel, told, l.Reason, null, now),
                _ => Failed(channel, told, "no-answer", null, now),
            },
        ];
    }

    /// <summary>The channels that can be told now.</summary>
    public static IReadOnlyList<string> Due(ChannelFeed s, DateTimeOffset now) =>
        [.. s.Channels.Where(c => Owed(s, c.Value) && (c.Value.NotBefore ?? now) <= now).Select(c => c.Key)];

    /// <summary>The state after an event.</summary>
    public static ChannelFeed Evolve(ChannelFeed s, ChannelFeedEvent e) => e switch
    {
        ChannelFeedEvent.Heard h => new ChannelFeed(h.Available, h.Version, h.Channels.ToImmutableSortedDictionary(
            c => c, c => s.Channels.GetValueOrDefault(c, ChannelTold.Nothing), StringComparer.Ordinal)),
        ChannelFeedEvent.Told t => With(s, t.Channel, _ => new ChannelTold(t.Version, 0, null, null)),
        ChannelFeedEvent.Refused r => With(s, r.Channel, _ => new ChannelTold(r.Version, 0, null, r.Code)),
        ChannelFeedEvent.Failed f => With(s, f.Channel, c =>
            new ChannelTold(c.Told, c.Attempts + 1, f.RetryAt, f.Code, c.Since ?? f.At ?? f.RetryAt)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A call per channel that does not have the latest.</summary>
    public static IReadOnlyList<Owed> Outbox(ChannelFeed s) =>
        [.. s.Channels.Where(c => Owed(s, c.Value)).Select(c => new Owed($"tell/{c.Key}", c.Value.NotBefore))];

    /// <summary>What it shows to a reader.</summary>
    public static ChannelFeedView? View(ChannelFeed s) => s.Version == 0 ? null : new ChannelFeedView(
        s.Available, s.Version,
        [.. s.Channels.Select(c =>
            new ChannelToldView(new Channel(c.Key), c.Value.Told, c.Value.Attempts, c.Value.Code))]);

    /// <summary>Listed only while a channel is behind after a failure, under the one that has waited longest: a row per
    /// change would cost as much as the change.</summary>
    private static IndexRow? Index(ChannelFeed s)
    {
        if (s.Version == 0)
        {
            return null;
        }
        var late = s.Channels.Where(c => Owed(s, c.Value) && c.Value.Attempts > 0).ToList();
        if (late.Count == 0)
        {
            return new IndexRow("current", "", "{}");
        }
        var (channel, told) = late.MinBy(c => c.Value.Since);
        // With the attempts in it the row is written anew after each of them, also one from before it had a time.
        var row = new ChannelFeedRow(told.Attempts, told.Code, s.Available, [.. late.Select(c => c.Key)]);
        return new IndexRow(
            Delayed, channel, JsonSerializer.Serialize(row, ChannelFeedJson.Default.ChannelFeedRow), told.Since);
    }

    private static bool Owed(ChannelFeed s, ChannelTold c) => c.Told < s.Version;

    private static ChannelFeed With(ChannelFeed s, string channel, Func<ChannelTold, ChannelTold> change) =>
        s.Channels.TryGetValue(channel, out var told)
            ? s with { Channels = s.Channels.SetItem(channel, change(told)) }
            : s;

    private static ChannelFeedEvent.Failed Failed(
        string channel, ChannelTold told, string code, TimeSpan? retryAfter, DateTimeOffset now)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(told.Attempts, 10));
        var wanted = retryAfter is { } asked && asked > pause ? asked : pause;
        return new ChannelFeedEvent.Failed(
            channel, code.Length > 100 ? code[..100] : code,
            (now + (wanted < LongestPause ? wanted : LongestPause)).ToUniversalTime(), now.ToUniversalTime());
    }
}
