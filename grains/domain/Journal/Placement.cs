using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace RetailActors.Journal;

/// <summary>
/// On which shard a stream lives. An epoch is a set of shards; under each epoch a stream has one place, by rendezvous
/// hashing. It lives at its place under the newest epoch unless it was there before, at its place under an older one.
/// </summary>
/// <remarks>What this computes is kept in databases: it must never change. A test pins it.</remarks>
public sealed class Placement
{
    /// <summary>Shards of an installation, the home server included. They are numbered from 0, which is home.</summary>
    public const int MaxShards = 16;

    /// <summary>Epochs of an installation: each adds a shard or repairs an activation.</summary>
    public const int MaxEpochs = 64;

    /// <summary>
    /// Kinds that always live at home. They are few, change seldom, and nearly every order reads them: a shard that is
    /// away must not take them with it.
    /// </summary>
    public static readonly ImmutableArray<string> HomeKinds = ["location", "price", "product"];

    private static readonly ImmutableArray<int>[] _alone =
        [.. Enumerable.Range(0, MaxShards).Select(shard => ImmutableArray.Create(shard))];

    private readonly ushort[] _epochs;
    private readonly ushort _all;

    /// <summary>A placement.</summary>
    /// <param name="epoch">Number of the newest epoch.</param>
    /// <param name="epochs">The shards of each epoch, the oldest epoch first.</param>
    /// <exception cref="ArgumentException">A bound is not kept, or an epoch is empty.</exception>
    public Placement(int epoch, IReadOnlyList<IReadOnlyList<int>> epochs)
    {
        if (epochs.Count is 0 or > MaxEpochs)
            throw new ArgumentException($"A placement has 1 to {MaxEpochs} epochs.", nameof(epochs));
        (Epoch, _epochs) = (epoch, [.. epochs.Select(Mask).Distinct()]);
        // An epoch that comes again is the newest all the same.
        if (_epochs[^1] != Mask(epochs[^1]))
            _epochs = [.. _epochs.Where(mask => mask != Mask(epochs[^1])), Mask(epochs[^1])];
        _all = _epochs.Aggregate((one, other) => (ushort)(one | other));
        Shards = [.. epochs[^1].Order()];
    }

    /// <summary>Number of the newest epoch; it grows.</summary>
    public int Epoch { get; }

    /// <summary>The shards of the newest epoch, in their order.</summary>
    public ImmutableArray<int> Shards { get; }

    /// <summary>Every shard that some stream may live on, in their order.</summary>
    public IEnumerable<int> AllShards => Enumerable.Range(0, MaxShards).Where(shard => (_all >> shard & 1) != 0);

    /// <summary>Every shard on which there may be streams of a kind, in their order.</summary>
    public IEnumerable<int> ShardsOf(string kind) => HomeKinds.Contains(kind) ? [0] : AllShards;

    /// <summary>Where a stream may live: its place under the newest epoch first, then those under older ones, each
    /// once.</summary>
    public ImmutableArray<int> PlacesOf(string stream)
    {
        if (IsAtHome(stream))
            return _alone[0];
        if (BitOperations.PopCount(_all) == 1)
            return _alone[BitOperations.TrailingZeroCount(_all)];
        Span<ulong> scores = stackalloc ulong[MaxShards];
        var hash = Hash(stream);
        for (var shard = 0; shard < MaxShards; shard++)
            scores[shard] = Mix(hash ^ Mix((ulong)shard + 1));
        var newest = Best(scores, _epochs[^1]);
        var places = _alone[newest];
        for (var i = _epochs.Length - 2; i >= 0; i--)
        {
            var older = Best(scores, _epochs[i]);
            if (!places.Contains(older))
                places = places.Add(older);
        }
        return places;
    }

    private static bool IsAtHome(string stream)
    {
        foreach (var kind in HomeKinds)
        {
            if (stream.Length > kind.Length && stream[kind.Length] == '/'
                && stream.StartsWith(kind, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>64 bits of a name: FNV-1a over its UTF-8 bytes.</summary>
    internal static ulong Hash(string name)
    {
        Span<byte> bytes = stackalloc byte[512];
        var length = Encoding.UTF8.GetMaxByteCount(name.Length) <= bytes.Length
            ? Encoding.UTF8.GetBytes(name, bytes)
            : (bytes = Encoding.UTF8.GetBytes(name)).Length;
        var hash = 0xcbf29ce484222325;
        foreach (var b in bytes[..length])
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    /// <summary>The shard with the highest score: whoever joins takes streams over and moves none between others.
    /// </summary>
    private static int Best(ReadOnlySpan<ulong> scores, ushort shards)
    {
        var best = BitOperations.TrailingZeroCount(shards);
        for (var shard = best + 1; shard < MaxShards; shard++)
        {
            if ((shards >> shard & 1) != 0 && scores[shard] > scores[best])
                best = shard;
        }
        return best;
    }

    /// <summary>The finaliser of SplitMix64: each bit of the input changes half of the bits of the output.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    private static ushort Mask(IReadOnlyList<int> shards)
    {
        if (shards.Count == 0 || shards.Any(shard => shard is < 0 or >= MaxShards))
            throw new ArgumentException($"An epoch has 1 to {MaxShards} shards, numbered from 0.", nameof(shards));
        return shards.Aggregate((ushort)0, (mask, shard) => (ushort)(mask | 1 << shard));
    }
}
