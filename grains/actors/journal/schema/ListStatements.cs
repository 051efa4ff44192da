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

    /// <summary>Most texts of one question.</summary>
    public const int MaxTexts = 4;

    /// <summary>Tenants that have something in the directory: $1 how many at most. Each one is found by a step over
    /// the primary key, however many rows there are.</summary>
    public const string Tenants =
        """
        WITH RECURSIVE t(tenant) AS (
          SELECT (SELECT min(tenant) FROM directory)
          UNION ALL
          SELECT (SELECT min(d.tenant) FROM directory d WHERE d.tenant > t.tenant) FROM t WHERE t.tenant IS NOT NULL)
        SELECT tenant FROM t WHERE tenant IS NOT NULL LIMIT $1
        """;

    /// <summary>An order that is being decided has no row in the directory: one more write for every order. What it
    /// owes stands in the outbox, and since when. $1 tenant.</summary>
    private const string Undecided =
        """
        (SELECT tenant, 'order' AS kind, substr(stream, 8 + length(tenant)) AS key, 'deciding' AS status, '' AS grp,
            min(created_at) AS changed_at, CAST(0 AS bigint) AS version, '{}' AS data, min(created_at) AS since
          FROM outbox
          WHERE stream >= 'order/' || $1 || '/' AND stream < 'order/' || $1 || '0'
            AND (call = 'allocate' OR call LIKE 'authorise/%')
          GROUP BY tenant, stream)
        """;

    /// <summary>
    /// How the entities of some statuses wait, by group: $1 tenant, $2 kind, the statuses from $3 on, then the time if
    /// given. Read from the index alone: grouped by the bare column, SQLite would walk the index of groups and every
    /// row behind it.
    /// </summary>
    public static string WaitingGroups(WaitingQuery query) =>
        $"""
        SELECT grp || '' AS g, count(*), min(since) FROM {Source(query)} AS d
        WHERE tenant = $1 AND kind = $2 AND status IN ({Parameters(3, query.Statuses.Length)}) AND since IS NOT NULL
          {(query.Until is null ? "" : $"AND since <= ${3 + query.Statuses.Length}")}
        GROUP BY g ORDER BY g
        """;

    /// <summary>
    /// A page of rows that wait: $1 tenant, $2 kind, $3 limit, the statuses from $4 on, then as far as given the
    /// group, the texts in lower case, the time, and the time and the key of the cursor.
    /// </summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="contains">How the database says that a column contains a parameter of that number.</param>
    /// <remarks>Each status is a range of the index in the order that is wanted; only rows of the page are read whole.
    /// </remarks>
    public static string WaitingRows(WaitingQuery query, Func<string, int, string> contains)
    {
        var next = 4 + query.Statuses.Length;
        var group = query.Group is null ? "" : $"AND grp = ${next++}";
        var text = "";
        for (var i = Texts(query).Length; i > 0; i--)
        {
            text += $" AND ({contains("key", next)} OR {contains("data", next++)})";
        }
        var until = query.Until is null ? "" : $"AND since <= ${next++}";
        var (order, beyond) = query.Newest ? ("DESC", "<") : ("ASC", ">");
        var after = query.After is null ? "" : $"AND (since, key) {beyond} (${next}, ${next + 1})";
        Bounded(query.Statuses.Length);
        var ranges = Enumerable.Range(4, query.Statuses.Length).Select(status =>
            $"""
            SELECT * FROM (SELECT key, since FROM {Source(query)} AS s{status}
              WHERE tenant = $1 AND kind = $2 AND status = ${status} AND since IS NOT NULL
                {group} {until} {after} {text}
              ORDER BY since {order}, key {order} LIMIT $3) AS r{status}
            """);
        return $"""
            SELECT d.key, d.status, d.grp, d.changed_at, d.version, d.data, w.since
            FROM ({string.Join("\nUNION ALL\n", ranges)}) AS w
            JOIN {Source(query)} AS d ON d.tenant = $1 AND d.kind = $2 AND d.key = w.key
            ORDER BY w.since {order}, w.key {order} LIMIT $3
            """;
    }

    /// <summary>The texts that a row has to contain, in lower case; at most <see cref="MaxTexts"/> of them.</summary>
    public static string[] Texts(WaitingQuery query) =>
        [.. (query.Text ?? "").ToLowerInvariant().Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxTexts)];

    /// <summary>What both statements say together.</summary>
    public static WaitingSummary Summary(List<WaitingGroup> groups, List<WaitingRow> rows) => new(
        groups.Sum(g => g.Count), groups.Count == 0 ? null : groups.Min(g => g.OldestAt), [.. groups], [.. rows]);

    private static string Source(WaitingQuery query) =>
        query is { Kind: "order", Statuses: ["deciding"] } ? Undecided : "directory";

    private static string Parameters(int from, int count) =>
        string.Join(", ", Enumerable.Range(from, Bounded(count)).Select(i => $"${i}"));

    private static int Bounded(int count) => count is >= 1 and <= MaxStatuses
        ? count
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
