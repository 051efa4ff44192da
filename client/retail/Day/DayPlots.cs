using System.Globalization;
using System.Net;
using System.Text;

namespace RetailActors.Retail.Day;

/// <summary>The plots of a day's page, as drawings inside of it; colours are the page's.</summary>
internal sealed class DayPlots(DayResult result)
{
    private const int Width = 1_000;
    private const int Left = 112;
    private const int Right = 14;
    private const int Slots = 24;

    /// <summary>The part of the width that the day itself gets; the evening gets the rest.</summary>
    private const double DayWidth = 0.76;

    private static readonly string[] _channels = ["web", "shopify", "tills"];

    private readonly double _end = Math.Max(
        1.02, result.Context.Diary.Samples.Select(s => s.At).DefaultIfEmpty(1).Max());

    /// <summary>Customers by half an hour, stacked by channel.</summary>
    public string Trade()
    {
        const int Height = 190, Bottom = 164, Top = 12;
        var visits = result.Context.Diary.Visits;
        var slots = Enumerable.Range(0, Slots).Select(i => _channels.Select(c => visits.Count(v =>
            v.Channel == c && (int)Math.Clamp(v.At * Slots, 0, Slots - 1) == i)).ToArray()).ToArray();
        var most = Nice(slots.Max(s => s.Sum()));
        var svg = Begin(Height, "Customers per half hour, by channel");
        foreach (var tick in (long[])[0, most / 2, most])
            Rule(svg, Bottom - (tick * (Bottom - Top) / Math.Max(1.0, most)), $"{tick}");
        for (var i = 0; i < Slots; i++)
        {
            var (x, width, y) = (X((double)i / Slots), X(1.0 / Slots) - X(0) - 2, (double)Bottom);
            for (var c = 0; c < _channels.Length; c++)
            {
                var height = slots[i][c] * (Bottom - Top) / Math.Max(1.0, most);
                if (height <= 0)
                    continue;
                y -= height;
                var title = $"{ShopHours.TimeOf((double)i / Slots)}: {slots[i][c]} {_channels[c]}";
                svg.Append(Invariant($"<rect class='c{c}' x='{x:0.0}' y='{y:0.0}' width='{width:0.0}' "))
                    .Append(Invariant($"height='{Math.Max(1, height - 1):0.0}' rx='1.5'>"))
                    .Append(Invariant($"<title>{title}</title></rect>"));
            }
        }
        return End(svg, Bottom);
    }

    /// <summary>What was out of order, and when.</summary>
    public string TroubleBars()
    {
        const int Row = 19;
        var troubles = new Troubles(result.Context.Outside).All;
        var bottom = (troubles.Count * Row) + 6;
        var svg = Begin(bottom + 26, "What was out of order");
        for (var i = 0; i < troubles.Count; i++)
        {
            var (t, y) = (troubles[i], 4 + (i * Row));
            svg.Append(Invariant($"<rect class='trouble' x='{X(t.From):0.0}' y='{y}' rx='3' "))
                .Append(Invariant($"width='{X(t.To) - X(t.From):0.0}' height='{Row - 5}'/>"));
            Words(svg, "name", X(t.To) + 6, y + 11, t.Name, "start");
            Words(svg, "axis", 0, y + 11, t.System, "start");
        }
        return End(svg, bottom);
    }

    /// <summary>What waited for machines and for people.</summary>
    public string Waiting()
    {
        const int Height = 200, Bottom = 172, Top = 12;
        var samples = result.Context.Diary.Samples.ToArray();
        var most = Nice(samples.Select(s => Math.Max(s.Owed, s.AwaitingErp)).DefaultIfEmpty(1).Max());
        double Y(long n) => Bottom - (n * (Bottom - Top) / Math.Max(1.0, most));
        var svg = Begin(Height, "Calls owed, orders awaiting the ERP, exceptions on the desk");
        foreach (var tick in (long[])[0, most / 2, most])
            Rule(svg, Y(tick), $"{tick}");
        Line(svg, "l0", samples, s => Y(s.Owed));
        Line(svg, "l1", samples, s => Y(s.AwaitingErp));
        Line(svg, "l2", samples, s => Y(s.Exceptions));
        return End(svg, Bottom);
    }

