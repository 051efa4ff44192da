using System.Globalization;
using RetailActors.Bench.Report;
using ScottPlot;

namespace RetailActors.Bench.Cluster;

/// <summary>cluster.svg: rates by number of silos, each round a dot, the median a bar.</summary>
internal static class ClusterPlot
{
    private const string Dots = "#c8553d";

    private static readonly (ClusterLoad Load, string Name, string Colour)[] _loads =
    [
        (ClusterLoad.Orders, "orders", "#0b6e4f"), (ClusterLoad.HotReservations, "holds of one article", "#8da9c4"),
    ];

    public static void Draw(ClusterResults results, string file)
    {
        using var plot = Sheet.New("One, two and four silos on two cores, per second");
        var counts = results.Cells.Select(c => c.Silos).Distinct().Order().ToList();
        for (var l = 0; l < _loads.Length; l++)
        {
            for (var i = 0; i < counts.Count; i++)
            {
                Column(plot, results, l, counts[i], (i * 3) + l);
            }
            plot.Legend.ManualItems.Add(
                new LegendItem { LabelText = _loads[l].Name, FillColor = Color.FromHex(_loads[l].Colour) });
        }
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = "one round", MarkerShape = MarkerShape.FilledCircle, MarkerColor = Color.FromHex(Dots),
        });
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        Sheet.Unframed(plot.Legend);
        plot.Axes.Bottom.SetTicks(
            [.. counts.Select((_, i) => (i * 3) + 0.5)], [.. counts.Select(n => n == 1 ? "1 silo" : $"{n} silos")]);
        plot.Axes.SetLimitsY(0, results.Cells.Max(c => c.Result.Rate) * 1.15);
        plot.SaveSvg(file, 760, 400);
    }

    private static void Column(Plot plot, ClusterResults results, int load, int silos, double at)
    {
        var rates = results.Of(_loads[load].Load, silos).Select(c => c.Result.Rate).ToArray();
        if (ClusterResults.Median(rates) is not { } median)
        {
            return;
        }
        plot.Add.Bar(new Bar
        {
            Position = at, Value = median, FillColor = Color.FromHex(_loads[load].Colour), LineWidth = 0, Size = 0.9,
            Label = median.ToString("N0", CultureInfo.InvariantCulture),
        }).ValueLabelStyle.FontSize = 12;
        plot.Add.ScatterPoints([.. rates.Select(_ => at)], rates, Color.FromHex(Dots)).MarkerSize = 6;
    }
}
