using System.Collections.Immutable;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Holds the order. Results in the order of <see cref="IOrder.Hold"/>.</summary>
    public static (HoldResult, OrderEvent[]) Decide(Order s, HoldOrder c, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return (new HoldResult.NotFound(), []);
        if (s.HoldIds.Contains(c.Id))
            return (new HoldResult.Done(View(s)), []);
        if (s.Stage == OrderStage.Rejected || !s.HasSomethingLeft || s.HoldIds.Length >= HoldOrder.MaxHolds)
            return (new HoldResult.NotAllowed(View(s)), []);
        var e = new OrderEvent.Held(c.Id, c.Reason, c.By, now);
        return (new HoldResult.Done(View(Evolve(s, e))), [e]);
    }

    /// <summary>Releases holds. Results in the order of <see cref="IOrder.Release"/>.</summary>
    public static (HoldResult, OrderEvent[]) Decide(Order s, ReleaseOrder c, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return (new HoldResult.NotFound(), []);
        if (c.Id is { } id && !s.HoldIds.Contains(id))
            return (new HoldResult.UnknownHold(View(s)), []);
        ImmutableArray<string> open = [.. s.Holds.Where(h => c.Id is null || h.Id == c.Id).Select(h => h.Id)];
        if (open.IsEmpty)
            return (new HoldResult.Done(View(s)), []);
        var e = new OrderEvent.HoldsReleased(open, null, c.By, now);
        return (new HoldResult.Done(View(Evolve(s, e))), [e]);
    }

    private static Order OnHeld(Order s, OrderEvent.Held e) => s with
    {
        Holds = s.Holds.Add(new HoldView(e.Id, e.Reason, e.By, e.At)),
        HoldIds = s.HoldIds.Add(e.Id),
    };

    private static Order OnHoldsReleased(Order s, OrderEvent.HoldsReleased e)
    {
        var after = s with { Holds = s.Holds.RemoveAll(h => e.Ids.Contains(h.Id)) };
        return e.Decision is { } decision ? Decided(after, $"hold/{e.Ids[0]}", decision) : after;
    }
}
