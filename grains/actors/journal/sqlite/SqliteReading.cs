using Microsoft.Data.Sqlite;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>A connection that reads, with its prepared commands. Used by one thread.</summary>
internal sealed class SqliteReading : IDisposable
{
    private const string Entries =
        """
        SELECT version, at, events, trace_parent, hash FROM journal WHERE stream = $1 AND version > $2 ORDER BY version
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _entries;
    private readonly SqliteCommand _owed;

    public SqliteReading(SqliteFile file)
    {
        _connection = file.Open();
        SqliteFile.Execute(_connection, "PRAGMA query_only = 1");
        _entries = SqliteFile.Prepare(_connection, Entries, 2);
        _owed = SqliteFile.Prepare(_connection, ListStatements.Owed, 2);
        Answers = new(_connection);
        Queues = new(_connection);
        Archive = new(_connection);
    }

    public SqliteAnswers Answers { get; }

    public SqliteQueueReading Queues { get; }

    public SqliteArchiveReading Archive { get; }

    public IReadOnlyList<JournalEntry> Read(IReadOnlyList<StreamPosition> streams)
    {
        var entries = new List<JournalEntry>();
        foreach (var (stream, after) in streams)
        {
            _entries.Parameters[0].Value = stream;
            _entries.Parameters[1].Value = after;
            using var reader = _entries.ExecuteReader();
            while (reader.Read())
            {
                entries.Add(new(stream, reader.GetInt64(0), SqliteFile.Time(reader, 1), reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3))
                {
                    Hash = reader.IsDBNull(4) ? null : ChainHash.Read(reader.GetFieldValue<byte[]>(4)),
                });
            }
        }
        return Archive.Fill(streams, entries);
    }

    public DirectoryPage List(string tenant, DirectoryQuery query)
    {
        var limit = ListStatements.Limit(query.Limit);
        List<object> values = [tenant, query.Kind, query.After ?? "", limit + 1];
        if (query.Status is not null)
            values.Add(query.Status);
        if (query.Group is not null)
            values.Add(query.Group);
        using var command = SqliteFile.Prepare(_connection, ListStatements.Directory(query), values.Count);
        for (var i = 0; i < values.Count; i++)
            command.Parameters[i].Value = values[i];
        using var reader = command.ExecuteReader();
        var rows = new List<DirectoryRow>();
        while (reader.Read())
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), SqliteFile.Time(reader, 3),
                reader.GetInt64(4), reader.GetString(5)));
        }
        return ListStatements.Page(rows, limit);
    }

    public OwedSummary Owed(string tenant, int rows)
    {
        _owed.Parameters[0].Value = tenant;
        _owed.Parameters[1].Value = ListStatements.Limit(rows);
        using var reader = _owed.ExecuteReader();
        var calls = new List<OwedCall>();
        var total = 0L;
        while (reader.Read())
        {
            calls.Add(new(reader.GetString(0), reader.GetString(1), SqliteFile.Time(reader, 2),
                SqliteFile.Time(reader, 3), reader.GetInt32(4)));
            total = reader.GetInt64(5);
        }
        return ListStatements.Summary(calls, total, rows);
    }

    public IReadOnlyList<string> Tenants(int limit)
    {
        using var command = Command(ListStatements.Tenants, [limit]);
        using var reader = command.ExecuteReader();
        var tenants = new List<string>();
        while (reader.Read())
            tenants.Add(reader.GetString(0));
        return tenants;
    }

    public WaitingSummary Waiting(string tenant, WaitingQuery query)
    {
        var groups = new List<WaitingGroup>();
        var rows = new List<WaitingRow>();
        List<object> sums = [tenant, query.Kind, .. query.Statuses];
        if (query.Until is { } limit)
            sums.Add(SqliteFile.Micros(limit));
        if (!query.RowsOnly)
        {
            using var command = Command(ListStatements.WaitingGroups(query), [.. sums]);
            using var reader = command.ExecuteReader();
            while (reader.Read())
                groups.Add(new(reader.GetString(0), reader.GetInt64(1), SqliteFile.Time(reader, 2)));
        }
        if (query.Rows == 0)
            return ListStatements.Summary(groups, rows);
        List<object> values = [tenant, query.Kind, query.Rows, .. query.Statuses];
        if (query.Group is not null)
            values.Add(query.Group);
        values.AddRange(ListStatements.Texts(query).Select(Pattern));
        if (query.Until is { } until)
            values.Add(SqliteFile.Micros(until));
        if (query.After is { } after)
            values.AddRange([SqliteFile.Micros(after.Since), after.Key]);
        using var list = Command(
            ListStatements.WaitingRows(query, static (column, n) => $@"{column} LIKE ${n} ESCAPE '\'"), [.. values]);
        using var found = list.ExecuteReader();
        while (found.Read())
        {
            rows.Add(new(new(found.GetString(0), found.GetString(1), found.GetString(2), SqliteFile.Time(found, 3),
                found.GetInt64(4), found.GetString(5)), SqliteFile.Time(found, 6)));
        }
        return ListStatements.Summary(groups, rows);
    }

    /// <summary>LIKE compares without copying the column in lower case first: a third less time for a search.</summary>
    private static string Pattern(string text) =>
        $"%{text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%";

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = SqliteFile.Prepare(_connection, sql, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command;
    }

    public void Dispose() => _connection.Dispose();
}
