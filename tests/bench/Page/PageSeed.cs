using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetailActors.Bench.Hosting;
using RetailActors.Journal;

namespace RetailActors.Bench.Page;

/// <summary>Puts rows into the directory as they are after a very bad day.</summary>
internal static class PageSeed
{
    private static readonly (string Kind, string Status, string Data)[] _kinds =
    [
        ("posting", "awaiting-erp", """{"open":2,"failed":0,"channel":"web","accounts":{"erp":2}}"""),
        ("inbox", "parked", """{"topic":"pickup","account":"pos","attempts":3,"reason":"order-unknown"}"""),
        ("return", "refunded", """{"order":"ord_x","amount":{"minor":2164,"currency":"USD"},"units":1}"""),
        ("settlement-line", "mismatched",
            """{"class":"Gross","status":"Mismatched","part":"1","evidence":"expected"}"""),
        ("exception", "open",
            """{"kind":"posting-rejected","entity":"posting/demo/ord_x","part":"p","owner":"Finance"}"""),
    ];

    public static async Task Fill(BenchDatabase database, int open, int orders)
    {
        await using var connection = Open(database);
        await connection.OpenAsync();
        var postgres = database.Provider == StorageProvider.PostgreSql;
        foreach (var (kind, status, data) in _kinds)
        {
            await Execute(connection, Insert(postgres, kind, status, data, open, waits: true));
        }
        await Execute(connection, Insert(postgres, "order", "accepted", "{}", orders, waits: false));
        // One exception in a thousand has a text that somebody looks for.
        await Execute(connection,
            """UPDATE directory SET data = '{"kind":"needle"}' WHERE kind = 'exception' AND key LIKE '%999'""");
        await Execute(connection, postgres ? "VACUUM (ANALYZE) directory" : "PRAGMA optimize");
    }

    private static string Insert(bool postgres, string kind, string status, string data, int rows, bool waits)
    {
        var (numbers, at, key) = postgres
            ? ($"generate_series(1, {rows}) AS n(i)", "now() - make_interval(secs => i)",
                $"'{kind}-' || lpad(i::text, 7, '0')")
            : ("(WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
                + $"WHERE i < {rows}) SELECT i FROM c) AS n",
                "(unixepoch() - i) * 1000000", $"'{kind}-' || printf('%07d', i)");
        return $"""
            INSERT INTO directory (tenant, kind, key, status, grp, changed_at, version, data, since)
            SELECT 'demo', '{kind}', {key}, '{status}', {Group(kind)}, {at}, 1, '{data}',
              {(waits ? at : "NULL")}
            FROM {numbers}
            """;
    }

    /// <summary>Messages are of tills, so that they are events of stock; all else is of ten accounts.</summary>
    private static string Group(string kind) => kind == "inbox" ? "'pos'" : "'account-' || (i % 10)";

    private static DbConnection Open(BenchDatabase database) => database.Provider == StorageProvider.PostgreSql
        ? new NpgsqlConnection($"{database.Postgres};Pooling=false;Command Timeout=600")
        : new SqliteConnection(
            $"Data Source={Path.Combine(database.Folder, JournalOptions.FileName)};Pooling=false");

    private static async Task Execute(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
