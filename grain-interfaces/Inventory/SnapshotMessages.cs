using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Inventory;

/// <summary>Goods that a document announces.</summary>
/// <param name="Document">Its number; empty for those without one.</param>
/// <param name="Incoming">Not here yet: in transit, or ordered.</param>
/// <param name="ExpectedAt">UTC, or null.</param>
/// <param name="From">For transfers: where they come from.</param>
/// <param name="Sent">For transfers: units that left there. Sent = arrived + incoming + lost.</param>
/// <param name="Arrived">For transfers: units that are here.</param>
/// <param name="Lost">For transfers: units that will never be.</param>
[GenerateSerializer, Immutable, Alias("AnnouncedView")]
public sealed record AnnouncedView(
    string Document, long Incoming, DateTimeOffset? ExpectedAt, LocationId? From, long Sent, long Arrived, long Lost);

/// <summary>What the ERP said last about a SKU at a location.</summary>
/// <param name="OnHand">Eaches on its books.</param>
/// <param name="AsOf">The cut that it spoke of, UTC.</param>
/// <param name="Gap">Units that it has more (or, negative, fewer) than our movements explain.</param>
/// <param name="Tolerated">The gap that somebody has decided to leave.</param>
[GenerateSerializer, Immutable, Alias("ErpStockView")]
public sealed record ErpStockView(long OnHand, DateTimeOffset AsOf, long Gap, long Tolerated);

/// <summary>What the ERP has on its books of a SKU at a location at a cut in time. Quantities only: valuation stays
/// there.
/// </summary>
/// <param name="OnHand">Eaches.</param>
/// <param name="AsOf">The cut, UTC.</param>
/// <param name="Lag">What has happened and was known here that long before the cut is on its books for certain.</param>
/// <param name="Acknowledged">Ids of movements and hand-overs that are on its books besides.</param>
/// <param name="Complete">What is not among <paramref name="Acknowledged"/> and younger than the lag is not on its
/// books;
/// without it nobody knows.</param>
/// <param name="Source">Name of the ERP account.</param>
/// <param name="By">Who brought it.</param>
[GenerateSerializer, Immutable, Alias("ErpSnapshot")]
public sealed record ErpSnapshot(
    long OnHand, DateTimeOffset AsOf, TimeSpan Lag, ImmutableArray<string> Acknowledged, bool Complete, string Source,
    Origin By);

/// <summary>What came of an ERP snapshot.</summary>
[GenerateSerializer, Immutable, Alias("SnapshotResult")]
public abstract record SnapshotResult
{
    private SnapshotResult() { }

    /// <summary>A later cut was taken in before; ignored.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.Older")]
    public sealed record Older(DateTimeOffset AsOf) : SnapshotResult;
    /// <summary>This cut was taken in with another quantity; ignored.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.RecordedDifferently")]
    public sealed record RecordedDifferently(long OnHand) : SnapshotResult;
    /// <summary>This cut was taken in before.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.AlreadyRecorded")]
    public sealed record AlreadyRecorded : SnapshotResult;
    /// <summary>Nothing was known here: the ERP's quantity is where we start.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.Adopted")]
    public sealed record Adopted(long OnHand) : SnapshotResult;
    /// <summary>The ERP has so many units more (or fewer) than our movements explain. On hand stays as it is; the gap
    /// has
    /// an exception with an owner, unless somebody has decided to leave it.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.Gap")]
    public sealed record Gap(long Units) : SnapshotResult;
    /// <summary>The ERP and our movements since its cut give what we have. Not <paramref name="Certain"/>: it depends
    /// on
    /// movements of which nobody knows whether it has booked them.</summary>
    [GenerateSerializer, Immutable, Alias("SnapshotResult.Agreed")]
    public sealed record Agreed(bool Certain) : SnapshotResult;
}
