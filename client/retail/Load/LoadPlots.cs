using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>The plots of a load: what is drawn, not how.</summary>
internal static class LoadPlots
{
    /// <summary>More points than this cannot be told apart in a plot.</summary>
    private const int MaxPoints = 400;

    private static readonly (double Percentile, string Text)[] _nines =
        [(0, "0"), (90, "90 %"), (99, "99 %"), (99.9, "99.9 %"), (99.99, "99.99 %"), (99.999, "99.999 %")];

    private static readonly string[] _errorColours = ["c4", "c5", "c1", "c6"];

    public static IEnumerable<(string Title, string Note, string Svg, IReadOnlyList<Series> Series)> All(
        LoadResult result)
    {
        yield return Rates(result);
        yield return Latencies(result);
        if (result.Arrivals > 0)
            yield return Curve(result);
        if (Errors(result) is { } errors)
            yield return errors;
    }

    private static (string, string, string, IReadOnlyList<Series>) Rates(LoadResult result)
    {
        var width = Bucket(result);
        var answered = PerBucket(result, width, s => s.Answered);
        var bad = PerBucket(result, width, s => s.Answers.Of(Ending.Error, Ending.NotSent));
        var series = new List<Series> { new("answered", "c1", answered, Area: true) };
        if (result.Plan.Ramp is not null)
            series.Add(new Series("due", "c2", PerBucket(result, width, s => s.Answers.Values.Sum())));
        if (bad.Any(b => b.Y > 0))
            series.Add(new Series("errors and not sent", "c4", bad));
        var most = series.SelectMany(s => s.Points).Max(p => p.Y ?? 0);
        return (
            "Rate over time",
            "Answers by the second in which they came; what was due by the second in which it was due.",
            SvgPlot.Draw("Rate over time", Time(result), Axis.Linear("requests/s", most), series), series);
    }

    private static (string, string, string, IReadOnlyList<Series>) Latencies(LoadResult result)
    {
        var width = Bucket(result);
        var buckets = result.Findings.Slices.GroupBy(s => s.Key / width).OrderBy(g => g.Key).Select(g =>
        {
            var whole = Histograms.Coarse();
            foreach (var slice in g)
                whole.Add(slice.Value.SinceArrival);
            return (X: Middle(g.Key, width), Whole: whole);
        }).ToArray();
        Series Of(string name, string colour, double percentile) => new(
            name, colour, [.. buckets.Select(b => (b.X, Histograms.Millis(b.Whole, percentile)))]);
        Series[] series = [Of("max", "c5", 100), Of("p99", "c3", 99), Of("p90", "c2", 90), Of("p50", "c1", 50)];
        return (
            "Latency over time",
            $"Of the requests that were due in a second, measured from {From(result)}; logarithmic.",
            SvgPlot.Draw(
                "Latency over time", Time(result), Millis(series), series), series);
    }

    private static (string, string, string, IReadOnlyList<Series>) Curve(LoadResult result)
    {
        // No further than the recorded values can say something: one of a thousand says nothing about 99.99 %.
        var nines = _nines.TakeWhile(n => (100 - n.Percentile) / 100 * result.SinceArrival.TotalCount >= 0.1).ToArray();
        var last = Nines(nines[^1].Percentile);
        var axis = new Axis("percentile", [.. nines.Select(n => (Nines(n.Percentile), n.Text))], v => v / last);
        Series Of(string name, string colour, HistogramBase histogram) => new(name, colour,
            [.. Enumerable.Range(0, 201).Select(i => last * i / 200)
                .Select(x => (x, Histograms.Millis(histogram, 100 * (1 - Math.Pow(10, -x)))))]);
        var series = new List<Series> { Of($"from {From(result)}", "c1", result.SinceArrival) };
        if (result.Plan.Ramp is not null)
            series.Add(Of("from sending", "c2", result.SinceSending));
        return (
            "Latency by percentile", result.Plan.Ramp is null
                ? "Callers wait for answers: a pause of the system keeps them from sending, and shows in few requests."
                : "Where the lines part, requests waited to be sent.",
            SvgPlot.Draw(
                "Latency by percentile", axis, Millis(series), series), series);
    }

    private static (string, string, string, IReadOnlyList<Series>)? Errors(LoadResult result)
    {
        var width = Bucket(result);
        var worst = result.Findings.Slices.Values.SelectMany(s => s.Answers)
            .Where(a => Reply.EndingOf(a.Key) is not Ending.Done)
            .GroupBy(a => a.Key).OrderByDescending(g => g.Sum(a => a.Value)).Take(_errorColours.Length);
        var series = worst.Select((g, i) => new Series(
            g.Key, Colour(g.Key, i), PerBucket(result, width, s => s.Answers.GetValueOrDefault(g.Key)))).ToArray();
        if (series.Length == 0)
            return null;
        var most = series.SelectMany(s => s.Points).Max(p => p.Y ?? 0);
        return (
            "Refusals and errors by answer", "By the second in which the request was due.",
            SvgPlot.Draw("Errors by answer", Time(result), Axis.Linear("requests/s", most), series), series);
    }

    private static string Colour(string answer, int rank) => answer switch
    {
        "409 out-of-stock" => "c3",
        "402 payment-declined" => "c2",
        _ => _errorColours[rank],
    };

    /// <summary>Every bucket of the load, with 0 where nothing was: a gap in the answers has to be seen.</summary>
    private static (double X, double? Y)[] PerBucket(LoadResult result, int width, Func<Slice, long> of)
    {
        var sums = result.Findings.Slices.GroupBy(s => s.Key / width)
            .ToDictionary(g => g.Key, g => g.Sum(s => of(s.Value)));
        // The second in which the load ends is not a whole one.
        var buckets = Math.Max(1, (int)result.Plan.Duration.TotalSeconds / width);
        return [.. Enumerable.Range(0, buckets)
            .Select(b => (Middle(b, width), (double?)sums.GetValueOrDefault(b) / width))];
    }

    private static int Bucket(LoadResult result) =>
        Math.Max(1, (int)Math.Ceiling(result.Plan.Duration.TotalSeconds / MaxPoints));

    private static double Middle(int bucket, int width) => (bucket + 0.5) * width;

    private static Axis Time(LoadResult result)
    {
        var round = Axis.Linear("time", result.Plan.Duration.TotalSeconds, " s");
        var end = result.Plan.Duration.TotalSeconds;
        return round with { Ticks = [.. round.Ticks.Where(t => t.At <= end)], Place = v => Math.Min(1, v / end) };
    }

    private static Axis Millis(IEnumerable<Series> series)
    {
        var values = series.SelectMany(s => s.Points).Select(p => p.Y ?? 0).Where(v => v > 0).DefaultIfEmpty(1);
        return Axis.Logarithmic("ms", values.Min(), values.Max());
    }

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));

    private static string From(LoadResult result) => result.Plan.Ramp is null ? "sending" : "the scheduled arrival";
}
