using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>How the entities of one kind of stream are reached. Registered in dependency injection.</summary>
/// <param name="Kind">First part of the stream's name.</param>
/// <param name="Resume">Lets an entity make the calls that it owes.</param>
/// <param name="Resolvable">An entity that takes decisions from the exception desk, or null when the kind has none.
/// </param>
public sealed record ActorKind(
    string Kind, Func<IGrainFactory, string, Task> Resume, Func<IGrainFactory, string, IResolvable>? Resolvable = null);

/// <summary>All kinds of entities that this silo knows.</summary>
public sealed class ActorKinds(IEnumerable<ActorKind> kinds, IGrainFactory grains)
{
    private readonly Dictionary<string, ActorKind> _kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    /// <summary>Lets the entity of a stream make the calls that it owes.</summary>
    public Task Resume(string stream)
    {
        var (kind, key) = Find(stream);
        return kind.Resume(grains, key);
    }

    /// <summary>The entity of a stream, to be told a decision; null when its kind takes none.</summary>
    public IResolvable? Resolvable(string stream)
    {
        var (kind, key) = Find(stream);
        return kind.Resolvable?.Invoke(grains, key);
    }

    /// <summary>Whether somebody answers for a stream of this kind.</summary>
    public bool Knows(string stream) =>
        stream.IndexOf('/') is > 0 and var slash && _kinds.ContainsKey(stream[..slash]);

    private (ActorKind Kind, string Key) Find(string stream)
    {
        var slash = stream.IndexOf('/');
        return slash > 0 && _kinds.TryGetValue(stream[..slash], out var kind)
            ? (kind, stream[(slash + 1)..])
            : throw new JournalFormatException($"Nobody answers for the stream '{stream}'.");
    }
}
