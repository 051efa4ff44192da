using System.Text.Json;

namespace RetailActors.Retail.Roi;

/// <summary>Computes the metrics from what was read. Pure.</summary>
internal sealed class Outcomes(JournalReading read)
{
    private static readonly TimeSpan _longDecision = TimeSpan.FromHours(1);
    private static readonly string[] _stuck = ["rejected", "dead-lettered"];
    private static readonly string[] _ended = ["resolved", "waived", "cleared"];
    private static readonly string[] _refunded = ["refunded", "tax-adjusted", "reversal-posted", "closed"];

    public IReadOnlyList<Measured> All() =>
    [
        Per1000(Outcome.Refused, read.Orders.Count(o => o.Items("shortages").Any())),
        PerAll(Outcome.Oversold, read.Exceptions.Count(e => e.Text("kind") == "stock-discrepancy")),
        Per1000(Outcome.Fallout, read.Orders.Count(IsStuck)),
        Recovered(),
        .. Posting(),
        Per1000(Outcome.Documents, Documents.Count(d => d.Text("number") is not null)),
        .. Settlement(),
        PerAll(Outcome.Exceptions, read.Exceptions.Count),
        Median(Outcome.ExceptionHours, read.Exceptions.Where(e => _ended.Contains(e.Text("status")))
            .Select(e => e.Items("history").Max(h => h.Time("at")) - e.Time("raisedAt")), TimeSpan.FromHours(1)),
        Share(Outcome.Refunds, read.Returns.Where(r => _refunded.Contains(r.Text("status"))), IsExact),
        Share(Outcome.Charges, read.Orders.Where(IsWhole), o =>
            o.Items("payments").Sum(p => p.Field("captured").Number("minor")) == o.Field("total").Number("minor")),
        .. Outcome.Told.Select(Told),
    ];

    private IEnumerable<JsonElement> Documents => read.Orders.SelectMany(o => o.Items("erpDocuments"));

    /// <summary>Steps of people in the life of an exception; the system signs its own.</summary>
    private static IEnumerable<JsonElement> Touches(JsonElement exception) => exception.Items("history").Where(h =>
        h.Text("by") != "system" && h.Text("what") is { } what
        && (what.StartsWith("assigned", StringComparison.Ordinal)
            || what.StartsWith("decided", StringComparison.Ordinal)));

    private bool IsStuck(JsonElement order) => order.Text("status") switch
    {
        "on-hold" => true,
        "received" or "reserved" => read.At - order.Time("submittedAt") > _longDecision,
        _ => order.Items("erpDocuments").Any(d => _stuck.Contains(d.Text("status"))),
    };

    private Measured Recovered()
    {
        var touched = read.Exceptions.Where(e => Touches(e).Any()).Select(e => e.Text("part")).ToHashSet();
        var struggled = read.Orders
            .Select(o => o.Items("erpDocuments").Where(d => d.Number("attempts") > 1).ToArray())
            .Where(some => some.Length > 0 && some.All(d => d.Text("status") is "posted" or "waived")).ToArray();
        return Share(Outcome.Unaided, struggled, some => !some.Any(d => touched.Contains(d.Text("key"))));
    }

    private IEnumerable<Measured> Posting()
    {
        var times = Documents.Where(d => d.Text("status") == "posted")
            .Select(d => d.Time("doneAt") - d.Time("plannedAt")).ToArray();
        yield return Median(Outcome.PostingMedian, times, TimeSpan.FromMinutes(1));
        yield return At(Outcome.PostingSlow, times, 0.95, TimeSpan.FromMinutes(1));
    }

    private IEnumerable<Measured> Settlement()
    {
        long matched = 0, all = 0;
        foreach (var counts in read.Settlements.Select(s => s.Field("counts")))
        {
            matched += counts.Number("matched") + counts.Number("tolerated");
            all += new[] { "matched", "tolerated", "mismatched", "unexpected", "suggested", "written-off" }
                .Sum(status => counts.Number(status));
        }
        yield return new Measured(Outcome.Matched, all == 0 ? null : 100.0 * matched / all, all);
        yield return Median(Outcome.SettlementHours, read.Settlements
            .Where(s => s.Text("status") == "reconciled").Select(s => s.Time("changedAt") - s.Time("paidAt")),
            TimeSpan.FromHours(1));
    }

    private Measured Told(Outcome outcome)
    {
        var told = read.Metrics.FirstOrDefault(m => m.Text("name") == outcome.Name);
        var value = told.Field("value");
        return new Measured(
            outcome, value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null, told.Number("measuredOn"),
            told);
    }

    private static bool IsExact(JsonElement returned) =>
        returned.Items("refunds").Where(r => r.Text("status") == "refunded")
            .Sum(r => r.Field("amount").Number("minor")) == returned.Field("amount").Number("minor");

    private static bool IsWhole(JsonElement order) => order.Text("status") is "completed" or "closed"
        && order.Items("lines").All(l => l.Number("cancelled") == 0);

    /// <summary>Per 1,000 of the orders that were read, which may be a sample.</summary>
    private Measured Per1000(Outcome outcome, long count) => new(
        outcome, read.Orders.Count == 0 ? null : 1_000.0 * count / read.Orders.Count, read.Orders.Count);

    /// <summary>Per 1,000 of all orders, for what was counted in full.</summary>
    private Measured PerAll(Outcome outcome, long count) => new(
        outcome, read.OrdersInAll == 0 ? null : 1_000.0 * count / read.OrdersInAll, read.OrdersInAll);

    private static Measured Share<T>(Outcome outcome, IEnumerable<T> all, Func<T, bool> good)
    {
        var (count, fine) = (0L, 0L);
        foreach (var one in all)
        {
            count++;
            fine += good(one) ? 1 : 0;
        }
        return new Measured(outcome, count == 0 ? null : 100.0 * fine / count, count);
    }

    private static Measured Median(Outcome outcome, IEnumerable<TimeSpan?> times, TimeSpan unit) =>
        At(outcome, times, 0.5, unit);

    private static Measured At(Outcome outcome, IEnumerable<TimeSpan?> times, double share, TimeSpan unit)
    {
        var sorted = times.OfType<TimeSpan>().Order().ToArray();
        return new Measured(
            outcome,
            sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] / unit,
            sorted.Length);
    }
}
