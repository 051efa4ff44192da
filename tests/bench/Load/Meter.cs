using System.Diagnostics;
using HdrHistogram;

namespace RetailActors.Bench.Load;

/// <summary>Counts calls and their latencies by phase. Striped, because hundreds of callers write to it.</summary>
internal sealed class Meter
{
    private const int Stripes = 8;
    private const int Phases = 4;
    private const int MaxFailures = 5;
    private const long HighestMicroseconds = 60_000_000;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];
    private readonly HashSet<string> _failures = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly LoadPlan _plan;

    public Meter(LoadPlan plan) => _plan = plan;

    private enum Phase
    {
        WarmUp,
        FirstHalf,
        SecondHalf,
        After,
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public bool Over => Elapsed >= _plan.WarmUp + _plan.Duration;

    public void Record(int caller, Outcome outcome, TimeSpan took)
    {
        var phase = PhaseAt(Elapsed);
        var stripe = _stripes[caller % Stripes];
        lock (stripe)
        {
            stripe.Counts[(int)phase, (int)outcome]++;
            if (phase is Phase.FirstHalf or Phase.SecondHalf && outcome != Outcome.Failed)
            {
                stripe.Latencies.RecordValue(Math.Min((long)took.TotalMicroseconds, HighestMicroseconds));
            }
        }
    }

    public void Explain(string failure)
    {
        lock (_failures)
        {
            if (_failures.Count < MaxFailures)
            {
                _failures.Add(failure);
            }
        }
    }

    public long CountedSoFar() => Enumerable.Range(0, Phases).Sum(phase => Sum((Phase)phase, Outcome.Counted));

    public LoadResult Result()
    {
        var half = _plan.Duration.TotalSeconds / 2;
        var (first, second) = (Sum(Phase.FirstHalf, Outcome.Counted), Sum(Phase.SecondHalf, Outcome.Counted));
        return new LoadResult(
            (first + second) / _plan.Duration.TotalSeconds, first / half, second / half, first + second,
            Sum(Phase.FirstHalf, Outcome.Refused) + Sum(Phase.SecondHalf, Outcome.Refused),
            Enumerable.Range(0, Phases).Sum(phase => Sum((Phase)phase, Outcome.Failed)), Latencies(), [.. _failures]);
    }

    private Phase PhaseAt(TimeSpan at) =>
        at < _plan.WarmUp ? Phase.WarmUp
        : at < _plan.WarmUp + _plan.Duration / 2 ? Phase.FirstHalf
        : at < _plan.WarmUp + _plan.Duration ? Phase.SecondHalf
        : Phase.After;

    private long Sum(Phase phase, Outcome outcome)
    {
        long sum = 0;
        foreach (var stripe in _stripes)
        {
            lock (stripe)
            {
                sum += stripe.Counts[(int)phase, (int)outcome];
            }
        }
        return sum;
    }

    private Latency Latencies()
    {
        var all = NewHistogram();
        foreach (var stripe in _stripes)
        {
            lock (stripe)
            {
                all.Add(stripe.Latencies);
            }
        }
        return all.TotalCount == 0
            ? Latency.None
            : new Latency(At(50), At(90), At(99), At(100));

        double At(double percentile) => all.GetValueAtPercentile(percentile) / 1000.0;
    }

    private static LongHistogram NewHistogram() => new(HighestMicroseconds, 3);

    private sealed class Stripe
    {
        public long[,] Counts { get; } = new long[Phases, 3];

        public LongHistogram Latencies { get; } = NewHistogram();
    }
}
