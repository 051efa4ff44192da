using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Operations;

/// <summary>A wait that is late, or many of them.</summary>
/// <param name="Subject">Journal stream of the entity, or <see cref="Many"/> and the group.</param>
/// <param name="Group">Channel, provider or location.</param>
/// <param name="Since">Since when it waits, UTC; of many, the oldest.</param>
/// <param name="At">When it was found late, UTC.</param>
/// <param name="TargetSeconds">What it should have taken at most.</param>
/// <param name="Count">1, or how many it stood for when it was found.</param>
public sealed record SlaBreach(
    string Subject, string Group, DateTimeOffset Since, DateTimeOffset At, long TargetSeconds, long Count)
{
    /// <summary>Before the group of a breach that stands for many.</summary>
    public const string Many = "*";

    /// <summary>True when it stands for all that is late in its group.</summary>
    [JsonIgnore]
    public bool IsMany => Subject.StartsWith(Many, StringComparison.Ordinal);
}

/// <summary>Something to be told.</summary>
/// <param name="Number">1 for the first one of a watch.</param>
/// <param name="Breach">What it is about.</param>
/// <param name="RestoredAt">When it had gone on, UTC; null when it tells that it is late.</param>
public sealed record SlaNotice(long Number, SlaBreach Breach, DateTimeOffset? RestoredAt);

/// <summary>A breach that is over.</summary>
public sealed record SlaOutcome(DateTimeOffset At, long TookSeconds);

/// <summary>How the mail about a process stands.</summary>
/// <param name="UpTo">Number of the latest notice that a mail has told of, or that was given up.</param>
/// <param name="SentAt">When the latest mail was taken by the server, UTC.</param>
/// <param name="Missed">Attempts in vain since then, over all digests.</param>
/// <param name="NextAt">Not before, UTC; null: at once.</param>
public sealed record SlaMailing(long UpTo, DateTimeOffset? SentAt, int Missed, DateTimeOffset? NextAt)
{
    /// <summary>No mail yet.</summary>
    public static readonly SlaMailing None = new(0, null, 0, null);
}

/// <summary>Who is told.</summary>
public static class SlaListener
{
    /// <summary>The exception desk.</summary>
    public const string Desk = "desk";
    /// <summary>The event stream, and so the webhooks of third parties.</summary>
    public const string Stream = "stream";
    /// <summary>Those who get mails.</summary>
    public const string Mail = "mail";
}

/// <summary>What a watch has found, and what it has told of it.</summary>
/// <param name="Open">What is late, by subject; bounded.</param>
/// <param name="Untold">What desk or stream do not know yet, oldest first; bounded.</param>
/// <param name="Numbers">Notices so far.</param>
/// <param name="Desk">The desk knows all up to this number.</param>
/// <param name="Stream">The stream as well.</param>
/// <param name="Mailing">The mails.</param>
/// <param name="Lately">What is over, oldest first; bounded.</param>
public sealed record SlaWatch(
    ImmutableSortedDictionary<string, SlaBreach> Open, ImmutableArray<SlaNotice> Untold, long Numbers, long Desk,
    long Stream, SlaMailing Mailing, ImmutableArray<SlaOutcome> Lately)
{
    /// <summary>Before the first event.</summary>
    public static readonly SlaWatch None = new(
        ImmutableSortedDictionary.Create<string, SlaBreach>(StringComparer.Ordinal), [], 0, 0, 0, SlaMailing.None, []);
}

/// <summary>A watch as a snapshot keeps it.</summary>
public sealed record SlaMemento(
    SlaBreach[] Open, SlaNotice[] Untold, long Numbers, long Desk, long Stream, SlaMailing Mailing,
    SlaOutcome[] Lately);

/// <summary>What happened to a watch. Times are UTC.</summary>
public abstract record SlaEvent
{
    private SlaEvent() { }

    /// <summary>Something is late.</summary>
    public sealed record Breached(SlaBreach Breach) : SlaEvent;
    /// <summary>It has gone on.</summary>
    public sealed record Restored(string Subject, DateTimeOffset At) : SlaEvent;
    /// <summary>Desk or stream know all up to a number.</summary>
    public sealed record Told(string Listener, long UpTo) : SlaEvent;
    /// <summary>The mail server has taken a digest of all up to a number.</summary>
    public sealed record Mailed(long UpTo, DateTimeOffset At) : SlaEvent;
    /// <summary>It has not; another attempt follows.</summary>
    public sealed record MailMissed(string Code, DateTimeOffset At) : SlaEvent;
    /// <summary>It was tried too often; what follows gets a mail of its own.</summary>
    public sealed record MailGivenUp(long UpTo, DateTimeOffset At) : SlaEvent;
}

/// <summary>Something that is late.</summary>
/// <param name="Subject">Its journal stream.</param>
/// <param name="Group">Channel, provider or location.</param>
/// <param name="Since">Since when it waits, UTC.</param>
public sealed record SlaLate(string Subject, string Group, DateTimeOffset Since);

/// <summary>What a look has found.</summary>
/// <param name="At">UTC.</param>
/// <param name="Groups">What waits, by group.</param>
/// <param name="Oldest">What is late, oldest first, as far as it was read.</param>
/// <param name="WholeUntil">Everything that is late and waits since before then is in <paramref name="Oldest"/>; null:
/// everything that is late.</param>
public sealed record SlaFindings(
    DateTimeOffset At, ImmutableArray<SlaGroup> Groups, ImmutableArray<SlaLate> Oldest, DateTimeOffset? WholeUntil)
{
    /// <summary>How much is late in all.</summary>
    public long Late => Groups.Sum(g => g.Late);
}

/// <summary>The events of a watch as they stand in the journal, and its snapshot.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlaMemento))]
[JsonSerializable(typeof(SlaEvent.Breached))]
[JsonSerializable(typeof(SlaEvent.Restored))]
[JsonSerializable(typeof(SlaEvent.Told))]
[JsonSerializable(typeof(SlaEvent.Mailed))]
[JsonSerializable(typeof(SlaEvent.MailMissed))]
[JsonSerializable(typeof(SlaEvent.MailGivenUp))]
public sealed partial class SlaJson : JsonSerializerContext;
