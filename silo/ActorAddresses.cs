using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace RetailActors.Hosting;

/// <summary>Where this silo believes actors to be.</summary>
/// <remarks>
/// An order and its payment are busy for milliseconds and then rest for days. Each of them left an entry in Orleans'
/// own cache, which keeps a million of them, 330 bytes each, and was hardly asked for it again. Here they leave none:
/// who wants them asks the directory.
/// </remarks>
public sealed class ActorAddresses : IGrainDirectoryCache, IAsyncDisposable
{
    /// <summary>Addresses of other actors that are remembered; the ones used least are forgotten first.</summary>
    public const int Capacity = 100_000;

    private static readonly GrainType _order = GrainType.Create("order");
    private static readonly GrainType _payment = GrainType.Create("payment");

    private readonly IGrainDirectoryCache _others;

    /// <summary>Made once per silo.</summary>
    public ActorAddresses(IServiceProvider services, IOptions<GrainDirectoryOptions> options) =>
        _others = GrainDirectoryCacheFactory.CreateGrainDirectoryCache(services, new GrainDirectoryOptions
        {
            CacheSize = Capacity,
            MaximumCacheTTL = options.Value.MaximumCacheTTL,
        });

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
    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version) =>
        _others.LookUp(key, out result, out version);

    /// <inheritdoc/>
    public bool Remove(GrainId key) => _others.Remove(key);

    /// <inheritdoc/>
    public bool Remove(GrainAddress key) => _others.Remove(key);

    /// <inheritdoc/>
    public void Clear() => _others.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _others is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    private static bool IsBrief(GrainId id) => id.Type.Equals(_order) || id.Type.Equals(_payment);
}
