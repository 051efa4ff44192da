using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Operations;

namespace RetailActors.Tests.Inventory;

/// <summary>The words that the specs of stock are written in. Fixed clock, fixed ids.</summary>
internal static class StockWords
{
    public static readonly StockKey Shelf = new(new("acme"), new("TEE-BLK-M"), new("store-12"));
    public static readonly Origin Till = new("till-3");
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Soon = Noon.AddMinutes(10);
    public static readonly DateTimeOffset Later = Noon.AddMinutes(20);

    public static Spec<Stock, StockEvent> Given(params StockEvent[] events) =>
        new Spec<Stock, StockEvent>(StockDecider.FoldFor(Shelf), Noon).Given(events);

    public static StockEvent.MovementRecorded Moved(
        MovementKind kind, long quantity, string id = "m-1", string? document = null, DateTimeOffset? at = null,
        string? other = null) =>
        new(new(id), kind, quantity, at ?? Noon, Noon, null, document, Till,
            Counterpart: other is null ? null : new LocationId(other));

    public static StockEvent Counted(long quantity) => Moved(MovementKind.Count, quantity, "m-0");

    public static StockEvent.Reserved Reserved(string id, int quantity, DateTimeOffset? until = null) =>
        new(new(id), quantity, until ?? Soon);

    public static StockEvent.Allocated Allocated(string id, int quantity) => new(new(id), OrderOf(id), quantity);

    public static StockEvent.AllocatedFromHold AllocatedFromHold(
        string id, int quantity, string hold, DateTimeOffset? at = null) =>
        new(new(id), OrderOf(id), quantity, new(hold), at ?? Noon);

    public static StockEvent.Released Released(
        string id, int quantity, string release = "r-1", DateTimeOffset? at = null) =>
        new(new(id), release, quantity, at ?? Noon, Till);

    public static StockEvent.Fulfilled Fulfilled(
        string id, int quantity, string fulfilment = "f-1", DateTimeOffset? at = null) =>
        new(new(id), new(fulfilment), quantity, at ?? Noon, Noon, Till);

    public static StockEvent.HoldExpired HoldExpired(string id) => new(new(id));

    public static StockEvent.HoldExtended HoldExtended(string id, DateTimeOffset until) => new(new(id), until);

    public static StockEvent.DiscrepancyFound Discrepancy(string cause, int uncommitted, long available) =>
        new(cause, uncommitted, available);

    public static Reserve Reserve(string id, int quantity, DateTimeOffset? until = null) =>
        new(new(id), quantity, until ?? Soon);

    public static Extend Extend(string id, DateTimeOffset until) => new(new(id), until);

    public static Allocate Allocate(string id, int quantity, string? hold = null) =>
        new(new(id), OrderOf(id), quantity, hold is null ? null : new ReservationId(hold));

    public static Release Release(string id, int? quantity = null, string release = "r-1") =>
        new(new(id), release, quantity, Till);

    public static RecordFulfilment Fulfil(string id, int quantity, string fulfilment = "f-1") =>
        new(new(id), new(fulfilment), quantity, Noon, Till);

    public static Movement Move(
        MovementKind kind, long quantity, string id = "m-1", string? document = null, long? changeFrom = null,
        string? other = null) =>
        new(new(id), kind, quantity, Noon, null, document, changeFrom, Till,
            Counterpart: other is null ? null : new LocationId(other));

    public static ErpSnapshot Snapshot(
        long onHand, DateTimeOffset? asOf = null, int lagMinutes = 0, params string[]? acknowledged) => new(
        onHand, asOf ?? Noon, TimeSpan.FromMinutes(lagMinutes), acknowledged is null ? [] : [.. acknowledged],
        acknowledged is { Length: > 0 }, "erp", Till);

    public static StockEvent.SnapshotRecorded Snapped(
        long onHand, long gap = 0, DateTimeOffset? asOf = null, int lagMinutes = 0, long adopted = 0,
        DateTimeOffset? at = null, params string[] acknowledged) => new(
        onHand, asOf ?? Noon, (asOf ?? Noon).AddMinutes(-lagMinutes),
        acknowledged.Length == 0 ? null : [.. acknowledged], gap, adopted, "erp", at ?? Noon, Till);

    public static Resolution Decision(ResolutionKind kind, string part, string? onHand = null) => new(
        "d-1", part, kind, onHand is null
            ? ImmutableDictionary<string, string>.Empty
            : ImmutableDictionary<string, string>.Empty.Add(DiscrepancyParts.OnHand, onHand), Till);

    public static Spec<Stock, StockEvent>.Outcome<SnapshotResult> When(this Spec<Stock, StockEvent> s, ErpSnapshot c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<ResolutionResult> When(
        this Spec<Stock, StockEvent> s, Resolution c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<ReserveResult> When(this Spec<Stock, StockEvent> s, Reserve c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<ExtendResult> When(this Spec<Stock, StockEvent> s, Extend c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<AllocateResult> When(this Spec<Stock, StockEvent> s, Allocate c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<ReleaseResult> When(this Spec<Stock, StockEvent> s, Release c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<RecordFulfilmentResult> When(
        this Spec<Stock, StockEvent> s, RecordFulfilment c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent>.Outcome<MovementResult> When(this Spec<Stock, StockEvent> s, Movement c) =>
        s.When((state, now) => StockDecider.Decide(state, c, now));

    public static Spec<Stock, StockEvent> Leaves(
        this Spec<Stock, StockEvent> s, long available, long reserved = 0, long committed = 0, long damaged = 0,
        long safetyStock = 0, long incoming = 0)
    {
        s.State.Levels.ShouldBe(new StockLevels(
            available + reserved + committed + damaged + safetyStock,
            available, committed, reserved, damaged, safetyStock, 0, incoming));
        return s;
    }

    private static OrderId OrderOf(string allocation) => new(allocation.Split('/')[0]);
}
