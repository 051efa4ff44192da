using System.Collections.Immutable;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>What the set of keys looks like in storage.</summary>
public sealed class PageKeyRing
{
    /// <summary>The oldest first.</summary>
    public List<PageKey> Keys { get; set; } = [];
}

/// <summary>One of them.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Xml">As ASP.NET Core writes it.</param>
public sealed record PageKey(string Name, string Xml);

/// <summary>Keeps the keys of the page as the state of one plain persistent actor.</summary>
[GrainType("page-keys")]
public sealed class PageKeysGrain(
    [PersistentState("page-keys", SnapshotStorage.Name)] IPersistentState<PageKeyRing> storage) : Grain, IPageKeys
{
    /// <inheritdoc/>
    public Task<ImmutableArray<string>> Read() =>
        Task.FromResult(storage.State.Keys.Select(k => k.Xml).ToImmutableArray());

    /// <inheritdoc/>
    public async Task Store(string name, string xml)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(xml.Length, IPageKeys.MaxCharacters, nameof(xml));
        if (storage.State.Keys.Any(k => k.Name == name))
        {
            return;
        }
        var before = storage.State.Keys;
        storage.State.Keys = [.. before.Append(new PageKey(name, xml)).TakeLast(IPageKeys.MaxKeys)];
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Whether it was stored is not known: the next activation reads what is there.
            storage.State.Keys = before;
            DeactivateOnIdle();
            throw;
        }
    }
}
