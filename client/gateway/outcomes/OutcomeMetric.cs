namespace RetailActors.Gateway;

/// <summary>An outcome metric: what it is.</summary>
/// <param name="Name">As in the API, in <c>retail roi</c> and in its baselines.</param>
/// <param name="Title">For people.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="How">How it is measured, with what it leaves out.</param>
public sealed record OutcomeMetric(string Name, string Title, string Unit, string How)
{
    private const string PerOrders = "per 1,000 orders";

    /// <summary>Settlement lines decided by people.</summary>
    public static readonly OutcomeMetric Reconciliations = new(
        "manual-reconciliations", "Settlement lines reconciled by hand", "per 1,000 lines",
        "Lines that did not tie out and that somebody has decided about in the period, of the lines of settlements "
        + "that changed in it.");

    /// <summary>Orders that are stuck.</summary>
    public static readonly OutcomeMetric Fallout = new(
        "order-fallout", "Orders that got stuck", PerOrders,
        "Orders submitted in the period that are on hold, undecided for more than an hour, or have a document that "
        + "was refused or given up; as of now.");

    /// <summary>Stock that was found otherwise.</summary>
    public static readonly OutcomeMetric Accuracy = new(
        "inventory-accuracy", "SKUs at locations without a discrepancy", "percent",
        "Of the SKUs at locations: those about which no discrepancy was raised in the period, by a till, a count or "
        + "the ERP. What nobody has counted is taken to be right.");

    /// <summary>Time to close.</summary>
    public static readonly OutcomeMetric Close = new(
        "hours-to-close", "From the end of the month until it could be closed", "hours",
        "Of the last whole month: from its end until the last settlement line and the last exception of finance that "
        + "had begun before was decided. The month itself is closed in the ERP.");

    /// <summary>Support effort.</summary>
    public static readonly OutcomeMetric Touches = new(
        "manual-touches", "Manual touches", PerOrders,
        "Actions in the audit trail of the period that were done. A bulk replay is one, however much it decides. What "
        + "people did outside is not seen.");

    /// <summary>Channel launch.</summary>
    public static readonly OutcomeMetric Launch = new(
        "hours-to-launch", "From a channel's first message to its first accepted order, median", "hours",
        "Channels whose first accepted order was submitted in the period. A channel that only calls the API has no "
        + "first message, and configuration is not in the journal.");

    /// <summary>Duplicate entry.</summary>
    public static readonly OutcomeMetric Duplicates = new(
        "duplicate-entry", "Documents left to be keyed in by hand", PerOrders,
        "Documents for ERP, finance and other accounts that somebody has waived at the desk in the period.");

    /// <summary>Posting delay.</summary>
    public static readonly OutcomeMetric Posting = new(
        "minutes-to-post", "Time until a document is posted, median", "minutes",
        "From the step that causes a document to the other system's number; posted in the period, of at most 100 "
        + "subjects of which nothing is open.");

    /// <summary>Posting delay of the slow ones.</summary>
    public static readonly OutcomeMetric PostingSlow = new(
        "minutes-to-post-p95", "Time until a document is posted, 95th percentile", "minutes", "As the median.");

    /// <summary>Refund mismatches.</summary>
    public static readonly OutcomeMetric Refunds = new(
        "refunds-exact", "Refunds that are exact", "percent",
        "Of at most 100 returns whose refunds ended in the period: those where what was paid back is the amount, to "
        + "the minor unit.");

    /// <summary>Report consistency.</summary>
    public static readonly OutcomeMetric Consistency = new(
        "report-consistency", "Settlements on which provider, bank and ledger agree", "percent",
        "Of the settlements that changed in the period and that bank and ledger have answered: those without an open "
        + "line or issue, at the bank and in the ledger as we have them.");
}
