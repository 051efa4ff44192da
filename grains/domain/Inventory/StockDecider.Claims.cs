namespace RetailActors.Inventory;

public static partial class StockDecider
{
    private static readonly ReserveResult _nothingToReserve = new ReserveResult.OutOfStock(0);
    private static readonly AllocateResult _nothingToAllocate = new AllocateResult.OutOfStock(0);

    /// <summary>Holds units for a checkout. Results in the order of <see cref="IStock.Reserve"/>.</summary>
    public static (ReserveResult, StockEvent[]) Decide(Stock s, Reserve c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Reserve);

    /// <summary>Moves the end of a hold. Results in the order of <see cref="IStock.Extend"/>.</summary>
    /// <remarks>An end that is not in the future ends the hold at once.</remarks>
    public static (ExtendResult, StockEvent[]) Decide(Stock s, Extend c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Extend);

    /// <summary>Commits units to an order line. Results in the order of <see cref="IStock.Allocate"/>.</summary>
    public static (AllocateResult, StockEvent[]) Decide(Stock s, Allocate c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Allocate);

    /// <summary>Gives units back. Results in the order of <see cref="IStock.Release"/>.</summary>
    public static (ReleaseResult, StockEvent[]) Decide(Stock s, Release c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Release);

    private static (ReserveResult, StockEvent[]) Reserve(Stock s, Reserve c, DateTimeOffset now)
    {
        ThrowIfNotAQuantity(c.Quantity);
        var known = s.Claims.GetValueOrDefault(c.Id);
        if (c.Expires <= now || known is Claim.Hold { Status: ReservationStatus.Expired })
        {
            return (new ReserveResult.Expired(), _none);
        }
        if (known is not null)
        {
            return (known is not Claim.Hold hold || hold.Quantity != c.Quantity
                ? new ReserveResult.ReservedDifferently()
                : hold.IsLive ? new ReserveResult.AlreadyReserved(hold.Expires)
                : new ReserveResult.AlreadyResolved(hold.Status), _none);
        }
        if (c.Quantity > s.Levels.Available)
        {
            return (s.Levels.Available <= 0
                ? _nothingToReserve
                : new ReserveResult.OutOfStock(s.Levels.Available), _none);
        }
        var until = c.Expires.ToUniversalTime();
        return (new ReserveResult.Reserved(until), [new StockEvent.Reserved(c.Id, c.Quantity, until)]);
    }

    private static (ExtendResult, StockEvent[]) Extend(Stock s, Extend c, DateTimeOffset now)
    {
        if (s.Claims.GetValueOrDefault(c.Id) is not Claim.Hold hold)
        {
            return (new ExtendResult.NotFound(), _none);
        }
        if (!hold.IsLive)
        {
            return (new ExtendResult.AlreadyResolved(hold.Status), _none);
        }
        var until = c.Expires.ToUniversalTime();
        var extended = new StockEvent.HoldExtended(c.Id, until);
        return (new ExtendResult.Extended(until),
            hold.Expires == until ? _none
            : until > now ? [extended]
            : [extended, new StockEvent.HoldExpired(c.Id)]);
    }

    private static (AllocateResult, StockEvent[]) Allocate(Stock s, Allocate c, DateTimeOffset now)
    {
        ThrowIfNotAQuantity(c.Quantity);
        switch (s.Claims.GetValueOrDefault(c.Id))
        {
            case Claim.Hold:
            case Claim.Allocation other when other.Order != c.Order || other.Quantity != c.Quantity:
                return (new AllocateResult.AllocatedDifferently(), _none);
            case Claim { IsLive: false } ended:
                return (new AllocateResult.AlreadyResolved(ended.Status), _none);
            case not null:
                return (new AllocateResult.AlreadyAllocated(), _none);
        }
        var hold = c.FromHold is { } id && s.Claims.GetValueOrDefault(id) is Claim.Hold { IsLive: true } h ? h : null;
        var missing = c.Quantity - (hold?.Open ?? 0);
        if (missing > 0 && missing > s.Levels.Available)
        {
            return (s.Levels.Available <= 0 && hold is null
                ? _nothingToAllocate
                : new AllocateResult.OutOfStock(Math.Max(0, s.Levels.Available) + (hold?.Open ?? 0)), _none);
        }
        return (new AllocateResult.Allocated(), hold is null
            ? [new StockEvent.Allocated(c.Id, c.Order, c.Quantity)]
            : [new StockEvent.AllocatedFromHold(
                c.Id, c.Order, c.Quantity, c.FromHold!.Value, now.ToUniversalTime())]);
    }

    private static (ReleaseResult, StockEvent[]) Release(Stock s, Release c, DateTimeOffset now)
    {
        if (c.Quantity is { } asked)
        {
            ThrowIfNotAQuantity(asked);
        }
        var claim = s.Claims.GetValueOrDefault(c.Id);
        if (claim is null)
        {
            return (new ReleaseResult.NotFound(), _none);
        }
        if (claim.Releases.Contains(c.ReleaseId))
        {
            return (new ReleaseResult.AlreadyReleased(), _none);
        }
        if (!claim.IsLive)
        {
            return (new ReleaseResult.AlreadyResolved(claim.Status), _none);
        }
        var quantity = Math.Min(c.Quantity ?? claim.Open, claim.Open);
        return (new ReleaseResult.Released(quantity),
            [new StockEvent.Released(c.Id, c.ReleaseId, quantity, now.ToUniversalTime(), c.By)]);
    }
}
