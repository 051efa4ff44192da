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

    /// <summary>What has not been told to followers; null when nobody follows.</summary>
    public StockFeed? Feed { get; internal init; }

    internal IndexRow Row { get; }
}

/// <summary>What the directory shows of a stock actor. Constant, or a hot SKU would rewrite its row with every sale.
/// </summary>
public sealed record StockPlace(Sku Sku, LocationId Location);
