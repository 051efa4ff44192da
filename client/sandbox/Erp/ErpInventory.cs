using System.Globalization;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Erp;

/// <summary>What lies where, by the ERP's own documents: counts set it, fulfilments take from it, returns add to it.
/// </summary>
/// <remarks>Only what was ever counted at a location is stocked there; the rest is no business of this ERP.</remarks>
internal sealed class ErpInventory
{
    /// <summary>Most documents named in one snapshot; its cut goes no further than they do.</summary>
    internal const int MaxAcknowledged = 5_000;

    private readonly List<Movement> _movements = [];

    internal void Clear() => _movements.Clear();

    /// <summary>Takes in a posted document, in the order of posting.</summary>
    internal void Add(ErpDocument document)
    {
        if (document.Kind is not (ErpKind.InventoryCount or ErpKind.Fulfilment or ErpKind.CreditMemo))
        {
            return;
        }
        var sign = document.Kind == ErpKind.Fulfilment ? -1 : 1;
        _movements.Add(new Movement(
            document.Sequence, document.PostedAt!.Value, document.Kind, document.Key, document.Reference,
            [.. document.Lines.Where(l => l.Location is not null && l.Disposition != "missing")
                .Select(l => ((l.Item, l.Location!), sign * l.Quantity))]));
    }

    /// <summary>The state after everything posted up to a time, and what was posted since an earlier cut.</summary>
    /// <param name="asOf">The time, inclusive.</param>
    /// <param name="after">The cut of an earlier snapshot, 0 for the first.</param>
    /// <param name="item">Only this item, or null.</param>
    /// <param name="location">Only this location, or null.</param>
    internal JsonObject Snapshot(DateTimeOffset asOf, int after, string? item, string? location)
    {
        var due = _movements.Where(m => m.At <= asOf).ToList();
        var listed = due.Where(m => m.Sequence > after).Take(MaxAcknowledged).ToList();
        var isWhole = listed.Count < MaxAcknowledged;
        var cut = isWhole ? due.LastOrDefault()?.Sequence ?? 0 : listed[^1].Sequence;
        var onHand = new SortedDictionary<(string Item, string Location), (long Units, DateTimeOffset CountedAt)>();
        foreach (var movement in due.Where(m => m.Sequence <= cut))
        {
            foreach (var (place, units) in movement.Units)
            {
                if (movement.Kind == ErpKind.InventoryCount)
                {
                    onHand[place] = (units, movement.At);
                }
                else if (onHand.TryGetValue(place, out var before))
                {
                    onHand[place] = before with { Units = before.Units + units };
                }
            }
        }
        return new JsonObject
        {
            ["asOf"] = Text(isWhole ? asOf : listed[^1].At),
            ["cut"] = cut,
            ["value"] = new JsonArray([.. onHand
                .Where(row => (item ?? row.Key.Item) == row.Key.Item)
                .Where(row => (location ?? row.Key.Location) == row.Key.Location)
                .Select(row => new JsonObject
                {
                    ["itemNumber"] = row.Key.Item,
                    ["locationId"] = row.Key.Location,
                    ["onHand"] = row.Value.Units,
                    ["countedAt"] = Text(row.Value.CountedAt),
                })]),
            ["acknowledged"] = new JsonArray([.. listed.Select(m => new JsonObject
            {
                ["key"] = m.Key, ["kind"] = m.Kind, ["reference"] = m.Reference, ["at"] = Text(m.At),
            })]),
            ["isWhole"] = isWhole,
        };
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private sealed record Movement(
        int Sequence, DateTimeOffset At, string Kind, string Key, string? Reference,
        IReadOnlyList<((string Item, string Location) Place, int Units)> Units);
}
