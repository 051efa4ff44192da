using Npgsql;

namespace RetailActors.Journal;

/// <summary>The archive beside a journal in PostgreSQL.</summary>
internal sealed class PostgreSqlArchive(NpgsqlDataSource source, string name) : IJournalArchive
{
    /// <summary>One mover at a time, and never without the fence that keeps appends out of the gaps.</summary>
    private const string Begin = "SELECT pg_advisory_xact_lock(7203405); SELECT journal_require_end()";

    private const string TakeLease =
        """
        UPDATE archive_lease SET holder = $1, until = now() + $2 WHERE holder = $1 OR until <= now()
        """;

    /// <summary>$1 streams, $2 most entries of each.</summary>
    private const string Later =
        """
        SELECT j.stream, j.version, j.at, j.events, j.trace_parent, j.hash FROM unnest($1::text[]) AS s(stream)
        CROSS JOIN LATERAL (
          SELECT * FROM journal WHERE stream = s.stream AND version > 1 ORDER BY version LIMIT $2) AS j
        ORDER BY j.stream, j.version
        """;

    private const string Insert =
        """
        INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::bytea[])
        """;

    private const string Delete =
        """
        DELETE FROM journal j USING unnest($1::text[], $2::bigint[], $3::bigint[]) AS a(stream, f, t)
        WHERE j.stream = a.stream AND j.version BETWEEN a.f AND a.t
        """;

    private const string Read =
        """
        SELECT a.stream, a.from_version, a.to_version, a.plain_bytes, a.entries
        FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS g(stream, f, t)
        JOIN journal_archive a ON a.stream = g.stream AND a.from_version <= g.t AND a.to_version >= g.f
        """;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>What was read of the journal, with what the archive has for its gaps.</summary>
    internal static Task<IReadOnlyList<JournalEntry>> Fill(
        NpgsqlDataSource source, IReadOnlyList<StreamPosition> asked, IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation) => ArchiveGaps.Find(asked, entries) is { } gaps
            ? Fill(source, gaps, entries, cancellation)
            : Task.FromResult(entries);

    /// <inheritdoc/>
    public async Task<bool> Lease(string holder, TimeSpan lease, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(TakeLease);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <inheritdoc/>
    public async Task<ArchivePage> Closed(ArchiveQuery query, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(ArchiveStatements.Closed);
        foreach (var text in (string[])[query.Tenant, query.Kind, query.Status, query.After ?? ""])
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ArchiveBounds.RowsPerPage });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = query.Until.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ArchiveBounds.FewestEntries + 1 });
        var rows = new List<(string, bool)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add((reader.GetString(0), reader.GetInt32(1) == 1));
        return ArchiveStatements.Page(query, rows);
    }

    /// <inheritdoc/>
    public async Task<ArchiveMove> Move(IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        ArchiveStatements.RequireFew(streams);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var begin = new NpgsqlCommand(Begin, connection))
            await begin.ExecuteNonQueryAsync(cancellation);
        var later = await ReadLater(connection, streams, cancellation);
        var rows = later.SelectMany(stream => ArchiveRow.Cut(stream.Key, stream.Value)).ToArray();
        if (rows.Length == 0)
            return default;
        await using var insert = new NpgsqlCommand(Insert, connection);
        AddRanges(insert, rows.Select(row => (row.Stream, row.From, row.To)));
        insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.PlainBytes)] });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. rows.Select(row => row.Packed)] });
        await insert.ExecuteNonQueryAsync(cancellation);
        await using var delete = new NpgsqlCommand(Delete, connection);
        AddRanges(delete, rows.Select(row => (row.Stream, row.From, row.To)));
        var (moved, gone) = (ArchiveRow.Sum(rows), await delete.ExecuteNonQueryAsync(cancellation));
        if (gone != moved.Entries)
            throw new JournalFormatException($"{moved.Entries} entries were to be moved and {gone} are gone.");
        await transaction.CommitAsync(cancellation);
        return moved;
    }

    private static async Task<IReadOnlyList<JournalEntry>> Fill(
        NpgsqlDataSource source, IReadOnlyList<ArchiveGap> gaps, IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Read);
        AddRanges(command, gaps.Select(gap => (gap.Stream, gap.From, gap.To)));
        var rows = new List<ArchiveRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3),
                reader.GetFieldValue<byte[]>(4)));
        }
        return ArchiveGaps.Fill(entries, gaps, rows);
    }

    /// <summary>By stream; null for one that has a hash which is none.</summary>
    private static async Task<SortedDictionary<string, List<ArchivedEntry>?>> ReadLater(
        NpgsqlConnection connection, IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        var later = new SortedDictionary<string, List<ArchivedEntry>?>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(Later, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Distinct()] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ArchiveBounds.EntriesPerStream + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var hash = reader.IsDBNull(5) ? null : ChainHash.Read(reader.GetFieldValue<byte[]>(5));
            if (!later.TryGetValue(reader.GetString(0), out var entries))
                later.Add(reader.GetString(0), entries = []);
            if (hash is null && !reader.IsDBNull(5))
                later[reader.GetString(0)] = null;
            entries?.Add(new(
                reader.GetInt64(1), new DateTimeOffset(reader.GetFieldValue<DateTime>(2), TimeSpan.Zero),
                reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), hash));
        }
        return later;
    }

    private static void AddRanges(
        NpgsqlCommand command, IEnumerable<(string Stream, long From, long To)> ranges)
    {
        var all = ranges.ToArray();
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. all.Select(r => r.Stream)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. all.Select(r => r.From)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. all.Select(r => r.To)] });
    }
}
