using Orleans;

namespace RetailActors;

/// <summary>Thrown when nobody knows whether the command took effect. Retry with the same id: that finds out.</summary>
[GenerateSerializer, Alias("OutcomeUnknownException")]
public sealed class OutcomeUnknownException(string message) : Exception(message);

/// <summary>Thrown before anything was done because a bound was reached. Retry later with the same id.</summary>
[GenerateSerializer, Alias("BusyException")]
public sealed class BusyException(string message) : Exception(message)
{
    /// <summary>How long the caller should wait before trying again.</summary>
    [Id(0)] public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Thrown when what is stored of one entity cannot be read: damage, a gap, or an event that this version does not
/// know. This attempt has done nothing to that entity. Asking again does not help until what is stored has been
/// restored; then the same id finds out what took effect.
/// </summary>
[GenerateSerializer, Alias("RecordUnreadableException")]
public sealed class RecordUnreadableException(string message) : Exception(message)
{
    /// <summary>Journal stream of the entity: <c>kind/tenant/…</c>.</summary>
    [Id(0)] public string Stream { get; init; } = "";

    /// <summary>The version that cannot be read, or is missing.</summary>
    [Id(1)] public long Version { get; init; }
}

/// <summary>Who caused a change; kept in the journal for the audit. An id, never a name or an address.</summary>
/// <param name="Client">Who.</param>
/// <param name="Reason">Why, for people; of what a message from outside has caused, the message's journal stream. Null:
/// nobody has said.</param>
[GenerateSerializer, Immutable, Alias("Origin")]
public sealed record Origin(string Client, string? Reason = null)
{
    /// <summary>The system itself: timers, sweepers, recovery.</summary>
    public static readonly Origin System = new("system");
}
