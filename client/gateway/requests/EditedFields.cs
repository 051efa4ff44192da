using System.Collections.Immutable;

namespace RetailActors.Gateway;

/// <summary>Fields that somebody edits on the exception desk, with their new values.</summary>
public static class EditedFields
{
    /// <summary>Most fields of one edit.</summary>
    public const int Most = 32;

    /// <summary>Longest new value.</summary>
    public const int LongestValue = 256;

    /// <summary>The fields of a body; what is wrong with them is reported there.</summary>
    public static ImmutableDictionary<string, string> Read(Fields body)
    {
        var edits = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var item in body.Objects("edits", 1, Most, true) ?? [])
        {
            var (field, value) = (item.Id("field"), item.Text("value", LongestValue, true));
            item.Done();
            edits[field] = value ?? "";
        }
        return edits.ToImmutable();
    }

    /// <summary>The fields of a body as the audit trail keeps them; null when one of them is none that we keep.
    /// </summary>
    public static ImmutableDictionary<string, string>? ForTrail(Call call)
    {
        var faults = new FieldFaults();
        var edits = Read(call.BodyFor(faults));
        return faults.Any || Refusal(edits) is not null ? null : edits;
    }

    /// <summary>What is wrong with new values, for a person, or null.</summary>
    public static string? Refusal(ImmutableDictionary<string, string> edits) =>
        edits.Count > Most || edits.Any(e => !Identifier.IsValid(e.Key) || e.Value.Length > LongestValue
            || !PlainText.IsPlain(e.Value))
            ? $"At most {Most} fields, and {LongestValue} characters for each value."
        : edits.Any(e => CardNumbers.AppearIn(e.Key) || CardNumbers.AppearIn(e.Value))
            ? "That looks like a card number. It is not kept."
        : edits.Values.Any(v => PersonalData.HasAddress(v))
            ? "Leave the e-mail address out: what is stored is kept for good."
            : null;

    /// <summary>For an answer, in the order of the names; null when nothing was edited.</summary>
    public static EditedField[]? Answer(ImmutableDictionary<string, string>? edits) => edits is not { IsEmpty: false }
        ? null
        : [.. edits.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new EditedField(e.Key, e.Value))];

    /// <summary>For a person: <c>days: 7, resolution: backorder</c>; empty when nothing was edited.</summary>
    public static string Text(ImmutableDictionary<string, string>? edits) =>
        string.Join(", ", (Answer(edits) ?? []).Select(e => $"{e.Field}: {e.Value}"));
}
