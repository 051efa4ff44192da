using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Operations;

/// <summary>The keys that protect sign-ins at the control plane page, shared by all gateways of a cluster.</summary>
/// <remarks>Grain key: <see cref="Key"/>. Durable before the reply. They are secrets of the installation and lie in its
/// database as they are; not in the journal, which could never forget one.</remarks>
[Alias("IPageKeys")]
public interface IPageKeys : IGrainWithStringKey
{
    /// <summary>There is one set for a cluster.</summary>
    const string Key = "page";

    /// <summary>Keys that are kept; the oldest goes when one more comes. One lasts 90 days.</summary>
    const int MaxKeys = 64;

    /// <summary>Longest key, in characters of its XML.</summary>
    const int MaxCharacters = 16_384;

    /// <summary>All of them, the oldest first.</summary>
    [Alias("Read")] Task<ImmutableArray<string>> Read();

    /// <summary>Adds one, or what revokes one. Idempotent on the name.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="MaxCharacters"/>.</exception>
    [Alias("Store")] Task Store(string name, string xml);
}
