using System.Collections.Concurrent;

namespace RetailActors.Reference;

/// <summary>Copies of something that is read elsewhere, each used for a while.</summary>
/// <param name="read">Reads one; runs on the turn of the grain that asks.</param>
/// <param name="clock">Monotonic time.</param>
/// <param name="lifetime">How long a copy is used.</param>
public sealed class Copies<TKey, TValue>(Func<TKey, Task<TValue>> read, TimeProvider clock, TimeSpan lifetime)
    where TKey : notnull
{
    /// <summary>Copies kept; beyond it all are dropped and read again.</summary>
    public const int Capacity = 200_000;

    private readonly ConcurrentDictionary<TKey, Copy> _copies = new();
    private int _kept;

    /// <summary>The copy, read again when it is too old or when <paramref name="fresh"/> is asked for.</summary>
    public ValueTask<TValue> Get(TKey key, bool fresh) =>
        !fresh && _copies.TryGetValue(key, out var copy) && clock.GetElapsedTime(copy.At) < lifetime
            ? new(copy.Value)
            : new(Read(key));

    private async Task<TValue> Read(TKey key)
    {
        var at = clock.GetTimestamp();
        var value = await read(key);
        // ConcurrentDictionary.Count takes every lock; a count of our own that is sometimes too high does as well.
        if (!_copies.ContainsKey(key) && Interlocked.Increment(ref _kept) > Capacity)
        {
            _copies.Clear();
            _kept = 1;
        }
        _copies[key] = new Copy(value, at);
        return value;
    }

    private sealed record Copy(TValue Value, long At);
}
