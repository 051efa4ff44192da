using System.Collections.Immutable;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Cancels open units. While the order is being decided the cancellation waits for the decision.</summary>
    public static (CancelResult, OrderEvent[]) Decide(Order s, CancelOrder c, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return (new CancelResult.NotFound(), []);
        if (s.Stage == OrderStage.Rejected || s.Cancellations.Contains(c.CancellationId) || IsAllCancelled(s))
            return (new CancelResult.AlreadyCancelled(View(s)), []);
        if (UnknownLine(s, c.Lines) is { } unknown)
            return (new CancelResult.UnknownLine(unknown), []);
        var lines = Wanted(s, c.Lines, static line => line.Ordered - line.Fulfilled - line.Cancelled
            - line.CancelRequested);
        if (lines.IsEmpty)
            return (new CancelResult.AlreadyFulfilled(View(s)), []);
        OrderEvent e = s.Stage == OrderStage.Deciding
            ? new OrderEvent.CancelRequested(c.CancellationId, lines, c.By, now)
            : new OrderEvent.UnitsCancelled(c.CancellationId, lines, c.By, now);
        return (new CancelResult.Cancelled(View(Evolve(s, e))), [e]);
    }

    private static bool IsAllCancelled(Order s)
    {
        foreach (var line in s.Lines)
            if (line.Cancelled + line.CancelRequested < line.Ordered) return false;
        return true;
    }

    private static LineId? UnknownLine(Order s, ImmutableArray<LineQuantity>? asked)
    {
        if (asked is not { IsDefault: false } lines)
            return null;
        foreach (var line in lines)
            if (IndexOf(s, line.LineId) < 0) return line.LineId;
        return null;
    }

    /// <summary>The units asked for, one entry per line; empty when there are none or more than the line has.</summary>
    private static ImmutableArray<LineQuantity> Wanted(
        Order s, ImmutableArray<LineQuantity>? asked, Func<OrderLine, int> left)
    {
        var sums = new long[s.Lines.Length];
        if (asked is { } lines)
        {
            foreach (var line in lines.IsDefault ? [] : lines)
            {
                if (line.Quantity < 1)
                    return [];
                sums[IndexOf(s, line.LineId)] += line.Quantity;
            }
        }
        else
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] = left(s.Lines[i]);
        }
        var wanted = ImmutableArray.CreateBuilder<LineQuantity>(sums.Length);
        for (var i = 0; i < sums.Length; i++)
        {
            if (sums[i] > left(s.Lines[i]))
                return [];
            if (sums[i] > 0)
                wanted.Add(new LineQuantity(s.Lines[i].Id, (int)sums[i]));
        }
        return wanted.DrainToImmutable();
    }
}
