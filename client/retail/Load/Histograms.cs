using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>Latency histograms in microseconds, and how they travel between processes without loss.</summary>
internal static class Histograms
{
    /// <summary>Longest time that is told apart: ten minutes. What took longer counts as ten minutes.</summary>
    public const long MaxMicroseconds = 600_000_000;

    /// <summary>For a whole run: three digits.</summary>
    public static LongHistogram Fine() => new(1, MaxMicroseconds, 3);

    /// <summary>For one second of a run: two digits, because there may be thousands of them.</summary>
    public static IntHistogram Coarse() => new(1, MaxMicroseconds, 2);

    public static void Record(HistogramBase histogram, TimeSpan time) =>
        histogram.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, MaxMicroseconds));

    /// <summary>Value, count, value, count, …: what was recorded, by bucket.</summary>
    public static long[] Pairs(HistogramBase histogram) => [.. histogram.RecordedValues()
        .SelectMany(v => new[] { v.ValueIteratedTo, v.CountAddedInThisIterationStep })];

    /// <summary>Adds pairs to a histogram with the same digits; each value falls into its own bucket.</summary>
    public static void Add(HistogramBase histogram, long[] pairs)
    {
        for (var i = 0; i + 1 < pairs.Length; i += 2)
            histogram.RecordValueWithCount(Math.Min(pairs[i], MaxMicroseconds), pairs[i + 1]);
    }

    /// <summary>A percentile in milliseconds; null when nothing was recorded.</summary>
    public static double? Millis(HistogramBase histogram, double percentile) =>
        histogram.TotalCount == 0 ? null : histogram.GetValueAtPercentile(percentile) / 1_000.0;
}
