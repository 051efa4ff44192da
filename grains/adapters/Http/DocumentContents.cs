using System.Collections.Immutable;
using System.Globalization;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Adapters.Http;

/// <summary>
/// What a document of an order says, whoever it is for: taken from its step, with what the exception desk has changed.
/// </summary>
/// <param name="Currency">Of every amount.</param>
/// <param name="Date">The day that it counts for: the step's, UTC, or the edit <c>postingDate</c>.</param>
/// <param name="Lines">Units with their amounts; empty for payments and refunds.</param>
/// <param name="Net">Goods.</param>
/// <param name="Tax">Tax.</param>
/// <param name="Shipping">Shipping.</param>
/// <param name="Total">All three, or what was paid.</param>
/// <param name="Customer">The customer's id, or null for a guest.</param>
/// <param name="Via">The payment's id, for payments and refunds.</param>
public sealed record DocumentContents(
    Currency Currency, DateOnly Date, ImmutableArray<StepLine> Lines, Money Net, Money Tax, Money Shipping,
    Money Total, CustomerId? Customer, PaymentId? Via)
{
    /// <summary>Edit: the day that the document counts for, <c>2026-11-24</c>.</summary>
    public const string PostingDate = PostingChecks.PostingDateField;

    /// <summary>Edit: number of the sales order in the other system, when it was entered there by hand.</summary>
    public const string SalesOrderNumber = "salesOrderNumber";

    /// <summary>The day as most systems write it: <c>2026-11-24</c>.</summary>
    public string Day => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What becomes of units that came back, in the words of most systems; null when they did not.</summary>
    /// <param name="line">The units.</param>
    /// <param name="restocked">The system's word for what goes back to where it was.</param>
    public static string? DispositionOf(StepLine line, string restocked) => line.Disposition switch
    {
        Disposition.Restocked => restocked,
        Disposition.ProcessingRequired => "inspect",
        Disposition.NotRestocked => "scrap",
        Disposition.Missing => "missing",
        _ => null,
    };

    /// <summary>The contents, or null when the step belongs to no order or cannot have caused such a
    /// document.</summary>
    public static DocumentContents? Of(DocumentCall call)
    {
        if ((call.Order ?? (call.Step as Step.Accepted)?.Order) is not { } order)
        {
            return null;
        }
        return (call.Kind, call.Step) switch
        {
            (DocumentKind.SalesOrder, Step.Accepted) => Priced(call, order, order.Lines) with
            {
                // As the channel charged them; the other system checks that the lines add up to it.
                Tax = order.Tax,
                Shipping = order.Shipping,
                Total = order.Total,
            },
            (DocumentKind.SalesOrderCancellation, Step.Cancelled step) => Priced(call, order, step.Lines),
            (DocumentKind.Fulfilment or DocumentKind.Invoice, Step.HandedOver step) =>
                Priced(call, order, step.Lines),
            (DocumentKind.CreditMemo, Step.Refunded step) => Priced(call, order, step.Lines),
            (DocumentKind.Payment, Step.Captured step) => Paid(call, order, step.Amount, step.Payment),
            (DocumentKind.Refund, Step.Refunded step) => Paid(call, order, step.Amount, step.Payment),
            _ => null,
        };
    }

    /// <summary>Number of the sales order in the other system, or null when it is not known.</summary>
    public static string? SalesOrderOf(DocumentCall call) =>
        call.Edits.TryGetValue(SalesOrderNumber, out var edited) ? edited : SalesOrderEntry(call)?.Number;

    /// <summary>Key of the sales order in the other system, or null when there is none yet.</summary>
    public static string? SalesOrderKeyOf(DocumentCall call) => SalesOrderEntry(call)?.Key;

    private static (string Key, string Number)? SalesOrderEntry(DocumentCall call)
    {
        foreach (var (key, number) in call.Numbers)
        {
            var rest = key.StartsWith(call.Tenant.Value + ":", StringComparison.Ordinal)
                ? key[(call.Tenant.Value.Length + 1)..]
                : "";
            var kind = rest.Split(':')[0].Replace("-", "", StringComparison.Ordinal);
            if (kind.Equals(nameof(DocumentKind.SalesOrder), StringComparison.OrdinalIgnoreCase))
            {
                return (key, number);
            }
        }
        return null;
    }

    private static DocumentContents Priced(DocumentCall call, AcceptedOrder order, ImmutableArray<StepLine> lines)
    {
        var zero = Money.Zero(order.Currency);
        lines = call.Edits.IsEmpty || lines.IsDefaultOrEmpty ? lines : [.. lines.Select(l => Taxed(call, l))];
        return new DocumentContents(
            order.Currency, DateOf(call), lines, lines.Aggregate(zero, (sum, l) => sum + l.Net),
            lines.Aggregate(zero, (sum, l) => sum + l.Tax), lines.Aggregate(zero, (sum, l) => sum + l.Shipping),
            lines.Aggregate(zero, (sum, l) => sum + l.Gross), order.Customer, null);
    }

    /// <summary>The line with the tax that the engine has made of it, or that somebody has edited.</summary>
    private static StepLine Taxed(DocumentCall call, StepLine line) =>
        call.Edits.TryGetValue(PostingDecider.TaxFieldOf(line.LineId), out var text)
            && Amounts.Parse(text, line.Tax.Currency) is { } tax
            ? line with { Tax = tax }
            : line;

    private static DocumentContents Paid(DocumentCall call, AcceptedOrder order, Money amount, PaymentId payment)
    {
        var zero = Money.Zero(order.Currency);
        return new DocumentContents(
            order.Currency, DateOf(call), [], zero, zero, zero, amount, order.Customer, payment);
    }

    private static DateOnly DateOf(DocumentCall call) => call.Edits.TryGetValue(PostingDate, out var text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : DateOnly.FromDateTime(call.Step.At.UtcDateTime);
}
