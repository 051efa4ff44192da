using System.Text;

namespace RetailActors.Journal;

/// <summary>What a batch carries besides its events.</summary>
[Flags]
internal enum AppendParts
{
    None = 0,
    Put = 1,
    Removed = 2,
    Index = 4,
}

/// <summary>
/// The one statement that writes a batch. There are eight, one per combination of parts, because a part that a batch
/// does not have still costs its executor start; each is prepared when a connection meets it.
/// </summary>
internal static class AppendStatement
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 8).Select(i => Build((AppendParts)i))];

    /// <summary>
    /// The text for these parts. Answers one row: how many appends were written and, unless all were, their streams.
    /// </summary>
    public static string For(AppendParts parts) => Texts[(int)parts];

    private static string Build(AppendParts parts)
    {
        var text = new StringBuilder(Journal);
        var next = 7;
        if (parts.HasFlag(AppendParts.Put))
            Add(text, Put, ref next, 5);
        if (parts.HasFlag(AppendParts.Removed))
            Add(text, Removed, ref next, 2);
        if (parts.HasFlag(AppendParts.Index))
            Add(text, Index, ref next, 10);
        return text.Append(Written).ToString();
    }

    private static void Add(StringBuilder text, string part, ref int next, int parameters)
    {
        for (var i = 0; i < parameters; i++)
            part = part.Replace($"@{i}", $"${next + i}", StringComparison.Ordinal);
        text.Append(part);
        next += parameters;
    }

    private const string Journal =
        """
        WITH written AS (
          INSERT INTO journal (stream, version, at, events, trace_parent, hash)
          SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::bytea[])
          ON CONFLICT DO NOTHING
          RETURNING stream)

        """;

    // "(… IN …) IS TRUE" keeps the planner from turning the look-up into a join: it stays one hash probe per row.
    private const string Put =
        """
        , put AS (
          INSERT INTO outbox (stream, call, tenant, created_at, due_at, attempts)
          SELECT p.stream, p.call, p.tenant, p.created_at, p.due_at, 0
          FROM unnest(@0::text[], @1::text[], @2::text[], @3::timestamptz[], @4::timestamptz[])
            AS p(stream, call, tenant, created_at, due_at)
          WHERE (p.stream IN (SELECT stream FROM written)) IS TRUE
          ON CONFLICT (stream, call) DO UPDATE SET due_at = excluded.due_at, attempts = 0)

        """;

    private const string Removed =
        """
        , removed AS (
          DELETE FROM outbox o USING unnest(@0::text[], @1::text[]) AS r(stream, call)
          WHERE o.stream = r.stream AND o.call = r.call AND (r.stream IN (SELECT stream FROM written)) IS TRUE)

        """;

    private const string Index =
        """
        , listed AS (
          INSERT INTO directory (tenant, kind, key, status, grp, changed_at, version, data, since)
          SELECT i.tenant, i.kind, i.key, i.status, i.grp, i.changed_at, i.version, i.data, i.since
          FROM unnest(@0::text[], @1::text[], @2::text[], @3::text[], @4::text[], @5::text[], @6::timestamptz[],
              @7::bigint[], @8::text[], @9::timestamptz[])
            AS i(stream, tenant, kind, key, status, grp, changed_at, version, data, since)
          WHERE (i.stream IN (SELECT stream FROM written)) IS TRUE
          ON CONFLICT (tenant, kind, key) DO UPDATE SET status = excluded.status, grp = excluded.grp,
            changed_at = excluded.changed_at, version = excluded.version, data = excluded.data,
            since = excluded.since)

        """;

    private const string Written =
        "SELECT count(*), CASE WHEN count(*) < cardinality($1) THEN array_agg(stream) END FROM written";
}
