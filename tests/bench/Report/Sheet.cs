using ScottPlot;

namespace RetailActors.Bench.Report;

/// <summary>What all plots have in common.</summary>
internal static class Sheet
{
    private const string Font = "DejaVu Sans";

    /// <summary>An empty plot.</summary>
    public static Plot New(string title)
    {
        var plot = new Plot();
        plot.Font.Set(Font);
        plot.Title(title, 16);
        plot.FigureBackground.Color = Colors.White;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        return plot;
    }

    /// <summary>Text and colours only.</summary>
    public static void Unframed(Legend legend)
    {
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.FontSize = 12;
    }
}
