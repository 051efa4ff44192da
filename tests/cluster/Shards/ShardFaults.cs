using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Shards;

/// <summary>Databases that are away, or are not the ones that they should be.</summary>
public sealed class ShardFaults(PostgreSqlFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_shard_is_away_the_others_go_on_and_afterwards_all_is_there()
    {
        Assert.SkipUnless(PostgreSqlServer.Installed, PostgreSqlServer.NotInstalled);
        await using var server = await PostgreSqlServer.Create();
        var shard = new JournalShard("second", await server.CreateDatabase("shard"));
        var home = await postgres.CreateDatabase();
        await using var silo = new ShardedJournalStore(home, [shard]);
        await silo.Migrate(Cancel);
        var (here, there) = (Installation.StreamsOf(0).First(), Installation.StreamsOf(1).First());
        foreach (var stream in (string[])[here, there])
            (await silo.Append(Installation.Append(stream) with
            {
                Put = [new("call", Installation.Noon)],
                Index = new("order", stream[11..], "open", "web", "{}"),
            })).ShouldBeTrue();

        await server.Stop(immediate: true);
        (await silo.Append(Installation.Append(here, 2))).ShouldBeTrue();
        (await silo.Read(new StreamPosition(here, 0))).Count.ShouldBe(2);
        var written = await Should.ThrowAsync<Exception>(() => silo.Append(Installation.Append(there, 2)));
        (written is BusyException or OutcomeUnknownException).ShouldBeTrue(written.ToString());
        var read = await Should.ThrowAsync<BusyException>(() => silo.Read(new StreamPosition(there, 0)));
        read.Message.ShouldContain("second");
        await Should.ThrowAsync<BusyException>(() => silo.Owed("acme", 10, Cancel));
        await Should.ThrowAsync<BusyException>(
            () => silo.List("acme", new DirectoryQuery("order", null, null, null, 10), Cancel));
        (await silo.List("acme", new DirectoryQuery("location", null, null, null, 10), Cancel)).Rows.ShouldBeEmpty();
        await silo.Ping(Cancel);
        var claimed = await silo.Claim(Installation.Noon.AddMinutes(1), TimeSpan.FromSeconds(20), 10, Cancel);
        claimed.Select(c => c.Stream).ShouldBe([here]);
        await using (var late = new ShardedJournalStore(home, [shard]))
        {
            await late.Migrate(Cancel);
            (await late.Append(Installation.Append(here, 3))).ShouldBeTrue();
        }

        await server.Start();
        await Eventually(async () => (await silo.Read(new StreamPosition(there, 0))).Count >= 1);
        (await silo.Append(Installation.Append(there, 2))).ShouldBeTrue();
        (await silo.Owed("acme", 10, Cancel)).Total.ShouldBe(2);
        await Eventually(async () => (await silo.Claim(
            Installation.Noon.AddMinutes(1), TimeSpan.FromSeconds(20), 10, Cancel)).Any(c => c.Stream == there));
    }

    [Fact]
    public async Task A_silo_that_lacks_a_shard_where_streams_live_takes_no_appends_and_does_not_start()
    {
        await using var installation = await Installation.Create(postgres, shards: 2);
        var whole = await installation.Silo();
        var lacking = await installation.Silo(shards: 1);
        await lacking.Ping(Cancel);
        (await whole.Activate([1, 2], false, Cancel)).ShouldBeTrue();

        var refused = await Should.ThrowAsync<BusyException>(() => lacking.Append(Installation.Append("order/acme/x")));
        refused.Message.ShouldBe("Storage:Shards lacks shard-2, where streams live since placement epoch 2; this silo "
            + "takes no appends.");
        await Should.ThrowAsync<BusyException>(() => lacking.Ping(Cancel));
        await Should.ThrowAsync<BusyException>(() => lacking.Read(new StreamPosition("order/acme/x", 0)));
        await Should.ThrowAsync<BusyException>(() => lacking.Owed("acme", 1, Cancel));
        (await Should.ThrowAsync<ShardException>(() => installation.Silo(shards: 1))).Message
            .ShouldContain("lacks shard-2");
    }

    [Fact]
    public async Task An_operator_asks_and_a_silo_that_can_does_it()
    {
        await using var installation = await Installation.Create(postgres, shards: 2);
        var whole = await installation.Silo();
        var lacking = await installation.Silo(shards: 1);
        await installation.Execute(0, "INSERT INTO placement_wanted (shards) VALUES ('{2}')");
        await lacking.Claim(Installation.Noon, TimeSpan.FromSeconds(20), 10, Cancel);
        (await installation.Ask<int>(0, "SELECT max(epoch) FROM placement_epoch")).ShouldBe(1);
        await whole.Claim(Installation.Noon, TimeSpan.FromSeconds(20), 10, Cancel);
        (await installation.Ask<int[]>(0, "SELECT shards FROM placement_epoch WHERE epoch = 2")).ShouldBe([0, 2]);
        (await installation.Ask<long>(0, "SELECT count(*) FROM placement_wanted")).ShouldBe(0);
        (await installation.Ask<int>(2, "SELECT epoch FROM shard_place")).ShouldBe(2);
        whole.CurrentPlacement.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task What_hinders_an_activation_is_told_and_nothing_is_changed()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo(patience: ShardActivation.LockPatience);
        await using (var holder = await installation.Connect(1))
        {
            await using var transaction = await holder.BeginTransactionAsync(Cancel);
            await using (var hold = new Npgsql.NpgsqlCommand("SELECT shard_fence(0)", holder, transaction))
                await hold.ExecuteNonQueryAsync(Cancel);
            await installation.Execute(0, "INSERT INTO placement_wanted (shards) VALUES ('{1}')");
            await silo.Claim(Installation.Noon, TimeSpan.FromSeconds(20), 10, Cancel);
        }
        (await installation.Ask<string>(0, "SELECT problem FROM placement_wanted")).ShouldContain("lock timeout");
        (await installation.Ask<int>(0, "SELECT epoch FROM shard_place")).ShouldBe(1);
        (await silo.Append(Installation.Append("order/acme/x"))).ShouldBeTrue();
        await silo.Claim(Installation.Noon, TimeSpan.FromSeconds(20), 10, Cancel);
        silo.CurrentPlacement.Epoch.ShouldBe(1, "it is not tried again at once: an attempt keeps appends waiting");
        await installation.Execute(0, "UPDATE placement_wanted SET tried_at = now() - interval '31 seconds'");
        await silo.Claim(Installation.Noon, TimeSpan.FromSeconds(20), 10, Cancel);
        silo.CurrentPlacement.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task An_installation_without_an_append_is_spread_at_once_and_looks_at_no_older_place()
    {
        await using var silo = new ShardedJournalStore(
            await postgres.CreateDatabase(), [new("second", await postgres.CreateDatabaseElsewhere())]);
        await silo.Migrate(Cancel);
        silo.CurrentPlacement.Shards.ShouldBe([0, 1]);
        Installation.StreamsOf(1).Take(50).ShouldAllBe(s => silo.CurrentPlacement.PlacesOf(s).Length == 1);
        (await silo.Append(Installation.Append(Installation.StreamsOf(1).First()))).ShouldBeTrue();
    }

    [Fact]
    public async Task The_databases_of_others_are_refused_and_left_as_they_are()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        await using var other = await Installation.Create(postgres);
        (await (await other.Silo()).Activate([1], false, Cancel)).ShouldBeTrue();

        await Refused(installation.Home, new("third", other.Home), "the database of third belongs to another");
        await Refused(installation.Home, other.Shards[0] with { Name = "third" }, "belongs to another installation");
        await Refused(installation.Home, installation.Shards[0] with { Name = "third" }, "is that of shard-1");
        await Refused(installation.Home, new("third", installation.Home + ";Timeout=6"), "is that of home");
        await Refused(installation.Shards[0].ConnectionString, new("third", other.Home), "it must be that of home");
        await Refused(
            installation.Home, new("third", "Host=127.0.0.1;Port=1;Database=x;Timeout=2"), "cannot be reached");
        await using (var older = await installation.Connect(0))
        {
            var foreign = await postgres.CreateDatabase();
            await using var connection = new Npgsql.NpgsqlConnection(foreign + ";Pooling=false");
            await connection.OpenAsync(Cancel);
            await using var command = new Npgsql.NpgsqlCommand(
                "CREATE TABLE journal (stream text); INSERT INTO journal VALUES ('theirs')", connection);
            await command.ExecuteNonQueryAsync(Cancel);
            await Refused(installation.Home, new("third", foreign), "belongs to another installation");
            command.CommandText = "SELECT to_regclass('schema_version') IS NULL";
            (await command.ExecuteScalarAsync(Cancel)).ShouldBe(true);
        }
        (await silo.Activate([1], false, Cancel)).ShouldBeTrue();
        var empty = installation.Shards[0] with { ConnectionString = await postgres.CreateDatabase() };
        await Refused(installation.Home, empty, "is empty, but streams live on shard-1");
    }

    [Fact]
    public async Task An_installation_has_at_most_sixteen_databases()
    {
        Should.Throw<ArgumentException>(() => new ShardedJournalStore("Host=x", []));
        Should.Throw<ArgumentException>(() => new ShardedJournalStore(
            "Host=x", [.. Enumerable.Range(1, Placement.MaxShards).Select(i => new JournalShard($"s{i}", "Host=y"))]));
        await using var installation = await Installation.Create(postgres);
        await installation.Silo();
        await installation.Execute(
            0, "INSERT INTO shard (number, name) SELECT n, 'old-' || n FROM generate_series(2, 15) AS n");
        await Refused(installation.Home, new("late", installation.Home), "late would be one too many");
    }

    private static async Task Refused(string home, JournalShard shard, string why)
    {
        await using var silo = new ShardedJournalStore(home, [shard]);
        (await Should.ThrowAsync<ShardException>(() => silo.Migrate(Cancel))).Message.ShouldContain(why);
    }

    private static async Task Eventually(Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                if (await reached())
                    return;
            }
            catch (BusyException)
            {
                // The pool finds out that its connections have gone.
            }
            await Task.Delay(50, limit.Token);
        }
    }
}
