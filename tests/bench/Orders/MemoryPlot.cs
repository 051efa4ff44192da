using System.Globalization;
using ScottPlot;

namespace RetailActors.Bench.Orders;

/// <summary>Memory over time as a plot.</summary>
internal static class MemoryPlot
{
    private const double SecondsPerMinute = 60;

    public static void Draw(string title, IReadOnlyList<MemorySample> samples, string file)
    {
        using var plot = new Plot();
        plot.Font.Set("DejaVu Sans");
        plot.Title(title, 14);
        plot.FigureBackground.Color = Colors.White;
        Line(plot, "working set", "#8da9c4", samples, s => s.WorkingSet);
        Line(plot, "heap after the last collection", "#3d5a80", samples, s => s.Heap);
        Line(plot, "live: what survives a full collection", "#0b6e4f", samples, s => s.Live);
        plot.Axes.SetLimits(
            0, samples[^1].Seconds / SecondsPerMinute, 0, samples.Max(s => Math.Max(s.WorkingSet, s.Heap)) * 1.1);
        plot.Axes.Bottom.Label.Text = string.Create(
            CultureInfo.InvariantCulture, $"minutes; {samples[^1].Counted:N0} orders in all");
        plot.Axes.Left.Label.Text = "MiB";
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.Label.Bold = false;
            axis.Label.FontSize = 12;
        }
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.SaveSvg(file, 960, 420);
    }

    private static void Line(
        Plot plot, string name, string color, IReadOnlyList<MemorySample> samples, Func<MemorySample, double?> of)
    {
        var seen = samples.Where(s => of(s) is not null).ToList();
        var line = plot.Add.Scatter(
            seen.Select(s => s.Seconds / SecondsPerMinute).ToArray(), seen.Select(s => of(s)!.Value).ToArray());
        line.LegendText = name;
        line.Color = Color.FromHex(color);
        line.MarkerSize = 3;
    }
}
