using RetailActors.Inventory;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>A checkout hold.</summary>
/// <param name="ReservationId">Your id of it.</param>
/// <param name="Quantity">1 to 999,999.</param>
/// <param name="TtlSeconds">1 to 86,400.</param>
public sealed record ReservationBody(
    ReservationId ReservationId, Sku Sku, LocationId Location, int Quantity, int TtlSeconds);

/// <summary>Moves the end of a hold to so many seconds from now.</summary>
public sealed record ExtendBody(int TtlSeconds);

/// <summary>A checkout hold.</summary>
/// <param name="Quantity">Units asked for.</param>
/// <param name="Open">Units still held or committed.</param>
/// <param name="ExpiresAt">End of the hold.</param>
/// <param name="Order">The order that it went over into.</param>
public sealed record ReservationAnswer(
    ReservationId Id, ReservationStatus Status, Sku Sku, LocationId Location, int Quantity, int Open,
    DateTimeOffset? ExpiresAt, OrderId? Order);

/// <summary>One movement of stock.</summary>
/// <param name="MovementId">Your id of it; it has one effect, however often it comes.</param>
/// <param name="Quantity">Negative only to adjust, 0 only for counts and levels.</param>
/// <param name="OccurredAt">When it happened there; by default now.</param>
/// <param name="Reason">Your reason code.</param>
/// <param name="Document">Your document number.</param>
/// <param name="ChangeFrom">For a count: it applies only when on hand is this.</param>
/// <param name="Disposition">What becomes of units that came back, or that leave quality control (change-state).
/// </param>
public sealed record MovementBody(
    MovementId MovementId, Sku Sku, LocationId Location, MovementKind Kind, long Quantity,
    DateTimeOffset? OccurredAt, string? Reason, string? Document, long? ChangeFrom, Disposition? Disposition);

/// <summary>1 to 1,000 movements.</summary>
public sealed record MovementsBody(IReadOnlyList<MovementBody> Movements);

/// <summary>What became of one movement.</summary>
/// <param name="Status">recorded, already-recorded, recorded-differently, count-stale, insufficient-stock, or unknown
/// (send the batch again).</param>
/// <param name="Discrepancy">True when a bucket fell below zero.</param>
/// <param name="Available">When there is not enough.</param>
/// <param name="OnHand">When the count is stale.</param>
public sealed record MovementAnswer(
    MovementId MovementId, string Status, bool Discrepancy, long? Available = null, long? OnHand = null);

/// <summary>What became of a batch, in its order.</summary>
public sealed record MovementsAnswer(int Recorded, int Refused, MovementAnswer[] Items);

/// <summary>All buckets of a SKU at a location.</summary>
public sealed record InventoryAnswer(
    Sku Sku, LocationId Location, long OnHand, long Available, long Committed, long Reserved, long Damaged,
    long SafetyStock, long QualityControl, long Incoming, long Version, DateTimeOffset AsOf);

/// <summary>What can be promised of a SKU.</summary>
/// <param name="Available">Sum of what the locations can promise to this channel.</param>
public sealed record AvailabilityAnswer(
    Sku Sku, Channel? Channel, long Available, LocationAvailability[] Locations, bool Complete, DateTimeOffset AsOf);

/// <summary>What can be promised at a location, and how it comes about.</summary>
/// <param name="Available">What this channel can have: free units less its buffer, never below zero.</param>
/// <param name="Buffer">Units that this channel never sees.</param>
public sealed record LocationAvailability(
    LocationId Location, long Available, long OnHand, long Reserved, long Committed, long SafetyStock,
    long Damaged, long QualityControl, long Incoming, long Buffer, long Version, DateTimeOffset AsOf);

/// <summary>Availability of several SKUs.</summary>
public sealed record AvailabilityList(AvailabilityAnswer[] Items);
