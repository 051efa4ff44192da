using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RetailActors.Retail.FlashSale;

/// <summary>Shows a sale while it runs: redrawn for somebody who watches, a line per second for a file.</summary>
internal static class SaleProgress
{
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(250);
    private const int SparkWidth = 60;

    /// <summary>Shows the crowd until the sale has ended, and rethrows what ended it.</summary>
    public static async Task Show(Crowd crowd, Terminal terminal, Task sale)
    {
        if (terminal.Interactive)
        {
            await terminal.Out.Live(View(crowd)).StartAsync(async live =>
            {
                while (!sale.IsCompleted)
                {
                    await Task.WhenAny(sale, Task.Delay(_redraw));
                    live.UpdateTarget(View(crowd));
                }
            });
        }
        else
        {
            while (!sale.IsCompleted)
            {
                await Task.WhenAny(sale, Task.Delay(TimeSpan.FromSeconds(1)));
                terminal.Out.WriteLine(Line(crowd));
            }
        }
        await sale;
    }

    private static string Line(Crowd crowd)
    {
        var tally = crowd.Tally;
        string[] parts =
        [
            $"{tally.Elapsed.TotalSeconds,6:0.0} s", $"{tally.Decided,9:N0}/{crowd.Size:N0} buyers",
            $"accepted {tally[Outcome.Accepted]:N0}", $"refused {tally[Outcome.OutOfStock]:N0}",
            $"retries {tally.Retries:N0}", $"polls {tally.Polls:N0}", $"{Now(tally):N0} buyers/s",
            $"request p50 {Millis(tally, 50)} ms", $"p99 {Millis(tally, 99)} ms",
        ];
        return string.Join("  ", parts);
    }

    private static IRenderable View(Crowd crowd)
    {
        var tally = crowd.Tally;
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, string value) => grid.AddRow(new Markup($"[grey]{name}[/]"), new Markup(value));
        Row("buyers served", $"{tally.Decided:N0} of {crowd.Size:N0}  {Bar(tally.Decided, crowd.Size)}");
        Row("accepted", $"[green]{tally[Outcome.Accepted]:N0}[/]");
        Row("refused (out of stock)", $"{tally[Outcome.OutOfStock]:N0}");
        Row("declined, failed", $"{tally[Outcome.Declined] + tally[Outcome.Failed] + tally[Outcome.Unresolved]:N0}");
        Row("retries (requests)", $"[yellow]{tally.Retries:N0}[/]");
        Row("polls of undecided orders", $"{tally.Polls:N0}");
        Row("buyers/s now", $"{Now(tally):N0}  {Spark(tally.Rate(SparkWidth))}");
        Row("request p50 / p99 (ms)", $"{Millis(tally, 50)} / {Millis(tally, 99)}");
        return new Panel(grid).Header($"Flash sale, {tally.Elapsed.TotalSeconds:0.0} s").RoundedBorder();
    }

    /// <summary>A line of bars, one per value, scaled to the largest.</summary>
    public static string Spark(IReadOnlyCollection<int> values)
    {
        const string Bars = "▁▂▃▄▅▆▇█";
        var most = Math.Max(1, values.DefaultIfEmpty().Max());
        return string.Concat(values.Select(v => Bars[v * (Bars.Length - 1) / most]));
    }

    private static string Bar(long done, long all)
    {
        const int Width = 30;
        var filled = (int)(done * Width / Math.Max(1, all));
        return $"[green]{new string('━', filled)}[/][grey]{new string('━', Width - filled)}[/]";
    }

    /// <summary>Buyers decided in the last full second.</summary>
    private static int Now(Tally tally) => tally.Rate(5).SkipLast(1).Sum();

    private static string Millis(Tally tally, double percentile) => tally.SinceRequest.TotalCount == 0
        ? "-"
        : (tally.SinceRequest.GetValueAtPercentile(percentile) / 1_000.0).ToString("0.0", CultureInfo.InvariantCulture);
}
