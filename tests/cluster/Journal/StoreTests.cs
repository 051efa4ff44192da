using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>A new, empty database for one test, with a store on it and a way around the store.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public JournalOptions Options { get; protected set; } = new();

    public abstract Task Create();

    public abstract DbConnection Connect();

    public abstract ValueTask DisposeAsync();

    /// <summary>A connection to each database that has a part of the journal.</summary>
    protected virtual IEnumerable<DbConnection> ConnectAll() => [Connect()];

    public async Task Execute(string sql)
    {
        foreach (var connection in ConnectAll())
        {
            await using var _ = connection;
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task<long> Count(string sql)
    {
        var sum = 0L;
        foreach (var connection in ConnectAll())
        {
            await using var _ = connection;
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            sum += Convert.ToInt64(await command.ExecuteScalarAsync());
        }
        return sum;
    }
}

public sealed class PostgreSqlDatabase(PostgreSqlFixture fixture) : TestDatabase
{
    public override async Task Create() =>
        Options = new(StorageProvider.PostgreSql, await fixture.CreateDatabase());

    public override DbConnection Connect() => new NpgsqlConnection(Options.ConnectionString + ";Pooling=false");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class SqliteDatabase : TestDatabase
{
    public override Task Create()
    {
        Options = new(DataDirectory: Directory.CreateTempSubdirectory("retail-sqlite-").FullName);
        return Task.CompletedTask;
    }

    public override DbConnection Connect() => new SqliteConnection(Options.SqliteConnectionString + ";Pooling=false");

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Options.DataDirectory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>What tests of a store have in common: an open, migrated store and short ways to write appends.</summary>
public abstract class StoreTests(TestDatabase database) : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>What is put before the store, or done to it, on purpose in a test that is run now.</summary>
    internal static AsyncLocal<Func<TestDatabase, IJournalStore, Task<IJournalStore>>?> Planted { get; } = new();

    protected TestDatabase Database => database;

    protected IJournalStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.Create();
        Store = database.Options.Open();
        await Store.Migrate(Cancel);
        if (Planted.Value is { } plant)
            Store = await plant(database, Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is IAsyncDisposable store)
            await store.DisposeAsync();
        await database.DisposeAsync();
    }

    protected static JournalAppend Append(
        string stream, long version, string events = """[{"e":"counted","d":{}}]""") =>
        new(stream, stream.Split('/')[1], version, Noon.AddSeconds(version), events, null, [], [], null);

    protected static OutboxPut Put(string call, double dueInSeconds = 0) => new(call, Noon.AddSeconds(dueInSeconds));

    protected static StreamPosition From(string stream, long after = 0) => new(stream, after);

    protected async Task<bool> Write(JournalAppend append) => (await Store.Append([append], Cancel)).Single();

    protected async Task<long[]> Versions(string stream) =>
        [.. (await Store.Read([From(stream)], Cancel)).Select(entry => entry.Version)];
}