    /// <summary>How long documents took, one row for each account; the scale is logarithmic.</summary>
    public string Delays()
    {
        const int Row = 62;
        var accounts = result.Totals.Delays.GroupBy(d => d.Account).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToArray();
        var bottom = (accounts.Length * Row) + 4;
        var svg = Begin(bottom + 26, "Seconds from a step to the other system's books");
        for (var i = 0; i < accounts.Length; i++)
        {
            var (top, floor) = (6 + (i * Row), (i * Row) + Row - 4);
            double Y(double seconds) =>
                floor - ((Math.Log10(Math.Clamp(seconds, 0.01, 1_000)) + 2) * (floor - top) / 5);
            Words(svg, "name", 0, top + 30, accounts[i].Key, "start");
            foreach (var (seconds, label) in ((double, string)[])[(0.01, "10 ms"), (1, "1 s"), (100, "100 s")])
                Rule(svg, Y(seconds), label);
            foreach (var delay in accounts[i])
                svg.Append(Invariant(
                    $"<circle class='dot' cx='{X(delay.At):0.0}' cy='{Y(delay.Seconds):0.0}' r='2.2'/>"));
        }
        return End(svg, bottom);
    }

    private StringBuilder Begin(int height, string label) => new StringBuilder().Append(Invariant(
        $"<svg viewBox='0 0 {Width} {height}' role='img' aria-label='{label}'>"));

    /// <summary>The clock below, and a line at closing time.</summary>
    private string End(StringBuilder svg, double bottom)
    {
        for (var hour = 0; hour <= 12; hour += 2)
            Words(svg, "axis", X(hour / 12.0), bottom + 18, ShopHours.TimeOf(hour / 12.0), "middle");
        svg.Append(Invariant($"<line class='close' x1='{X(1):0.0}' x2='{X(1):0.0}' y1='4' y2='{bottom:0}'/>"));
        var seconds = (_end - 1) * result.Context.Options.Duration.TotalSeconds;
        Words(svg, "axis", Width - Right, bottom + 18, Invariant($"{seconds:0} s after closing"), "end");
        return svg.Append("</svg>").ToString();
    }

    private static void Rule(StringBuilder svg, double y, string label)
    {
        svg.Append(Invariant($"<line class='rule' x1='{Left}' x2='{Width - Right}' y1='{y:0.0}' y2='{y:0.0}'/>"));
        Words(svg, "axis", Left - 6, y + 3.5, label, "end");
    }

    private static void Words(StringBuilder svg, string style, double x, double y, string text, string anchor) => svg
        .Append(Invariant($"<text class='{style}' x='{x:0.0}' y='{y:0.0}' text-anchor='{anchor}'>"))
        .Append(WebUtility.HtmlEncode(text)).Append("</text>");

    private void Line(StringBuilder svg, string style, Sample[] samples, Func<Sample, double> y)
    {
        var points = samples.Select(s => Invariant($"{X(s.At):0.0},{y(s):0.0}"));
        svg.Append(Invariant($"<polyline class='{style}' points='{string.Join(' ', points)}'/>"));
    }

    private double X(double part)
    {
        var at = part <= 1 ? part * DayWidth : DayWidth + ((part - 1) * (1 - DayWidth) / (_end - 1));
        return Left + (at * (Width - Left - Right));
    }

    /// <summary>The next round number that can be halved.</summary>
    private static long Nice(long most)
    {
        foreach (var step in (long[])[2, 4, 10, 20, 40, 60, 100, 200, 400, 600, 1_000, 2_000, 4_000, 10_000])
        {
            if (most <= step)
                return step;
        }
        return most + (most % 2);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
