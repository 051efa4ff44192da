using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>The table in which the silos know each other, read past them.</summary>
internal sealed class Membership(ClusterDatabase database)
{
    private const int Active = 3;
    private const int Dead = 6;

    /// <summary>Entries of silos that were declared dead, by their own farewell or by the others.</summary>
    public Task<long> CountDead() => Count(Dead);

    /// <summary>Entries of silos that are members.</summary>
    public Task<long> CountActive() => Count(Active);

    /// <summary>Runs a statement in the database of the cluster.</summary>
    public async Task<long> Scalar(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L);
    }

    /// <summary>Runs a statement that may take a while and answers nothing.</summary>
    public async Task Run(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 120);
        await command.ExecuteNonQueryAsync();
    }

    private Task<long> Count(int status) =>
        Scalar($"SELECT count(*) FROM OrleansMembershipTable WHERE Status = {status}");

    /// <summary>A connection of our own, past the proxy.</summary>
    public DbConnection Connect() => database.Connection is { } postgres
        ? new NpgsqlConnection(postgres + ";Pooling=false")
        : new SqliteConnection($"Data Source={database.ForVerify["sqlite:".Length..]};Mode=ReadOnly;Pooling=False");
}
