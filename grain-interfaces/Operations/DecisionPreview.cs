using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Operations;

/// <summary>A field that a decision would change.</summary>
/// <param name="Field">Its name: <c>status</c>, <c>onHand</c>, <c>postingDate</c>, …</param>
/// <param name="Now">Its value, as text.</param>
/// <param name="WouldBe">Its value after the decision.</param>
[GenerateSerializer, Immutable, Alias("FieldDifference")]
public sealed record FieldDifference(string Field, string Now, string WouldBe);

/// <summary>What a decision of the exception desk would change, said before it is taken and without any effect.
/// </summary>
/// <param name="Changes">What is known before; empty when nothing changes or nothing is known.</param>
/// <param name="NotKnown">What cannot be said before, and why; null when all is said.</param>
/// <param name="Refused">Why the decision would not be taken, or null.</param>
[GenerateSerializer, Immutable, Alias("DecisionPreview")]
public sealed record DecisionPreview(
    ImmutableArray<FieldDifference> Changes, string? NotKnown = null, string? Refused = null)
{
    /// <summary>It would not be taken.</summary>
    public static DecisionPreview Refuse(string why) => new([], null, why);
}
