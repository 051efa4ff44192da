using Microsoft.Data.Sqlite;
using RetailActors.Journal;

namespace RetailActors.Tests.Journal;

/// <summary>What only SQLite does: a file that is left behind, two stores on one file, a full queue.</summary>
public sealed class SqliteFaults() : StoreTests(new SqliteDatabase())
{
    [Fact]
    public async Task A_file_left_without_a_checkpoint_has_everything_acknowledged()
    {
        for (var version = 1; version <= 30; version++)
            await Write(Append("stock/acme/a@x", version));

        // What a killed process leaves: the file and its write-ahead log as they are on disk, nobody to tidy them.
        var left = Directory.CreateTempSubdirectory("retail-left-").FullName;
        foreach (var file in Directory.GetFiles(Database.Options.DataDirectory).Where(f => !f.EndsWith("-shm")))
            File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        new FileInfo(Directory.GetFiles(left, "*-wal").Single()).Length.ShouldBeGreaterThan(0);

        await using (var store = new SqliteJournalStore(new JournalOptions(DataDirectory: left).SqliteConnectionString))
        {
            await store.Migrate(Cancel);
            var entries = await store.Read([From("stock/acme/a@x")], Cancel);
            entries.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 30).Select(v => (long)v));
        }
        Directory.Delete(left, recursive: true);
    }

    [Fact]
    public async Task Two_stores_take_turns_on_one_file()
    {
        await using var other = new SqliteJournalStore(Database.Options.SqliteConnectionString);
        var won = await Task.WhenAll(new[] { Store, other }.Select(store => Task.Run(async () =>
        {
            var written = 0;
            for (var version = 1; version <= 200; version++)
                written += (await store.Append([Append("stock/acme/a@x", version)], Cancel))[0] ? 1 : 0;
            return written;
        })));
        won.Sum().ShouldBe(200);
        (await Versions("stock/acme/a@x")).Length.ShouldBe(200);
    }

    [Fact]
    public async Task A_failed_batch_leaves_nothing_behind_and_the_next_one_works()
    {
        await Database.Execute("ALTER TABLE outbox RENAME TO elsewhere");
        await Should.ThrowAsync<SqliteException>(() => Store.Append([
            Append("order/acme/a", 1), Append("order/acme/b", 1) with { Put = [Put("x")] }], Cancel));
        await Database.Execute("ALTER TABLE elsewhere RENAME TO outbox");
        (await Versions("order/acme/a")).ShouldBeEmpty();
        (await Write(Append("order/acme/a", 1) with { Put = [Put("x")] })).ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_queue_is_answered_Busy()
    {
        await using var connection = Database.Connect();
        await connection.OpenAsync(Cancel);
        await using (var block = connection.CreateCommand())
        {
            block.CommandText = "BEGIN IMMEDIATE";
            await block.ExecuteNonQueryAsync(Cancel);
        }
        var appends = Enumerable.Range(1, 4100).Select(v => Write(Append($"stock/acme/{v}", 1))).ToArray();
        var busy = appends.Where(task => task.IsFaulted).ToArray();
        busy.ShouldNotBeEmpty();
        busy.ShouldAllBe(task => task.Exception!.InnerException is BusyException);
        await using (var release = connection.CreateCommand())
        {
            release.CommandText = "ROLLBACK";
            await release.ExecuteNonQueryAsync(Cancel);
        }
        var written = await Task.WhenAll(appends.Where(task => !busy.Contains(task)));
        written.ShouldAllBe(w => w);
        (await Database.Count("SELECT count(*) FROM journal")).ShouldBe(written.Length);
    }

    [Fact]
    public async Task Disposing_finishes_what_was_handed_over()
    {
        var appends = Enumerable.Range(1, 100).Select(v => Write(Append($"stock/acme/{v}", 1))).ToArray();
        await ((IAsyncDisposable)Store).DisposeAsync();
        (await Task.WhenAll(appends)).ShouldAllBe(w => w);
        (await Database.Count("SELECT count(*) FROM journal")).ShouldBe(100);
    }
}
