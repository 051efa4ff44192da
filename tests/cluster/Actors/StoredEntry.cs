using Microsoft.Data.Sqlite;
using Npgsql;

namespace RetailActors.Tests.Actors;

/// <summary>One entry of the journal where it lies, past the guards of the table.</summary>
internal sealed class StoredEntry(string? postgres, string folder, string stream, long version)
{
    /// <summary>Its events as they stand there.</summary>
    public async Task<string> Read()
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT events FROM journal WHERE stream = '{stream}' AND version = {version}";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Puts others in their place.</summary>
    public async Task Write(string events)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = postgres is null
            ? "DROP TRIGGER IF EXISTS journal_no_update"
            : "ALTER TABLE journal DISABLE TRIGGER USER";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"UPDATE journal SET events = '{events.Replace("'", "''")}' "
            + $"WHERE stream = '{stream}' AND version = {version}";
        (await command.ExecuteNonQueryAsync()).ShouldBe(1, "the damage did not hit anything");
    }

    private System.Data.Common.DbConnection Connect() => postgres is null
        ? new SqliteConnection($"Data Source={Path.Combine(folder, "retailactors.db")};Pooling=False")
        : new NpgsqlConnection(postgres + ";Pooling=false");
}
