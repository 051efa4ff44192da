using Microsoft.Data.Sqlite;

namespace RetailActors.Journal;

/// <summary>Moves entries to the archive on the connection that writes, within its transaction. Used by one thread.
/// </summary>
internal sealed class SqliteArchiving : IDisposable
{
    /// <summary>An append has to come after the last entry; one that does not is left out, as if its key existed. See
    /// <c>008_archive.sql</c>.</summary>
    private const string Fence =
        """
        CREATE TRIGGER IF NOT EXISTS journal_goes_on_at_its_end BEFORE INSERT ON journal
        WHEN NEW.version > 1
          AND EXISTS (SELECT 1 FROM journal j WHERE j.stream = NEW.stream AND j.version > NEW.version)
        BEGIN SELECT RAISE(IGNORE); END
        """;

    private const string TakeLease =
        """
        UPDATE archive_lease SET holder = $1, until = CAST(unixepoch('subsec') * 1000000 AS INTEGER) + $2
        WHERE holder = $1 OR until <= CAST(unixepoch('subsec') * 1000000 AS INTEGER)
        """;

    private const string Later =
        """
        SELECT version, at, events, trace_parent, hash FROM journal
        WHERE stream = $1 AND version > 1 ORDER BY version LIMIT $2
        """;

    private const string Insert =
        """
        INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries)
        VALUES ($1, $2, $3, $4, $5)
        """;

    private readonly SqliteCommand _fence;
    private readonly SqliteCommand _lease;
    private readonly SqliteCommand _later;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;

    public SqliteArchiving(SqliteConnection connection)
    {
        _fence = SqliteFile.Prepare(connection, Fence, 0);
        _lease = SqliteFile.Prepare(connection, TakeLease, 2);
        _later = SqliteFile.Prepare(connection, Later, 2);
        _insert = SqliteFile.Prepare(connection, Insert, 5);
        _delete = SqliteFile.Prepare(
            connection, "DELETE FROM journal WHERE stream = $1 AND version BETWEEN $2 AND $3", 3);
    }

    public bool Lease(string holder, TimeSpan lease)
    {
        _lease.Parameters[0].Value = holder;
        _lease.Parameters[1].Value = lease.Ticks / TimeSpan.TicksPerMicrosecond;
        return _lease.ExecuteNonQuery() == 1;
    }

    public ArchiveMove Move(IReadOnlyList<string> streams)
    {
        _fence.ExecuteNonQuery();
        var rows = streams.Distinct().SelectMany(stream => ArchiveRow.Cut(stream, ReadLater(stream))).ToArray();
        var gone = 0L;
        foreach (var row in rows)
        {
            object[] values = [row.Stream, row.From, row.To, row.PlainBytes, row.Packed];
            for (var i = 0; i < values.Length; i++)
                _insert.Parameters[i].Value = values[i];
            _insert.ExecuteNonQuery();
            for (var i = 0; i < 3; i++)
                _delete.Parameters[i].Value = values[i];
            gone += _delete.ExecuteNonQuery();
        }
        var moved = ArchiveRow.Sum(rows);
        return gone == moved.Entries
            ? moved
            : throw new JournalFormatException($"{moved.Entries} entries were to be moved and {gone} are gone.");
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_fence, _lease, _later, _insert, _delete])
            command.Dispose();
    }

    /// <summary>Null when it has a hash which is none.</summary>
    private List<ArchivedEntry>? ReadLater(string stream)
    {
        _later.Parameters[0].Value = stream;
        _later.Parameters[1].Value = ArchiveBounds.EntriesPerStream + 1;
        var entries = new List<ArchivedEntry>();
        using var reader = _later.ExecuteReader();
        while (reader.Read())
        {
            var hash = reader.IsDBNull(4) ? null : ChainHash.Read(reader.GetFieldValue<byte[]>(4));
            if (hash is null && !reader.IsDBNull(4))
                return null;
            entries.Add(new(reader.GetInt64(0), SqliteFile.Time(reader, 1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), hash));
        }
        return entries;
    }
}
