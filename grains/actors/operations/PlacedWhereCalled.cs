using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace RetailActors.Operations;

/// <summary>An actor that is on whichever silo asks for it, on several at once if several do. Nobody looks it up.
/// </summary>
/// <remarks>Only for one whose memory may be missed: what it must not forget is in the database, and it reads that when
/// it begins.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlacedWhereCalledAttribute : PlacementAttribute
{
    /// <summary>Has no settings.</summary>
    public PlacedWhereCalledAttribute() : base(new CallerPlacement())
    {
    }
}

/// <summary>See <see cref="PlacedWhereCalledAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("CallerPlacement")]
public sealed class CallerPlacement : PlacementStrategy
{
    /// <inheritdoc/>
    public override bool IsUsingGrainDirectory => false;
}

/// <summary>The silo that is asked, unless it is leaving.</summary>
public sealed class CallerPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            silos.Contains(context.LocalSilo) ? context.LocalSilo : KeyHomes.Choose(silos, target.GrainIdentity));
    }
}
