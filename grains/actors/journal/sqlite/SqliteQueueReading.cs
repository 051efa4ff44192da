using Microsoft.Data.Sqlite;

namespace RetailActors.Journal;

/// <summary>What can be seen of the queues without writing. Used by a reader's thread.</summary>
internal sealed class SqliteQueueReading(SqliteConnection connection)
{
    private const string WaitsSql =
        "SELECT EXISTS (SELECT 1 FROM queue_message WHERE queue = $1 AND visible_at <= $2 ORDER BY id LIMIT 1)";

    private const string DeadSql =
        "SELECT id, attempts, died_at, reason, body FROM queue_dead_letter WHERE queue = $1 ORDER BY id LIMIT $2";

    private SqliteCommand? _waits;

    /// <summary>Whether a message can be leased: a poll of an empty queue then costs the journal's writer nothing.
    /// </summary>
    public bool Waits(string queue, DateTimeOffset now)
    {
        _waits ??= SqliteFile.Prepare(connection, WaitsSql, 2);
        _waits.Parameters[0].Value = queue;
        _waits.Parameters[1].Value = SqliteFile.Micros(now);
        return (long)_waits.ExecuteScalar()! == 1;
    }

    public IReadOnlyList<DeadEntry> Dead(string queue, int limit)
    {
        using var command = SqliteFile.Prepare(connection, DeadSql, 2);
        command.Parameters[0].Value = queue;
        command.Parameters[1].Value = limit;
        using var reader = command.ExecuteReader();
        var dead = new List<DeadEntry>();
        while (reader.Read())
        {
            dead.Add(new(reader.GetInt64(0), reader.GetInt32(1), SqliteFile.Time(reader, 2), reader.GetString(3),
                reader.GetString(4)));
        }
        return dead;
    }
}
