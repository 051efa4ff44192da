using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>Reading statements that both databases understand: parameters are called <c>$1</c>, <c>$2</c> …</summary>
internal static class ListStatements
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxRows = 1000;

    /// <summary>The owed calls of a tenant: $1 tenant, $2 rows. Total and rows come from one look.</summary>
    public const string Owed =
        """
        SELECT stream, call, created_at, due_at, attempts, count(*) OVER () AS total
        FROM outbox WHERE tenant = $1
        ORDER BY created_at, stream, call LIMIT $2
        """;

    /// <summary>
    /// A page of the directory: $1 tenant, $2 kind, $3 after, $4 limit, then the status and the group if given. One
    /// text per combination, so that each has the plan of its index.
    /// </summary>
    public static string Directory(DirectoryQuery query)
    {
        var status = query.Status is null ? "" : "AND status = $5";
        var group = query.Group is null ? "" : query.Status is null ? "AND grp = $5" : "AND grp = $6";
        return $"""
            SELECT key, status, grp, changed_at, version, data
            FROM directory WHERE tenant = $1 AND kind = $2 AND key > $3 {status} {group}
            ORDER BY key LIMIT $4
            """;
    }

    /// <summary>Most statuses of one question.</summary>
    public const int MaxStatuses = 16;

    /// <summary>
    /// How the entities of some statuses wait, by group: $1 tenant, $2 kind, the statuses from $3 on.
    /// </summary>
    /// <param name="since">The expression for since when a row waits, of <c>data</c> and <c>changed_at</c>.</param>
    /// <param name="statuses">How many.</param>
    public static string WaitingGroups(string since, int statuses) =>
        $"""
        SELECT grp, count(*), min({since}) FROM directory
        WHERE tenant = $1 AND kind = $2 AND status IN ({Parameters(3, statuses)}) GROUP BY grp ORDER BY grp
        """;

    /// <summary>The rows that wait longest: $1 tenant, $2 kind, $3 limit, the statuses from $4 on.</summary>
    /// <inheritdoc cref="WaitingGroups"/>
    public static string WaitingRows(string since, int statuses) =>
        $"""
        SELECT key, status, grp, changed_at, version, data, {since} AS since FROM directory
        WHERE tenant = $1 AND kind = $2 AND status IN ({Parameters(4, statuses)})
        ORDER BY since, key LIMIT $3
        """;

    /// <summary>What both statements say together.</summary>
    public static WaitingSummary Summary(List<WaitingGroup> groups, List<WaitingRow> rows) => new(
        groups.Sum(g => g.Count), groups.Count == 0 ? null : groups.Min(g => g.OldestAt), [.. groups], [.. rows]);

    private static string Parameters(int from, int count) => count is >= 1 and <= MaxStatuses
        ? string.Join(", ", Enumerable.Range(from, count).Select(i => $"${i}"))
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"1 to {MaxStatuses} statuses.");

    /// <summary>Cuts the row that was read too many and turns it into the cursor.</summary>
    public static DirectoryPage Page(List<DirectoryRow> rows, int limit)
    {
        if (rows.Count <= limit)
            return new([.. rows], null);
        rows.RemoveRange(limit, rows.Count - limit);
        return new([.. rows], rows[^1].Key);
    }

    /// <summary>The limit of a query within its bounds.</summary>
    public static int Limit(int wanted) => Math.Clamp(wanted, 1, MaxRows);

    /// <summary>Summary of the rows of <see cref="Owed"/>, which reads one row even when none is wanted.</summary>
    public static OwedSummary Summary(List<OwedCall> calls, long total, int wanted) =>
        new(total, calls.Count == 0 ? null : calls[0].CreatedAt, [.. calls.Take(Math.Max(wanted, 0))]);
}
