using System.Collections.Immutable;

namespace RetailActors.Orders;

/// <summary>Which allocated units of a line come from where. Most lines have one place and nothing of this.</summary>
internal static class LineSources
{
    /// <summary>Units of the line at its first location.</summary>
    public static int AtFirst(OrderLine line)
    {
        var units = line.Allocated;
        foreach (var other in line.Others)
            units -= other.Units;
        return units;
    }

    /// <summary>
    /// Takes allocated units away, from the first location first: the line without them, and where they are. Once a
    /// place has none left the next one is the line's first.
    /// </summary>
    public static (OrderLine Line, ImmutableArray<LineSource> Parts) Take(OrderLine line, int units)
    {
        var parts = ImmutableArray.CreateBuilder<LineSource>(1);
        while (units > 0 && line.Allocated > 0)
        {
            var some = Math.Min(units, AtFirst(line));
            parts.Add(new LineSource(line.Reservation, line.Location!.Value, some));
            units -= some;
            line = Moved(line with { Allocated = line.Allocated - some });
        }
        return (line, parts.DrainToImmutable());
    }

    /// <summary>Adds units that are allocated somewhere else.</summary>
    public static OrderLine Add(OrderLine line, LineSource source) => Moved(line with
    {
        Allocated = line.Allocated + source.Units,
        Others = line.Others.Add(source),
    });

    private static OrderLine Moved(OrderLine line) => line.Others.IsEmpty || AtFirst(line) > 0 ? line : line with
    {
        Reservation = line.Others[0].Reservation,
        Location = line.Others[0].Location,
        Others = line.Others.RemoveAt(0),
    };
}
