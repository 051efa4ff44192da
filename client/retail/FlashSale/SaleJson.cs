using System.Text.Json;
using HdrHistogram;

namespace RetailActors.Retail.FlashSale;

/// <summary>The result of a sale for programs.</summary>
internal static class SaleJson
{
    public static Task Write(
        FileInfo file, SaleOptions options, Shelf shelf, Crowd crowd, Verdict verdict, CancellationToken cancellation)
    {
        var tally = crowd.Tally;
        var seconds = Math.Max(tally.Elapsed.TotalSeconds, 0.001);
        return JsonFile.Write(file, new
        {
            sku = shelf.Hot.Sku, options.Location, options.Stock, options.Buyers, options.Concurrency, options.Lines,
            accepted = tally[Outcome.Accepted], refused = tally[Outcome.OutOfStock],
            declined = tally[Outcome.Declined], errors = tally[Outcome.Failed],
            unresolved = tally[Outcome.Unresolved], verdict.Oversold, verdict.Undersold, retries = tally.Retries,
            retriesByCause = Enum.GetValues<RetryCause>()
                .ToDictionary(c => JsonNamingPolicy.CamelCase.ConvertName(c.ToString()), c => tally[c]),
            tally.Polls, seconds, buyersPerSecond = tally.Decided / seconds,
            acceptedPerSecond = tally[Outcome.Accepted] / seconds, decidedBySecond = tally.PerSecond(),
            latencyMillisecondsFromStart = Latency(tally.SinceStart),
            latencyMillisecondsFromRequest = Latency(tally.SinceRequest),
            inventory = verdict.After, verdict.ReadBack, verdict.Violations, tally.Complaints,
        }, cancellation);
    }

    private static object Latency(HistogramBase histogram) => new
    {
        p50 = Millis(histogram, 50), p90 = Millis(histogram, 90), p99 = Millis(histogram, 99),
        p999 = Millis(histogram, 99.9), max = Millis(histogram, 100),
    };

    private static double Millis(HistogramBase histogram, double percentile) =>
        SaleReport.At(histogram, percentile) / 1_000.0;
}
