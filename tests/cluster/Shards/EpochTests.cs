using Npgsql;
using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Shards;

/// <summary>A shard joins while silos write: no stream is ever in two places, and nothing that exists moves.</summary>
public sealed class EpochTests(PostgreSqlFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_there_stays_and_what_is_new_goes_where_it_belongs()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        var old = Installation.StreamsOf(1).Take(20).ToArray();
        (await silo.Append([.. old.Select(s => Installation.Append(s))], Cancel)).ShouldAllBe(written => written);
        (await silo.Activate([1], false, Cancel)).ShouldBeTrue();

        (await silo.Append([.. old.Select(s => Installation.Append(s, 2))], Cancel)).ShouldAllBe(written => written);
        (await silo.Append([.. old.Select(s => Installation.Append(s))], Cancel)).ShouldAllBe(written => !written);
        var fresh = Installation.StreamsOf(1).Skip(20).Take(20).ToArray();
        (await silo.Append([.. fresh.Select(s => Installation.Append(s))], Cancel)).ShouldAllBe(written => written);
        (await installation.Streams(1)).ShouldBe(fresh, ignoreOrder: true);
        (await installation.Streams(0)).ShouldBe(old.Append("order/seed/first"), ignoreOrder: true);

        var other = await installation.Silo();
        var read = await other.Read([.. old.Concat(fresh).Select(s => new StreamPosition(s, 0))], Cancel);
        read.CountBy(entry => entry.Stream).OrderBy(c => c.Key)
            .ShouldBe(old.Select(s => KeyValuePair.Create(s, 2)).Concat(fresh.Select(s => KeyValuePair.Create(s, 1)))
                .OrderBy(c => c.Key));
        other.Known.ShouldBe(40);
    }

    [Fact]
    public async Task Two_silos_of_different_epochs_that_create_one_stream_never_both_succeed()
    {
        await using var installation = await Installation.Create(postgres);
        var (early, late) = (await installation.Silo(), await installation.Silo());
        var streams = Installation.StreamsOf(1).Take(600).ToArray();
        var won = new int[streams.Length];
        async Task Create(ShardedJournalStore silo, int from)
        {
            for (var i = 0; i < streams.Length; i++)
            {
                var at = (i + from) % streams.Length;
                if (await silo.Append(Installation.Append(streams[at])))
                    Interlocked.Increment(ref won[at]);
            }
        }
        // They meet in the middle of the list while the shard joins, whoever learns of it first.
        var creating = Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => Create(i % 2 == 0 ? early : late, i * 75), Cancel)).ToArray();
        while (won.Sum() < 150)
            await Task.Yield();
        (await late.Activate([1], false, Cancel)).ShouldBeTrue();
        await Task.WhenAll(creating);

        won.ShouldAllBe(times => times == 1);
        var (home, shard) = (await installation.Streams(0), await installation.Streams(1));
        home.Intersect(shard).ShouldBeEmpty();
        (home.Count - 1 + shard.Count).ShouldBe(streams.Length);
        shard.ShouldNotBeEmpty("the shard joined after everything was written: the test proved nothing");
        home.Count.ShouldBeGreaterThan(1, "everything was written after the shard had joined");
        early.CurrentPlacement.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task An_append_in_flight_ends_before_the_epoch_changes_and_is_seen_afterwards()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        var stream = Installation.StreamsOf(1).First();
        await using var writer = await installation.Connect(0);
        await using var transaction = await writer.BeginTransactionAsync(Cancel);
        await Run(writer, "SELECT shard_fence(1)");
        await Run(writer, $"INSERT INTO journal (stream, version, at, events) VALUES ('{stream}', 1, now(), '[]')");

        var activating = silo.Activate([1], false, Cancel);
        await installation.SomebodyWaits(0);
        var behind = silo.Append(Installation.Append(stream));
        await Task.WhenAny(activating, behind, Task.Delay(200, Cancel));
        (activating.IsCompleted, behind.IsCompleted).ShouldBe((false, false));
        (await installation.Ask<int>(0, "SELECT max(epoch) FROM placement_epoch")).ShouldBe(1);
        await transaction.CommitAsync(Cancel);

        (await activating).ShouldBeTrue();
        (await behind).ShouldBeFalse();
        (await installation.Streams(1)).ShouldBeEmpty();
        silo.CurrentPlacement.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_silo_that_was_paused_before_its_append_loses_when_it_wakes()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        var stream = Installation.StreamsOf(1).First();
        await using var paused = NpgsqlDataSource.Create(installation.Home);
        (await silo.Activate([1], false, Cancel)).ShouldBeTrue();
        (await silo.Append(Installation.Append(stream))).ShouldBeTrue();
        // What it had decided before: home, under epoch 1.
        (await ShardStatements.Append(paused, [Installation.Append(stream)], 1, Cancel)).ShouldBeNull();
        (await ShardStatements.Find(paused, [stream], Cancel)).Epoch.ShouldBe(2);
        (await installation.Streams(0)).ShouldBe(["order/seed/first"]);
    }

    [Fact]
    public async Task A_silo_that_lists_no_shards_cannot_write_beside_the_fence()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        var unlisting = await installation.Unlisting();
        await unlisting.Ping(Cancel);
        await using var writer = await installation.Connect(0);
        await using var transaction = await writer.BeginTransactionAsync(Cancel);
        await Run(writer, "INSERT INTO journal (stream, version, at, events) VALUES ('order/acme/x', 1, now(), '[]')");
        var activating = silo.Activate([1], false, Cancel);
        await installation.SomebodyWaits(0);
        activating.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync(Cancel);
        (await activating).ShouldBeTrue();

        var refused = await Should.ThrowAsync<BusyException>(
            () => unlisting.Append([Installation.Append(Installation.StreamsOf(1).First())], Cancel));
        refused.Message.ShouldBe("This installation's journal is spread over several databases; list all of them under "
            + "Storage:Shards. Nothing was done.");
        await Should.ThrowAsync<ShardException>(() => unlisting.Ping(Cancel));
        await Should.ThrowAsync<ShardException>(installation.Unlisting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task An_activation_that_dies_between_two_databases_is_done_by_the_next_run(int diesAfter)
    {
        await using var installation = await Installation.Create(postgres, shards: 2);
        var silo = await installation.Silo();
        (await silo.Activate([1], false, Cancel)).ShouldBeTrue();
        var died = await Should.ThrowAsync<IOException>(() => silo.Activate(
            [2], false, Cancel, number => _ = number == diesAfter ? throw new IOException("killed") : 0));
        died.Message.ShouldBe("killed");
        var active = await installation.Ask<int>(0, "SELECT max(epoch) FROM placement_epoch");
        active.ShouldBe(diesAfter == 0 ? 3 : 2);
        var stream = Installation.StreamsOf(1, shards: 2).First();
        if (diesAfter != 0)
        {
            var refused = await Should.ThrowAsync<BusyException>(() => silo.Append(Installation.Append(stream)));
            refused.Message.ShouldContain("do not agree");
            (await silo.Activate([2], false, Cancel)).ShouldBeTrue();
        }
        (await silo.Append(Installation.Append(stream))).ShouldBeTrue();
        (await installation.Streams(1)).ShouldBe([stream]);
        silo.CurrentPlacement.Epoch.ShouldBe(3);
        silo.CurrentPlacement.Shards.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Appends_wait_for_an_activation_that_takes_a_moment()
    {
        await using var installation = await Installation.Create(postgres);
        var (silo, other) = (await installation.Silo(), await installation.Silo());
        var stream = Installation.StreamsOf(0).First();
        Task<bool>? meanwhile = null;
        (await other.Activate([1], false, Cancel, number =>
        {
            if (number == 1)
                meanwhile = silo.Append(Installation.Append(stream));
        })).ShouldBeTrue();
        (await meanwhile!).ShouldBeTrue();
    }

    [Fact]
    public async Task Only_so_many_epochs_can_be()
    {
        await using var installation = await Installation.Create(postgres);
        var silo = await installation.Silo();
        await installation.Execute(
            0, "INSERT INTO placement_epoch (epoch, shards) SELECT n, '{0}' FROM generate_series(2, 63) AS n");
        (await silo.Activate([1], false, Cancel)).ShouldBeTrue();
        var refused = await Should.ThrowAsync<ShardException>(() => silo.Activate([0], false, Cancel));
        refused.Message.ShouldContain("64 placement epochs");
        await silo.Ping(Cancel);
        silo.CurrentPlacement.Epoch.ShouldBe(64);
    }

    [Fact]
    public void Remembered_places_are_bounded()
    {
        var known = new KnownPlaces(100);
        for (var i = 0; i < 1_000; i++)
            known.Learn($"s{i}", i % 3);
        known.Count.ShouldBeLessThanOrEqualTo(100);
        known.TryGetPlace("s999", out var place).ShouldBeTrue();
        place.ShouldBe(0);
        known.TryGetPlace("s0", out _).ShouldBeFalse();
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
