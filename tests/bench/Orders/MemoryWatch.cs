using System.Diagnostics;
using RetailActors.Bench.Hosting;
using Spectre.Console;

namespace RetailActors.Bench.Orders;

/// <summary>Memory at one moment.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="WorkingSet">MiB of the process.</param>
/// <param name="Heap">MiB in use after the last collection.</param>
/// <param name="Activations">Actors in memory.</param>
/// <param name="Live">MiB that survive a collection of everything; measured once a minute, otherwise null.</param>
/// <param name="Counted">Calls answered since the start.</param>
public sealed record MemorySample(
    double Seconds, double WorkingSet, double Heap, int Activations, double? Live = null, long Counted = 0);

/// <summary>Samples memory every ten seconds and prints it.</summary>
public sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private const int SamplesBetweenCollections = 6;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<MemorySample> _samples = [];
    private readonly BenchSilo _silo;
    private readonly Func<long> _counted;
    private readonly Task _loop;

    /// <summary>Starts at once, unless nobody wants to know.</summary>
    public MemoryWatch(BenchSilo silo, bool wanted, Func<long> counted)
    {
        (_silo, _counted) = (silo, counted);
        _loop = wanted ? Loop() : Task.CompletedTask;
    }

    /// <summary>Ends, and answers what was seen.</summary>
    public async Task<IReadOnlyList<MemorySample>> Stop()
    {
        await _stop.CancelAsync();
        await _loop;
        return _samples;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task Loop()
    {
        var since = Stopwatch.StartNew();
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(_pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (workingSet, heap) = (Environment.WorkingSet, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
            var sample = new MemorySample(
                since.Elapsed.TotalSeconds, Mebi(workingSet), Mebi(heap), await _silo.Activations(),
                _samples.Count % SamplesBetweenCollections == 0 ? Mebi(Live()) : null, _counted());
            _samples.Add(sample);
            AnsiConsole.WriteLine(
                $"{sample.Seconds,6:N0} s  working set {sample.WorkingSet,7:N0} MiB  heap {sample.Heap,7:N0} MiB  "
                + $"live {sample.Live,7:N1} MiB  activations {sample.Activations,8:N0}  orders {sample.Counted,10:N0}");
        }
    }

    private static double Mebi(long bytes) => bytes / 1024.0 / 1024;

    /// <summary>What is held, without what merely has not been collected yet.</summary>
    private static long Live()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
