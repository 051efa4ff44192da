using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using RetailActors.Returns;

namespace RetailActors.Inventory;

/// <summary>Holds units for a checkout.</summary>
/// <param name="Id">Idempotency key.</param>
/// <param name="Quantity">1 or more eaches.</param>
/// <param name="Expires">UTC; the hold is none from this moment on.</param>
[GenerateSerializer, Immutable, Alias("Reserve")]
public sealed record Reserve(ReservationId Id, int Quantity, DateTimeOffset Expires);

/// <summary>Places a checkout hold at a SKU and location.</summary>
[GenerateSerializer, Immutable, Alias("PlaceReservation")]
public sealed record PlaceReservation(Sku Sku, LocationId Location, int Quantity, DateTimeOffset Expires, Origin By);

/// <summary>What came of holding units.</summary>
[GenerateSerializer, Immutable, Alias("ReserveResult")]
public abstract record ReserveResult
{
    private ReserveResult() { }

    /// <summary>The asked end lies in the past, or the hold under this id has expired.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.Expired")]
    public sealed record Expired : ReserveResult;
    /// <summary>The id is in use with another quantity, SKU or location, or is an order's allocation.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.ReservedDifferently")]
    public sealed record ReservedDifferently : ReserveResult;
    /// <summary>The hold under this id was released, or has gone over into an order.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.AlreadyResolved")]
    public sealed record AlreadyResolved(ReservationStatus Status) : ReserveResult;
    /// <summary>The hold is there already, until <paramref name="Expires"/>.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.AlreadyReserved")]
    public sealed record AlreadyReserved(DateTimeOffset Expires) : ReserveResult;
    /// <summary>Fewer units are available than asked for; nothing was held.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.OutOfStock")]
    public sealed record OutOfStock(long Available) : ReserveResult;
    /// <summary>Held until <paramref name="Expires"/>.</summary>
    [GenerateSerializer, Immutable, Alias("ReserveResult.Reserved")]
    public sealed record Reserved(DateTimeOffset Expires) : ReserveResult;
}

/// <summary>Moves the end of a hold.</summary>
[GenerateSerializer, Immutable, Alias("Extend")]
public sealed record Extend(ReservationId Id, DateTimeOffset Expires);

/// <summary>What came of extending a hold.</summary>
[GenerateSerializer, Immutable, Alias("ExtendResult")]
public abstract record ExtendResult
{
    private ExtendResult() { }

    /// <summary>No such hold.</summary>
    [GenerateSerializer, Immutable, Alias("ExtendResult.NotFound")]
    public sealed record NotFound : ExtendResult;
    /// <summary>The hold has ended; an ended hold stays ended.</summary>
    [GenerateSerializer, Immutable, Alias("ExtendResult.AlreadyResolved")]
    public sealed record AlreadyResolved(ReservationStatus Status) : ExtendResult;
    /// <summary>Held until <paramref name="Expires"/>.</summary>
    [GenerateSerializer, Immutable, Alias("ExtendResult.Extended")]
    public sealed record Extended(DateTimeOffset Expires) : ExtendResult;
}

/// <summary>Commits units to an order line.</summary>
/// <param name="Id">Idempotency key, derived from order and line.</param>
/// <param name="Order">The order that the units now belong to.</param>
/// <param name="Quantity">1 or more eaches.</param>
/// <param name="FromHold">A checkout hold to take the units from; when it has ended, free stock is used.</param>
[GenerateSerializer, Immutable, Alias("Allocate")]
public sealed record Allocate(ReservationId Id, OrderId Order, int Quantity, ReservationId? FromHold = null);

/// <summary>What came of committing units.</summary>
[GenerateSerializer, Immutable, Alias("AllocateResult")]
public abstract record AllocateResult
{
    private AllocateResult() { }

    /// <summary>The id is in use with another order or quantity.</summary>
    [GenerateSerializer, Immutable, Alias("AllocateResult.AllocatedDifferently")]
    public sealed record AllocatedDifferently : AllocateResult;
    /// <summary>The allocation was released or fulfilled before.</summary>
    [GenerateSerializer, Immutable, Alias("AllocateResult.AlreadyResolved")]
    public sealed record AlreadyResolved(ReservationStatus Status) : AllocateResult;
    /// <summary>The units are committed already.</summary>
    [GenerateSerializer, Immutable, Alias("AllocateResult.AlreadyAllocated")]
    public sealed record AlreadyAllocated : AllocateResult;
    /// <summary>Fewer units are available than asked for; nothing was committed.</summary>
    [GenerateSerializer, Immutable, Alias("AllocateResult.OutOfStock")]
    public sealed record OutOfStock(long Available) : AllocateResult;
    /// <summary>Committed.</summary>
    [GenerateSerializer, Immutable, Alias("AllocateResult.Allocated")]
    public sealed record Allocated : AllocateResult;
}

