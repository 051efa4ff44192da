using Npgsql;

namespace RetailActors.Retail.Cluster;

/// <summary>The database that the silos of a cluster share.</summary>
public sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>One SQLite file in the folder of the cluster.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>A PostgreSQL server of its own, started here and deleted at the end.</summary>
    public const string PostgreSql = "postgresql";

    private const string Name = "retailactors";

    private ClusterDatabase(string forVerify, string? connection, PostgreSqlServer? server) =>
        (ForVerify, Connection, Server) = (forVerify, connection, server);

    /// <summary>What <c>retail verify --database</c> takes.</summary>
    public string ForVerify { get; }

    /// <summary>Connection string of PostgreSQL; null with SQLite.</summary>
    public string? Connection { get; }

    /// <summary>The servers that have a part of the journal beside the first, with the connection strings of their
    /// databases.</summary>
    public IReadOnlyList<(PostgreSqlServer Server, string Connection)> Others { get; private init; } = [];

    /// <summary>The options by which <c>retail verify</c> and <c>retail shards</c> find the whole journal.</summary>
    public IEnumerable<string> Options =>
        ["--database", ForVerify, .. Others.SelectMany(other => (string[])["--shard", other.Connection])];

    /// <summary>How the silos have to be configured to use the others.</summary>
    public IEnumerable<string> ShardSettings => Others.SelectMany((other, i) => (string[])
    [
        $"--Storage:Shards:{i}:Name=shard-{i + 2}", $"--Storage:Shards:{i}:ConnectionString={other.Connection}",
    ]);

    /// <summary>The server that was started for this cluster; null when somebody else's is used.</summary>
    public PostgreSqlServer? Server { get; }

    /// <summary>For people; without a password.</summary>
    public string Description { get; private init; } = "";

    /// <summary>Where the server listens.</summary>
    public (string Host, int Port) Address
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(Connection);
            return (settings.Host ?? "localhost", settings.Port);
        }
    }

    /// <summary>Opens it.</summary>
    /// <param name="asked"><see cref="Sqlite"/>, <see cref="PostgreSql"/> or a connection string of PostgreSQL.</param>
    /// <param name="folder">Folder of the cluster.</param>
    /// <param name="shards">Servers that the journal is spread over.</param>
    public static async Task<ClusterDatabase> Open(string asked, string folder, int shards = 1)
    {
        if (shards > 1 && asked != PostgreSql)
            throw new CommandFailedException($"--shards needs --database {PostgreSql}: only servers of its own.");
        if (asked == Sqlite)
        {
            var file = Path.Combine(folder, "retailactors.db");
            return new ClusterDatabase($"sqlite:{file}", null, null) { Description = $"SQLite in {file}" };
        }
        if (asked == PostgreSql)
        {
            if (!PostgreSqlServer.Installed)
                throw new CommandFailedException("PostgreSQL is not installed here. Use --database sqlite.");
            return await Own(shards);
        }
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(asked);
            return new ClusterDatabase(asked, asked, null)
            {
                Description = $"PostgreSQL at {settings.Host}/{settings.Database}",
            };
        }
        catch (ArgumentException)
        {
            throw new CommandFailedException(
                $"--database is neither {Sqlite}, {PostgreSql} nor a connection string of PostgreSQL.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in Others)
            await server.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    private static async Task<ClusterDatabase> Own(int shards)
    {
        var started = new List<(PostgreSqlServer Server, string Connection)>();
        try
        {
            for (var i = 0; i < shards; i++)
            {
                var server = await PostgreSqlServer.Create(untilDisposed: true);
                started.Add((server, ""));
                started[i] = (server, await server.CreateDatabase(Name));
            }
        }
        catch
        {
            foreach (var (server, _) in started)
                await server.DisposeAsync();
            throw;
        }
        var (home, own) = started[0];
        return new ClusterDatabase(own, own, home)
        {
            Others = started[1..],
            Description = "PostgreSQL of its own on " + string.Join(", ", started.Select(s => s.Server.Port)),
        };
    }
}
