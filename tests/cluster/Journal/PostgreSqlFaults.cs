using Npgsql;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What only PostgreSQL does: lost connections, a crash of the server, the shape of its plans.</summary>
public sealed class PostgreSqlFaults(PostgreSqlFixture fixture) : StoreTests(new PostgreSqlDatabase(fixture))
{
    private const string Kill =
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'retailactors-journal' AND datname = current_database()
        """;

    [Fact]
    public async Task An_append_whose_connection_dies_throws_and_a_later_read_tells_the_truth()
    {
        await using var blocker = (NpgsqlConnection)Database.Connect();
        await blocker.OpenAsync(Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("LOCK TABLE journal IN SHARE MODE", blocker))
            await hold.ExecuteNonQueryAsync(Cancel);

        var append = Write(Append("stock/acme/a@x", 1));
        await Until(async () => await Database.Count(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'retailactors-journal' "
            + "AND datname = current_database() AND wait_event_type = 'Lock'") > 0);
        await Database.Count(Kill);
        await Should.ThrowAsync<NpgsqlException>(() => append);
        await transaction.RollbackAsync(Cancel);

        (await Versions("stock/acme/a@x")).ShouldBeEmpty();
        (await Write(Append("stock/acme/a@x", 1))).ShouldBeTrue();
    }

    [Fact]
    public async Task Appends_acknowledged_while_backends_are_killed_are_all_there()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var acknowledged = 0L;
        var unknown = 0;
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await Write(Append("stock/acme/hot", acknowledged + 1));
                    acknowledged++;
                }
                catch (Exception e) when (e is NpgsqlException or BusyException)
                {
                    unknown++;
                    acknowledged = await LastVersion();
                }
            }
        });
        for (var kills = 0; kills < 15; kills++)
        {
            var before = Volatile.Read(ref acknowledged);
            await Until(() => Task.FromResult(Volatile.Read(ref acknowledged) > before + 5));
            await Database.Count(Kill);
        }
        await enough.CancelAsync();
        await writing;
        unknown.ShouldBeGreaterThan(0, "no kill met an append: the test proved nothing");
        var entries = await UntilAnswered(() => Store.Read([From("stock/acme/hot")], Cancel));
        entries.Select(e => e.Version).ShouldBe(Enumerable.Range(1, (int)acknowledged).Select(v => (long)v));
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_of_the_server()
    {
        await using var server = await PostgreSqlServer.Create();
        await using var store = new PostgreSqlJournalStore(await server.CreateDatabase("crash"));
        await store.Migrate(Cancel);
        for (var version = 1; version <= 50; version++)
            (await store.Append([Append("stock/acme/a@x", version)], Cancel)).ShouldBe([true]);
        await server.Stop(immediate: true);
        await Should.ThrowAsync<NpgsqlException>(() => store.Append([Append("stock/acme/a@x", 51)], Cancel));
        await server.Start();
        var entries = await UntilAnswered(() => store.Read([From("stock/acme/a@x")], Cancel));
        entries.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 50).Select(v => (long)v));
    }

    [Fact]
    public async Task An_append_that_gets_no_connection_was_not_sent_and_says_so()
    {
        await using var server = await PostgreSqlServer.Create();
        var connection = await server.CreateDatabase("away");
        await using (var first = new PostgreSqlJournalStore(connection))
            await first.Migrate(Cancel);
        await server.Stop(immediate: true);
        await using var store = new PostgreSqlJournalStore(connection);
        await Should.ThrowAsync<BusyException>(() => store.Append([Append("stock/acme/a@x", 1)], Cancel));
        await server.Start();
        (await UntilAnswered(() => store.Append([Append("stock/acme/a@x", 1)], Cancel))).ShouldBe([true]);
    }

    [Fact]
    public async Task A_truncation_of_the_journal_is_refused_too()
    {
        await Write(Append("stock/acme/a@x", 1));
        await Should.ThrowAsync<PostgresException>(() => Database.Execute("TRUNCATE journal"));
        (await Versions("stock/acme/a@x")).ShouldBe([1]);
    }

    [Fact]
    public async Task The_store_keeps_to_its_own_small_pool()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => Write(Append($"stock/acme/{i}", 1)))));
        (await Database.Count(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'retailactors-journal' "
            + "AND datname = current_database()")).ShouldBeInRange(1, PostgreSqlJournalStore.MaxConnections);
    }

    [Fact]
    public async Task Answers_are_found_by_index_though_the_table_was_small_when_their_look_up_was_planned()
    {
        var at = new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
        await using (var answers = new PostgreSqlAnswerStore(Database.Options.ConnectionString!))
        {
            await Fill(answers, 0, 20);
            string[] many = [.. Enumerable.Range(0, 50).Select(i => $"none-{i}")];
            // From its sixth use on a prepared statement keeps one plan. For many keys of a small table the cheapest
            // is to read all of it.
            for (var i = 0; i < 8; i++)
                (await answers.Read(many, Cancel)).ShouldBeEmpty();
            await Fill(answers, 20, 1_000);
            for (var i = 0; i < 20; i++)
                (await answers.Read([.. many, $"key-{i}"], Cancel)).Count.ShouldBe(1);
        }
        // A connection tells what it has read when it ends.
        await Until(async () => await Statistic("seq_scan + idx_scan") >= 28);
        (await Statistic("seq_tup_read")).ShouldBe(0);

        Task Fill(PostgreSqlAnswerStore answers, int first, int count) => answers.Write(
            [.. Enumerable.Range(first, count).Select(i => new AnswerRow(
                $"key-{i}", "hash", at, new StoredAnswer(201, "application/json", null, "{}")))], Cancel);
        Task<long> Statistic(string what) =>
            Database.Count($"SELECT {what} FROM pg_stat_user_tables WHERE relname = 'answers'");
    }

    private async Task<long> LastVersion()
    {
        var entries = await UntilAnswered(() => Store.Read([From("stock/acme/hot")], Cancel));
        return entries.Count == 0 ? 0 : entries[^1].Version;
    }

    private static async Task<T> UntilAnswered<T>(Func<Task<T>> ask)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (e is (NpgsqlException or BusyException) && attempt < 100)
            {
                await Task.Delay(20, Cancel);
            }
        }
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var polls = 0; !await condition(); polls++)
        {
            polls.ShouldBeLessThan(2000, "the condition did not come true within 20 s");
            await Task.Delay(10, Cancel);
        }
    }
}
