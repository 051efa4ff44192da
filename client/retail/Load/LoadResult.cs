using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>What came of a load, ready to be shown. Counts and latencies are of the time after the warm-up.</summary>
internal sealed class LoadResult
{
    public LoadResult(LoadOptions options, Findings findings, TimeSpan cpu, DateTimeOffset started)
    {
        (Options, Findings, Cpu, Started) = (options, findings, cpu, started);
        Answers = findings.Answers();
        SinceArrival = findings.Whole(a => a.SinceArrival);
        SinceSending = findings.Whole(a => a.SinceSending);
        Broken = [.. Judge()];
    }

    /// <summary>What is read off a latency histogram, in percent.</summary>
    public static readonly double[] Percentiles = [50, 90, 99, 99.9, 99.99];

    public LoadOptions Options { get; }
    public LoadPlan Plan => Options.Plan;
    public Findings Findings { get; }
    public TimeSpan Cpu { get; }
    public DateTimeOffset Started { get; }
    public SortedDictionary<string, long> Answers { get; }
    public LongHistogram SinceArrival { get; }
    public LongHistogram SinceSending { get; }

    /// <summary>The gates that were not kept, in words.</summary>
    public IReadOnlyList<string> Broken { get; }

    public long Arrivals => Answers.Values.Sum();
    public long Done => Answers.Of(Ending.Done);
    public long Refused => Answers.Of(Ending.Refused);
    public long Errors => Answers.Of(Ending.Error);
    public long NotSent => Answers.Of(Ending.NotSent);
    public double Seconds => Math.Max(0.001, (Plan.Duration - Plan.WarmUp).TotalSeconds);

    /// <summary>Requests that were answered well, per second: done or refused for a reason of the business.</summary>
    public double Goodput => (Done + Refused) / Seconds;

    /// <summary>Errors and what was not sent, in percent of all arrivals.</summary>
    public double ErrorPercent => Arrivals == 0 ? 0 : 100.0 * (Errors + NotSent) / Arrivals;

    private IEnumerable<string> Judge()
    {
        var (p99, gates) = (Histograms.Millis(SinceArrival, 99) ?? 0, Options.Gates);
        if (gates.MaxP99 is { } most && p99 > most.TotalMilliseconds)
            yield return $"p99 is {p99:N1} ms, more than {most.TotalMilliseconds:N0} ms";
        if (gates.MaxErrorPercent is { } percent && ErrorPercent > percent)
            yield return $"{ErrorPercent:0.###} % were errors or not sent, more than {percent:0.###} %";
    }
}
