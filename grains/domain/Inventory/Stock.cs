using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>One SKU at one location, as the fold of its events. Immutable; every change costs O(log n).</summary>
/// <remarks>
/// What grows with traffic is bounded: ended claims and movement ids are forgotten after <see cref="Retention"/> (by
/// the time of the events) or beyond <see cref="RememberedClaims"/> and <see cref="RememberedMovements"/>, oldest
/// first. A retry that comes later than that is taken for something new. Live claims are never forgotten, and neither
/// is a document whose announced goods have not come.
/// </remarks>
public sealed record Stock
{
    /// <summary>How long an ended reservation and a movement id are remembered.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>How many ended reservations are remembered at most.</summary>
    public const int RememberedClaims = 100_000;

    /// <summary>How many movement ids are remembered at most.</summary>
    public const int RememberedMovements = 100_000;

    private Stock(StockKey key)
    {
        Key = key;
        Row = new IndexRow("stocked", key.Sku.Value, JsonSerializer.Serialize(
            new StockPlace(key.Sku, key.Location), StockJson.Default.StockPlace));
    }

    /// <summary>The state before the first event.</summary>
    public static Stock For(StockKey key) => new(key);

    /// <summary>Whose stock this is.</summary>
    public StockKey Key { get; }

    /// <summary>False until the first event.</summary>
    public bool Stocked { get; internal init; }

    /// <summary>The buckets, holds past their end still counted as reserved. See <see cref="StockDecider.LevelsAt"/>.
    /// </summary>
    public StockLevels Levels { get; internal init; } = StockLevels.Zero;

    /// <summary>Live claims, and ended ones as long as they are remembered.</summary>
    public ImmutableDictionary<ReservationId, Claim> Claims { get; internal init; } =
        ImmutableDictionary<ReservationId, Claim>.Empty;

    /// <summary>The holds that are live, the next to expire first.</summary>
    public ImmutableSortedSet<HoldEnd> Held { get; internal init; } = [];

    /// <summary>Announced quantities by document; documents without a number share the empty one.</summary>
    public ImmutableDictionary<string, long> Incoming { get; internal init; } =
        ImmutableDictionary<string, long>.Empty;

    /// <summary>Movements that have had their effect, as long as they are remembered.</summary>
    public ImmutableDictionary<MovementId, (MovementKind Kind, long Quantity)> Movements { get; internal init; } =
        ImmutableDictionary<MovementId, (MovementKind Kind, long Quantity)>.Empty;

    /// <summary>Ended claims in the order of their end.</summary>
    public Memory<ReservationId> Ended { get; internal init; } = Memory<ReservationId>.Empty;

    /// <summary>Movements in their order.</summary>
    public Memory<MovementId> Moved { get; internal init; } = Memory<MovementId>.Empty;

    /// <summary>When announced goods should arrive, by document; only while they have not.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Expected { get; internal init; } =
        ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Transfers to this place by document; at most <see cref="Transit.Remembered"/> of those that are
    /// complete.</summary>
    public ImmutableDictionary<string, Transit> Transits { get; internal init; } =
        ImmutableDictionary<string, Transit>.Empty;

    /// <summary>Transfers from here that the other place has not heard of; at most <see cref="Transit.Unannounced"/>.
    /// </summary>
    public ImmutableDictionary<MovementId, Announcement> Announcing { get; internal init; } =
        ImmutableDictionary<MovementId, Announcement>.Empty;

    /// <summary>Changes of on hand that the ERP may not know yet.</summary>
    public ChangeLog Changes { get; internal init; } = ChangeLog.Empty;

    /// <summary>What the ERP said last, or null.</summary>
    public ErpStockView? Erp { get; internal init; }

    /// <summary>When the last hand-over or movement happened.</summary>
    public DateTimeOffset? MovedAt { get; internal init; }

    /// <summary>When it was counted last.</summary>
    public DateTimeOffset? CountedAt { get; internal init; }

    /// <summary>When the last hand-over, movement or snapshot was written down.</summary>
    public DateTimeOffset RecordedAt { get; internal init; }

    /// <summary>Discrepancies that are open or not yet cleared, by <see cref="DiscrepancyParts"/>.</summary>
    public ImmutableDictionary<string, DiscrepancyCase> Cases { get; internal init; } =
        ImmutableDictionary<string, DiscrepancyCase>.Empty;

    /// <summary>How many discrepancies there have been to tell of; numbers them.</summary>
    public long Discrepancies { get; internal init; }

    /// <summary>What has not been told to followers; null when nobody follows.</summary>
    public StockFeed? Feed { get; internal init; }

    internal IndexRow Row { get; }
}

/// <summary>What the directory shows of a stock actor. Constant, or a hot SKU would rewrite its row with every sale.
/// </summary>
public sealed record StockPlace(Sku Sku, LocationId Location);
