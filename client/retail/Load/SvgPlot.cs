using System.Globalization;
using System.Text;

namespace RetailActors.Retail.Load;

/// <summary>A line of a plot; a point without a value is a gap.</summary>
/// <param name="Colour">A class of the report's style sheet, so that light and dark each have their own.</param>
internal sealed record Series(
    string Name, string Colour, IReadOnlyList<(double X, double? Y)> Points, bool Area = false);

/// <summary>An axis from its least to its most value, with ticks, and where values lie on it.</summary>
internal sealed record Axis(string Title, IReadOnlyList<(double At, string Text)> Ticks, Func<double, double> Place)
{
    /// <summary>From zero to a round number.</summary>
    public static Axis Linear(string title, double most, string unit = "")
    {
        var step = Step(Math.Max(most, 1e-9) / 5);
        var top = Math.Ceiling(Math.Max(most, step) / step) * step;
        var ticks = Enumerable.Range(0, (int)Math.Round(top / step) + 1).Select(i => (i * step, Text(i * step) + unit));
        return new Axis(title, [.. ticks], v => v / top);
    }

    /// <summary>From a power of ten to a power of ten; what is below the first lies on it.</summary>
    public static Axis Logarithmic(string title, double least, double most)
    {
        var from = Math.Floor(Math.Log10(Math.Max(least, 1e-3)));
        var to = Math.Max(from + 1, Math.Ceiling(Math.Log10(Math.Max(most, 1e-3))));
        var ticks = Enumerable.Range((int)from, (int)(to - from) + 1)
            .Select(p => (Math.Pow(10, p), Text(Math.Pow(10, p))));
        return new Axis(title, [.. ticks], v => Math.Clamp((Math.Log10(Math.Max(v, 1e-9)) - from) / (to - from), 0, 1));
    }

    public static string Text(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 10_000 => (value / 1_000).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 2, 5, 10 }.First(m => m * power >= least * 0.999) * power;
    }
}

/// <summary>Draws lines and areas as SVG whose colours come from the style sheet around it.</summary>
internal static class SvgPlot
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 64;
    private const int Right = 28;
    private const int Top = 12;
    private const int Bottom = 44;

    public static string Draw(string label, Axis x, Axis y, IReadOnlyList<Series> series)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{label}\">");
        foreach (var (at, text) in y.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{Left} {Y(y, at):0.#}H{Width - Right}\"/>"
                + $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{Y(y, at) + 4:0.#}\">{text}</text>");
        }
        foreach (var (at, text) in x.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" text-anchor=\"middle\" x=\"{X(x, at):0.#}\" y=\"{Height - 24}\">{text}</text>");
        }
        svg.Append(CultureInfo.InvariantCulture,
            $"<path class=\"axis\" d=\"M{Left} {Height - Bottom}H{Width - Right}\"/>"
            + $"<text class=\"title\" text-anchor=\"end\" x=\"{Width - Right}\" y=\"{Height - 6}\">{x.Title}</text>"
            + $"<text class=\"title\" text-anchor=\"middle\" transform=\"translate(14 {(Height - Bottom + Top) / 2}) "
            + $"rotate(-90)\">{y.Title}</text>");
        foreach (var one in series)
            Add(svg, x, y, one);
        return svg.Append("</svg>").ToString();
    }

    private static void Add(StringBuilder svg, Axis x, Axis y, Series series)
    {
        foreach (var run in Runs(series.Points))
        {
            var path = string.Join('L', run.Select(p => string.Create(
                CultureInfo.InvariantCulture, $"{X(x, p.X):0.#} {Y(y, p.Y):0.#}")));
            if (series.Area)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<path class=\"area {series.Colour}\" d=\"M{X(x, run[0].X):0.#} {Height - Bottom}L{path}"
                    + $"L{X(x, run[^1].X):0.#} {Height - Bottom}Z\"/>");
            }
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {series.Colour}\" d=\"M{path}\"/>");
            // A line of one point would not be seen.
            if (run.Count == 1)
                svg.Append(CultureInfo.InvariantCulture,
                    $"<circle class=\"dot {series.Colour}\" r=\"2.5\" cx=\"{X(x, run[0].X):0.#}\" "
                    + $"cy=\"{Y(y, run[0].Y):0.#}\"/>");
        }
    }

    private static IEnumerable<List<(double X, double Y)>> Runs(IReadOnlyList<(double X, double? Y)> points)
    {
        var run = new List<(double, double)>();
        foreach (var (x, y) in points)
        {
            if (y is { } value)
            {
                run.Add((x, value));
                continue;
            }
            if (run.Count > 0)
                yield return run;
            run = [];
        }
        if (run.Count > 0)
            yield return run;
    }

    private static double X(Axis axis, double value) => Left + (axis.Place(value) * (Width - Left - Right));

    private static double Y(Axis axis, double value) =>
        Height - Bottom - (axis.Place(value) * (Height - Bottom - Top));
}
