using Orleans.GrainDirectory;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace RetailActors.Operations;

/// <summary>An actor whose silo follows from its key and from which silos there are. Nobody looks it up and nobody
/// writes down where it is.</summary>
/// <remarks>
/// For actors that are busy for milliseconds: with two silos a directory cost each of them up to three calls between
/// silos. While silos come and go two activations can exist for a moment. The journal's key is the fence then, as it
/// always is; only what writes through a ledger, or keeps nothing, may be placed like this.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlacedByKeyAttribute : PlacementAttribute
{
    /// <summary>Has no settings.</summary>
    public PlacedByKeyAttribute() : base(new KeyPlacement())
    {
    }
}

/// <summary>See <see cref="PlacedByKeyAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("KeyPlacement")]
public sealed class KeyPlacement : PlacementStrategy
{
    /// <inheritdoc/>
    public override bool IsUsingGrainDirectory => false;
}

/// <summary>Decides where such an actor is, when <see cref="KeyHomes"/> was not asked already.</summary>
public sealed class KeyPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(KeyHomes.Choose(context.GetCompatibleSilos(target), target.GrainIdentity));
}

/// <summary>The directory of actors that are in none.</summary>
public sealed class NoDirectory : IGrainDirectory
{
    /// <summary>Its name in <see cref="GrainDirectoryAttribute"/>.</summary>
    public const string Name = "none";

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    /// <inheritdoc/>
    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <inheritdoc/>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
