using System.Collections.Concurrent;

namespace RetailActors.Retail.FlashSale;

/// <summary>What the sale proved or broke.</summary>
/// <param name="Oversold">Units promised beyond the stock.</param>
/// <param name="Undersold">Units left although there were buyers for them.</param>
/// <param name="ReadBack">Acknowledged orders that were read back.</param>
/// <param name="After">Stock per article, in eaches.</param>
/// <param name="Violations">One line each; empty when every promise was kept.</param>
internal sealed record Verdict(
    long Oversold, long Undersold, long ReadBack, IReadOnlyList<Buckets> After, IReadOnlyList<string> Violations);

/// <summary>Compares what the buyers were told with what the system has on record.</summary>
internal static class SaleAudit
{
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(30);
    private const int MaxShown = 10;
    private static readonly string[] _sold = ["accepted", "ready-for-pickup", "in-fulfilment", "completed", "closed"];

    public static async Task<Verdict> Judge(
        RetailApi api, SaleOptions options, Shelf shelf, Crowd crowd, CancellationToken cancellation)
    {
        var accepted = crowd.Tally[Outcome.Accepted];
        var possible = Math.Min(options.Stock, options.Buyers);
        var oversold = Math.Max(0, accepted - options.Stock);
        var undersold = Math.Max(0, possible - accepted);
        var violations = new List<string>();
        if (accepted != possible)
            violations.Add($"accepted {accepted:N0} orders, but min(stock, buyers) is {possible:N0}");
        if (crowd.Tally[Outcome.Unresolved] is > 0 and var open)
            violations.Add($"{open:N0} buyers never got a final answer");
        if (crowd.Tally[Outcome.Failed] is > 0 and var failed)
            violations.Add($"{failed:N0} buyers got an answer that is neither accepted nor refused");
        var readBack = await ReadOrders(api, crowd, violations, cancellation);
        var after = new List<Buckets>();
        foreach (var article in shelf.Articles)
            after.Add(await ReadStock(api, options, article, accepted, violations, cancellation));
        return new Verdict(oversold, undersold, readBack, after, violations);
    }

    private static async Task<long> ReadOrders(
        RetailApi api, Crowd crowd, List<string> violations, CancellationToken cancellation)
    {
        var promised = crowd.Accepted.Index().Where(a => a.Item is not null).ToArray();
        if (promised.Select(a => a.Item).Distinct().Count() is var distinct && distinct != promised.Length)
            violations.Add($"{promised.Length:N0} acknowledged orders have only {distinct:N0} different ids");
        var wrong = new ConcurrentQueue<string>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation };
        await Parallel.ForEachAsync(promised, parallel, async (promise, stop) =>
        {
            var order = await api.Find($"/v1/orders/{promise.Item}", stop);
            if (order is null)
                wrong.Enqueue($"order {promise.Item} was acknowledged and does not exist");
            else if (!_sold.Contains(order.Value.Text("status")))
                wrong.Enqueue($"order {promise.Item} was acknowledged and is {order.Value.Text("status")}");
            else if (order.Value.Text("externalId") != crowd.ExternalId(promise.Index))
                wrong.Enqueue($"order {promise.Item} belongs to {order.Value.Text("externalId")}, "
                    + $"not to {crowd.ExternalId(promise.Index)}");
        });
        violations.AddRange(wrong.Take(MaxShown));
        if (wrong.Count > MaxShown)
            violations.Add($"… and {wrong.Count - MaxShown:N0} more orders that are not what was acknowledged");
        return promised.Length;
    }

    /// <summary>Reads one article's buckets; units of refused orders may take a moment to come back.</summary>
    private static async Task<Buckets> ReadStock(
        RetailApi api, SaleOptions options, Article article, long sold, List<string> violations,
        CancellationToken cancellation)
    {
        var path = $"/v1/inventory/{article.Sku}/{options.Location}";
        var expected = article.Before with
        {
            Available = article.Before.Available - sold,
            Committed = article.Before.Committed + sold,
        };
        var until = DateTime.UtcNow + _settle;
        while (true)
        {
            var now = await api.Find(path, cancellation) is { } found ? Buckets.Of(found) : Buckets.Empty;
            if (now == expected)
                return now;
            if (DateTime.UtcNow < until)
            {
                await Task.Delay(200, cancellation);
                continue;
            }
            violations.Add($"{article.Sku} at {options.Location} is {now}, expected {expected}");
            if (now.OnHand != now.Available + now.Bound)
                violations.Add(
                    $"{article.Sku} at {options.Location}: the buckets do not add up to {now.OnHand} on hand");
            return now;
        }
    }
}