/// <summary>Gives units back.</summary>
/// <param name="Id">The reservation.</param>
/// <param name="ReleaseId">Idempotency key of this release, unique within the reservation.</param>
/// <param name="Quantity">Eaches to give back, or null for all that is still open.</param>
/// <param name="By">Who let go and why.</param>
[GenerateSerializer, Immutable, Alias("Release")]
public sealed record Release(ReservationId Id, string ReleaseId, int? Quantity, Origin By);

/// <summary>What came of giving units back.</summary>
[GenerateSerializer, Immutable, Alias("ReleaseResult")]
public abstract record ReleaseResult
{
    private ReleaseResult() { }

    /// <summary>No such reservation.</summary>
    [GenerateSerializer, Immutable, Alias("ReleaseResult.NotFound")]
    public sealed record NotFound : ReleaseResult;
    /// <summary>This release has had its effect before.</summary>
    [GenerateSerializer, Immutable, Alias("ReleaseResult.AlreadyReleased")]
    public sealed record AlreadyReleased : ReleaseResult;
    /// <summary>Nothing is open any more.</summary>
    [GenerateSerializer, Immutable, Alias("ReleaseResult.AlreadyResolved")]
    public sealed record AlreadyResolved(ReservationStatus Status) : ReleaseResult;
    /// <summary>Units given back: never more than were open.</summary>
    [GenerateSerializer, Immutable, Alias("ReleaseResult.Released")]
    public sealed record Released(int Quantity) : ReleaseResult;
}

/// <summary>Units of a reservation have left the building.</summary>
[GenerateSerializer, Immutable, Alias("RecordFulfilment")]
public sealed record RecordFulfilment(
    ReservationId Id, FulfilmentId Fulfilment, int Quantity, DateTimeOffset OccurredAt, Origin By);

/// <summary>What came of recording a hand-over.</summary>
[GenerateSerializer, Immutable, Alias("RecordFulfilmentResult")]
public abstract record RecordFulfilmentResult
{
    private RecordFulfilmentResult() { }

    /// <summary>Recorded before; nothing changed.</summary>
    [GenerateSerializer, Immutable, Alias("RecordFulfilmentResult.AlreadyRecorded")]
    public sealed record AlreadyRecorded : RecordFulfilmentResult;
    /// <summary>Recorded. <paramref name="Uncommitted"/> units were not committed and came out of available
    /// stock.</summary>
    [GenerateSerializer, Immutable, Alias("RecordFulfilmentResult.Recorded")]
    public sealed record Recorded(int Uncommitted) : RecordFulfilmentResult;
}

/// <summary>What kind of change a movement is. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MovementKind>))]
public enum MovementKind
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Goods have come in: on hand and available go up; an announced quantity of the same document goes
    /// down.</summary>
    Receive,
    /// <summary>Sold at a till: on hand and available go down, below zero if need be (a discrepancy).</summary>
    Sale,
    /// <summary>Taken back: on hand goes up, and what the disposition says; without one, available.</summary>
    Return,
    /// <summary>Correction by a signed difference.</summary>
    Adjust,
    /// <summary>Counted: on hand is set. With ChangeFrom only if on hand was that.</summary>
    Count,
    /// <summary>Available units become damaged.</summary>
    Damage,
    /// <summary>Sets the level kept back from sale.</summary>
    SafetyStock,
    /// <summary>Sent to another location.</summary>
    TransferOut,
    /// <summary>Arrived from another location.</summary>
    TransferIn,
    /// <summary>Announced by a document and not yet here; lies outside on hand. With a counterpart: sent from there.
    /// </summary>
    Incoming,
    /// <summary>Inspected: units leave quality control, to where their disposition says.</summary>
    ChangeState,
    /// <summary>Sent from another location and never to arrive: no longer in transit. Needs its document.</summary>
    TransferLost,
}

