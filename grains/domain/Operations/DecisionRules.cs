using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Settlement;

namespace RetailActors.Operations;

/// <summary>What a decision would change, from what its entity says of itself. Pure. What only the deed can show is
/// said to be so.</summary>
public static class DecisionRules
{
    private const string Settled = "It needs no decision any more.";
    private const string AsStep = "as its step says";

    /// <summary>Why the desk itself would not take a decision, or null.</summary>
    public static DecisionPreview? OfCase(
        ExceptionCase state, ResolutionKind kind, ImmutableDictionary<string, string> edits) =>
        state.Standing is not CaseStanding.Open ? DecisionPreview.Refuse(Settled)
        : !state.Report!.Actions.Contains(kind) ? DecisionPreview.Refuse("This cannot be decided about it.")
        : kind == ResolutionKind.Edit && edits.IsEmpty ? DecisionPreview.Refuse("Name a field and its new value.")
        : null;

    /// <summary>A document of an account.</summary>
    public static DecisionPreview OfDocument(
        DocumentView? d, ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        if (d is null || d.Status is not (DocumentStatus.Rejected or DocumentStatus.DeadLettered))
        {
            return DecisionPreview.Refuse(Settled);
        }
        if (kind == ResolutionKind.Waive)
        {
            return new([new("status", Slug(d.Status), Slug(DocumentStatus.Waived))]);
        }
        var isDoubtful = d.Status == DocumentStatus.DeadLettered && d.Code != PostingDecider.CannotLookUp;
        return new(
            [
                new("status", Slug(d.Status), isDoubtful ? "looked up, then sent unless on record" : "sent"),
                .. edits.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new FieldDifference(
                    e.Key, d.Edits?.GetValueOrDefault(e.Key) ?? AsStep, e.Value)),
            ],
            isDoubtful
                ? $"Whether {d.Account} has it on record: its answer was lost, and only a call to it can tell."
                : $"What {d.Account} makes of it: only sending it can tell.");
    }

    /// <summary>A SKU at a location.</summary>
    public static DecisionPreview OfStock(
        StockView stock, string part, ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        if (kind == ResolutionKind.Waive)
        {
            return new([]);
        }
        var (levels, isGap) = (stock.Levels, part == DiscrepancyParts.ErpGap);
        long? onHand = edits.Count != 1 || !edits.TryGetValue(DiscrepancyParts.OnHand, out var text) ? null
            : text == DiscrepancyParts.AsErp && isGap && stock.Erp is { } erp ? levels.OnHand + erp.Gap
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= StockDecider.MaxQuantity ? number
            : null;
        return onHand is { } after
            ? new([
                Number("onHand", levels.OnHand, after),
                Number("available", levels.Available, levels.Available + after - levels.OnHand)])
            : DecisionPreview.Refuse(
                $"It takes one field, {DiscrepancyParts.OnHand}: a whole number{(isGap ? ", or erp" : "")}.");
    }

    /// <summary>A line of a settlement report that does not tie out; null when there is no open case of it.</summary>
    public static DecisionPreview OfLine(
        LineCase? line, ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        if (line is null)
        {
            return DecisionPreview.Refuse(Settled);
        }
        if (kind == ResolutionKind.Retry)
        {
            return new([], "Whether the line fits its payment by now: the payment is asked by recording it, so only "
                + "doing it can tell. As long as it does not fit, nothing changes but the evidence.");
        }
        var isSuggested = line.Status == LineStatus.Suggested;
        var status = kind == ResolutionKind.Edit && isSuggested ? LineStatus.Matched : LineStatus.WrittenOff;
        if (kind == ResolutionKind.Edit && edits.GetValueOrDefault(CaseDecider.AcceptField) != "true")
        {
            return DecisionPreview.Refuse($"It takes one field, {CaseDecider.AcceptField}: true.");
        }
        var pays = line.Entry is not null && (line.Status == LineStatus.Mismatched || status == LineStatus.Matched);
        var change = new FieldDifference("status", Slug(line.Status), Slug(status));
        return new(pays && line.Payment is { } payment
            ? [change, new("settles", "nothing", payment.Value)]
            : [change]);
    }

    /// <summary>A message from outside; null when there is none.</summary>
    public static DecisionPreview OfMessage(InboxView? message, string part, ResolutionKind kind) =>
        message is null ? DecisionPreview.Refuse(Settled)
        : part != InboxDecider.ItselfPart ? new([])
        : kind == ResolutionKind.Waive ? new([new("status", message.Status, "waived")])
        : new(
            [new("status", message.Status, "received"), Number("attempts", message.Attempts, 0)],
            "What the message does: the actors that it is for decide that when it is worked off again.");

    /// <summary>Whatever has no reading of its own, from the report alone.</summary>
    public static DecisionPreview OfReport(
        ExceptionReport report, ResolutionKind kind, ImmutableDictionary<string, string> edits) => report.Kind switch
        {
            OrderDecider.UnitsMissingKind => OfMissing(kind, edits),
            OrderDecider.HeldKind => new([new("hold", "held", "released")]),
            OrderDecider.CallRefusedKind when kind == ResolutionKind.Retry => new(
                [new("call", "refused", "asked again under another key")],
                "What the provider answers: only asking it can tell."),
            UnreadableRecord.ExceptionKind => new(
                [], "Whether the record can be read by now: only reading it again can tell."),
            _ when kind == ResolutionKind.Waive => new([]),
            _ => new(
                [], $"What becomes of it: {report.Entity.Split('/')[0]} tries it again, and only doing it can tell."),
        };

    private static DecisionPreview OfMissing(ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        var wanted = kind == ResolutionKind.Retry
            ? OrderParts.ReSource
            : edits.GetValueOrDefault(OrderParts.Resolution);
        var days = edits.GetValueOrDefault(
            OrderParts.BackorderDays, OrderParts.StandardBackorderDays.ToString(CultureInfo.InvariantCulture));
        var fits = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= OrderParts.MaxBackorderDays;
        const string search = "Whether there are any: only the search at the stock can tell.";
        return (fits, wanted) switch
        {
            (true, OrderParts.Cancel) => new([new("units", "missing", "cancelled")]),
            (true, OrderParts.ReSource) => new([new("units", "missing", "searched for at all locations")], search),
            (true, OrderParts.Backorder) => new(
                [new("units", "missing", $"waited for, {number} days at most")], search),
            _ => DecisionPreview.Refuse(
                $"It takes {OrderParts.Resolution}: {OrderParts.ReSource}, {OrderParts.Cancel} or "
                + $"{OrderParts.Backorder}; and {OrderParts.BackorderDays}: 1 to {OrderParts.MaxBackorderDays}."),
        };
    }

    private static FieldDifference Number(string field, long now, long after) => new(
        field, now.ToString(CultureInfo.InvariantCulture), after.ToString(CultureInfo.InvariantCulture));

    private static string Slug<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
