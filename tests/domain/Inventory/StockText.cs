using RetailActors.Inventory;

namespace RetailActors.Tests.Inventory;

/// <summary>All that a stock actor knows, as text in one order: two states are the same when their texts are.</summary>
internal static class StockText
{
    public static string Of(Stock s) => string.Join('\n',
        $"{s.Key} {s.Stocked} {s.Levels}",
        $"claims {Lines(s.Claims.Select(c => $"{c.Key} {Of(c.Value)}"))}",
        $"held {string.Join(' ', s.Held)}",
        $"incoming {Lines(s.Incoming.Select(i => $"{i}"))}",
        $"movements {Lines(s.Movements.Select(m => $"{m}"))}",
        $"ended {s.Ended.Count} {string.Join(' ', s.Ended.Ids)}",
        $"moved {s.Moved.Count} {string.Join(' ', s.Moved.Ids)}",
        $"expected {Lines(s.Expected.Select(e => $"{e.Key} {e.Value:O}"))}",
        $"transits {Lines(s.Transits.Select(t => $"{t}"))} {Lines(s.Announcing.Select(a => $"{a}"))}",
        $"changes {s.Changes.Count} {s.Changes.ForgottenUntil:O} {string.Join(' ', s.Changes.Items)}",
        $"erp {s.Erp} moved {s.MovedAt:O} counted {s.CountedAt:O} recorded {s.RecordedAt:O}",
        $"cases {s.Discrepancies} {Lines(s.Cases.Select(c => $"{c}"))}");

    private static string Of(Claim c) =>
        $"{c.GetType().Name} {c.Status} {c.Open}/{c.Quantity} {c.EndedAt:O} {(c as Claim.Hold)?.Expires:O} "
        + $"{(c as Claim.Hold)?.TakenBy} {(c as Claim.Allocation)?.Order} {Lines(c.Releases)} "
        + Lines(c.Fulfilments.Select(f => f.Value));

    private static string Lines(IEnumerable<string> lines) => string.Join(' ', lines.Order(StringComparer.Ordinal));
}