/// <summary>One movement of stock.</summary>
/// <param name="Id">Idempotency key.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Quantity">Eaches; negative only for <see cref="MovementKind.Adjust"/>, 0 only for counts and
/// levels.</param>
/// <param name="OccurredAt">When it happened there, UTC.</param>
/// <param name="Reason">Reason code of the source, or null.</param>
/// <param name="Document">Document number of the source, or null.</param>
/// <param name="ChangeFrom">For counts: what on hand must be for the count to apply, or null.</param>
/// <param name="By">Who reported it.</param>
/// <param name="Disposition">For returns and inspections: what becomes of the units.</param>
/// <param name="ExpectedAt">For <see cref="MovementKind.Incoming"/> and transfers out: when the goods should arrive,
/// UTC,
/// or null.</param>
/// <param name="Counterpart">The other location of a transfer: where to, or where from. A transfer out that names it
/// and
/// its document is announced there.</param>
[GenerateSerializer, Immutable, Alias("Movement")]
public sealed record Movement(
    MovementId Id, MovementKind Kind, long Quantity, DateTimeOffset OccurredAt,
    string? Reason, string? Document, long? ChangeFrom, Origin By, Disposition Disposition = Disposition.Unknown,
    DateTimeOffset? ExpectedAt = null, LocationId? Counterpart = null);

/// <summary>What came of a movement.</summary>
[GenerateSerializer, Immutable, Alias("MovementResult")]
public abstract record MovementResult
{
    private MovementResult() { }

    /// <summary>This movement has had its effect before.</summary>
    [GenerateSerializer, Immutable, Alias("MovementResult.AlreadyRecorded")]
    public sealed record AlreadyRecorded : MovementResult;
    /// <summary>The id is in use with another kind or quantity.</summary>
    [GenerateSerializer, Immutable, Alias("MovementResult.RecordedDifferently")]
    public sealed record RecordedDifferently : MovementResult;
    /// <summary>On hand is no longer what the counter saw.</summary>
    [GenerateSerializer, Immutable, Alias("MovementResult.CountStale")]
    public sealed record CountStale(long OnHand) : MovementResult;
    /// <summary>Our own decision (damage, transfer out, safety stock) asks for more than is available; or more is said
    /// to
    /// be
    /// lost than is in transit.</summary>
    [GenerateSerializer, Immutable, Alias("MovementResult.InsufficientStock")]
    public sealed record InsufficientStock(long Available) : MovementResult;
    /// <summary>Recorded; <paramref name="Discrepancy"/> when a bucket fell below zero.</summary>
    [GenerateSerializer, Immutable, Alias("MovementResult.Recorded")]
    public sealed record Recorded(bool Discrepancy) : MovementResult;
}

/// <summary>All buckets: on hand = available + committed + reserved + damaged + safety stock + quality
/// control.</summary>
[GenerateSerializer, Immutable, Alias("StockLevels")]
public sealed record StockLevels(
    long OnHand, long Available, long Committed, long Reserved,
    long Damaged, long SafetyStock, long QualityControl, long Incoming)
{
    /// <summary>Nothing anywhere.</summary>
    public static readonly StockLevels Zero = new(0, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>A stock actor read.</summary>
/// <param name="Key">Whose levels these are.</param>
/// <param name="Levels">The buckets.</param>
/// <param name="Version">Durable appends so far; 0 means never stocked.</param>
/// <param name="AsOf">UTC time of the reading.</param>
/// <param name="MovedAt">When the last hand-over or movement happened there, UTC, or null.</param>
/// <param name="CountedAt">When it was counted last, UTC, or null.</param>
/// <param name="Erp">What the ERP said last, or null.</param>
/// <param name="Announced">What is on its way, and the transfers that are remembered; one entry for each
/// document.</param>
[GenerateSerializer, Immutable, Alias("StockView")]
public sealed record StockView(
    StockKey Key, StockLevels Levels, long Version, DateTimeOffset AsOf, DateTimeOffset? MovedAt = null,
    DateTimeOffset? CountedAt = null, ErpStockView? Erp = null, ImmutableArray<AnnouncedView> Announced = default);

/// <summary>Where a reservation stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReservationStatus>))]
public enum ReservationStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Held for a checkout, until it expires.</summary>
    Held,
    /// <summary>Belongs to an order.</summary>
    Committed,
    /// <summary>All units have left the building.</summary>
    Consumed,
    /// <summary>Given back.</summary>
    Released,
    /// <summary>Ran out.</summary>
    Expired,
}

/// <summary>A reservation read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stock">Where the units are.</param>
/// <param name="Quantity">Units asked for.</param>
/// <param name="Open">Units still held or committed.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Expires">End of a checkout hold; null for an order's allocation.</param>
/// <param name="Order">The order, once committed.</param>
[GenerateSerializer, Immutable, Alias("ReservationView")]
public sealed record ReservationView(
    ReservationId Id, StockKey Stock, int Quantity, int Open, ReservationStatus Status,
    DateTimeOffset? Expires, OrderId? Order);
