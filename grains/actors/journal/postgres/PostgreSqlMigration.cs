using Npgsql;

namespace RetailActors.Journal;

/// <summary>Brings the schema up to date: one transaction, one silo at a time.</summary>
internal static class PostgreSqlMigration
{
    private const string Begin =
        """
        SELECT pg_advisory_xact_lock(7203402);
        CREATE TABLE IF NOT EXISTS schema_version (
          version    integer PRIMARY KEY,
          name       text NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now())
        """;

    public static async Task Run(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, Begin, cancellation);
        foreach (var script in SchemaScripts.Missing(SchemaScripts.Postgres, await Applied(connection, cancellation)))
        {
            await Execute(connection, script.Sql, cancellation);
            await using var note = new NpgsqlCommand("INSERT INTO schema_version (version, name) VALUES ($1, $2)",
                connection);
            note.Parameters.Add(new NpgsqlParameter<int> { TypedValue = script.Version });
            note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = script.Name });
            await note.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<int> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
