using System.Globalization;
using Npgsql;
using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Shards;

/// <summary>An installation with a home on one server and shards on another, and silos with what they list.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private readonly List<IAsyncDisposable> _silos = [];

    private Installation(string home, IReadOnlyList<JournalShard> shards) => (Home, Shards) = (home, shards);

    public string Home { get; }

    /// <summary>Their numbers are 1, 2 … in this order.</summary>
    public IReadOnlyList<JournalShard> Shards { get; }

    public static async Task<Installation> Create(PostgreSqlFixture postgres, int shards = 1)
    {
        var listed = new List<JournalShard>();
        var home = await postgres.CreateDatabase();
        for (var i = 1; i <= shards; i++)
            listed.Add(new($"shard-{i}", await postgres.CreateDatabaseElsewhere()));
        return new(home, listed);
    }

    /// <summary>A store as a silo has it that lists so many shards; it has had an append before, so that nothing is
    /// activated by itself.</summary>
    public async Task<ShardedJournalStore> Silo(int? shards = null, TimeSpan? patience = null)
    {
        await Used();
        var store = new ShardedJournalStore(Home, [.. Shards.Take(shards ?? Shards.Count)])
        {
            ActivationPatience = patience ?? TimeSpan.FromSeconds(60),
        };
        _silos.Add(store);
        await store.Migrate(default);
        return store;
    }

    /// <summary>A store as a silo has it that lists none.</summary>
    public async Task<PostgreSqlJournalStore> Unlisting()
    {
        var store = new PostgreSqlJournalStore(Home);
        _silos.Add(store);
        await store.Migrate(default);
        return store;
    }

    /// <summary>Names of streams with this newest place among home and so many shards.</summary>
    public static IEnumerable<string> StreamsOf(int place, int shards = 1)
    {
        var placement = new Placement(1, [[.. Enumerable.Range(0, shards + 1)]]);
        return Enumerable.Range(0, int.MaxValue)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"order/acme/{i}"))
            .Where(stream => placement.PlacesOf(stream)[0] == place);
    }

    public static JournalAppend Append(string stream, long version = 1, string events = "[]") =>
        new(stream, stream.Split('/')[1], version, Noon.AddSeconds(version), events, null, [], [], null);

    public string Database(int number) => number == 0 ? Home : Shards[number - 1].ConnectionString;

    public async Task<NpgsqlConnection> Connect(int number)
    {
        var connection = new NpgsqlConnection(Database(number) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T> Ask<T>(int number, string sql)
    {
        await using var connection = await Connect(number);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(int number, string sql)
    {
        await using var connection = await Connect(number);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The streams of one database.</summary>
    public async Task<HashSet<string>> Streams(int number) =>
        [.. await Ask<string[]>(number, "SELECT coalesce(array_agg(DISTINCT stream), '{}') FROM journal")];

    /// <summary>Waits until somebody waits for a lock in a database.</summary>
    public async Task SomebodyWaits(int number)
    {
        while (await Ask<long>(number, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            + "AND datname = current_database()") == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    private async Task Used()
    {
        var plain = new PostgreSqlJournalStore(Home);
        await using var _ = plain;
        if (await Ask<bool>(0, "SELECT to_regclass('journal') IS NOT NULL"))
            return;
        await plain.Migrate(default);
        (await plain.Append([Append("order/seed/first")], default)).ShouldBe([true]);
    }
}
