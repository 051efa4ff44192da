using Microsoft.Data.Sqlite;

namespace RetailActors.Journal;

/// <summary>The queues on the connection of the journal's file that writes. Used by that connection's thread.</summary>
internal sealed class SqliteQueues(SqliteConnection connection) : IDisposable
{
    private const string InsertSql =
        "INSERT INTO queue_message (queue, body, enqueued_at, visible_at) VALUES ($1, $2, $3, $3)";

    private const string ClaimSql =
        """
        UPDATE queue_message SET attempts = attempts + 1, visible_at = $3
        WHERE id IN (SELECT id FROM queue_message WHERE queue = $1 AND visible_at <= $2 ORDER BY id LIMIT $4)
        RETURNING id, attempts, body
        """;

    private const string DoneSql = "DELETE FROM queue_message WHERE id = $1 AND attempts = $2";

    private const string CopySql =
        """
        INSERT INTO queue_dead_letter (id, queue, body, enqueued_at, attempts, died_at, reason)
        SELECT id, queue, body, enqueued_at, attempts, $3, $4 FROM queue_message WHERE id = $1 AND attempts = $2
        """;

    private readonly SqliteCommand _insert = SqliteFile.Prepare(connection, InsertSql, 3);
    private readonly SqliteCommand _claim = SqliteFile.Prepare(connection, ClaimSql, 4);
    private readonly SqliteCommand _done = SqliteFile.Prepare(connection, DoneSql, 2);
    private readonly SqliteCommand _copy = SqliteFile.Prepare(connection, CopySql, 4);

    public void Enqueue(IReadOnlyList<QueueEntry> entries)
    {
        foreach (var entry in entries)
        {
            Run(_insert, entry.Queue, entry.Body, SqliteFile.Micros(entry.At));
        }
    }

    public IReadOnlyList<LeasedEntry> Lease(string queue, DateTimeOffset now, TimeSpan lease, int limit)
    {
        Set(_claim, queue, SqliteFile.Micros(now), SqliteFile.Micros(now + lease), (long)limit);
        using var reader = _claim.ExecuteReader();
        var leased = new List<LeasedEntry>();
        while (reader.Read())
        {
            leased.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2)));
        }
        leased.Sort((a, b) => a.Id.CompareTo(b.Id));
        return leased;
    }

    public void Done(IReadOnlyList<LeasedEntry> entries)
    {
        foreach (var entry in entries)
        {
            Run(_done, entry.Id, (long)entry.Attempts);
        }
    }

    public void Bury(IReadOnlyList<LeasedEntry> entries, DateTimeOffset now, string reason)
    {
        foreach (var entry in entries)
        {
            Run(_copy, entry.Id, (long)entry.Attempts, SqliteFile.Micros(now), reason);
            Run(_done, entry.Id, (long)entry.Attempts);
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _claim.Dispose();
        _done.Dispose();
        _copy.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
