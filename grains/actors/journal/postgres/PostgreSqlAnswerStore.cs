using Npgsql;
using NpgsqlTypes;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>Answers in PostgreSQL, over a small pool of its own.</summary>
public sealed class PostgreSqlAnswerStore(string connectionString) : IAnswerStore, IAsyncDisposable
{
    /// <summary>How these connections show up in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "retailactors-answers";

    private const string Insert =
        """
        INSERT INTO answers (key, at, body_hash, status, content_type, location, body)
        SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[])
        ON CONFLICT DO NOTHING
        """;

    private const string Select =
        "SELECT key, body_hash, at, status, content_type, location, body FROM answers WHERE key = ANY ($1::text[])";

    private const string Delete =
        "DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE at < $1 LIMIT $2)";

    private readonly NpgsqlDataSource _source = PostgreSqlPool.Small(
        connectionString, ApplicationName, PostgreSqlPool.ByIndex);

    /// <inheritdoc/>
    public async Task Write(IReadOnlyList<AnswerRow> rows, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Insert);
        Add(command, rows, NpgsqlDbType.Text, r => r.Key);
        Add(command, rows, NpgsqlDbType.TimestampTz, r => r.At.UtcDateTime);
        Add(command, rows, NpgsqlDbType.Text, r => r.BodyHash);
        Add(command, rows, NpgsqlDbType.Integer, r => r.Answer.Status);
        Add(command, rows, NpgsqlDbType.Text, r => r.Answer.ContentType);
        Add(command, rows, NpgsqlDbType.Text, r => r.Answer.Location);
        Add(command, rows, NpgsqlDbType.Text, r => r.Answer.Body);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AnswerRow>> Read(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<AnswerRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new AnswerRow(
                reader.GetString(0), reader.GetString(1), new(reader.GetDateTime(2), TimeSpan.Zero),
                new StoredAnswer(reader.GetInt32(3), reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetString(6))));
        }
        return rows;
    }

    /// <inheritdoc/>
    public async Task<int> Purge(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(Delete);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Add<T>(
        NpgsqlCommand command, IReadOnlyList<AnswerRow> rows, NpgsqlDbType type, Func<AnswerRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(rows[i]);
        }
        command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
