using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>Makes one answer of those of all shards, in the order that one database would have given.</summary>
internal static class ShardMerge
{
    /// <summary>Pages of one query, each cut by itself.</summary>
    public static DirectoryPage Pages(IReadOnlyList<DirectoryPage> pages, int limit)
    {
        var rows = pages.SelectMany(page => page.Rows).OrderBy(row => row.Key, StringComparer.Ordinal)
            .Take(limit + 1).ToList();
        var more = rows.Count > limit || pages.Any(page => page.Next is not null);
        var shown = rows.Take(limit).ToList();
        return new([.. shown], more ? shown[^1].Key : null);
    }

    /// <summary>What is owed on all of them.</summary>
    public static OwedSummary Owed(IReadOnlyList<OwedSummary> parts, int rows) => new(
        parts.Sum(part => part.Total), parts.Min(part => part.OldestAt),
        [
            .. parts.SelectMany(part => part.Rows).OrderBy(call => call.CreatedAt)
                .ThenBy(call => call.Stream, StringComparer.Ordinal).ThenBy(call => call.Call, StringComparer.Ordinal)
                .Take(Math.Max(rows, 0)),
        ]);

    /// <summary>What waits on all of them.</summary>
    public static WaitingSummary Waiting(IReadOnlyList<WaitingSummary> parts, WaitingQuery query)
    {
        var rows = parts.SelectMany(part => part.Rows);
        rows = query.Newest
            ? rows.OrderByDescending(row => row.Since).ThenByDescending(row => row.Row.Key, StringComparer.Ordinal)
            : rows.OrderBy(row => row.Since).ThenBy(row => row.Row.Key, StringComparer.Ordinal);
        return ListStatements.Summary(
            [
                .. parts.SelectMany(part => part.Groups).GroupBy(group => group.Group)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new WaitingGroup(group.Key, group.Sum(g => g.Count), group.Min(g => g.OldestAt))),
            ],
            [.. rows.Take(query.Rows)]);
    }

    /// <summary>How many of the oldest due calls each shard has, so that together they are at most the limit.
    /// </summary>
    /// <param name="due">Times of the oldest due calls by shard, each in order.</param>
    /// <param name="limit">Of all together.</param>
    public static int[] Shares(IReadOnlyList<IReadOnlyList<DateTime>> due, int limit)
    {
        var shares = new int[due.Count];
        foreach (var (shard, _) in due.SelectMany((times, shard) => times.Select(time => (shard, time)))
            .OrderBy(call => call.time).Take(limit))
            shares[shard]++;
        return shares;
    }
}
