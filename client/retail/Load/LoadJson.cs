using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>The result of a load for programs.</summary>
internal static class LoadJson
{
    public static object Of(LoadResult result)
    {
        var plan = result.Plan;
        return new
        {
            started = result.Started, url = plan.Url, plan.Run, shape = plan.Shape, plan.Ramp, plan.Poisson,
            plan.Callers, thinkMs = plan.Think.TotalMilliseconds, durationSeconds = plan.Duration.TotalSeconds,
            warmUpSeconds = plan.WarmUp.TotalSeconds, plan.Mix, plan.FewestLines, plan.MostLines, plan.Skus,
            plan.HotPercent, plan.InFlight, giveUpMs = plan.Patience.TotalMilliseconds,
            timeoutMs = plan.Timeout.TotalMilliseconds, retrySeconds = plan.RetryFor.TotalSeconds, plan.Seed,
            plan.Processes, arrivals = result.Arrivals, done = result.Done, refused = result.Refused,
            errors = result.Errors, notSent = result.NotSent, retries = result.Findings.Retries,
            sentLate = result.Findings.Late, errorPercent = result.ErrorPercent, answeredWellPerSecond = result.Goodput,
            testerCpuSeconds = result.Cpu.TotalSeconds, answers = result.Answers,
            latencyMs = new
            {
                sinceArrival = Latency(result.SinceArrival), sinceSending = Latency(result.SinceSending),
            },
            acts = result.Findings.Acts.ToDictionary(a => Mix.Name(a.Key), a => new
            {
                a.Value.Answers, sinceArrival = Latency(a.Value.SinceArrival),
                sinceSending = Latency(a.Value.SinceSending),
            }),
            seconds = result.Findings.Slices.Select(s => new
            {
                second = s.Key, arrivals = s.Value.Answers.Values.Sum(), answered = s.Value.Answered,
                s.Value.Answers, latencyMs = Latency(s.Value.SinceArrival),
            }),
            broken = result.Broken,
        };
    }

    private static object Latency(HistogramBase histogram) => new
    {
        count = histogram.TotalCount, p50 = Histograms.Millis(histogram, 50), p90 = Histograms.Millis(histogram, 90),
        p99 = Histograms.Millis(histogram, 99), p999 = Histograms.Millis(histogram, 99.9),
        p9999 = Histograms.Millis(histogram, 99.99), max = Histograms.Millis(histogram, 100),
    };
}
