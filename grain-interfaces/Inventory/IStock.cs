using Orleans;
using Orleans.Concurrency;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Inventory;

/// <summary>One SKU at one location: its buckets, its reservations, its movements.</summary>
/// <remarks>
/// Grain key: <see cref="StockKey"/>. Quantities are sellable eaches. Times are UTC. Every method that changes
/// something
/// replies after the change is durable; it throws <see cref="OutcomeUnknownException"/> when that cannot be known and
/// <see cref="BusyException"/> before anything was done. Both are answered by a retry with the same id.
/// </remarks>
[Alias("IStock")]
public interface IStock : IGrainWithStringKey, IResolvable
{
    /// <summary>Holds units for a checkout until the hold expires.</summary>
    /// <remarks>Idempotent on the reservation id.</remarks>
    /// <returns>First that applies: Expired, ReservedDifferently, AlreadyResolved, AlreadyReserved, OutOfStock,
    /// Reserved.
    /// </returns>
    [Alias("Reserve")] Task<ReserveResult> Reserve(Reserve command);

    /// <summary>Moves the end of a live hold. An earlier end than the present one is accepted too.</summary>
    /// <remarks>Idempotent: extending to the same time again changes nothing.</remarks>
    /// <returns>First that applies: NotFound, AlreadyResolved (an expired hold too), Extended.</returns>
    [Alias("Extend")] Task<ExtendResult> Extend(Extend command);

    /// <summary>Commits units to one order line, from free stock or from a live checkout hold. Does not
    /// expire.</summary>
    /// <remarks>Idempotent on the reservation id; a retry after the release of the allocation says so.</remarks>
    /// <returns>First that applies: AllocatedDifferently, AlreadyResolved, AlreadyAllocated, OutOfStock, Allocated.
    /// </returns>
    [Alias("Allocate")] Task<AllocateResult> Allocate(Allocate command);

    /// <summary>Gives held or committed units back to available, all that is open or a part of a commitment.</summary>
    /// <remarks>Idempotent on the release id.</remarks>
    /// <returns>First that applies: NotFound, AlreadyReleased, AlreadyResolved, Released.</returns>
    [Alias("Release")] Task<ReleaseResult> Release(Release command);

    /// <summary>Records that committed units have left the building (pick-up, shipment). A fact: never refused for
    /// stock.
    /// </summary>
    /// <remarks>Idempotent on the fulfilment id and reservation id.</remarks>
    /// <returns>First that applies: AlreadyRecorded, Recorded (units beyond the commitment are recorded as a
    /// discrepancy).
    /// </returns>
    [Alias("RecordFulfilment")] Task<RecordFulfilmentResult> RecordFulfilment(RecordFulfilment command);

    /// <summary>Records a movement: goods received, sold at a till, counted, damaged, transferred and so on.</summary>
    /// <remarks>Idempotent on the movement id. External facts (sale, return, adjust, count) are never refused for
    /// stock.
    /// </remarks>
    /// <returns>First that applies: AlreadyRecorded, RecordedDifferently, CountStale, InsufficientStock,
    /// Recorded.</returns>
    [Alias("RecordMovement")] Task<MovementResult> RecordMovement(Movement movement);

    /// <summary>Records what the ERP has on its books at a cut, and compares: its quantity and our movements that it
    /// did
    /// not know at that cut should give on hand.</summary>
    /// <remarks>Idempotent on the cut. Never changes a reservation, and never overwrites on hand: a gap that nothing
    /// explains is kept and raised as an exception (<c>stock-discrepancy</c>, part <see
    /// cref="DiscrepancyParts.ErpGap"/>),
    /// where somebody decides.</remarks>
    /// <returns>First that applies: Older, RecordedDifferently, AlreadyRecorded, Adopted (never stocked before), Gap,
    /// Agreed.</returns>
    [Alias("RecordSnapshot")] Task<SnapshotResult> RecordSnapshot(ErpSnapshot snapshot);

    /// <summary>The buckets now. A hold past its end counts as available, whether or not its expiry is written
    /// yet.</summary>
    /// <returns>Zero levels and version 0 for a key that never had a movement.</returns>
    [Alias("Read"), ReadOnly] Task<StockView> Read();

    /// <summary>One reservation, or null when this actor does not know it (any more: see the retention
    /// bound).</summary>
    [Alias("ReadReservation"), ReadOnly] Task<ReservationView?> ReadReservation(ReservationId id);

    /// <summary>What has happened here last, step by step, oldest first.</summary>
    /// <param name="appends">How many of the last appends to look at, 1 to 1,000.</param>
    [Alias("History"), ReadOnly] Task<IReadOnlyList<LineageStep>> History(int appends);

    /// <summary>Writes expiries that are due, announces transfers and reports discrepancies that nobody has heard of.
    /// Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>The parts of a stock actor that the exception desk decides about.</summary>
/// <remarks>Waive leaves it as it is. Edit sets on hand: field <see cref="OnHand"/>, a whole number, or <c>erp</c> for
/// what
/// the ERP has.</remarks>
public static class DiscrepancyParts
{
    /// <summary>More has left than there was. A count settles it.</summary>
    public const string Oversold = "oversold";

    /// <summary>The ERP's quantity is not explained. A later snapshot without the gap settles it.</summary>
    public const string ErpGap = "erp-gap";

    /// <summary>The field of an edit.</summary>
    public const string OnHand = "onHand";

    /// <summary>The value of an edit that takes over the ERP's quantity.</summary>
    public const string AsErp = "erp";
}

/// <summary>A checkout hold as a resource of its own: knows which stock actor holds the units.</summary>
/// <remarks>Grain key: tenant and reservation id, <see cref="ReservationKey"/>.</remarks>
[Alias("IReservation")]
public interface IReservation : IGrainWithStringKey
{
    /// <summary>Places the hold. Idempotent: the same content again gives the same answer.</summary>
    /// <returns>As <see cref="IStock.Reserve"/>; ReservedDifferently also when sku or location differ.</returns>
    [Alias("Place")] Task<ReserveResult> Place(PlaceReservation command);

    /// <summary>The hold with its place, or null when it was never placed.</summary>
    [Alias("Read"), ReadOnly] Task<ReservationView?> Read();

    /// <summary>As <see cref="IStock.Extend"/>.</summary>
    [Alias("Extend")] Task<ExtendResult> Extend(DateTimeOffset expires);

    /// <summary>As <see cref="IStock.Release"/>, for the whole hold.</summary>
    [Alias("Release")] Task<ReleaseResult> Release(Origin by);
}

/// <summary>Identifies a stock actor.</summary>
[GenerateSerializer, Immutable, Alias("StockKey")]
public readonly record struct StockKey(Tenant Tenant, Sku Sku, LocationId Location)
{
    /// <summary>Reads a key back from its text.</summary>
    public static StockKey Parse(string key) => key.Split('/') is [var t, var s, var l]
        ? new StockKey(new Tenant(t), new Sku(s), new LocationId(l))
        : throw new FormatException($"Not a stock key: {key}");

    /// <summary>The grain key: <c>tenant/sku/location</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Sku.Value}/{Location.Value}";
}

/// <summary>Identifies a checkout hold.</summary>
[GenerateSerializer, Immutable, Alias("ReservationKey")]
public readonly record struct ReservationKey(Tenant Tenant, ReservationId Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static ReservationKey Parse(string key) => key.Split('/') is [var t, var r]
        ? new ReservationKey(new Tenant(t), new ReservationId(r))
        : throw new FormatException($"Not a reservation key: {key}");

    /// <summary>The grain key: <c>tenant/reservation</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id.Value}";
}
