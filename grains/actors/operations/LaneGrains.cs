using System.Collections.Immutable;
using Orleans.Concurrency;
using RetailActors.Adapters;

namespace RetailActors.Operations;

/// <summary>Hands out the turns of one account. In memory: turns are seconds, and every silo guards the calls
/// besides.</summary>
[Reentrant, GrainType("lane")]
public sealed class LaneGrain(IAccounts accounts, TimeProvider clock) : Grain, ILane
{
    private LaneSchedule _schedule = LaneSchedule.Empty;

    /// <inheritdoc/>
    public Task<LaneTurn> Enter(bool returning)
    {
        var account = this.GetPrimaryKeyString();
        var rate = accounts.Rules.FirstOrDefault(r => r.Name == account)?.RatePerSecond ?? 0;
        if (rate == 0)
        {
            return Task.FromResult(new LaneTurn(TimeSpan.Zero, true));
        }
        (var turn, _schedule) = _schedule.Enter(returning, rate, clock.GetUtcNow());
        return Task.FromResult(turn);
    }
}

/// <summary>Shows the lanes of all silos.</summary>
[Reentrant, GrainType("lane-board")]
public sealed class LaneBoardGrain(TimeProvider clock) : Grain, ILaneBoard
{
    /// <summary>A silo that has not reported for so long is gone.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Most silos shown.</summary>
    public const int MaxSilos = 256;

    private readonly Dictionary<string, (DateTimeOffset At, ImmutableArray<LaneReport> Lanes)> _silos =
        new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Report(string silo, ImmutableArray<LaneReport> lanes)
    {
        Expire();
        if (_silos.Count < MaxSilos || _silos.ContainsKey(silo))
        {
            _silos[silo] = (clock.GetUtcNow(), lanes);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<LaneReport>> Read()
    {
        Expire();
        return Task.FromResult(_silos.Values.SelectMany(s => s.Lanes)
            .OrderBy(l => l.Account, StringComparer.Ordinal).ThenBy(l => l.Silo, StringComparer.Ordinal)
            .ToImmutableArray());
    }

    private void Expire()
    {
        var before = clock.GetUtcNow() - Kept;
        foreach (var silo in _silos.Where(s => s.Value.At < before).Select(s => s.Key).ToList())
        {
            _silos.Remove(silo);
        }
    }
}
