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
/// <param name="ExpectedAt">For incoming and transfer-out: when the goods should arrive.</param>
/// <param name="Counterpart">The other location of a transfer: where to, or where from. A transfer-out that names it
/// needs
/// a document, and is announced there by itself.</param>
public sealed record MovementBody(
    MovementId MovementId, Sku Sku, LocationId Location, MovementKind Kind, long Quantity,
    DateTimeOffset? OccurredAt, string? Reason, string? Document, long? ChangeFrom, Disposition? Disposition,
    DateTimeOffset? ExpectedAt = null, LocationId? Counterpart = null);

/// <summary>What the ERP has on its books at one cut.</summary>
/// <param name="Source">Name of the ERP account.</param>
/// <param name="AsOf">The cut.</param>
/// <param name="LagSeconds">What was known here that long before the cut is on its books for certain; 600 by
/// default.</param>
/// <param name="Items">1 to 1,000.</param>
public sealed record SnapshotBody(
    string Source, DateTimeOffset AsOf, int? LagSeconds, IReadOnlyList<SnapshotItem> Items);

/// <summary>The ERP's quantity of a SKU at a location.</summary>
/// <param name="Acknowledged">Ids of younger movements and fulfilments that are on its books, at most 1,000. When the
/// list
/// is there, what is not on it is not on the books either.</param>
public sealed record SnapshotItem(
    Sku Sku, LocationId Location, long OnHand, IReadOnlyList<string>? Acknowledged = null);

/// <summary>What became of one quantity.</summary>
/// <param name="Status">agreed, uncertain (it agrees when some movements shortly before the cut are, or are not, on the
/// books), adopted, gap, already-recorded, recorded-differently, older, or unknown (send it again).</param>
/// <param name="Gap">Units that the ERP has more, or fewer, than our movements explain. On hand stays as it is.</param>
public sealed record SnapshotItemAnswer(Sku Sku, LocationId Location, string Status, long? Gap = null);

/// <summary>What became of a snapshot, in its order.</summary>
public sealed record SnapshotAnswer(int Agreed, int Gaps, int Ignored, SnapshotItemAnswer[] Items);

/// <summary>What the ERP said last.</summary>
/// <param name="OnHand">On its books.</param>
/// <param name="AsOf">At this cut.</param>
/// <param name="Gap">Units that it has more, or fewer, than our movements explain.</param>
public sealed record ErpStockAnswer(long OnHand, DateTimeOffset AsOf, long Gap);

/// <summary>Goods that a document announces.</summary>
/// <param name="Incoming">Not here yet: ordered, or in transit.</param>
/// <param name="From">For transfers: where they come from. sent = arrived + incoming + lost.</param>
public sealed record AnnouncedAnswer(
    string? Document, long Incoming, DateTimeOffset? ExpectedAt, LocationId? From, long Sent, long Arrived, long Lost);

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
    long SafetyStock, long QualityControl, long Incoming, long Version, DateTimeOffset AsOf,
    DateTimeOffset? MovedAt = null, DateTimeOffset? CountedAt = null, ErpStockAnswer? Erp = null,
    AnnouncedAnswer[]? Announced = null);

/// <summary>What can be promised of a SKU.</summary>
/// <param name="Available">Sum of what the locations can hand out to this channel now.</param>
/// <param name="AvailableToPromise">The same and what arrives within the channel's horizon.</param>
public sealed record AvailabilityAnswer(
    Sku Sku, Channel? Channel, long Available, long AvailableToPromise, LocationAvailability[] Locations, bool Complete,
    DateTimeOffset AsOf);

/// <summary>What can be promised at a location, and how it comes about.</summary>
/// <param name="Available">What this channel can have: free units less its buffer, never below zero.</param>
/// <param name="Buffer">Units that this channel never sees.</param>
/// <param name="AvailableToPromise">Available and the eligible incoming.</param>
/// <param name="EligibleIncoming">Announced for a day from now to the end of the channel's horizon.</param>
/// <param name="MovedAt">The store's own figures are of then: its last movement or hand-over.</param>
/// <param name="CountedAt">Its last count.</param>
/// <param name="Erp">What the ERP has, and as of when.</param>
/// <param name="Announced">What is on its way, with dates.</param>
public sealed record LocationAvailability(
    LocationId Location, long Available, long OnHand, long Reserved, long Committed, long SafetyStock,
    long Damaged, long QualityControl, long Incoming, long Buffer, long Version, DateTimeOffset AsOf,
    long AvailableToPromise, long EligibleIncoming, DateTimeOffset? MovedAt = null, DateTimeOffset? CountedAt = null,
    ErpStockAnswer? Erp = null, AnnouncedAnswer[]? Announced = null);

/// <summary>Availability of several SKUs.</summary>
public sealed record AvailabilityList(AvailabilityAnswer[] Items);
