using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace RetailActors.Sandbox.Psp;

/// <summary>
/// Which operation an idempotency key stands for. Keys are kept as 128-bit hashes; in shards, so that a table that
/// grows copies a small part and not millions of entries at once.
/// </summary>
internal sealed class PspKeys
{
    /// <summary>The key is being worked on.</summary>
    internal const int InFlight = 0;
    private const int Shards = 64;

    private readonly Dictionary<UInt128, int>[] _shards =
        [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<UInt128, int>())];

    internal static UInt128 Hash(string key) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(key.AsSpan()));

    /// <summary>Claims a key for work. False when it is known: then seq is its operation, or InFlight.</summary>
    internal bool TryClaim(UInt128 key, out int seq)
    {
        var shard = ShardOf(key);
        lock (shard)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(shard, key, out var known);
            seq = entry;
            return !known;
        }
    }

    internal bool TryFind(UInt128 key, out int seq)
    {
        var shard = ShardOf(key);
        lock (shard)
        {
            return shard.TryGetValue(key, out seq);
        }
    }

    internal void Set(UInt128 key, int seq)
    {
        var shard = ShardOf(key);
        lock (shard)
        {
            shard[key] = seq;
        }
    }

    /// <summary>Gives up a claim that came to nothing.</summary>
    internal void Release(UInt128 key)
    {
        var shard = ShardOf(key);
        lock (shard)
        {
            if (shard.TryGetValue(key, out var seq) && seq == InFlight)
            {
                shard.Remove(key);
            }
        }
    }

    private Dictionary<UInt128, int> ShardOf(UInt128 key) => _shards[(int)(ulong)(key >> 64) & (Shards - 1)];
}
