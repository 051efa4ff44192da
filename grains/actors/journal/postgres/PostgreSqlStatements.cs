namespace RetailActors.Journal;

/// <summary>The statements besides <see cref="AppendStatement"/>.</summary>
internal static class PostgreSqlStatements
{
    /// <summary>
    /// Each statement has one right plan: index look-ups, whatever the statistics of a table say that was empty a
    /// minute ago. And an acknowledged append is on disk, whatever the server's default is.
    /// </summary>
    public const string SessionOptions =
        $"-c synchronous_commit=on -c plan_cache_mode=force_generic_plan {PostgreSqlPool.ByIndex} "
        + "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off";

    /// <summary>$1 streams, $2 after.</summary>
    public const string Read =
        """
        SELECT j.stream, j.version, j.at, j.events, j.trace_parent, j.hash
        FROM unnest($1::text[], $2::bigint[]) AS s(stream, after)
        JOIN journal j ON j.stream = s.stream AND j.version > s.after
        ORDER BY j.stream, j.version
        """;

    /// <summary>One claimer at a time: two that each hold some calls of one stream would both wake it.</summary>
    public const string ClaimLock = "SELECT pg_advisory_xact_lock(7203401)";

    /// <summary>
    /// $1 now, $2 lease, $3 limit. The oldest due rows name the streams, then all due rows of these streams are taken;
    /// rows that an append is changing right now are left alone.
    /// </summary>
    public const string Claim =
        """
        WITH oldest AS (
          SELECT stream FROM outbox WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
        due AS (
          SELECT o.stream, o.call FROM (SELECT DISTINCT stream FROM oldest) s
          JOIN outbox o ON o.stream = s.stream AND o.due_at <= $1 FOR UPDATE OF o SKIP LOCKED),
        claimed AS (
          UPDATE outbox o SET attempts = o.attempts + 1,
            due_at = $1 + least($2 * power(2, least(o.attempts, 30)), interval '1 hour')
          FROM due d WHERE o.stream = d.stream AND o.call = d.call
          RETURNING o.stream)
        SELECT stream, count(*)::int FROM claimed GROUP BY stream
        """;
}
