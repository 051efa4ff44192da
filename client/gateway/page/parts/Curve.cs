using System.Globalization;
using System.Text;

namespace RetailActors.Gateway;

/// <summary>A line of a plot.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Points">Time in seconds and value; the last one is now.</param>
public sealed record Line(string Title, IReadOnlyList<(double At, double Value)> Points);

/// <summary>Turns points into the coordinates of a drawing.</summary>
public static class Curve
{
    private static readonly double[] _steps = [1, 2, 2.5, 5, 10];

    /// <summary>Highest value of an axis that ends at a round number above all points; 1 at least.</summary>
    public static double Top(IEnumerable<Line> lines)
    {
        var most = lines.SelectMany(l => l.Points).Select(p => p.Value).DefaultIfEmpty(0).Max();
        if (most <= 1)
        {
            return 1;
        }
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return _steps.Select(step => step * power).First(top => top >= most);
    }

    /// <summary>The points as an SVG path in a box; empty when there are fewer than two.</summary>
    public static string Path(Line line, double from, double to, double top, double width, double height)
    {
        if (line.Points.Count < 2 || to <= from)
        {
            return "";
        }
        var path = new StringBuilder();
        foreach (var (at, value) in line.Points)
        {
            var x = (at - from) / (to - from) * width;
            var y = height - (Math.Min(value, top) / top * height);
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Text(x)).Append(' ').Append(Text(y));
        }
        return path.ToString();
    }

    /// <summary>A coordinate.</summary>
    public static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
