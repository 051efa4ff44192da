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

    /// <summary>What it is made of, when that is not all entities of its kind.</summary>
    public ImmutableArray<WorklistPart> Parts { get; init; } = [];

    /// <summary>Sums over all that waits, and a page of rows.</summary>
    /// <param name="ask">Asks the directory.</param>
    /// <param name="page">Which rows.</param>
    public ValueTask<WaitingSummary> Read(Func<WaitingQuery, ValueTask<WaitingSummary>> ask, WorklistPage page) =>
        Parts.IsEmpty ? ask(page.Of(Kind, Statuses, page.Group)) : Together(ask, page);

    /// <summary>Each part is asked for a whole page, because all of it may be of one part.</summary>
    private async ValueTask<WaitingSummary> Together(
        Func<WaitingQuery, ValueTask<WaitingSummary>> ask, WorklistPage page)
    {
        var sums = await Task.WhenAll(Parts.GroupBy(p => p.Kind).Select(async kind =>
        {
            var all = await ask(page.Of(kind.Key, kind.First().Statuses, null) with { Rows = 0, Text = null });
            return all.Groups.Where(g => kind.Any(p => p.Group is null || p.Group == g.Group));
        }));
        var groups = sums.SelectMany(g => g).GroupBy(g => g.Group, StringComparer.Ordinal)
            .Select(g => new WaitingGroup(g.Key, g.Sum(s => s.Count), g.Min(s => s.OldestAt)))
            .OrderBy(g => g.Group, StringComparer.Ordinal).ToImmutableArray();
        var wanted = page.Rows == 0 ? [] : Parts.Where(p => p.Group is null || (page.Group ?? p.Group) == p.Group);
        var rows = (await Task.WhenAll(wanted.Select(p => ask(
            page.Of(p.Kind, p.Statuses, p.Group ?? page.Group) with { RowsOnly = true }).AsTask())))
            .SelectMany(s => s.Rows);
        var sorted = page.Newest
            ? rows.OrderByDescending(r => r.Since).ThenByDescending(r => r.Row.Key, StringComparer.Ordinal)
            : rows.OrderBy(r => r.Since).ThenBy(r => r.Row.Key, StringComparer.Ordinal);
        return new WaitingSummary(
            groups.Sum(g => g.Count), groups.IsEmpty ? null : groups.Min(g => g.OldestAt), groups,
            [.. sorted.Take(page.Rows)]);
    }
}

/// <summary>A part of a worklist.</summary>
/// <param name="Kind">Kind of the entities.</param>
/// <param name="Statuses">Which of them wait; the same for all parts of a kind.</param>
/// <param name="Group">Only of this group, or null.</param>
public sealed record WorklistPart(string Kind, ImmutableArray<string> Statuses, string? Group);

/// <summary>The worklists, read by the API and by the page alike.</summary>
public sealed class Worklists(Cluster cluster)
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxRows = 200;

    /// <summary>Longest text to look for.</summary>
    public const int LongestText = 100;

    private static readonly ImmutableArray<string> _inbox = ["received", "parked", "failed"];

    /// <summary>All of them, the four of the overview first.</summary>
    public static readonly ImmutableArray<Worklist> All =
    [
        new("orders-awaiting-erp", "Orders awaiting ERP posting", "posting",
            ["awaiting-erp", "exception"], "Channel", "Every order is on record in the ERP."),
        new("inventory-events-delayed", "Inventory events delayed", "inbox", _inbox,
            "Channel", "Stock here, at the tills and in the channels is the same.")
        {
            // What tills and warehouses tell of stock, and what channels have not heard of it. Orders and payments are
            // in messages-waiting.
            Parts = [new("inbox", _inbox, "pos"), new("inbox", _inbox, "wms"), new("channel-feed", ["delayed"], null)],
        },
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
        new("messages-waiting", "Messages waiting", "inbox", _inbox,
            "Source", "Every message from outside has been worked off."),
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
    public ValueTask<WaitingSummary> Read(Tenant tenant, Worklist worklist, WorklistPage page) => worklist.Read(
        query => cluster.Ask<IDirectory, WaitingSummary>(tenant.Value, d => d.Waiting(query)), page);
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
    WaitingCursor? After = null)
{
    /// <summary>The same as a question to the directory.</summary>
    public WaitingQuery Of(string kind, ImmutableArray<string> statuses, string? group) => new(
        kind, Status is { } status ? [status] : statuses, Rows, group,
        string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(), Newest, After);
}
