using Microsoft.Data.Sqlite;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>The connection that writes, with its prepared commands. Used by one thread.</summary>
internal sealed class SqliteWriting : IDisposable
{
    private const string Insert =
        """
        INSERT INTO journal (stream, version, at, events, trace_parent, hash) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """;

    private const string Put =
        """
        INSERT INTO outbox (stream, call, tenant, created_at, due_at, attempts) VALUES ($1, $2, $3, $4, $5, 0)
        ON CONFLICT (stream, call) DO UPDATE SET due_at = excluded.due_at, attempts = 0
        """;

    private const string Index =
        """
        INSERT INTO directory (tenant, kind, key, status, grp, changed_at, version, data, since)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (tenant, kind, key) DO UPDATE SET status = excluded.status, grp = excluded.grp,
          changed_at = excluded.changed_at, version = excluded.version, data = excluded.data, since = excluded.since
        """;

    // The oldest due rows name the streams, then all due rows of these streams are taken. $2 is the lease, $4 an hour.
    private const string ClaimDue =
        """
        UPDATE outbox SET attempts = attempts + 1, due_at = $1 + min($2 * (1 << min(attempts, 12)), $4)
        WHERE due_at <= $1
          AND stream IN (SELECT stream FROM outbox WHERE due_at <= $1 ORDER BY due_at LIMIT $3)
        RETURNING stream
        """;

    private static readonly long LongestLease = (long)TimeSpan.FromHours(1).TotalMicroseconds;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _index;
    private readonly SqliteCommand _claim;
    private readonly SqliteAnswers _answers;
    private SqliteQueues? _queues;
    private SqliteArchiving? _archive;

    public SqliteWriting(SqliteFile file)
    {
        _connection = file.Open();
        _begin = SqliteFile.Prepare(_connection, "BEGIN IMMEDIATE", 0);
        _commit = SqliteFile.Prepare(_connection, "COMMIT", 0);
        _rollback = SqliteFile.Prepare(_connection, "ROLLBACK", 0);
        _insert = SqliteFile.Prepare(_connection, Insert, 6);
        _put = SqliteFile.Prepare(_connection, Put, 5);
        _remove = SqliteFile.Prepare(_connection, "DELETE FROM outbox WHERE stream = $1 AND call = $2", 2);
        _index = SqliteFile.Prepare(_connection, Index, 9);
        _claim = SqliteFile.Prepare(_connection, ClaimDue, 4);
        _answers = new(_connection);
    }

    public bool[] Append(IReadOnlyList<JournalAppend> batch) => InTransaction(() =>
    {
        var written = new bool[batch.Count];
        for (var i = 0; i < written.Length; i++)
            written[i] = Write(batch[i]);
        return written;
    });

    public IReadOnlyList<ClaimedStream> Claim(DateTimeOffset now, TimeSpan lease, int limit) => InTransaction(() =>
    {
        _claim.Parameters[0].Value = SqliteFile.Micros(now);
        _claim.Parameters[1].Value = lease.Ticks / TimeSpan.TicksPerMicrosecond;
        _claim.Parameters[2].Value = limit;
        _claim.Parameters[3].Value = LongestLease;
        var calls = new Dictionary<string, int>();
        using var reader = _claim.ExecuteReader();
        while (reader.Read())
        {
            var stream = reader.GetString(0);
            calls[stream] = calls.GetValueOrDefault(stream) + 1;
        }
        return calls.Select(row => new ClaimedStream(row.Key, row.Value)).ToList();
    });

    public bool Write(IReadOnlyList<AnswerRow> rows) => InTransaction(() =>
    {
        _answers.Write(rows);
        return true;
    });

    public int Purge(DateTimeOffset before, int limit) => InTransaction(() => _answers.Purge(before, limit));

    /// <summary>Works on the queues in a transaction of its own.</summary>
    public T OnQueues<T>(Func<SqliteQueues, T> work) =>
        InTransaction(() => work(_queues ??= new SqliteQueues(_connection)));

    /// <summary>Works on the archive in a transaction of its own.</summary>
    public T OnArchive<T>(Func<SqliteArchiving, T> work) =>
        InTransaction(() => work(_archive ??= new SqliteArchiving(_connection)));

    public bool Migrate() => InTransaction(() =>
    {
        SqliteFile.Execute(_connection,
            """
            CREATE TABLE IF NOT EXISTS schema_version (
              version INTEGER PRIMARY KEY,
              name TEXT NOT NULL,
              applied_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000000)) STRICT
            """);
        foreach (var script in SchemaScripts.Missing(SchemaScripts.Sqlite, Applied()))
        {
            SqliteFile.Execute(_connection, script.Sql);
            using var note = SqliteFile.Prepare(
                _connection, "INSERT INTO schema_version (version, name) VALUES ($1, $2)", 2);
            note.Parameters[0].Value = script.Version;
            note.Parameters[1].Value = script.Name;
            note.ExecuteNonQuery();
        }
        return true;
    });

    public void Dispose()
    {
        _queues?.Dispose();
        _archive?.Dispose();
        _connection.Dispose();
    }

    private int Applied()
    {
        using var command = SqliteFile.Prepare(
            _connection, "SELECT coalesce(max(version), 0) FROM schema_version", 0);
        return (int)(long)command.ExecuteScalar()!;
    }

    private bool Write(JournalAppend append)
    {
        var at = SqliteFile.Micros(append.At);
        if (Run(_insert, append.Stream, append.Version, at, append.Events, append.TraceParent,
            append.Hash?.ToArray()) == 0)
            return false;
        foreach (var call in OutboxChanges.Removed(append))
            Run(_remove, append.Stream, call);
        foreach (var put in OutboxChanges.Put(append))
            Run(_put, append.Stream, put.Call, append.Tenant, at, SqliteFile.Micros(put.DueAt));
        if (append.Index is { } row)
        {
            Run(_index, append.Tenant, row.Kind, row.Key, row.Status, row.Group, at, append.Version, row.Data,
                row.Since is { } since ? SqliteFile.Micros(since) : null);
        }
        return true;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }

    private T InTransaction<T>(Func<T> work)
    {
        _begin.ExecuteNonQuery();
        try
        {
            var result = work();
            _commit.ExecuteNonQuery();
            return result;
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                _rollback.ExecuteNonQuery();
            throw;
        }
    }
}
