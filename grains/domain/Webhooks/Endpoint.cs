using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>Whether an endpoint may be called.</summary>
public abstract record EndpointStanding
{
    private EndpointStanding() { }

    /// <summary>It may. At: since when, or null when it always could.</summary>
    public sealed record Enabled(DateTimeOffset? At) : EndpointStanding;

    /// <summary>It may not.</summary>
    /// <param name="Reason"><see cref="EndpointDecider.Gone"/> or <see cref="EndpointDecider.ByHand"/>.</param>
    /// <param name="Evidence">For people.</param>
    /// <param name="At">UTC.</param>
    public sealed record Disabled(string Reason, string Evidence, DateTimeOffset At) : EndpointStanding;
}

/// <summary>An endpoint of a third party.</summary>
/// <param name="Standing">Whether it may be called.</param>
/// <param name="Owes">Calls that it owes; see <see cref="EndpointDecider.Outbox"/>.</param>
/// <param name="Decisions">Ids of decisions of the desk, newest last; at most
/// <see cref="EndpointDecider.MaxDecisions"/>.</param>
public sealed record Endpoint(
    EndpointStanding Standing, ImmutableArray<string> Owes, ImmutableArray<string> Decisions)
{
    /// <summary>Before anything has happened: it may be called.</summary>
    public static readonly Endpoint Fresh = new(new EndpointStanding.Enabled(null), [], []);
}

/// <summary>What happened to an endpoint. Times are UTC.</summary>
public abstract record EndpointEvent
{
    private EndpointEvent() { }

    /// <summary>It is not called any more.</summary>
    public sealed record Disabled(string Reason, string Evidence, Origin By, DateTimeOffset At) : EndpointEvent;
    /// <summary>It is called again.</summary>
    public sealed record Enabled(Origin By, DateTimeOffset At) : EndpointEvent;
    /// <summary>What was given up is to be sent again.</summary>
    public sealed record ReplayAsked(Origin By, DateTimeOffset At) : EndpointEvent;
    /// <summary>An owed call was made.</summary>
    public sealed record Done(string Call, DateTimeOffset At) : EndpointEvent;
    /// <summary>The desk has decided about a part.</summary>
    public sealed record Decided(string Id, string Part, ResolutionKind Kind, Origin By, DateTimeOffset At)
        : EndpointEvent;
}

/// <summary>What a list of endpoints shows.</summary>
public sealed record EndpointRow(string? Reason, DateTimeOffset? Since);

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EndpointRow))]
[JsonSerializable(typeof(EndpointEvent.Disabled))]
[JsonSerializable(typeof(EndpointEvent.Enabled))]
[JsonSerializable(typeof(EndpointEvent.ReplayAsked))]
[JsonSerializable(typeof(EndpointEvent.Done))]
[JsonSerializable(typeof(EndpointEvent.Decided))]
public sealed partial class EndpointJson : JsonSerializerContext;
