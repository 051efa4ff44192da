using System.Collections.Concurrent;

namespace RetailActors.Operations;

/// <summary>Remembers large sums over what waits for a moment: nobody needs to know a hundred thousand to the second.
/// </summary>
/// <remarks>Rows are never remembered, nor sums below <see cref="Large"/>. One for each silo.</remarks>
public sealed class WaitingSums(TimeProvider clock)
{
    /// <summary>Sums below this cost little and are always read.</summary>
    public const long Large = 20_000;

    /// <summary>Sums that are remembered at once; more are read each time.</summary>
    public const int Most = 1_024;

    /// <summary>How old a remembered sum is at most.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, WaitingSummary Sums)> _known = new();

    /// <summary>The sums of a query without its rows, or null when they have to be read.</summary>
    public WaitingSummary? Of(string tenant, WaitingQuery query) =>
        query.Until is null && _known.TryGetValue(Key(tenant, query), out var known)
        && clock.GetUtcNow() - known.At < Fresh
            ? known.Sums
            : null;

    /// <summary>Remembers them when they are large.</summary>
    public void Learn(string tenant, WaitingQuery query, WaitingSummary read)
    {
        var key = Key(tenant, query);
        if (query.Until is not null || read.Total < Large || (_known.Count >= Most && !_known.ContainsKey(key)))
        {
            _known.TryRemove(key, out _);
            return;
        }
        _known[key] = (clock.GetUtcNow(), read with { Rows = [] });
    }

    /// <summary>Sums are over all groups and texts.</summary>
    private static string Key(string tenant, WaitingQuery query) =>
        $"{tenant}/{query.Kind}/{string.Join(',', query.Statuses)}";
}
