using System.Globalization;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>What becomes of facts that do not agree with the books: somebody hears of them and decides.</summary>
public static partial class StockDecider
{
    /// <summary>Until when somebody should have decided about a discrepancy.</summary>
    public static readonly TimeSpan DecisionTime = TimeSpan.FromHours(24);

    /// <summary>Everything that other actors are owed, besides the expiry of our own holds.</summary>
    public static IReadOnlyList<StockCall> Calls(Stock s)
    {
        if (s.Cases.IsEmpty && s.Announcing.IsEmpty)
        {
            return [];
        }
        var calls = new List<StockCall>();
        foreach (var (part, c) in s.Cases.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (c.Settled)
            {
                calls.Add(new StockCall.Clear(part, c.Number));
            }
            else if (!c.Reported)
            {
                calls.Add(new StockCall.Report(part, c.Number, c.Evidence, c.At));
            }
        }
        calls.AddRange(s.Announcing.OrderBy(a => a.Key.Value, StringComparer.Ordinal)
            .Select(a => Announce(s, a.Key, a.Value)));
        return calls;
    }

    /// <summary>Writes down that a call was made; an answer that comes twice or too late changes nothing.</summary>
    public static StockEvent[] Made(Stock s, StockCall call) => call switch
    {
        StockCall.Report r when s.Cases.TryGetValue(r.Part, out var c) && c.Number == r.Number && !c.Reported =>
            [new StockEvent.DiscrepancyReported(r.Part, r.Number)],
        StockCall.Clear r when s.Cases.TryGetValue(r.Part, out var c) && c.Number == r.Number && c.Settled =>
            [new StockEvent.DiscrepancyCleared(r.Part, r.Number)],
        StockCall.Announce a when s.Announcing.ContainsKey(a.Id) => [new StockEvent.TransferAnnounced(a.Id)],
        _ => _none,
    };

    /// <summary>Takes in a decision of the exception desk. See <see cref="DiscrepancyParts"/>.</summary>
    public static (ResolutionResult, StockEvent[]) Decide(Stock s, Resolution c, DateTimeOffset now)
    {
        if (c.Part is not (DiscrepancyParts.Oversold or DiscrepancyParts.ErpGap))
        {
            return (ResolutionResult.NotFound, _none);
        }
        if (!s.Cases.TryGetValue(c.Part, out var open) || open.Settled)
        {
            return (ResolutionResult.AlreadyResolved, _none);
        }
        if (Adjustment(s, c) is not { } adjustment)
        {
            return (ResolutionResult.NotAllowed, _none);
        }
        var resolved = new StockEvent.DiscrepancyResolved(c.Part, c.Id, adjustment, now.ToUniversalTime(), c.By);
        var available = s.Levels.Available + adjustment;
        return (ResolutionResult.Resolved, adjustment < 0 && available < 0
            ? [resolved, new StockEvent.DiscrepancyFound(c.Id, 0, available)]
            : [resolved]);
    }

    private static long? Adjustment(Stock s, Resolution c) => c.Kind switch
    {
        ResolutionKind.Waive => 0,
        ResolutionKind.Edit when c.Edits.Count == 1 && c.Edits.TryGetValue(DiscrepancyParts.OnHand, out var text) =>
            text == DiscrepancyParts.AsErp && c.Part == DiscrepancyParts.ErpGap ? s.Erp!.Gap
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= MaxQuantity
                ? n - s.Levels.OnHand
                : null,
        _ => null,
    };

    private static StockCall.Announce Announce(Stock s, MovementId id, Announcement a) => new(
        id, a.To, new Movement(
            new MovementId($"{id.Value}:from:{s.Key.Location.Value}"), MovementKind.Incoming, a.Quantity, a.OccurredAt,
            "transfer", a.Document, null, a.By, ExpectedAt: a.ExpectedAt, Counterpart: s.Key.Location));

    private static Stock AfterDiscrepancy(Stock s, StockEvent.DiscrepancyFound e) =>
        Open(s, DiscrepancyParts.Oversold,
            $"{e.Cause} took more than there was: available is {e.Available}, {e.Uncommitted} were not committed.",
            again: false);

    private static Stock AfterResolution(Stock s, StockEvent.DiscrepancyResolved e)
    {
        var gap = (s.Erp?.Gap ?? 0) - e.Adjustment;
        return s with
        {
            Levels = Shift(s.Levels, available: e.Adjustment),
            Cases = s.Cases.Remove(e.Part),
            Erp = e.Part == DiscrepancyParts.ErpGap ? s.Erp! with { Gap = gap, Tolerated = gap } : s.Erp,
            RecordedAt = e.At,
        };
    }

    private static Stock AfterReport(Stock s, string part, long number) =>
        s.Cases.TryGetValue(part, out var c) && c.Number == number
            ? s with { Cases = s.Cases.SetItem(part, c with { Reported = true }) }
            : s;

    /// <summary>One case for each part: while it is open, what comes on top is in the journal and not on the desk
    /// again,
    /// unless it has to be told anew.</summary>
    private static Stock Open(Stock s, string part, string evidence, bool again)
    {
        var known = s.Cases.GetValueOrDefault(part);
        return known is { Settled: false } && !again
            ? s
            : s with
            {
                Discrepancies = s.Discrepancies + 1,
                Cases = s.Cases.SetItem(part, new DiscrepancyCase(
                    s.Discrepancies + 1, evidence, s.RecordedAt, Reported: false, Settled: false)),
            };
    }

    private static Stock Settle(Stock s, string part) => s.Cases.GetValueOrDefault(part) switch
    {
        null or { Settled: true } => s,
        // The desk may have heard of it although we do not know it: clearing what is not there does no harm.
        var open => s with
        {
            Discrepancies = s.Discrepancies + 1,
            Cases = s.Cases.SetItem(part, open with { Number = s.Discrepancies + 1, Settled = true }),
        },
    };
}
