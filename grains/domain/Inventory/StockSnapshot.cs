using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailActors.Inventory;

/// <summary>A claim as a snapshot keeps it.</summary>
public sealed record ClaimMemento(
    ReservationId Id, ReservationStatus Status, int Quantity, int Open, DateTimeOffset EndedAt,
    DateTimeOffset? Expires, OrderId? Order, string[]? Releases, FulfilmentId[]? Fulfilments);

/// <summary>A movement as a snapshot keeps it.</summary>
public sealed record MovementMemento(MovementId Id, MovementKind Kind, long Quantity);

/// <summary>An id that may be forgotten, with the time from which that counts.</summary>
public sealed record RememberedMemento(string Id, DateTimeOffset At);

/// <summary>Goods on their way and discrepancies as a snapshot keeps them.</summary>
public sealed record OutsideMemento(
    Dictionary<string, DateTimeOffset> Expected, Dictionary<string, Transit> Transits,
    Dictionary<string, Announcement> Announcing, StockChange[] Changes, DateTimeOffset ForgottenUntil,
    ErpStockView? Erp, DateTimeOffset? MovedAt, DateTimeOffset? CountedAt, DateTimeOffset RecordedAt,
    Dictionary<string, DiscrepancyCase> Cases, long Discrepancies);

/// <summary>A stock actor's state as JSON: a cache of the fold, never the truth.</summary>
/// <remarks>A snapshot of a version before <paramref name="Outside"/> lacks part of the state and is not
/// used.</remarks>
public sealed record StockMemento(
    StockLevels Levels, ClaimMemento[] Claims, Dictionary<string, long> Incoming, MovementMemento[] Movements,
    RememberedMemento[] Ended, RememberedMemento[] Moved, OutsideMemento? Outside, FeedMemento? Feed = null);

/// <summary>What was not yet told, as a snapshot keeps it. The moves themselves are let go: levels are told again.
/// </summary>
public sealed record FeedMemento(long Changes, long Told);

/// <summary>How snapshots look in the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StockMemento))]
public sealed partial class StockSnapshotJson : JsonSerializerContext;

/// <summary>A stock actor's state as it is stored, and back.</summary>
public static class StockSnapshot
{
    /// <summary>What a snapshot keeps of the state.</summary>
    public static StockMemento Write(Stock s) => new(
        s.Levels, [.. s.Claims.Select(pair => Write(pair.Key, pair.Value))], s.Incoming.ToDictionary(),
        [.. s.Movements.Select(pair => new MovementMemento(pair.Key, pair.Value.Kind, pair.Value.Quantity))],
        [.. s.Ended.Ids.Select(x => new RememberedMemento(x.Id.Value, x.At))],
        [.. s.Moved.Ids.Select(x => new RememberedMemento(x.Id.Value, x.At))], WriteOutside(s),
        s.Feed is { } feed ? new FeedMemento(feed.Changes, feed.Told) : null);

    /// <summary>The state back.</summary>
    public static Stock Read(StockKey key, StockMemento m)
    {
        var outside = m.Outside ?? throw new JsonException("The snapshot is of an older version.");
        var claims = m.Claims.ToImmutableDictionary(c => c.Id, Read);
        return ReadOutside(Stock.For(key), outside) with
        {
            Stocked = true,
            Levels = m.Levels,
            Claims = claims,
            Held = [.. claims.Where(c => c.Value is Claim.Hold { IsLive: true })
                .Select(c => new HoldEnd(((Claim.Hold)c.Value).Expires, c.Key))],
            Incoming = m.Incoming.ToImmutableDictionary(),
            Movements = m.Movements.ToImmutableDictionary(x => x.Id, x => (x.Kind, x.Quantity)),
            Ended = new([.. m.Ended.Select(x => (new ReservationId(x.Id), x.At))], m.Ended.Length),
            Moved = new([.. m.Moved.Select(x => (new MovementId(x.Id), x.At))], m.Moved.Length),
            Feed = m.Feed is { } feed ? new StockFeed(feed.Changes, feed.Told, [], 0, 0) : null,
        };
    }

    private static OutsideMemento WriteOutside(Stock s) => new(
        s.Expected.ToDictionary(), s.Transits.ToDictionary(),
        s.Announcing.ToDictionary(a => a.Key.Value, a => a.Value), [.. s.Changes.Items], s.Changes.ForgottenUntil,
        s.Erp, s.MovedAt, s.CountedAt, s.RecordedAt, s.Cases.ToDictionary(), s.Discrepancies);

    private static Stock ReadOutside(Stock s, OutsideMemento m) => s with
    {
        Expected = m.Expected.ToImmutableDictionary(),
        Transits = m.Transits.ToImmutableDictionary(),
        Announcing = m.Announcing.ToImmutableDictionary(a => new MovementId(a.Key), a => a.Value),
        Changes = new([.. m.Changes], m.Changes.Length, m.ForgottenUntil),
        Erp = m.Erp,
        MovedAt = m.MovedAt,
        CountedAt = m.CountedAt,
        RecordedAt = m.RecordedAt,
        Cases = m.Cases.ToImmutableDictionary(),
        Discrepancies = m.Discrepancies,
    };

    private static ClaimMemento Write(ReservationId id, Claim claim) => new(
        id, claim.Status, claim.Quantity, claim.Open, claim.EndedAt, (claim as Claim.Hold)?.Expires,
        claim switch { Claim.Hold h => h.TakenBy, Claim.Allocation a => a.Order, _ => null },
        claim.Releases.IsEmpty ? null : [.. claim.Releases],
        claim.Fulfilments.IsEmpty ? null : [.. claim.Fulfilments]);

    private static Claim Read(ClaimMemento c)
    {
        Claim claim = (c.Expires, c.Order) switch
        {
            ({ } expires, var takenBy) => new Claim.Hold(c.Status, c.Quantity, c.Open, expires, takenBy),
            (null, { } order) => new Claim.Allocation(c.Status, c.Quantity, c.Open, order),
            _ => new Claim.Stray(c.Quantity),
        };
        return claim with
        {
            EndedAt = c.EndedAt,
            Releases = c.Releases is null ? [] : [.. c.Releases],
            Fulfilments = c.Fulfilments is null ? [] : [.. c.Fulfilments],
        };
    }
}
