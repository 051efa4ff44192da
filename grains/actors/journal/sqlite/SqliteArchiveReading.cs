using Microsoft.Data.Sqlite;

namespace RetailActors.Journal;

/// <summary>Reads the archive on a connection that reads. Used by one thread.</summary>
internal sealed class SqliteArchiveReading(SqliteConnection connection)
{
    private const string Range =
        """
        SELECT from_version, to_version, plain_bytes, entries FROM journal_archive
        WHERE stream = $1 AND from_version <= $3 AND to_version >= $2
        """;

    private readonly SqliteCommand _closed = SqliteFile.Prepare(connection, ArchiveStatements.Closed, 7);
    private readonly SqliteCommand _range = SqliteFile.Prepare(connection, Range, 3);

    public ArchivePage Closed(ArchiveQuery query)
    {
        object[] values =
        [
            query.Tenant, query.Kind, query.Status, query.After ?? "", ArchiveBounds.RowsPerPage,
            SqliteFile.Micros(query.Until), ArchiveBounds.FewestEntries + 1,
        ];
        for (var i = 0; i < values.Length; i++)
            _closed.Parameters[i].Value = values[i];
        var rows = new List<(string, bool)>();
        using var reader = _closed.ExecuteReader();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetInt64(1) == 1));
        return ArchiveStatements.Page(query, rows);
    }

    /// <summary>What was read of the journal, with what the archive has for its gaps.</summary>
    public IReadOnlyList<JournalEntry> Fill(IReadOnlyList<StreamPosition> asked, IReadOnlyList<JournalEntry> entries)
    {
        if (ArchiveGaps.Find(asked, entries) is not { } gaps)
            return entries;
        var rows = new List<ArchiveRow>();
        foreach (var (stream, from, to) in gaps)
        {
            _range.Parameters[0].Value = stream;
            _range.Parameters[1].Value = from;
            _range.Parameters[2].Value = to;
            using var reader = _range.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(new(stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2),
                    reader.GetFieldValue<byte[]>(3)));
            }
        }
        return ArchiveGaps.Fill(entries, gaps, rows);
    }
}
