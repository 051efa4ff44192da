using System.Diagnostics;

namespace RetailActors.Bench.Load;

/// <summary>Many callers, each asking again as soon as it has its answer.</summary>
public static class ClosedLoop
{
    // Whoever has just failed must not turn the rest of the measurement into a loop of failures.
    private static readonly TimeSpan _afterFailure = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the plan to its end, and lets every call that is under way come back.</summary>
    /// <param name="plan">How hard and how long.</param>
    /// <param name="call">Makes one call; gets the number of the caller and the number of its call.</param>
    /// <param name="progress">Told once a second.</param>
    /// <param name="measuring">Called when the warm-up ends and again when the measured time ends.</param>
    public static async Task<LoadResult> Run(
        LoadPlan plan, Func<int, long, Task<Outcome>> call, Action<LoadProgress> progress, Action measuring)
    {
        var meter = new Meter(plan);
        using var ended = new CancellationTokenSource();
        var reporting = Report(meter, plan, progress, ended.Token);
        var marks = Marks(plan, measuring);
        await Task.WhenAll(Enumerable.Range(0, plan.Callers).Select(i => Task.Run(() => Caller(meter, i, call))));
        await marks;
        await ended.CancelAsync();
        await reporting;
        return meter.Result();
    }

    private static async Task Caller(Meter meter, int caller, Func<int, long, Task<Outcome>> call)
    {
        for (long n = 0; !meter.Over; n++)
        {
            var start = Stopwatch.GetTimestamp();
            Outcome outcome;
            try
            {
                outcome = await call(caller, n);
            }
            catch (Exception e)
            {
                meter.Explain($"{e.GetType().Name}: {e.Message}");
                outcome = Outcome.Failed;
            }
            meter.Record(caller, outcome, Stopwatch.GetElapsedTime(start));
            if (outcome == Outcome.Failed)
            {
                await Task.Delay(_afterFailure);
            }
        }
    }

    private static async Task Marks(LoadPlan plan, Action measuring)
    {
        await Task.Delay(plan.WarmUp);
        measuring();
        await Task.Delay(plan.Duration);
        measuring();
    }

    private static async Task Report(
        Meter meter, LoadPlan plan, Action<LoadProgress> progress, CancellationToken ended)
    {
        var all = plan.WarmUp + plan.Duration;
        var (before, since) = (0L, Stopwatch.GetTimestamp());
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(1000, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var counted = meter.CountedSoFar();
            var rate = (counted - before) / Math.Max(0.001, Stopwatch.GetElapsedTime(since).TotalSeconds);
            (before, since) = (counted, Stopwatch.GetTimestamp());
            progress(new LoadProgress(Math.Min(1, meter.Elapsed / all), rate, meter.Elapsed < plan.WarmUp));
        }
    }
}
