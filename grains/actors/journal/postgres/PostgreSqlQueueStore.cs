using Npgsql;
using NpgsqlTypes;

namespace RetailActors.Journal;

/// <summary>Queues in PostgreSQL, over a small pool of its own: a full queue must not keep the journal waiting.
/// </summary>
public sealed class PostgreSqlQueueStore(string connectionString) : IQueueStore, IAsyncDisposable
{
    /// <summary>How these connections show up in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "retailactors-queues";

    // The order of unnest is the order of the ids: first in, first out.
    private const string Insert =
        """
        INSERT INTO queue_message (queue, body, enqueued_at, visible_at)
        SELECT queue, body, at, at
        FROM unnest($1::text[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS m(queue, body, at, place)
        ORDER BY place
        """;

    private const string Claim =
        """
        WITH due AS (
          SELECT id FROM queue_message WHERE queue = $1 AND visible_at <= $2
          ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED)
        UPDATE queue_message m SET attempts = m.attempts + 1, visible_at = $2 + $3
        FROM due WHERE m.queue = $1 AND m.id = due.id
        RETURNING m.id, m.attempts, m.body
        """;

    private const string Taken =
        """
        DELETE FROM queue_message m USING unnest($2::bigint[], $3::int[]) AS t(id, attempts)
        WHERE m.queue = $1 AND m.id = t.id AND m.attempts = t.attempts
        """;

    private const string Move =
        """
        WITH dead AS (
          DELETE FROM queue_message m USING unnest($2::bigint[], $3::int[]) AS t(id, attempts)
          WHERE m.queue = $1 AND m.id = t.id AND m.attempts = t.attempts
          RETURNING m.queue, m.id, m.body, m.enqueued_at, m.attempts)
        INSERT INTO queue_dead_letter (queue, id, body, enqueued_at, attempts, died_at, reason)
        SELECT queue, id, body, enqueued_at, attempts, $4, $5 FROM dead
        """;

    private const string Select =
        "SELECT id, attempts, died_at, reason, body FROM queue_dead_letter WHERE queue = $1 ORDER BY id LIMIT $2";

    private readonly NpgsqlDataSource _source = PostgreSqlPool.Small(
        connectionString, ApplicationName, $"-c synchronous_commit=on {PostgreSqlPool.ByIndex}");

    /// <inheritdoc/>
    public async Task Enqueue(IReadOnlyList<QueueEntry> entries, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Insert);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. entries.Select(e => e.Queue)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. entries.Select(e => e.Body)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]>
        {
            TypedValue = [.. entries.Select(e => e.At.UtcDateTime)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LeasedEntry>> Lease(
        string queue, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Claim);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var leased = new List<LeasedEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            leased.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2)));
        }
        leased.Sort((a, b) => a.Id.CompareTo(b.Id));
        return leased;
    }

    /// <inheritdoc/>
    public async Task Done(string queue, IReadOnlyList<LeasedEntry> entries, CancellationToken cancellation)
    {
        await using var command = Of(Taken, queue, entries);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task Bury(
        string queue, IReadOnlyList<LeasedEntry> entries, DateTimeOffset now, string reason,
        CancellationToken cancellation)
    {
        await using var command = Of(Move, queue, entries);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadEntry>> Dead(string queue, int limit, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var dead = new List<DeadEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            dead.Add(new(reader.GetInt64(0), reader.GetInt32(1), new(reader.GetDateTime(2), TimeSpan.Zero),
                reader.GetString(3), reader.GetString(4)));
        }
        return dead;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private NpgsqlCommand Of(string sql, string queue, IReadOnlyList<LeasedEntry> entries)
    {
        var command = _source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. entries.Select(e => e.Id)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. entries.Select(e => e.Attempts)] });
        return command;
    }
}
