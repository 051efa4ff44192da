using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Payments;

/// <summary>Something that a provider says of its own accord.</summary>
/// <param name="Id">The provider's id of the event.</param>
/// <param name="Type">One of <see cref="ProviderEventTypes"/>.</param>
/// <param name="Key">Our idempotency key of the operation, or null when it is about none of ours.</param>
/// <param name="Reference">The provider's reference: of the operation, or of the dispute.</param>
/// <param name="Amount">How much.</param>
/// <param name="OccurredAt">By the provider's clock, UTC.</param>
[GenerateSerializer, Immutable, Alias("ProviderEvent")]
public sealed record ProviderEvent(
    string Id, string Type, string? Key, string? Reference, Money Amount, DateTimeOffset OccurredAt);

/// <summary>The types of events of providers; slugs.</summary>
public static class ProviderEventTypes
{
    /// <summary>Money is held.</summary>
    public const string Authorised = "authorised";
    /// <summary>Held money was taken.</summary>
    public const string Captured = "captured";
    /// <summary>Held money was let go.</summary>
    public const string Voided = "voided";
    /// <summary>Taken money was paid back.</summary>
    public const string Refunded = "refunded";
    /// <summary>An operation was refused for good.</summary>
    public const string Failed = "failed";
    /// <summary>The provider let the authorisation lapse.</summary>
    public const string Expired = "authorisation-expired";
    /// <summary>The issuer asks; no money moves.</summary>
    public const string DisputeInquiry = "dispute-inquiry";
    /// <summary>The money was taken back for the time being.</summary>
    public const string DisputeOpened = "dispute-chargeback";
    /// <summary>Evidence was handed in.</summary>
    public const string DisputeReview = "dispute-under-review";
    /// <summary>The money stays with us.</summary>
    public const string DisputeWon = "dispute-won";
    /// <summary>The money stays with the customer.</summary>
    public const string DisputeLost = "dispute-lost";
    /// <summary>The issuer comes back after we had won.</summary>
    public const string DisputeAgain = "dispute-second-chargeback";
    /// <summary>We let the customer have it.</summary>
    public const string DisputeAccepted = "dispute-accepted";

    /// <summary>All of them.</summary>
    public static readonly ImmutableHashSet<string> All =
    [
        Authorised, Captured, Voided, Refunded, Failed, Expired, DisputeInquiry, DisputeOpened, DisputeReview,
        DisputeWon, DisputeLost, DisputeAgain, DisputeAccepted,
    ];
}

/// <summary>What came of an event. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecordEventResult>))]
public enum RecordEventResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>No such payment, or not yet.</summary>
    NotFound,
    /// <summary>The event came before.</summary>
    AlreadyRecorded,
    /// <summary>More events than a payment ever has; ignored.</summary>
    TooMany,
    /// <summary>Not one of <see cref="ProviderEventTypes"/>; ignored.</summary>
    NotUnderstood,
    /// <summary>Taken in.</summary>
    Recorded,
}

/// <summary>Where a dispute stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DisputeStage>))]
public enum DisputeStage
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The issuer asks.</summary>
    Inquiry,
    /// <summary>Taken back for the time being.</summary>
    Chargeback,
    /// <summary>Evidence is being looked at.</summary>
    UnderReview,
    /// <summary>Ours.</summary>
    Won,
    /// <summary>The customer's.</summary>
    Lost,
    /// <summary>Taken back again after we had won.</summary>
    SecondChargeback,
    /// <summary>Left to the customer by us.</summary>
    Accepted,
}

/// <summary>A dispute read.</summary>
/// <param name="Reference">The provider's.</param>
/// <param name="Stage">By the provider's latest event.</param>
/// <param name="Amount">How much is disputed.</param>
/// <param name="At">Time of that event, UTC.</param>
[GenerateSerializer, Immutable, Alias("DisputeView")]
public sealed record DisputeView(string Reference, DisputeStage Stage, Money Amount, DateTimeOffset At);
