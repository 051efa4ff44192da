using System.Text.Json;

namespace RetailActors.Retail.Roi;

/// <summary>An outcome metric: what it is, and what it came to.</summary>
/// <param name="Name">In baselines and JSON.</param>
/// <param name="Title">For people.</param>
/// <param name="LessIsBetter">False: more is better. Null: neither, it is a count of what was there.</param>
/// <param name="How">How it is measured, with what it leaves out.</param>
internal sealed record Outcome(string Name, string Title, string Unit, bool? LessIsBetter, string How)
{
    private const string OfPeriod = "Of the last days (--days), as GET /v1/operations/metrics says it.";

    public static readonly Outcome Refused = new(
        "refused-for-stock", "Orders refused because the units were not there", "per 1,000 orders", null,
        "Status rejected with shortages. A system that promises first and looks later would have taken some of them.");

    public static readonly Outcome Oversold = new(
        "oversold", "Stock discrepancies: units sold that were not there", "per 1,000 orders", true,
        "Exceptions of kind stock-discrepancy, raised by tills and counts; of all times.");

    public static readonly Outcome Fallout = new(
        "order-fallout", "Orders that got stuck", "per 1,000 orders", true,
        "On hold, undecided for more than an hour, or with a document that was refused or given up, as of now.");

    public static readonly Outcome Unaided = new(
        "recovered-unaided", "Orders that recovered without a hand", "percent", false,
        "Of the orders with a document that needed more than one attempt and is posted or waived now: those about "
        + "whose documents nobody decided anything.");

    public static readonly Outcome PostingMedian = new(
        "minutes-to-post", "Time until a document is posted, median", "minutes", true,
        "From the step of the order that causes a document to the other system's number; posted documents only.");

    public static readonly Outcome PostingSlow = new(
        "minutes-to-post-p95", "Time until a document is posted, 95th percentile", "minutes", true,
        "As the median.");

    public static readonly Outcome Documents = new(
        "documents-posted", "Documents posted without being keyed in", "per 1,000 orders", false,
        "Documents on record at ERP, finance and the other accounts, by their number there.");

    public static readonly Outcome Matched = new(
        "settlement-unaided", "Settlement lines matched without a hand", "percent", false,
        "Matched or within the tolerance, of all lines that are decided or wait for somebody.");

    public static readonly Outcome SettlementHours = new(
        "hours-to-reconcile", "From the payout to a reconciled settlement, median", "hours", true,
        "From the payout's date in the report to the last change of a reconciled settlement, the time until the report "
        + "arrived included; settlements only that are reconciled.");

    public static readonly Outcome Exceptions = new(
        "exceptions", "Exceptions", "per 1,000 orders", true, "Raised, of all times and kinds.");

    public static readonly Outcome Touches = new(
        "manual-touches", "Manual touches", "per 1,000 orders", true, OfPeriod);

    public static readonly Outcome ExceptionHours = new(
        "hours-to-resolve", "From an exception to its end, median", "hours", true,
        "From raised to the last step; ended exceptions only.");

    public static readonly Outcome Refunds = new(
        "refunds-exact", "Refunds that are exact", "percent", false,
        "Of the returns whose refunds have ended: those where what was paid back is the amount, to the minor unit.");

    public static readonly Outcome Charges = new(
        "charges-exact", "Completed orders charged exactly", "percent", false,
        "Of the completed orders of which nothing was cancelled: captured is the total, to the minor unit.");

    public static readonly Outcome Reconciliations = new(
        "manual-reconciliations", "Settlement lines reconciled by hand", "per 1,000 lines", true, OfPeriod);

    public static readonly Outcome Accuracy = new(
        "inventory-accuracy", "SKUs at locations without a discrepancy", "percent", false, OfPeriod);

    public static readonly Outcome Close = new(
        "hours-to-close", "From the end of the month until it could be closed", "hours", true, OfPeriod);

    public static readonly Outcome Launch = new(
        "hours-to-launch", "From a channel's first message to its first accepted order, median", "hours", true,
        OfPeriod);

    public static readonly Outcome Duplicates = new(
        "duplicate-entry", "Documents left to be keyed in by hand", "per 1,000 orders", true, OfPeriod);

    public static readonly Outcome Consistency = new(
        "report-consistency", "Settlements on which provider, bank and ledger agree", "percent", false, OfPeriod);

    public static IReadOnlyList<Outcome> All { get; } =
    [
        Refused, Oversold, Fallout, Unaided, PostingMedian, PostingSlow, Documents, Matched, SettlementHours,
        Exceptions, ExceptionHours, Refunds, Charges, .. Told,
    ];

    /// <summary>Those that the system itself says of a period.</summary>
    public static IReadOnlyList<Outcome> Told =>
        [Reconciliations, Accuracy, Close, Touches, Launch, Duplicates, Consistency];

    public static IEnumerable<string> Names => All.Select(o => o.Name);

    /// <summary>What no actor sees.</summary>
    public static IReadOnlyList<string> NotMeasured { get; } =
    [
        "what was configured before a channel's first message", "support effort outside this system",
        "inventory accuracy against a physical count, beyond discrepancies that somebody has shown",
    ];
}

/// <summary>A metric as it was measured.</summary>
/// <param name="Value">Null: nothing to measure it on.</param>
/// <param name="Of">On how many orders, documents, lines … it stands.</param>
/// <param name="Told">What the system has said of it, when it was not computed here.</param>
internal sealed record Measured(Outcome Outcome, double? Value, long Of, JsonElement Told = default)
{
    /// <summary>How it was measured.</summary>
    public string How => Told.Text("how") is { } how
        ? $"{how} From {Told.Text("from")} to {Told.Text("to")}."
        : Outcome.How;

    /// <summary>Why it has no value, as far as that was said.</summary>
    public string? Reason => Value is null ? Told.Text("reason") : null;
}
