using System.Collections.Immutable;
using System.Globalization;

namespace RetailActors.Postings;

public static partial class PostingDecider
{
    private const string TaxField = "tax";

    /// <summary>The corrected tax of a line, as a field of a document: <c>lines/1/tax</c>.</summary>
    public static string TaxFieldOf(LineId line) => $"lines/{line.Value}/{TaxField}";

    /// <summary>
    /// What a document says otherwise than its step: what somebody has edited, and the tax that the engine has made of
    /// the step that it waited for.
    /// </summary>
    public static ImmutableDictionary<string, string> EditsOf(Posting posting, Document d)
    {
        if (d.After is not { } after || posting.Find(after) is not { Corrections.IsEmpty: false } engine)
        {
            return d.Edits;
        }
        var edits = engine.Corrections
            .Where(c => c.Field.StartsWith("lines/", StringComparison.Ordinal)
                && c.Field.EndsWith($"/{TaxField}", StringComparison.Ordinal))
            .ToImmutableDictionary(c => c.Field, c => c.Theirs);
        return edits.SetItems(d.Edits);
    }

    /// <summary>The step that trues up the tax of a document of the engine; null when there is no difference.</summary>
    private static Step.TaxCorrected? TrueUp(Posting posting, Document d, PostingEvent.Posted posted)
    {
        if (d.Kind is not (DocumentKind.TaxCommit or DocumentKind.TaxReversal) || posting.Order is not { } order
            || posted.Corrections.FirstOrDefault(c => c.Field == TaxField) is not { } correction)
        {
            return null;
        }
        var (told, due) = (Read(correction.Ours, order.Currency), Read(correction.Theirs, order.Currency));
        return told is null || due is null ? null : new Step.TaxCorrected(
            $"tax:{d.Key}", posted.At, d.Step, told.Value, due.Value, d.Kind == DocumentKind.TaxReversal);
    }

    private static Money? Read(string text, Currency currency)
    {
        var point = text.IndexOf('.');
        var (whole, fraction) = point < 0 ? (text, "") : (text[..point], text[(point + 1)..].TrimEnd('0'));
        return whole.TrimStart('-').Length > 0 && fraction.Length <= currency.MinorDigits
            && fraction.All(char.IsAsciiDigit)
            && long.TryParse(
                whole + fraction.PadRight(currency.MinorDigits, '0'), NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out var minor)
            && Math.Abs(minor) <= Money.MaxMinor
            ? new Money(minor, currency)
            : null;
    }

    /// <summary>Takes in that a document is on record, and what follows from the tax that the engine made of it.
    /// </summary>
    private static void AddPosted(
        Draft draft, Document d, PostingEvent.Posted posted, PostingPolicy policy, DateTimeOffset now)
    {
        var trueUp = TrueUp(draft.State, d, posted);
        draft.Add(posted);
        if (trueUp is null || draft.State.Step(trueUp.Id) is not null)
        {
            return;
        }
        var order = draft.State.Order!;
        var key = new PostingKey(new Tenant(d.Key[..d.Key.IndexOf(':')]), order.Id.Value);
        draft.Add(new PostingEvent.StepsRecorded(
            [trueUp], PostingPlan.Plan(key, order, [trueUp], draft.State.Documents, policy),
            draft.State.Step(d.Step)?.Trace, now));
    }
}
