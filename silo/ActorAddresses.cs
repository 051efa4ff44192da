using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Where this silo believes actors to be.</summary>
/// <remarks>
/// An order and its payment are busy for milliseconds and then rest for days. Each of them left an entry in Orleans'
/// own cache, which keeps a million of them, 330 bytes each, and was hardly asked for it again. Their silo is computed
/// (<see cref="KeyHomes"/>), so they leave none; answering from here also spares them the queue of Orleans' placement.
/// </remarks>
public sealed class ActorAddresses : IGrainDirectoryCache, IAsyncDisposable
{
    /// <summary>Addresses of other actors that are remembered; the ones used least are forgotten first.</summary>
    public const int Capacity = 100_000;

    private readonly IGrainDirectoryCache _others;
    private readonly Lazy<KeyHomes> _homes;

    /// <summary>Made once per silo.</summary>
    public ActorAddresses(IServiceProvider services, IOptions<GrainDirectoryOptions> options)
    {
        // Not yet: the membership is made after the directory that makes us.
        _homes = new(services.GetRequiredService<KeyHomes>);
        _others = GrainDirectoryCacheFactory.CreateGrainDirectoryCache(services, new GrainDirectoryOptions
        {
            CacheSize = Capacity,
            MaximumCacheTTL = options.Value.MaximumCacheTTL,
        });
    }

    /// <inheritdoc/>
    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => _others.KeyValues;

    /// <inheritdoc/>
    public void AddOrUpdate(GrainAddress value, int version)
    {
        if (!KeyHomes.Kinds.Contains(value.GrainId.Type))
        {
            _others.AddOrUpdate(value, version);
        }
    }

    /// <inheritdoc/>
    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (!KeyHomes.Kinds.Contains(key.Type))
        {
            return _others.LookUp(key, out result, out version);
        }
        version = 0;
        result = _homes.Value.Of(key) is { } home ? new GrainAddress { GrainId = key, SiloAddress = home } : null;
        return result is not null;
    }

    /// <inheritdoc/>
    public bool Remove(GrainId key) => _others.Remove(key);

    /// <inheritdoc/>
    public bool Remove(GrainAddress key) => _others.Remove(key);

    /// <inheritdoc/>
    public void Clear() => _others.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _others is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
