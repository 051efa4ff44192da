using System.Globalization;
using RetailActors.Retail.FlashSale;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RetailActors.Retail.Load;

/// <summary>Shows a load while it runs: redrawn for somebody who watches, a line per second for a file.</summary>
internal static class LoadProgress
{
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(500);
    private const int SparkWidth = 60;

    /// <summary>What the last seconds looked like.</summary>
    private sealed record Glance(
        long Arrivals, long Well, long Errors, long NotSent, long PerSecond, double? P50, double? P99, int[] Rates);

    public static async Task Show(LoadWatch watch, LoadPlan plan, Terminal terminal, Task load)
    {
        if (terminal.Interactive)
        {
            await terminal.Out.Live(View(watch, plan)).StartAsync(async live =>
            {
                while (!load.IsCompleted)
                {
                    await Task.WhenAny(load, Task.Delay(_redraw));
                    live.UpdateTarget(View(watch, plan));
                }
            });
        }
        else
        {
            while (!load.IsCompleted)
            {
                await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(1)));
                terminal.Out.WriteLine(Line(watch, plan));
            }
        }
        await load;
    }

    private static Glance Look(LoadWatch watch)
    {
        // The second that has just begun is not whole, and the one before may still be on its way.
        var now = Math.Max(0, (int)watch.Elapsed.TotalSeconds - 2);
        return watch.Read(found =>
        {
            var recent = Histograms.Coarse();
            foreach (var second in found.Slices.Where(s => s.Key > now - 5 && s.Key <= now))
                recent.Add(second.Value.SinceArrival);
            long Sum(params Ending[] endings) => found.Slices.Values.Sum(s => s.Answers.Of(endings));
            long Rate(int second) => found.Slices.GetValueOrDefault(second)?.Answered ?? 0;
            return new Glance(
                found.Slices.Values.Sum(s => s.Answers.Values.Sum()), Sum(Ending.Done, Ending.Refused),
                Sum(Ending.Error), Sum(Ending.NotSent), Rate(now), Histograms.Millis(recent, 50),
                Histograms.Millis(recent, 99),
                [.. Enumerable.Range(Math.Max(0, now - SparkWidth + 1), Math.Min(SparkWidth, now + 1))
                    .Select(s => (int)Rate(s))]);
        });
    }

    private static string Line(LoadWatch watch, LoadPlan plan)
    {
        var glance = Look(watch);
        string[] parts =
        [
            $"{watch.Elapsed.TotalSeconds,6:0} s of {plan.Duration.TotalSeconds:0}", $"due {Due(watch, plan)}",
            $"answered {glance.PerSecond:N0}/s", $"in flight {watch.InFlight:N0}", $"well {glance.Well:N0}",
            $"errors {glance.Errors:N0}", $"not sent {glance.NotSent:N0}", $"p50 {Millis(glance.P50)} ms",
            $"p99 {Millis(glance.P99)} ms",
        ];
        return string.Join("  ", parts);
    }

    private static IRenderable View(LoadWatch watch, LoadPlan plan)
    {
        var glance = Look(watch);
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, string value) => grid.AddRow(new Markup($"[grey]{name}[/]"), new Markup(value));
        string Bad(long count) => count > 0 ? $"[red]{count:N0}[/]" : "0";
        Row("load", Markup.Escape(plan.Shape));
        Row("arrivals", $"{glance.Arrivals:N0}");
        Row("answered well", $"[green]{glance.Well:N0}[/]");
        Row("errors", Bad(glance.Errors));
        Row("not sent in time", Bad(glance.NotSent));
        Row("due now", Due(watch, plan));
        Row("in flight", $"{watch.InFlight:N0} of {(plan.Ramp is null ? plan.Callers : plan.InFlight):N0}");
        Row("answered/s", $"{glance.PerSecond:N0}  {SaleProgress.Spark(glance.Rates)}");
        Row("p50 / p99, last 5 s (ms)", $"{Millis(glance.P50)} / {Millis(glance.P99)}");
        return new Panel(grid)
            .Header($"Load, {watch.Elapsed.TotalSeconds:0} of {plan.Duration.TotalSeconds:0} s").RoundedBorder();
    }

    private static string Due(LoadWatch watch, LoadPlan plan) =>
        plan.Ramp is { } ramp && watch.Elapsed < plan.Duration
            ? $"{Ramp.Parse(ramp)!.RateAt(watch.Elapsed):N0}/s"
            : "-";

    private static string Millis(double? millis) =>
        millis?.ToString("N1", CultureInfo.InvariantCulture) ?? "-";
}
