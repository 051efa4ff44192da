using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Webhooks;

/// <summary>What is sent.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Body">A CloudEvent in JSON.</param>
/// <param name="TraceParent">W3C trace parent of what caused the event, or null.</param>
/// <param name="Attempts">Made before in vain.</param>
[GenerateSerializer, Immutable, Alias("WebhookMessage")]
public sealed record WebhookMessage(string Id, string Body, string? TraceParent, int Attempts);

/// <summary>What came of an attempt.</summary>
[GenerateSerializer, Immutable, Alias("SendOutcome")]
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The receiver has it: 2xx.</summary>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Taken")]
    public sealed record Taken(int Status) : SendOutcome;

    /// <summary>The receiver does not have it, or nobody knows.</summary>
    /// <param name="Code">Slug: <c>status-500</c>, <c>timeout</c>, <c>unreachable</c>, <c>resting</c>, …</param>
    /// <param name="RetryAfter">Not before that, from now, or null.</param>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Missed")]
    public sealed record Missed(string Code, TimeSpan? RetryAfter) : SendOutcome;

    /// <summary>The receiver wants nothing more: 410.</summary>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Gone")]
    public sealed record Gone : SendOutcome;

    /// <summary>It was not its turn; no attempt was made.</summary>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Postponed")]
    public sealed record Postponed(TimeSpan Wait) : SendOutcome;

    /// <summary>The endpoint is disabled; no attempt was made.</summary>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Disabled")]
    public sealed record Disabled : SendOutcome;

    /// <summary>More wait for the endpoint than may; no attempt was made.</summary>
    [GenerateSerializer, Immutable, Alias("SendOutcome.Full")]
    public sealed record Full : SendOutcome;
}

/// <summary>A delivery read.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Status"><c>waiting</c>, <c>held</c>, <c>delivered</c> or <c>dead</c>.</param>
/// <param name="Attempts">In vain, since it was queued or sent again.</param>
/// <param name="QueuedAt">UTC.</param>
/// <param name="NextAt">When it is tried next, UTC; null for at once or never.</param>
/// <param name="Code">Why the last attempt was in vain, or null.</param>
/// <param name="Version">Appends so far.</param>
[GenerateSerializer, Immutable, Alias("DeliveryView")]
public sealed record DeliveryView(
    string Id, string Type, string Status, int Attempts, DateTimeOffset QueuedAt, DateTimeOffset? NextAt, string? Code,
    long Version);

/// <summary>An endpoint read.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Host">Of its address; the rest of it may be a secret.</param>
/// <param name="Types">Types of events that it gets.</param>
/// <param name="Enabled">False: its events are held.</param>
/// <param name="Reason">Why it is disabled: <c>gone</c>, <c>by-hand</c>; or null.</param>
/// <param name="ChangedAt">Since when, UTC; null when it never was disabled.</param>
/// <param name="InFlight">Calls now.</param>
/// <param name="RestsUntil">No calls until then, UTC, because the last ones failed; or null.</param>
/// <param name="TakenAt">When it last took something, UTC, as far as this activation knows.</param>
/// <param name="Code">Why the last attempt was in vain, or null.</param>
[GenerateSerializer, Immutable, Alias("EndpointView")]
public sealed record EndpointView(
    string Name, string Host, ImmutableArray<string> Types, bool Enabled, string? Reason, DateTimeOffset? ChangedAt,
    int InFlight, DateTimeOffset? RestsUntil, DateTimeOffset? TakenAt, string? Code);
