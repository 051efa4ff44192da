using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Channels;

/// <summary>What happened to a message.</summary>
public abstract record InboxEvent
{
    private InboxEvent() { }

    /// <summary>It came.</summary>
    public sealed record Received(InboxMessage Message, DateTimeOffset At) : InboxEvent;
    /// <summary>Another body came under its id.</summary>
    public sealed record Differed(string BodyHash, DateTimeOffset At) : InboxEvent;
    /// <summary>All of it had its effect.</summary>
    public sealed record Applied(int Commands, DateTimeOffset At) : InboxEvent;
    /// <summary>It means nothing to us.</summary>
    public sealed record Ignored(string Reason, DateTimeOffset At) : InboxEvent;
    /// <summary>It waits and is tried again.</summary>
    public sealed record Parked(string Reason, DateTimeOffset NextAt, DateTimeOffset At) : InboxEvent;
    /// <summary>It does not go on by itself.</summary>
    public sealed record Failed(string Reason, string Detail, DateTimeOffset At) : InboxEvent;
    /// <summary>The exception desk knows of a part.</summary>
    public sealed record Reported(string Part, DateTimeOffset At) : InboxEvent;
    /// <summary>Somebody has decided about a part.</summary>
    public sealed record Resolved(string DecisionId, string Part, ResolutionKind Kind, Origin By, DateTimeOffset At)
        : InboxEvent;
}

/// <summary>What a list of messages shows.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Account">Which shop or store.</param>
/// <param name="Reason">Why it waits, or null.</param>
/// <param name="Attempts">Times worked on.</param>
/// <param name="ReceivedAt">UTC.</param>
/// <param name="NextAt">When it is tried again, UTC, or null.</param>
public sealed record InboxRow(
    string Topic, string Account, string? Reason, int Attempts, DateTimeOffset ReceivedAt, DateTimeOffset? NextAt);

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboxRow))]
[JsonSerializable(typeof(InboxEvent.Received))]
[JsonSerializable(typeof(InboxEvent.Differed))]
[JsonSerializable(typeof(InboxEvent.Applied))]
[JsonSerializable(typeof(InboxEvent.Ignored))]
[JsonSerializable(typeof(InboxEvent.Parked))]
[JsonSerializable(typeof(InboxEvent.Failed))]
[JsonSerializable(typeof(InboxEvent.Reported))]
[JsonSerializable(typeof(InboxEvent.Resolved))]
public sealed partial class InboxJson : JsonSerializerContext;

public static partial class InboxDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<InboxEvent> Codec = new EventCodec<InboxEvent>()
        .Add("received", InboxJson.Default.Received)
        .Add("differed", InboxJson.Default.Differed)
        .Add("applied", InboxJson.Default.Applied)
        .Add("ignored", InboxJson.Default.Ignored)
        .Add("parked", InboxJson.Default.Parked)
        .Add("failed", InboxJson.Default.Failed)
        .Add("reported", InboxJson.Default.Reported)
        .Add("resolved", InboxJson.Default.Resolved);

    /// <summary>All that the journal needs to know of messages.</summary>
    public static readonly Fold<Inbox, InboxEvent> Fold =
        new("inbox", Inbox.None, Evolve, Outbox, Index, Codec);
}
