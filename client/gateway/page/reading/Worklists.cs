using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Something that waits for a machine or a person, as a list of entities in some statuses.</summary>
/// <param name="Name">Slug, as in the API.</param>
/// <param name="Title">For people.</param>
/// <param name="Kind">Kind of the entities.</param>
/// <param name="Statuses">Which of them wait.</param>
/// <param name="By">What its groups are: a channel, a provider.</param>
/// <param name="Empty">What it means when nothing is in it.</param>
public sealed record Worklist(
    string Name, string Title, string Kind, ImmutableArray<string> Statuses, string By, string Empty)
{
    /// <summary>The name of its target: that of the business process whose rows it has, or its own.</summary>
    public string Sla => SlaProcess.All.FirstOrDefault(p => p.Worklist == Name)?.Name ?? Name;
}

/// <summary>The worklists, read by the API and by the page alike.</summary>
public sealed class Worklists(Cluster cluster)
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxRows = 200;

    /// <summary>Longest text to look for.</summary>
    public const int LongestText = 100;

    /// <summary>All of them, the four of the overview first.</summary>
    public static readonly ImmutableArray<Worklist> All =
    [
        new("orders-awaiting-erp", "Orders awaiting ERP posting", "posting",
            ["awaiting-erp", "exception"], "Channel", "Every order is on record in the ERP."),
        new("inventory-events-delayed", "Inventory events delayed", "inbox", ["received", "parked", "failed"],
            "Channel", "Every message of the shops and tills has been worked off."),
        new("returns-pending-reversal", "Returns pending reversal", "return",
            ["received", "dispositioned", "refunding", "refunded", "tax-adjusted"],
            "Location", "Money, tax and ledger agree on every return."),
        new("settlement-mismatches", "Settlement mismatches", "settlement-line", ["mismatched"],
            "Provider", "Every line of the settlement reports ties out."),
        new("orders-undecided", "Orders undecided", "order", ["deciding"],
            "Channel", "Every order has its decision."),
        new("pickups-awaited", "Pick-ups to make ready", "order",
            ["accepted", "on-hold", "backordered", "in-fulfilment"],
            "Channel", "Everything that customers will collect lies ready."),
        new("webhooks-undelivered", "Webhooks undelivered", "webhook", ["waiting", "held", "dead"],
            "Endpoint", "Every third party has heard of everything that it asked for."),
        new("dead-letters", "Dead letters", "exception", ["dead-letter"],
            "Account", "Nothing was given up."),
        new("exceptions", "Exceptions", "exception", ["open", "dead-letter", "deciding"],
            "Account", "Nothing needs a decision."),
    ];

    /// <summary>The worklist of a name, or null.</summary>
    public static Worklist? Named(string name) => All.FirstOrDefault(w => w.Name == name);

    /// <summary>The targets of all lists and processes, as the silos have them configured.</summary>
    public ValueTask<ImmutableDictionary<string, SlaTarget>> Targets(Tenant tenant) =>
        cluster.Ask<ISlaBoard, ImmutableDictionary<string, SlaTarget>>(tenant.Value, b => b.Targets());

    /// <summary>How the business processes stand.</summary>
    public ValueTask<SlaBoard> Board(Tenant tenant) =>
        cluster.Ask<ISlaBoard, SlaBoard>(tenant.Value, b => b.Read());

    /// <summary>Sums over all that waits, and a page of rows.</summary>
    public ValueTask<WaitingSummary> Read(Tenant tenant, Worklist worklist, WorklistPage page) =>
        cluster.Ask<IDirectory, WaitingSummary>(tenant.Value, d => d.Waiting(new WaitingQuery(
            worklist.Kind, page.Status is { } status ? [status] : worklist.Statuses, page.Rows, page.Group,
            string.IsNullOrWhiteSpace(page.Text) ? null : page.Text.Trim(), page.Newest, page.After)));
}

/// <summary>Which rows of a worklist.</summary>
/// <param name="Rows">How many, 0 for the sums alone.</param>
/// <param name="Group">Only these, or null.</param>
/// <param name="Text">Only those that contain it, or null.</param>
/// <param name="Status">Only this status, sums included, or null.</param>
/// <param name="Newest">The newest first.</param>
/// <param name="After">Where the page before ended, or null.</param>
public sealed record WorklistPage(
    int Rows, string? Group = null, string? Text = null, string? Status = null, bool Newest = false,
    WaitingCursor? After = null);
