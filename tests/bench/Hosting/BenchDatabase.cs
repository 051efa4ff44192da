using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetailActors.Journal;

namespace RetailActors.Bench.Hosting;

/// <summary>A new, empty, durable database for one measurement.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private const string ServerPidSql = @"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int";

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-bench-").FullName;
    private readonly string? _postgres;
    private readonly List<string> _shards = [];

    private BenchDatabase(string? postgres) => _postgres = postgres;

    /// <summary>Which one it is.</summary>
    public StorageProvider Provider => _postgres is null ? StorageProvider.Sqlite : StorageProvider.PostgreSql;

    /// <summary>Connection string of PostgreSQL.</summary>
    public string Postgres => _postgres ?? throw new InvalidOperationException("This database is SQLite.");

    /// <summary>Folder for files, the SQLite file among them.</summary>
    public string Folder => _folder;

    /// <summary>The first process of the server, or 0 with SQLite.</summary>
    public int ServerPid { get; private set; }

    /// <summary>A new database on the server, or a new file.</summary>
    public static async Task<BenchDatabase> Create(PostgreSqlServer? server)
    {
        if (server is null)
        {
            return new BenchDatabase(null);
        }
        var database = new BenchDatabase(await server.CreateDatabase($"bench_{Guid.NewGuid():n}"));
        database.ServerPid = (int)await Scalar(database._postgres!, ServerPidSql);
        return database;
    }

    /// <summary>A copy of one to which nobody is connected, with all that is in it.</summary>
    public static async Task<BenchDatabase> Copy(PostgreSqlServer server, BenchDatabase original)
    {
        // Connections that rest in pools would keep the server from copying.
        NpgsqlConnection.ClearAllPools();
        var (from, to) = (new NpgsqlConnectionStringBuilder(original.Postgres).Database, $"bench_{Guid.NewGuid():n}");
        await server.Execute("postgres", $"CREATE DATABASE \"{to}\" TEMPLATE \"{from}\"");
        return new BenchDatabase(server.ConnectionString(to)) { ServerPid = original.ServerPid };
    }

    /// <summary>One that is there already, on a server of this machine.</summary>
    public static async Task<BenchDatabase> Attach(string connection)
    {
        var database = new BenchDatabase(connection);
        database.ServerPid = (int)await Scalar(database._postgres!, ServerPidSql);
        return database;
    }

    /// <summary>Spreads the journal over one more server. Before the first silo starts.</summary>
    public async Task Spread(PostgreSqlServer server) =>
        _shards.Add(await server.CreateDatabase($"bench_{Guid.NewGuid():n}"));

    /// <summary>The configuration of a silo on it.</summary>
    public string[] Arguments => _postgres is null
        ? ["--Storage:Provider=Sqlite", $"--Storage:DataDirectory={_folder}"]
        : ["--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={_postgres}",
            $"--Storage:DataDirectory={_folder}", .. _shards.SelectMany((shard, i) => (string[])
            [$"--Storage:Shards:{i}:Name=shard-{i + 2}", $"--Storage:Shards:{i}:ConnectionString={shard}"])];

    /// <summary>One number; the sum over all databases.</summary>
    public async Task<long> Scalar(string sql)
    {
        var sum = 0L;
        foreach (var database in All)
        {
            sum += await Scalar(database, sql);
        }
        return sum;
    }

    /// <summary>Numbers by name; the sums over all databases.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Counts(string sql)
    {
        var counts = new Dictionary<string, long>();
        foreach (var database in All)
        {
            await using var connection = await Open(database);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                counts[reader.GetString(0)] = counts.GetValueOrDefault(reader.GetString(0)) + reader.GetInt64(1);
            }
        }
        return counts;
    }

    /// <summary>Removes the files. The server takes its databases with it.</summary>
    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string SqliteFile => Path.Combine(_folder, JournalOptions.FileName);

    private IEnumerable<string> All =>
        _postgres is null ? [$"Data Source={SqliteFile};Mode=ReadOnly;Pooling=false"] : _shards.Prepend(_postgres);

    private static async Task<long> Scalar(string database, string sql)
    {
        await using var connection = await Open(database);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<DbConnection> Open(string database)
    {
        DbConnection connection = database.StartsWith("Data Source=", StringComparison.Ordinal)
            ? new SqliteConnection(database)
            : new NpgsqlConnection($"{database};Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        return connection;
    }
}
