using System.Globalization;
using HdrHistogram;
using Spectre.Console;

namespace RetailActors.Retail.FlashSale;

/// <summary>The result of a sale for people.</summary>
internal static class SaleReport
{
    /// <summary>What is read off a latency histogram, in percent.</summary>
    public static readonly double[] Percentiles = [50, 90, 99, 99.9];

    public static void Print(IAnsiConsole console, SaleOptions options, Shelf shelf, Crowd crowd, Verdict verdict)
    {
        console.WriteLine($"Flash sale: {options.Stock:N0} units of {shelf.Hot.Sku} at {options.Location}, "
            + $"{options.Buyers:N0} buyers, {options.Concurrency:N0} at a time");
        console.Write(Summary(crowd.Tally, verdict));
        console.Write(Latency(crowd.Tally));
        PrintHistogram(console, crowd.Tally.SinceRequest);
        console.WriteLine($"Buyers per second: {string.Join(' ', crowd.Tally.PerSecond().Take(60))}");
        foreach (var (what, times) in crowd.Tally.Complaints)
            console.WriteLine($"Unexpected answer, {times:N0} times: {what}");
        foreach (var violation in verdict.Violations)
            console.MarkupLineInterpolated($"[red]VIOLATION[/] {violation}");
        if (verdict.Violations.Count == 0)
            console.MarkupLineInterpolated(
                $"[green]OK[/] {verdict.ReadBack:N0} acknowledged orders read back, no unit oversold or undersold.");
    }

    private static Table Summary(Tally tally, Verdict verdict)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("Result").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("Unit");
        void Row(string name, long count, string unit, bool bad = false) => table.AddRow(
            name, bad && count > 0 ? $"[red]{count:N0}[/]" : $"{count:N0}", unit);
        Row("Accepted", tally[Outcome.Accepted], "orders");
        Row("Refused (out of stock)", tally[Outcome.OutOfStock], "orders");
        Row("Declined", tally[Outcome.Declined], "orders");
        Row("Errors", tally[Outcome.Failed], "buyers", bad: true);
        Row("Never answered", tally[Outcome.Unresolved], "buyers", bad: true);
        Row("Oversold", verdict.Oversold, "units", bad: true);
        Row("Undersold", verdict.Undersold, "units", bad: true);
        foreach (var cause in Enum.GetValues<RetryCause>().Where(c => tally[c] > 0))
            Row($"Retries: {Words(cause)}", tally[cause], "requests");
        Row("Polls of undecided orders", tally.Polls, "requests");
        var seconds = Math.Max(tally.Elapsed.TotalSeconds, 0.001);
        table.AddRow("Total time", Number(seconds, "0.00"), "seconds");
        table.AddRow("Buyers served", Number(tally.Decided / seconds, "N0"), "per second");
        table.AddRow("Orders accepted", Number(tally[Outcome.Accepted] / seconds, "N0"), "per second");
        return table;
    }

    private static Table Latency(Tally tally)
    {
        var table = new Table().RoundedBorder().Title("Latency in ms");
        table.AddColumn("Measured from");
        foreach (var p in Percentiles)
            table.AddColumn(new TableColumn(Number(p, "p0.#")).RightAligned());
        table.AddColumn(new TableColumn("max").RightAligned());
        AddLatency(table, "doors open, all buyers at once", tally.SinceStart);
        AddLatency(table, "buyer's first request", tally.SinceRequest);
        return table;
    }

    private static void AddLatency(Table table, string name, HistogramBase histogram) => table.AddRow(
        [name, .. Percentiles.Select(p => Millis(At(histogram, p))), Millis(At(histogram, 100))]);

    /// <summary>A percentile in microseconds; 0 when nothing was recorded.</summary>
    public static long At(HistogramBase histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile);

    private static void PrintHistogram(IAnsiConsole console, HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
            return;
        const int Width = 50;
        console.WriteLine("Requests by latency from the buyer's first request, in ms:");
        var buckets = Doublings(histogram).ToArray();
        var most = buckets.Max(b => b.Count);
        foreach (var (upTo, count) in buckets)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  <= {upTo / 1_000.0,9:0.##} {count,10:N0} {new string('█', (int)(count * Width / most))}"));
    }

    /// <summary>Counts in ranges that double from 250 µs on, without the empty ends.</summary>
    private static IEnumerable<(long UpTo, long Count)> Doublings(HistogramBase histogram)
    {
        var begun = false;
        long left = histogram.TotalCount;
        for (long from = 0, to = 250; left > 0; from = to, to *= 2)
        {
            var count = histogram.RecordedValues()
                .Where(v => v.ValueIteratedTo > from && v.ValueIteratedTo <= to)
                .Sum(v => v.CountAddedInThisIterationStep);
            left -= count;
            begun |= count > 0;
            if (begun)
                yield return (to, count);
        }
    }

    private static string Words(RetryCause cause) => cause switch
    {
        RetryCause.Connection => "connection lost",
        RetryCause.TimedOut => "timed out",
        RetryCause.Busy => "busy (503)",
        RetryCause.RateLimited => "rate limited (429)",
        RetryCause.InFlight => "still in flight (409)",
        _ => "server error (5xx)",
    };

    private static string Millis(long micros) => Number(micros / 1_000.0, "N1");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
