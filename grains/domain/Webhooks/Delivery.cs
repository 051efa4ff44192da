using System.Text.Json.Serialization;

namespace RetailActors.Webhooks;

/// <summary>One event on its way to one endpoint.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>Before it was offered.</summary>
    public static readonly Delivery None = new Absent();

    /// <summary>Never offered.</summary>
    public sealed record Absent : Delivery;

    /// <summary>Taken over.</summary>
    /// <param name="Type">Of the event.</param>
    /// <param name="Body">The CloudEvent as it is sent; empty when it was too long to be kept.</param>
    /// <param name="TraceParent">W3C, or null.</param>
    /// <param name="QueuedAt">UTC.</param>
    /// <param name="Since">From when on its patience counts: queued, or sent again.</param>
    /// <param name="Attempts">In vain since then.</param>
    /// <param name="Standing">How it stands.</param>
    public sealed record Kept(
        string Type, string Body, string? TraceParent, DateTimeOffset QueuedAt, DateTimeOffset Since, int Attempts,
        DeliveryStanding Standing) : Delivery;
}

/// <summary>How a delivery stands.</summary>
public abstract record DeliveryStanding
{
    private DeliveryStanding() { }

    /// <summary>To be sent; at once, or not before a time.</summary>
    public sealed record Waiting(DateTimeOffset? NextAt, string? Code) : DeliveryStanding;

    /// <summary>Its endpoint is disabled. Looked at once more, because the endpoint may have been enabled while this
    /// was being written; afterwards it waits to be sent again.</summary>
    public sealed record Held(DateTimeOffset? LookAt) : DeliveryStanding;

    /// <summary>The receiver has it.</summary>
    public sealed record Delivered : DeliveryStanding;

    /// <summary>Given up; the exception desk does not know yet.</summary>
    public sealed record GivenUp(string Code) : DeliveryStanding;

    /// <summary>Given up, and the desk knows.</summary>
    public sealed record Dead(string Code) : DeliveryStanding;
}

/// <summary>What happened to a delivery. Times are UTC.</summary>
public abstract record DeliveryEvent
{
    private DeliveryEvent() { }

    /// <summary>It was taken over.</summary>
    public sealed record Queued(string Type, string Body, string? TraceParent, DateTimeOffset At) : DeliveryEvent;
    /// <summary>The receiver took it.</summary>
    public sealed record Delivered(int Status, DateTimeOffset At) : DeliveryEvent;
    /// <summary>An attempt was in vain.</summary>
    public sealed record Missed(string Code, DateTimeOffset RetryAt, DateTimeOffset At) : DeliveryEvent;
    /// <summary>It was not its turn.</summary>
    public sealed record Postponed(DateTimeOffset Until, DateTimeOffset At) : DeliveryEvent;
    /// <summary>Its endpoint is disabled.</summary>
    public sealed record Held(DateTimeOffset? LookAt, DateTimeOffset At) : DeliveryEvent;
    /// <summary>No further attempts.</summary>
    public sealed record GivenUp(string Code, DateTimeOffset At) : DeliveryEvent;
    /// <summary>The exception desk knows.</summary>
    public sealed record Reported(DateTimeOffset At) : DeliveryEvent;
    /// <summary>It begins again.</summary>
    public sealed record SentAgain(DateTimeOffset At) : DeliveryEvent;
}

/// <summary>What a list of deliveries shows.</summary>
/// <param name="Type">Of the event.</param>
/// <param name="Attempts">In vain.</param>
/// <param name="Since">Queued at, UTC.</param>
/// <param name="NextAt">When it is tried next, UTC.</param>
/// <param name="Code">Why the last attempt was in vain.</param>
public sealed record DeliveryRow(
    string Type, int Attempts, DateTimeOffset Since, DateTimeOffset? NextAt, string? Code);

/// <summary>The events as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryRow))]
[JsonSerializable(typeof(DeliveryEvent.Queued))]
[JsonSerializable(typeof(DeliveryEvent.Delivered))]
[JsonSerializable(typeof(DeliveryEvent.Missed))]
[JsonSerializable(typeof(DeliveryEvent.Postponed))]
[JsonSerializable(typeof(DeliveryEvent.Held))]
[JsonSerializable(typeof(DeliveryEvent.GivenUp))]
[JsonSerializable(typeof(DeliveryEvent.Reported))]
[JsonSerializable(typeof(DeliveryEvent.SentAgain))]
public sealed partial class DeliveryJson : JsonSerializerContext;
