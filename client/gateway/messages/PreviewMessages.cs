using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>A decision about an exception that is only thought of.</summary>
/// <param name="Action">retry, edit or waive.</param>
/// <param name="Edits">For edit: 1 to 32 fields with their new values.</param>
public sealed record PreviewBody(ResolutionKind Action, IReadOnlyList<EditedField>? Edits);

/// <summary>What a decision would change.</summary>
/// <param name="Changes">What is known before; empty when nothing changes or nothing is known.</param>
/// <param name="NotKnown">What cannot be said before, and why; not there when all is said.</param>
/// <param name="Refused">Why it would not be taken; not there when it would.</param>
public sealed record PreviewAnswer(FieldChange[] Changes, string? NotKnown, string? Refused)
{
    /// <summary>What an actor says.</summary>
    public static PreviewAnswer Of(DecisionPreview preview) =>
        new(FieldChange.Of(preview), preview.NotKnown, preview.Refused);
}

/// <summary>A field that would change.</summary>
public sealed record FieldChange(string Field, string Now, string WouldBe)
{
    /// <summary>The fields that a decision would change.</summary>
    public static FieldChange[] Of(DecisionPreview preview) =>
        [.. preview.Changes.Select(c => new FieldChange(c.Field, c.Now, c.WouldBe))];
}
