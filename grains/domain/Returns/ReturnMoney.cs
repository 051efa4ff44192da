using System.Collections.Immutable;

namespace RetailActors.Returns;

/// <summary>Money that units have left, in minor units: a price each, something beyond it, and the tax in that.
/// </summary>
/// <param name="Units">Eaches.</param>
/// <param name="Beyond">Tax and shipping of all of them.</param>
/// <param name="Tax">The tax in it; never more.</param>
public readonly record struct UnitsMoney(int Units, long Beyond, long Tax)
{
    /// <summary>
    /// The part of some units, in proportion and rounded down; the last units take exactly what is left. Whatever is
    /// taken and put back in whatever order, no part is below zero and all parts add up.
    /// </summary>
    public UnitsMoney Take(int units)
    {
        var beyond = units == Units ? Beyond : (long)((Int128)Beyond * units / Units);
        var tax = Beyond == 0 ? 0 : beyond == Beyond ? Tax : (long)((Int128)Tax * beyond / Beyond);
        return new UnitsMoney(units, beyond, tax);
    }

    /// <summary>What is left without a part.</summary>
    public UnitsMoney Less(UnitsMoney part) => new(Units - part.Units, Beyond - part.Beyond, Tax - part.Tax);
}

/// <summary>Tells the money of a return apart.</summary>
public static class ReturnMoney
{
    /// <summary>Splits the money of lines over units by their disposition; null: not the units of the lines.</summary>
    /// <param name="lines">What the order has allocated, one entry per line.</param>
    /// <param name="units">The same units, some of a line perhaps with another disposition than the rest.</param>
    public static ImmutableArray<ReturnedUnits>? Split(
        ImmutableArray<ReturnedUnits> lines, ImmutableArray<ReturnLine> units)
    {
        if (WrongLine(lines, units) is not null)
            return null;
        var split = ImmutableArray.CreateBuilder<ReturnedUnits>(units.Length);
        foreach (var line in lines)
        {
            var left = new UnitsMoney(line.Quantity, line.Tax.Minor + line.Shipping.Minor, line.Tax.Minor);
            foreach (var some in units)
            {
                if (some.LineId != line.LineId)
                    continue;
                var part = left.Take(some.Quantity);
                left = left.Less(part);
                split.Add(line with
                {
                    Quantity = some.Quantity,
                    Net = line.Net with { Minor = line.Net.Minor / line.Quantity * some.Quantity },
                    Tax = line.Tax with { Minor = part.Tax },
                    Shipping = line.Shipping with { Minor = part.Beyond - part.Tax },
                    Disposition = some.Disposition,
                });
            }
        }
        return split.DrainToImmutable();
    }

    /// <summary>The first line whose units are not those that were allocated, or null.</summary>
    public static (LineId Line, int Announced)? WrongLine(
        ImmutableArray<ReturnedUnits> lines, ImmutableArray<ReturnLine> units)
    {
        foreach (var some in units)
            if (!lines.Any(line => line.LineId == some.LineId)) return (some.LineId, 0);
        foreach (var line in lines)
        {
            if (units.Sum(some => some.LineId == line.LineId ? (long)some.Quantity : 0) != line.Quantity
                || units.Any(some => some.LineId == line.LineId && some.Quantity < 1))
                return (line.LineId, line.Quantity);
        }
        return null;
    }
}
