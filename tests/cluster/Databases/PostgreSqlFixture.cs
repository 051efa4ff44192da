[assembly: AssemblyFixture(typeof(RetailActors.Tests.Databases.PostgreSqlFixture))]

namespace RetailActors.Tests.Databases;

/// <summary>One PostgreSQL server for all tests of the assembly, started by the first that wants it.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(() => PostgreSqlServer.Create());
    private readonly Lazy<Task<PostgreSqlServer>> _second = new(() => PostgreSqlServer.Create());

    /// <summary>The server; the test is skipped when there is none on this machine.</summary>
    public Task<PostgreSqlServer> Server()
    {
        Assert.SkipUnless(PostgreSqlServer.Installed, PostgreSqlServer.NotInstalled);
        return _server.Value;
    }

    /// <summary>Creates a database of its own for a test class and answers its connection string.</summary>
    public async Task<string> CreateDatabase() =>
        await (await Server()).CreateDatabase($"test_{Guid.NewGuid():n}");

    /// <summary>The same on a second server.</summary>
    public async Task<string> CreateDatabaseElsewhere()
    {
        await Server();
        return await (await _second.Value).CreateDatabase($"test_{Guid.NewGuid():n}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _server, _second })
        {
            if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
                await server.Value.Result.DisposeAsync();
        }
    }
}
