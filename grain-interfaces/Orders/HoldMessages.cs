using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Orders;

/// <summary>Why somebody holds an order. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HoldReason>))]
public enum HoldReason
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>It may not be the customer who buys.</summary>
    FraudCheck,
    /// <summary>Nobody knows where to send it.</summary>
    AddressCheck,
    /// <summary>Something about the money is not clear.</summary>
    PaymentCheck,
    /// <summary>Something about the goods is not clear.</summary>
    StockCheck,
    /// <summary>The customer asked for it.</summary>
    CustomerRequest,
    /// <summary>See the note.</summary>
    Other,
}

/// <summary>Holds an order.</summary>
/// <param name="Id">Idempotency key; an id has its effect once, also after the release.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who, and a note.</param>
[GenerateSerializer, Immutable, Alias("HoldOrder")]
public sealed record HoldOrder(string Id, HoldReason Reason, Origin By)
{
    /// <summary>Most holds of an order, released ones included.</summary>
    public const int MaxHolds = 64;
}

/// <summary>Lets an order go on.</summary>
/// <param name="Id">One hold; null for all of them.</param>
/// <param name="By">Who and why.</param>
[GenerateSerializer, Immutable, Alias("ReleaseOrder")]
public sealed record ReleaseOrder(string? Id, Origin By);

/// <summary>What came of holding or releasing; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("HoldResult")]
public abstract record HoldResult
{
    private HoldResult() { }

    /// <summary>No such order.</summary>
    [GenerateSerializer, Immutable, Alias("HoldResult.NotFound")]
    public sealed record NotFound : HoldResult;
    /// <summary>No such hold of this order.</summary>
    [GenerateSerializer, Immutable, Alias("HoldResult.UnknownHold")]
    public sealed record UnknownHold(OrderView Order) : HoldResult;
    /// <summary>It has ended, or has had <see cref="HoldOrder.MaxHolds"/> holds: there is nothing to hold.</summary>
    [GenerateSerializer, Immutable, Alias("HoldResult.NotAllowed")]
    public sealed record NotAllowed(OrderView Order) : HoldResult;
    /// <summary>Done, now or before.</summary>
    [GenerateSerializer, Immutable, Alias("HoldResult.Done")]
    public sealed record Done(OrderView Order) : HoldResult;
}

/// <summary>A hold that is not released.</summary>
[GenerateSerializer, Immutable, Alias("HoldView")]
public sealed record HoldView(string Id, HoldReason Reason, Origin By, DateTimeOffset At);

/// <summary>Where units of a line come from, beside its first location.</summary>
[GenerateSerializer, Immutable, Alias("LineSourceView")]
public sealed record LineSourceView(ReservationId Reservation, LocationId Location, int Units);

/// <summary>Units that could not be found where they should have been.</summary>
/// <param name="Part">What the exception desk calls them.</param>
/// <param name="LineId">The line.</param>
/// <param name="Quantity">Eaches.</param>
/// <param name="Location">Where they were looked for.</param>
/// <param name="Status"><c>undecided</c>, <c>re-sourcing</c> or <c>backordered</c>.</param>
/// <param name="At">Since when, UTC.</param>
/// <param name="Until">For backordered units: how long stock is waited for, UTC.</param>
[GenerateSerializer, Immutable, Alias("MissingView")]
public sealed record MissingView(
    string Part, LineId LineId, int Quantity, LocationId Location, string Status, DateTimeOffset At,
    DateTimeOffset? Until);
