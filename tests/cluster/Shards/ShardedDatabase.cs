using System.Data.Common;
using Npgsql;
using RetailActors.Journal;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Journal;

namespace RetailActors.Tests.Shards;

/// <summary>A journal over two PostgreSQL servers.</summary>
/// <param name="fixture">The servers.</param>
/// <param name="grown">True: the second one has joined a journal that was there before, so most streams have an older
/// place that has to be looked at.</param>
public sealed class ShardedDatabase(PostgreSqlFixture fixture, bool grown) : TestDatabase
{
    public override async Task Create()
    {
        Options = new(StorageProvider.PostgreSql, await fixture.CreateDatabase())
        {
            Shards = [new("second", await fixture.CreateDatabaseElsewhere())],
        };
        if (!grown)
            return;
        await using (var store = (ShardedJournalStore)Options.Open())
            await store.Migrate(default);
        await using var home = Connect();
        await home.OpenAsync();
        await using var command = home.CreateCommand();
        command.CommandText = "INSERT INTO placement_epoch (epoch, shards) VALUES (1, '{0}')";
        await command.ExecuteNonQueryAsync();
    }

    public override DbConnection Connect() => new NpgsqlConnection(Options.ConnectionString + ";Pooling=false");

    protected override IEnumerable<DbConnection> ConnectAll() =>
        [Connect(), new NpgsqlConnection(Options.Shards[0].ConnectionString + ";Pooling=false")];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class AppendOnShards(PostgreSqlFixture fixture) : AppendConformance(new ShardedDatabase(fixture, false));

public sealed class AppendOnGrownShards(PostgreSqlFixture fixture)
    : AppendConformance(new ShardedDatabase(fixture, true));

public sealed class OutboxOnShards(PostgreSqlFixture fixture) : OutboxConformance(new ShardedDatabase(fixture, false));

public sealed class OutboxOnGrownShards(PostgreSqlFixture fixture)
    : OutboxConformance(new ShardedDatabase(fixture, true));

public sealed class WaitingOnShards(PostgreSqlFixture fixture)
    : WaitingConformance(new ShardedDatabase(fixture, false));

public sealed class ArchiveOnShards(PostgreSqlFixture fixture) : ArchiveConformance(new ShardedDatabase(fixture, true))
{
    protected override IJournalArchive ArchiveOf(string stream) =>
        Store.Archives[((ShardedJournalStore)Store).CurrentPlacement.PlacesOf(stream)[0]];
}
