using System.Diagnostics;
using RetailActors.Bench.Hosting;
using Spectre.Console;

namespace RetailActors.Bench.Orders;

/// <summary>Memory at one moment.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="WorkingSet">MiB of the process.</param>
/// <param name="Heap">MiB in use after the last collection.</param>
/// <param name="Activations">Actors in memory.</param>
public sealed record MemorySample(double Seconds, double WorkingSet, double Heap, int Activations);

/// <summary>Samples memory every ten seconds and prints it.</summary>
public sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<MemorySample> _samples = [];
    private readonly BenchSilo _silo;
    private readonly Task _loop;

    /// <summary>Starts at once, unless nobody wants to know.</summary>
    public MemoryWatch(BenchSilo silo, bool wanted)
    {
        _silo = silo;
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
            const double mebi = 1024 * 1024;
            var sample = new MemorySample(
                since.Elapsed.TotalSeconds, Environment.WorkingSet / mebi,
                GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes / mebi, await _silo.Activations());
            _samples.Add(sample);
            AnsiConsole.WriteLine(
                $"{sample.Seconds,6:N0} s  working set {sample.WorkingSet,7:N0} MiB  heap {sample.Heap,7:N0} MiB  "
                + $"activations {sample.Activations,8:N0}");
        }
    }
}
