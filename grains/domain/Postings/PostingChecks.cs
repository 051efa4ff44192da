using System.Collections.Immutable;
using System.Globalization;

namespace RetailActors.Postings;

/// <summary>Why a document would be refused anyway.</summary>
/// <param name="Code">Slug, starts with <c>precheck-</c>.</param>
/// <param name="Detail">For people.</param>
public sealed record PrecheckFault(string Code, string Detail);

/// <summary>What must hold before a document leaves: sums, currency, open period. Pure.</summary>
public static class PostingChecks
{
    /// <summary>The field by which the exception desk books a document on another day: <c>2026-12-01</c>.</summary>
    public const string PostingDateField = "postingDate";

    /// <summary>What the desk called <see cref="PostingDateField"/> before; taken as the same.</summary>
    public const string FormerPostingDateField = "bookingDate";

    /// <summary>The first fault, or null. Checked in this order: currency, header, tax, period.</summary>
    /// <remarks>What somebody has edited is not added up again: that is what the edit was for.</remarks>
    public static PrecheckFault? Check(Posting posting, Document document, PostingPolicy policy)
    {
        if (posting.Step(document.Step)?.Step is not { } step)
        {
            return new PrecheckFault("precheck-step", "The step of this document is not on record.");
        }
        var sums = document.Edits.IsEmpty ? Sums(posting, document.Kind, step) : null;
        return Currency(posting.Order, step) ?? sums ?? Period(document, step, policy.ClosedUntil);
    }

    private static PrecheckFault? Currency(AcceptedOrder? order, Step step)
    {
        if (order is null)
        {
            return null;
        }
        var amounts = step switch
        {
            Step.Accepted a => LineAmounts(a.Order.Lines).Append(a.Order.Tax).Append(a.Order.Shipping)
                .Append(a.Order.Total).Concat(a.Order.Tenders.Select(t => t.Amount)),
            Step.Cancelled c => LineAmounts(c.Lines),
            Step.HandedOver h => LineAmounts(h.Lines),
            Step.Captured c => [c.Amount],
            Step.Returned r => LineAmounts(r.Lines).Append(r.PaidBefore ?? Money.Zero(order.Currency)),
            Step.Refunded r => LineAmounts(r.Lines).Append(r.Amount).Append(r.Unearned ?? r.Amount),
            Step.TaxCorrected t => [t.Told, t.Due],
            _ => [],
        };
        return amounts.Any(a => a.Currency != order.Currency)
            ? new PrecheckFault("precheck-currency", $"An amount is not in {order.Currency}.")
            : null;
    }

    private static IEnumerable<Money> LineAmounts(ImmutableArray<StepLine> lines) =>
        lines.IsDefault ? [] : lines.SelectMany(l => new[] { l.Net, l.Tax, l.Shipping });

    private static PrecheckFault? Sums(Posting posting, DocumentKind kind, Step step) => (kind, step) switch
    {
        (DocumentKind.SalesOrder, Step.Accepted a) => Header(a.Order) ?? Tax(a.Order),
        (DocumentKind.CreditMemo, Step.Refunded r) => Memo(posting, r),
        _ => null,
    };

    private static PrecheckFault? Header(AcceptedOrder o)
    {
        var net = o.Lines.Sum(l => l.Net.Minor);
        var shipping = o.Lines.Sum(l => l.Shipping.Minor);
        var tendered = o.Tenders.Sum(t => t.Amount.Minor);
        return net + o.Tax.Minor + o.Shipping.Minor == o.Total.Minor && shipping == o.Shipping.Minor
            && tendered == o.Total.Minor
            ? null
            : new PrecheckFault("precheck-header", string.Create(CultureInfo.InvariantCulture,
                $"Lines {net}, tax {o.Tax.Minor}, shipping {o.Shipping.Minor} (of lines {shipping}) and tenders "
                + $"{tendered} do not make the total {o.Total.Minor}."));
    }

    private static PrecheckFault? Tax(AcceptedOrder o)
    {
        var tax = o.Lines.Sum(l => l.Tax.Minor);
        return tax == o.Tax.Minor
            ? null
            : new PrecheckFault("precheck-tax", string.Create(CultureInfo.InvariantCulture,
                $"The tax of the lines is {tax}, the order's is {o.Tax.Minor}."));
    }

    private static PrecheckFault? Memo(Posting posting, Step.Refunded refund)
    {
        var back = posting.Steps.Select(s => s.Step).OfType<Step.Refunded>()
            .Where(r => r.Return == refund.Return).Sum(r => r.Amount.Minor);
        var lines = refund.Lines.Sum(l => l.Gross.Minor);
        return back <= lines
            ? null
            : new PrecheckFault("precheck-header", string.Create(CultureInfo.InvariantCulture,
                $"{back} was paid back for goods of {lines}."));
    }

    private static PrecheckFault? Period(Document document, Step step, DateOnly? closedUntil)
    {
        var booked = document.Kind is DocumentKind.Invoice or DocumentKind.Payment or DocumentKind.CreditMemo
            or DocumentKind.Refund or DocumentKind.JournalEntry;
        if (!booked || closedUntil is not { } closed)
        {
            return null;
        }
        var day = document.Edits.TryGetValue(PostingDateField, out var text)
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d)
                ? d
                : DateOnly.FromDateTime(step.At.UtcDateTime);
        return day > closed
            ? null
            : new PrecheckFault("precheck-closed-period", string.Create(CultureInfo.InvariantCulture,
                $"{day:yyyy-MM-dd} lies in a closed period; edit {PostingDateField} to book it later."));
    }
}
