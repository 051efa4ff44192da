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
    public static async Task<ClusterDatabase> Open(string asked, string folder)
    {
        if (asked == Sqlite)
        {
            var file = Path.Combine(folder, "retailactors.db");
            return new ClusterDatabase($"sqlite:{file}", null, null) { Description = $"SQLite in {file}" };
        }
        if (asked == PostgreSql)
        {
            if (!PostgreSqlServer.Installed)
                throw new CommandFailedException("PostgreSQL is not installed here. Use --database sqlite.");
            var server = await PostgreSqlServer.Create(untilDisposed: true);
            var own = await server.CreateDatabase(Name);
            return new ClusterDatabase(own, own, server) { Description = $"PostgreSQL of its own on {server.Port}" };
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
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
