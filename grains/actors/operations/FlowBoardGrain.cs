using System.Collections.Immutable;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Shows the flows of all silos.</summary>
[Reentrant, GrainType("flow-board")]
public sealed class FlowBoardGrain(TimeProvider clock) : Grain, IFlowBoard
{
    /// <summary>A silo that has not reported for so long is gone.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Most silos shown.</summary>
    public const int MaxSilos = 256;

    private readonly Dictionary<string, (Reading Last, Reading? Before)> _silos = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Report(string silo, DateTimeOffset at, ImmutableArray<FlowCount> counts)
    {
        Expire();
        var known = _silos.TryGetValue(silo, out var was);
        if (known || _silos.Count < MaxSilos)
        {
            _silos[silo] = (new Reading(at, counts.ToImmutableDictionary(c => c.Flow, c => c.Total)),
                known ? was.Last : null);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FlowRate>> Read()
    {
        Expire();
        var rates = _silos.Values.SelectMany(s => s.Last.Totals.Select(t => new FlowRate(
            t.Key, Rate(s.Last, s.Before, t.Key), t.Value)));
        return Task.FromResult(rates.GroupBy(r => r.Flow).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new FlowRate(g.Key, g.Sum(r => r.PerSecond), g.Sum(r => r.Total))).ToImmutableArray());
    }

    /// <summary>A silo that has started again counts from zero: then there is no rate yet.</summary>
    private static double Rate(Reading last, Reading? before, string flow)
    {
        if (before is null || last.At <= before.At)
        {
            return 0;
        }
        var gone = last.Totals[flow] - before.Totals.GetValueOrDefault(flow);
        return Math.Max(0, gone / (last.At - before.At).TotalSeconds);
    }

    private void Expire()
    {
        var before = clock.GetUtcNow() - Kept;
        foreach (var silo in _silos.Where(s => s.Value.Last.At < before).Select(s => s.Key).ToList())
        {
            _silos.Remove(silo);
        }
    }

    private sealed record Reading(DateTimeOffset At, ImmutableDictionary<string, long> Totals);
}
