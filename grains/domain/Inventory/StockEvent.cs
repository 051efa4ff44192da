using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Returns;

namespace RetailActors.Inventory;

/// <summary>What has happened to a SKU at a location. Stored a million times, so each says only what the state before
/// it does not tell; <c>At</c> is there where retention counts from it.</summary>
public abstract record StockEvent
{
    private StockEvent() { }

    /// <summary>Available units became reserved for a checkout.</summary>
    public sealed record Reserved(ReservationId Id, int Quantity, DateTimeOffset Expires) : StockEvent;

    /// <summary>The end of a hold was moved.</summary>
    public sealed record HoldExtended(ReservationId Id, DateTimeOffset Expires) : StockEvent;

    /// <summary>A hold ran out; its open units are available. It ended at the end that it had.</summary>
    public sealed record HoldExpired(ReservationId Id) : StockEvent;

    /// <summary>Available units became committed to an order line.</summary>
    public sealed record Allocated(ReservationId Id, OrderId Order, int Quantity) : StockEvent;

    /// <summary>The same, all open units of a hold first; what the hold had too few or too many is made up with
    /// available ones. The hold has ended.</summary>
    public sealed record AllocatedFromHold(
        ReservationId Id, OrderId Order, int Quantity, ReservationId Hold, DateTimeOffset At) : StockEvent;

    /// <summary>Open units of a claim became available.</summary>
    public sealed record Released(ReservationId Id, string Release, int Quantity, DateTimeOffset At, Origin By)
        : StockEvent;

    /// <summary>Units left the building: the open ones of the claim, then available ones.</summary>
    public sealed record Fulfilled(
        ReservationId Id, FulfilmentId Fulfilment, int Quantity,
        DateTimeOffset At, DateTimeOffset OccurredAt, Origin By) : StockEvent;

    /// <summary>A movement was booked.</summary>
    public sealed record MovementRecorded(
        MovementId Id, MovementKind Kind, long Quantity, DateTimeOffset At, DateTimeOffset OccurredAt,
        string? Reason, string? Document, Origin By,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        Disposition Disposition = Disposition.Unknown,
        DateTimeOffset? ExpectedAt = null, LocationId? Counterpart = null) : StockEvent;

    /// <summary>A fact did not agree with the books. Changes no bucket; it is there for whoever has to find out why.
    /// </summary>
    /// <param name="Cause">The movement or hand-over that brought it to light.</param>
    /// <param name="Uncommitted">Units handed over without a commitment.</param>
    /// <param name="Available">Available stock afterwards, below zero when more has left than there was.</param>
    public sealed record DiscrepancyFound(string Cause, int Uncommitted, long Available) : StockEvent;

    /// <summary>The exception desk knows of a discrepancy.</summary>
    public sealed record DiscrepancyReported(string Part, long Number) : StockEvent;

    /// <summary>The exception desk knows that a discrepancy has settled itself.</summary>
    public sealed record DiscrepancyCleared(string Part, long Number) : StockEvent;

    /// <summary>Somebody has decided about a discrepancy; on hand and available change by the adjustment.</summary>
    public sealed record DiscrepancyResolved(
        string Part, string Decision, long Adjustment, DateTimeOffset At, Origin By)
        : StockEvent;

    /// <summary>The ERP told what it has on its books.</summary>
    /// <param name="OnHand">Its quantity.</param>
    /// <param name="AsOf">Its cut.</param>
    /// <param name="KnownUntil">What was known here until then is on its books for certain.</param>
    /// <param name="Acknowledged">Ids of later changes that it knows too, or null; only those we remember.</param>
    /// <param name="Gap">Units that it has more than is explained.</param>
    /// <param name="Adopted">Units taken over, because nothing was known here.</param>
    /// <param name="Source">Name of the ERP account.</param>
    /// <param name="At">When it came.</param>
    /// <param name="By">Who brought it.</param>
    public sealed record SnapshotRecorded(
        long OnHand, DateTimeOffset AsOf, DateTimeOffset KnownUntil, ImmutableArray<string>? Acknowledged, long Gap,
        long Adopted, string Source, DateTimeOffset At, Origin By) : StockEvent;

    /// <summary>The location that a transfer goes to has heard of it.</summary>
    public sealed record TransferAnnounced(MovementId Id) : StockEvent;

    /// <summary>Followers were told everything up to a change. Changes no bucket.</summary>
    public sealed record Fed(long Changes) : StockEvent;
}

/// <summary>JSON of everything that inventory stores. Names are part of the journal: add, never rename.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StockPlace))]
[JsonSerializable(typeof(StockEvent.Reserved))]
[JsonSerializable(typeof(StockEvent.HoldExtended))]
[JsonSerializable(typeof(StockEvent.HoldExpired))]
[JsonSerializable(typeof(StockEvent.Allocated))]
[JsonSerializable(typeof(StockEvent.AllocatedFromHold))]
[JsonSerializable(typeof(StockEvent.Released))]
[JsonSerializable(typeof(StockEvent.Fulfilled))]
[JsonSerializable(typeof(StockEvent.MovementRecorded))]
[JsonSerializable(typeof(StockEvent.DiscrepancyFound))]
[JsonSerializable(typeof(StockEvent.DiscrepancyReported))]
[JsonSerializable(typeof(StockEvent.DiscrepancyCleared))]
[JsonSerializable(typeof(StockEvent.DiscrepancyResolved))]
[JsonSerializable(typeof(StockEvent.SnapshotRecorded))]
[JsonSerializable(typeof(StockEvent.TransferAnnounced))]
[JsonSerializable(typeof(StockEvent.Fed))]
[JsonSerializable(typeof(ReservationEvent.Placed))]
public sealed partial class StockJson : JsonSerializerContext;

/// <summary>The stable names of the events of inventory.</summary>
public static class StockCodecs
{
    /// <summary>The events of a stock actor.</summary>
    public static EventCodec<StockEvent> Stock { get; } = new EventCodec<StockEvent>()
        .Add("reserved", StockJson.Default.Reserved)
        .Add("hold-extended", StockJson.Default.HoldExtended)
        .Add("hold-expired", StockJson.Default.HoldExpired)
        .Add("allocated", StockJson.Default.Allocated)
        .Add("allocated-from-hold", StockJson.Default.AllocatedFromHold)
        .Add("released", StockJson.Default.Released)
        .Add("fulfilled", StockJson.Default.Fulfilled)
        .Add("movement-recorded", StockJson.Default.MovementRecorded)
        .Add("discrepancy-found", StockJson.Default.DiscrepancyFound)
        .Add("discrepancy-reported", StockJson.Default.DiscrepancyReported)
        .Add("discrepancy-cleared", StockJson.Default.DiscrepancyCleared)
        .Add("discrepancy-resolved", StockJson.Default.DiscrepancyResolved)
        .Add("snapshot-recorded", StockJson.Default.SnapshotRecorded)
        .Add("transfer-announced", StockJson.Default.TransferAnnounced)
        .Add("fed", StockJson.Default.Fed);

    /// <summary>The events of a checkout hold's own actor.</summary>
    public static EventCodec<ReservationEvent> Reservation { get; } = new EventCodec<ReservationEvent>()
        .Add("placed", StockJson.Default.Placed);
}
