namespace RetailActors.Journal;

/// <summary>The statement that both databases understand; parameters are called <c>$1</c>, <c>$2</c> …</summary>
internal static class ArchiveStatements
{
    private const string Stream = "d.kind || '/' || d.tenant || '/' || d.key";

    /// <summary>
    /// A page of the directory: $1 tenant, $2 kind, $3 status, $4 after, $5 limit. Each key with 1 when its stream can
    /// move: not changed after $6, nothing owed, and at least $7 entries behind the first one. Rows that cannot move
    /// are rows of the page too, so that a statement looks at no more than its limit.
    /// </summary>
    public const string Closed =
        $"""
        SELECT d.key, CASE WHEN d.changed_at <= $6
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.stream = {Stream})
            AND (SELECT count(*) FROM (SELECT 1 FROM journal j
              WHERE j.stream = {Stream} AND j.version > 1 LIMIT $7) AS later) >= $7
            AND (SELECT j.at FROM journal j WHERE j.stream = {Stream} ORDER BY j.version DESC LIMIT 1) <= $6
          THEN 1 ELSE 0 END
        FROM directory d
        WHERE d.tenant = $1 AND d.kind = $2 AND d.status = $3 AND d.key > $4
        ORDER BY d.key LIMIT $5
        """;

    /// <summary>The page of these rows.</summary>
    public static ArchivePage Page(ArchiveQuery query, IReadOnlyList<(string Key, bool CanMove)> rows) => new(
        [.. rows.Where(row => row.CanMove).Select(row => $"{query.Kind}/{query.Tenant}/{row.Key}")],
        rows.Count < ArchiveBounds.RowsPerPage ? null : rows[^1].Key);

    /// <summary>Moves are bounded, whoever asks.</summary>
    public static void RequireFew(IReadOnlyList<string> streams)
    {
        if (streams.Count > ArchiveBounds.StreamsPerMove)
            throw new ArgumentOutOfRangeException(
                nameof(streams), streams.Count, $"{ArchiveBounds.StreamsPerMove} streams at most.");
    }
}
