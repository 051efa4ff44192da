using System.Collections.Immutable;
using RetailActors.Orders;

namespace RetailActors.Channels;

/// <summary>
/// A channel knows line 7; a discount that does not divide by the units made it lines <c>7</c> and <c>7.2</c> here,
/// each with one unit price. What the channel says about 7 is spread over both.
/// </summary>
public static class LineParts
{
    /// <summary>Spreads units over the parts that still have some, in the order of the parts.</summary>
    /// <param name="order">All lines of the order.</param>
    /// <param name="asked">Units by the channel's line.</param>
    /// <param name="left">Units that a line still has to give.</param>
    /// <remarks>What no part has stays with the last one, so that the order itself refuses it.</remarks>
    public static ImmutableArray<LineQuantity> Spread(
        ImmutableArray<OrderLineView> order, ImmutableArray<LineQuantity> asked, Func<OrderLineView, int> left)
    {
        var spread = ImmutableArray.CreateBuilder<LineQuantity>(asked.Length);
        foreach (var wish in asked)
        {
            var parts = order.Where(line => IsPart(line.LineId, wish.LineId)).ToList();
            if (parts.Count < 2)
            {
                spread.Add(wish);
                continue;
            }
            var open = wish.Quantity;
            for (var i = 0; i < parts.Count && open > 0; i++)
            {
                var units = i == parts.Count - 1 ? open : Math.Min(open, Math.Max(0, left(parts[i])));
                if (units > 0)
                {
                    spread.Add(new LineQuantity(parts[i].LineId, units));
                    open -= units;
                }
            }
        }
        return spread.DrainToImmutable();
    }

    private static bool IsPart(LineId candidate, LineId line) =>
        candidate == line
        || (candidate.Value.Length > line.Value.Length + 1
            && candidate.Value.StartsWith(line.Value, StringComparison.Ordinal)
            && candidate.Value[line.Value.Length] == '.'
            && candidate.Value.AsSpan(line.Value.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0);
}
