using System.Collections.Frozen;

namespace RetailActors.Operations;

/// <summary>Which silo an actor is at home on when it is <see cref="PlacedByKeyAttribute"/>.</summary>
/// <remarks>
/// Every silo computes the same answer from the same members. Each actor ranks all silos by a hash of both and lives on
/// the first, so a silo that comes or goes moves only the actors that are on it. A payment ranks them like its order:
/// the two talk to each other most.
/// </remarks>
public sealed class KeyHomes(IClusterMembershipService membership, ILocalSiloDetails self)
{
    private static readonly GrainType _payment = GrainType.Create("payment");
    private static readonly GrainType _idempotency = GrainType.Create("idempotency");

    private sealed record Homes(MembershipVersion Version, SiloAddress[] Silos);

    private volatile Homes? _homes;

    /// <summary>The kinds that are <see cref="PlacedByKeyAttribute"/> or <see cref="PlacedWhereCalledAttribute"/>.
    /// </summary>
    public static readonly FrozenSet<GrainType> Kinds = FrozenSet.Create(
        GrainType.Create("order"), _payment, _idempotency, GrainType.Create("reservation"));

    /// <summary>The silo of an actor; null while this silo knows of no active one.</summary>
    public SiloAddress? Of(GrainId actor)
    {
        var silos = Active();
        if (actor.Type.Equals(_idempotency))
        {
            return silos.Contains(self.SiloAddress) ? self.SiloAddress : null;
        }
        return silos.Length switch
        {
            0 => null,
            1 => silos[0],
            _ => Choose(silos, actor),
        };
    }

    /// <summary>The silo that ranks first; it does not depend on their order.</summary>
    /// <param name="silos">At least one.</param>
    /// <param name="actor">Whose home is wanted.</param>
    public static SiloAddress Choose(ReadOnlySpan<SiloAddress> silos, GrainId actor)
    {
        var key = Hash(actor);
        var (best, first) = (silos[0], 0UL);
        foreach (var silo in silos)
        {
            var rank = Mix(key ^ Mix((uint)silo.GetConsistentHashCode()));
            if (rank > first)
            {
                (best, first) = (silo, rank);
            }
        }
        return best;
    }

    private SiloAddress[] Active()
    {
        var now = membership.CurrentSnapshot;
        var known = _homes;
        if (known is null || known.Version != now.Version)
        {
            _homes = known = new Homes(
                now.Version,
                [.. now.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress)]);
        }
        return known.Silos;
    }

    /// <summary>FNV-1a over the bytes of the key, the same in every process.</summary>
    private static ulong Hash(GrainId actor)
    {
        var key = actor.Key.AsSpan();
        if (actor.Type.Equals(_payment))
        {
            // tenant/order.p1: what comes after the order does not count.
            var id = key.LastIndexOf((byte)'/') + 1;
            var end = key[id..].IndexOf((byte)'.');
            key = end < 0 ? key : key[..(id + end)];
        }
        var hash = 14695981039346656037UL;
        foreach (var b in key)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }
        return hash;
    }

    /// <summary>Spreads every bit of the input over all of the output (the finaliser of SplitMix64).</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9UL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebUL;
        return x ^ (x >> 31);
    }
}
