using System.Collections.Concurrent;
using System.Text.Json;
using RetailActors.Retail.Verify;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Day;

/// <summary>Documents of one kind, ours and theirs.</summary>
/// <param name="System">Whose books.</param>
/// <param name="Kind">What they say.</param>
/// <param name="Told">Planned for the orders of the day.</param>
/// <param name="Posted">On record there by our journal.</param>
/// <param name="Theirs">In their books.</param>
internal sealed record DocumentRow(string System, string Kind, long Told, long Posted, long Theirs);

/// <summary>Cents by four books; null where a book does not say.</summary>
internal sealed record MoneyRow(string What, long? Orders, long? Provider, long? Erp, long? Finance)
{
    /// <summary>Everybody who says something says the same.</summary>
    public bool Agrees => new[] { Orders, Provider, Erp, Finance }.OfType<long>().Distinct().Count() <= 1;
}

/// <summary>How long one document took from its plan to the other system's books.</summary>
/// <param name="Account">The account.</param>
/// <param name="At">When it was planned, as a part of the day.</param>
/// <param name="Seconds">Until it was on record.</param>
internal sealed record Delay(string Account, double At, double Seconds);

/// <summary>The day in numbers, read from every book that there is.</summary>
internal sealed record DayTotals(
    IReadOnlyList<DocumentRow> Documents, IReadOnlyList<MoneyRow> Money, IReadOnlyList<Delay> Delays,
    IReadOnlyDictionary<string, int> Returns, IReadOnlyList<string> Wrong)
{
    private const int AtOnce = 16;

    private static readonly (string Name, string[] Systems, Func<JsonElement, IEnumerable<BookDocument>> Read)[]
        _books =
    [
        ("erp", ["erp-d365", "erp-netsuite"], BookShapes.Erp), ("tills", ["pos"], BookShapes.Tills),
        ("storefront", ["shopify"], BookShapes.Shop), ("warehouse", ["wms"], BookShapes.Warehouse),
        ("tax", ["tax"], BookShapes.Tax), ("finance", ["finance"], BookShapes.Finance),
    ];

    public static async Task<DayTotals> Read(DayContext day)
    {
        var visits = day.Diary.Visits.Where(v => v.Order is not null).ToArray();
        var orders = new ConcurrentDictionary<string, JsonElement>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce, CancellationToken = day.Cancellation,
        };
        await Parallel.ForEachAsync(visits, parallel, async (visit, stop) =>
        {
            if (await day.Api.Find($"/v1/orders/{visit.Order}", stop) is { } order)
                orders[visit.Order!] = order;
        });
        using var reader = new BooksReader(day.Options.Sandbox, day.Options.Key);
        var theirs = await Theirs(day, reader, orders);
        var money = new[]
        {
            await Compare(day, reader, orders, theirs, "taken", "captured", "capture", "payment", 1),
            await Compare(day, reader, orders, theirs, "paid back", "refunded", "refund", "refund", -1),
        };
        var (members, differ) = await new Members(day).Compare(reader);
        var wrong = visits.Where(v => v.Expected is { } e && orders.GetValueOrDefault(v.Order!).Text("status") != e)
            .Select(v => $"{v.Order} ({v.Channel}) is {orders.GetValueOrDefault(v.Order!).Text("status")}, "
                + $"for the customer it is {v.Outcome}")
            .Concat(money.Where(m => !m.Agrees).Select(m => $"The books disagree about the money {m.What}: {m}."))
            .Concat(differ);
        return new DayTotals(
            [.. SideBySide(orders, theirs), members], money, [.. DelaysOf(day, orders.Values)],
            orders.Values.SelectMany(o => o.Items("returns")).GroupBy(r => r.Text("status") ?? "")
                .ToDictionary(g => g.Key, g => g.Count()), [.. wrong]);
    }

    /// <summary>The documents of the day's orders in all books.</summary>
    private static async Task<List<(string System, BookDocument Document)>> Theirs(
        DayContext day, BooksReader reader, ConcurrentDictionary<string, JsonElement> orders)
    {
        var found = new List<(string, BookDocument)>();
        var shop = orders.Values.Where(o => o.Text("channel") == "shopify").Select(o => o.Text("externalId"))
            .ToHashSet();
        foreach (var (name, systems, read) in _books)
        {
            foreach (var system in systems)
            {
                await foreach (var item in reader.Read(system, day.Cancellation))
                    found.AddRange(read(item).Where(d => d.IsFinal && (orders.ContainsKey(d.Subject)
                        || (name == "storefront" && shop.Contains(d.Subject)))).Select(d => (name, d)));
            }
        }
        return found;
    }

    private static List<DocumentRow> SideBySide(
        ConcurrentDictionary<string, JsonElement> orders, List<(string System, BookDocument Document)> theirs)
    {
        var ours = orders.Values.SelectMany(o => o.Items("erpDocuments"))
            .GroupBy(d => d.Text("kind") ?? "").ToDictionary(g => g.Key, g => (
                Told: g.LongCount(), Posted: g.LongCount(d => d.Text("status") == "posted")));
        return [.. theirs.GroupBy(t => (t.System, t.Document.Kind)).Select(g => new DocumentRow(
            g.Key.System, g.Key.Kind, ours.GetValueOrDefault(g.Key.Kind).Told,
            ours.GetValueOrDefault(g.Key.Kind).Posted, g.LongCount()))];
    }

    private static async Task<MoneyRow> Compare(
        DayContext day, BooksReader reader, ConcurrentDictionary<string, JsonElement> orders,
        List<(string System, BookDocument Document)> theirs, string what, string field, string operation, string kind,
        int sign)
    {
        var provider = 0L;
        await foreach (var entry in new ProviderBooks(reader, new Checks()).Read(day.Cancellation))
        {
            if (entry.Approved && entry.Kind == operation && orders.ContainsKey(entry.Order))
                provider += entry.Minor;
        }
        var clearing = theirs.Where(t => t.System == "finance").SelectMany(t => t.Document.Fields)
            .Where(f => f.Key.StartsWith("psp-clearing:", StringComparison.Ordinal) && Math.Sign(f.Value) == sign);
        return new MoneyRow(
            what, orders.Values.SelectMany(o => o.Items("payments")).Sum(p => p.Field(field).Number("minor")), provider,
            theirs.Where(t => t.System == "erp" && t.Document.Kind == kind)
                .Sum(t => t.Document.Fields.GetValueOrDefault("total")),
            clearing.Sum(f => Math.Abs(f.Value)));
    }

    private static IEnumerable<Delay> DelaysOf(DayContext day, IEnumerable<JsonElement> orders)
    {
        var opened = DateTimeOffset.UtcNow - day.Hours.Elapsed;
        return orders.SelectMany(o => o.Items("erpDocuments"))
            .Where(d => d.Text("status") == "posted")
            .Select(d => (Account: d.Text("account") ?? "", Planned: d.Time("plannedAt"), Done: d.Time("doneAt")))
            .Where(d => d is { Planned: not null, Done: not null })
            .Select(d => new Delay(
                d.Account, (d.Planned!.Value - opened) / day.Options.Duration,
                Math.Max(0, (d.Done!.Value - d.Planned.Value).TotalSeconds)));
    }
}
