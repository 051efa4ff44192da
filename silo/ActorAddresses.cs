using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace RetailActors.Hosting;

/// <summary>Where this silo believes actors to be.</summary>
/// <remarks>
/// An order and its payment are busy for milliseconds and then rest for days. Each of them left an entry in Orleans'
/// own cache, which keeps a million of them, 330 bytes each, and was asked for once. Here they leave none: they are
/// believed to be on this silo, where they are placed anyway. As every entry of this cache that is a guess and nothing
/// more. An activation is registered in the directory before it runs; one that is alive on another silo wins, and the
/// call is passed on to it. What is saved is asking the directory before the registration asks it again.
/// </remarks>
public sealed class ActorAddresses : IGrainDirectoryCache, IAsyncDisposable
{
    /// <summary>Addresses of other actors that are remembered; the ones used least are forgotten first.</summary>
    public const int Capacity = 100_000;

    private static readonly GrainType _order = GrainType.Create("order");
    private static readonly GrainType _payment = GrainType.Create("payment");

    private readonly IGrainDirectoryCache _others;
    private readonly SiloAddress _here;
    private readonly CancellationToken _stopping;

    /// <summary>Made once per silo.</summary>
    public ActorAddresses(
        IServiceProvider services, ILocalSiloDetails silo, IOptions<GrainDirectoryOptions> options,
        IHostApplicationLifetime lifetime)
    {
        (_here, _stopping) = (silo.SiloAddress, lifetime.ApplicationStopping);
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
        if (!IsBrief(value.GrainId))
        {
            _others.AddOrUpdate(value, version);
        }
    }

    /// <inheritdoc/>
    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (!IsBrief(key))
        {
            return _others.LookUp(key, out result, out version);
        }
        // A silo that is leaving asks the directory, which names another one.
        version = 0;
        result = _stopping.IsCancellationRequested ? null : new GrainAddress { GrainId = key, SiloAddress = _here };
        return result is not null;
    }

    /// <inheritdoc/>
    public bool Remove(GrainId key) => !IsBrief(key) && _others.Remove(key);

    /// <inheritdoc/>
    public bool Remove(GrainAddress key) => !IsBrief(key.GrainId) && _others.Remove(key);

    /// <inheritdoc/>
    public void Clear() => _others.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _others is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    private static bool IsBrief(GrainId id) => id.Type.Equals(_order) || id.Type.Equals(_payment);
}
