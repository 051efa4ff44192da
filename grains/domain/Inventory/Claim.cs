using System.Collections.Immutable;

namespace RetailActors.Inventory;

/// <summary>What a stock actor knows of one reservation id. A claim ends once: its open units never grow.</summary>
/// <param name="Status">Held and Committed are live, everything else has ended.</param>
/// <param name="Quantity">Eaches asked for; a retry must ask for the same.</param>
/// <param name="Open">Eaches still held or committed.</param>
public abstract record Claim(ReservationStatus Status, int Quantity, int Open)
{
    /// <summary>Releases that have had their effect; nearly always one, so a list is smaller than a set.</summary>
    public ImmutableArray<string> Releases { get; init; } = [];

    /// <summary>Hand-overs that have been recorded.</summary>
    public ImmutableArray<FulfilmentId> Fulfilments { get; init; } = [];

    /// <summary>From when on the retention of an ended claim counts, UTC. Without meaning while it is live.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>True while units are held or committed.</summary>
    public bool IsLive => Status is ReservationStatus.Held or ReservationStatus.Committed;

    /// <summary>A checkout hold.</summary>
    /// <param name="Status">Held, Released, Expired, or Consumed when an order took it over or it left.</param>
    /// <param name="Quantity">Eaches asked for.</param>
    /// <param name="Open">Eaches still held.</param>
    /// <param name="Expires">UTC; no hold from this moment on.</param>
    /// <param name="TakenBy">The order that took the hold over, if one did.</param>
    public sealed record Hold(
        ReservationStatus Status, int Quantity, int Open, DateTimeOffset Expires, OrderId? TakenBy = null)
        : Claim(Status, Quantity, Open);

    /// <summary>Units that belong to an order line.</summary>
    public sealed record Allocation(ReservationStatus Status, int Quantity, int Open, OrderId Order)
        : Claim(Status, Quantity, Open);

    /// <summary>Goods were handed over under an id nobody had reserved; kept so that it is recorded once.</summary>
    public sealed record Stray(int Quantity) : Claim(ReservationStatus.Consumed, Quantity, 0);
}

/// <summary>When a hold ends; ordered by time, then by id, so that expiry has one order everywhere.</summary>
public readonly record struct HoldEnd(DateTimeOffset Expires, ReservationId Id) : IComparable<HoldEnd>
{
    /// <inheritdoc/>
    public int CompareTo(HoldEnd other) => Expires.CompareTo(other.Expires) is var byTime && byTime != 0
        ? byTime
        : string.CompareOrdinal(Id.Value, other.Id.Value);
}

/// <summary>Ids in the order in which they may be forgotten.</summary>
/// <param name="Ids">Oldest first.</param>
/// <param name="Count">How many.</param>
public sealed record Memory<TId>(ImmutableQueue<(TId Id, DateTimeOffset At)> Ids, int Count) where TId : struct
{
    /// <summary>Nothing to forget.</summary>
    public static readonly Memory<TId> Empty = new([], 0);

    /// <summary>One more id.</summary>
    public Memory<TId> Add(TId id, DateTimeOffset at) => new(Ids.Enqueue((id, at)), Count + 1);

    /// <summary>Without the oldest id, when that one is over the cap or was added at or before the horizon.</summary>
    public bool TryForget(int cap, DateTimeOffset horizon, out Memory<TId> rest, out (TId Id, DateTimeOffset At) oldest)
    {
        if (Count == 0 || Ids.PeekRef() is var first && Count <= cap && first.At > horizon)
        {
            (rest, oldest) = (this, default);
            return false;
        }
        rest = new Memory<TId>(Ids.Dequeue(out oldest), Count - 1);
        return true;
    }
}
