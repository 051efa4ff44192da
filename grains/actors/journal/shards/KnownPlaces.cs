using System.Collections.Concurrent;

namespace RetailActors.Journal;

/// <summary>
/// Where streams were found that could be in more than one place. A stream never moves, so what stands here is true for
/// ever; what is forgotten is looked for again. Bounded: two generations, the older one is dropped when the younger is
/// full.
/// </summary>
internal sealed class KnownPlaces(int most)
{
    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<string, int> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, int> _old = new(StringComparer.Ordinal);
    private int _added;

    /// <summary>Streams that are known at this moment.</summary>
    public int Count => _young.Count + _old.Count;

    public bool TryGetPlace(string stream, out int place)
    {
        if (_young.TryGetValue(stream, out place))
            return true;
        if (!_old.TryGetValue(stream, out place))
            return false;
        Learn(stream, place);
        return true;
    }

    public void Learn(string stream, int place)
    {
        if (!_young.TryAdd(stream, place) || Interlocked.Increment(ref _added) < most / 2)
            return;
        lock (_lock)
        {
            if (_added < most / 2)
                return;
            (_old, _young, _added) = (_young, new(StringComparer.Ordinal), 0);
        }
    }
}
