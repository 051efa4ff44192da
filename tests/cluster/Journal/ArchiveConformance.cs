using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What every store does with the archive of closed streams.</summary>
public abstract partial class ArchiveConformance(TestDatabase database) : StoreTests(database)
{
    private const string A = "order/acme/a";
    private const string B = "order/acme/b";
    private const string Archived = "SELECT count(*) FROM journal_archive";
    private const string Left = "SELECT count(*) FROM journal";

    [Fact]
    public async Task What_was_moved_is_read_as_it_was_from_any_version_on()
    {
        await Fill(A, 6);
        await Fill(B, 4);
        await Fill("order/acme/open", 9);
        var before = await Read(A, B, "order/acme/open");
        (await Move(A, B)).ShouldSatisfyAllConditions(
            moved => moved.Streams.ShouldBe(2), moved => moved.Entries.ShouldBe(6),
            moved => moved.PackedBytes.ShouldBeInRange(1, moved.PlainBytes));
        (await Database.Count($"{Left} WHERE stream <> 'order/acme/open'")).ShouldBe(4);
        (await Database.Count("SELECT sum(to_version - from_version + 1) FROM journal_archive")).ShouldBe(6);
        (await Read(A, B, "order/acme/open")).ShouldBe(before);
        for (var after = 0; after <= 6; after++)
        {
            (await Store.Read([From(A, after), From("order/acme/open", 8)], Cancel))
                .Where(e => e.Stream == A).ShouldBe(before.Where(e => e.Stream == A && e.Version > after));
            (await Store.Read([From(A, after)], Cancel)).Count.ShouldBe(6 - after);
        }
    }

    [Fact]
    public async Task A_stream_goes_on_after_its_last_version_and_is_archived_again()
    {
        await Fill(A, 5);
        await Move(A);
        (await Move(A)).ShouldBe(default);
        await Fill(A, 7, from: 6);
        var before = await Read(A);
        before.Select(e => e.Version).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        (await Move(A)).Entries.ShouldBe(2);
        (await Database.Count(Archived)).ShouldBe(2);
        (await Database.Count(Left)).ShouldBe(2);
        (await Read(A)).ShouldBe(before);
        var hash = ChainHash.Zero;
        foreach (var e in await Read(A))
            (hash = JournalChain.Next(hash, A, e.Version, e.At, e.TraceParent, e.Events)).ShouldBe(e.Hash!.Value);
    }

    [Fact]
    public async Task An_append_meets_the_first_version_the_gap_and_the_last_as_if_nothing_had_moved()
    {
        await Fill(A, 6);
        await Fill(B, 2);
        await Move(A);
        for (var version = 1; version <= 6; version++)
        {
            var written = await Store.Append([
                Append(A, version) with { Put = [Put("never")], Index = new("order", "a", "open", "web", "{}") },
                Append(B, version + 2)], Cancel);
            written.ShouldBe([false, true], $"version {version}");
        }
        (await Store.Owed("acme", 10, Cancel)).Total.ShouldBe(0);
        (await Versions(A)).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await Write(Append(A, 7))).ShouldBeTrue();
    }

    [Fact]
    public async Task Too_little_between_the_ends_stays_where_it_is()
    {
        for (var length = 1; length <= ArchiveBounds.FewestEntries + 1; length++)
        {
            await Fill($"order/acme/{length}", length);
            (await Move($"order/acme/{length}")).ShouldBe(default);
        }
        (await Move("order/acme/none")).ShouldBe(default);
        (await Database.Count(Archived)).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_has_so_many_entries_and_a_transaction_so_many_of_a_stream()
    {
        const int length = ArchiveBounds.EntriesPerStream + 205;
        await Fill(A, length);
        (await Move(A)).Entries.ShouldBe(ArchiveBounds.EntriesPerStream);
        (await Database.Count($"{Archived} WHERE to_version - from_version + 1 = {ArchiveBounds.EntriesPerRow}"))
            .ShouldBe(ArchiveBounds.EntriesPerStream / ArchiveBounds.EntriesPerRow);
        (await Move(A)).Entries.ShouldBe(203);
        (await Move(A)).Entries.ShouldBe(0);
        (await Versions(A)).ShouldBe(Enumerable.Range(1, length).Select(v => (long)v));
    }

    [Fact]
    public async Task A_row_has_so_many_bytes_and_a_larger_entry_one_to_itself()
    {
        string[] events = ["[]", Large(600_000), Large(600_000), Large(2_000_000), "[3]", "[4]", "[]"];
        for (var i = 0; i < events.Length; i++)
            await Write(Append(A, i + 1, events[i]));
        (await Move(A)).Entries.ShouldBe(5);
        (await Database.Count(Archived)).ShouldBe(4);
        (await Read(A)).Select(e => e.Events).ShouldBe(events);
    }

    [Fact]
    public async Task A_move_takes_so_many_streams_and_no_more()
    {
        var streams = Enumerable.Range(0, ArchiveBounds.StreamsPerMove + 1).Select(i => $"order/acme/{i}").ToArray();
        foreach (var stream in streams)
            await Fill(stream, 4);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Move(streams));
        (await Move(streams[..^1])).Streams.ShouldBe(ArchiveBounds.StreamsPerMove);
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE version = 1")]
    [InlineData("DELETE FROM journal WHERE version = 5")]
    [InlineData("DELETE FROM journal")]
    [InlineData("DELETE FROM journal WHERE stream = 'order/acme/b' AND version = 2")]
    [InlineData("DELETE FROM journal WHERE stream = 'order/acme/b' AND version > 1")]
    [InlineData("UPDATE journal SET events = '[]'")]
    [InlineData("DELETE FROM journal_archive")]
    [InlineData("UPDATE journal_archive SET to_version = 5")]
    [InlineData("UPDATE journal_archive SET entries = entries")]
    [InlineData("INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries) "
        + "SELECT stream, 3, 4, 1, entries FROM journal_archive")]
    [InlineData("INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries) "
        + "SELECT stream, 5, 6, 1, entries FROM journal_archive")]
    [InlineData("INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries) "
        + "SELECT 'order/acme/none', 2, 2, 1, entries FROM journal_archive")]
    public async Task Nothing_else_changes_journal_or_archive(string sql)
    {
        await Fill(A, 5);
        await Fill(B, 5);
        await Move(A);
        (await Should.ThrowAsync<Exception>(() => Database.Execute(sql))).Message.ShouldContain("refused");
        (await Versions(A)).ShouldBe([1, 2, 3, 4, 5]);
        (await Database.Count(Archived)).ShouldBe(1);
        (await Database.Count(Left)).ShouldBe(7);
    }

    [Fact]
    public async Task Without_the_fence_nothing_leaves_the_journal()
    {
        await Fill(A, 5);
        var bytes = Database is SqliteDatabase ? "x'00'" : @"'\x00'::bytea";
        await Database.Execute("INSERT INTO journal_archive (stream, from_version, to_version, plain_bytes, entries) "
            + $"SELECT stream, 2, 4, 1, {bytes} FROM journal WHERE stream = '{A}' AND version = 1");
        var refused = await Should.ThrowAsync<Exception>(
            () => Database.Execute("DELETE FROM journal WHERE version = 3"));
        refused.Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task A_move_that_fails_half_way_leaves_nothing_behind_and_the_next_one_works()
    {
        await Fill(A, 5);
        await Fill(B, 5);
        await Database.Execute(Database is SqliteDatabase
            ? $"CREATE TRIGGER boom BEFORE DELETE ON journal WHEN OLD.stream = '{B}' AND OLD.version = 4 "
                + "BEGIN SELECT RAISE(ABORT, 'boom'); END"
            : "CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'boom'; END $$; "
                + "CREATE TRIGGER boom BEFORE DELETE ON journal FOR EACH ROW "
                + $"WHEN (OLD.stream = '{B}' AND OLD.version = 4) EXECUTE FUNCTION boom()");
        (await Should.ThrowAsync<Exception>(() => ArchiveOf(B).Move([A, B], Cancel))).Message.ShouldContain("boom");
        (await Database.Count(Archived)).ShouldBe(0);
        (await Database.Count(Left)).ShouldBe(10);
        await Database.Execute(Database is SqliteDatabase ? "DROP TRIGGER boom" : "DROP TRIGGER boom ON journal");
        (await Move(A, B)).Entries.ShouldBe(6);
        (await Versions(B)).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Movers_at_once_move_everything_once()
    {
        string[] streams = [.. Enumerable.Range(0, 10).Select(i => $"order/acme/{i}")];
        foreach (var stream in streams)
            await Fill(stream, 6);
        var moved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Move(streams))));
        moved.Sum(m => m.Entries).ShouldBe(40);
        (await Database.Count(Archived)).ShouldBe(10);
    }

    [Fact]
    public async Task Whoever_reads_while_entries_move_and_streams_go_on_never_misses_one()
    {
        string[] streams = [.. Enumerable.Range(0, 8).Select(i => $"order/acme/{i}")];
        foreach (var stream in streams)
            await Fill(stream, 4);
        var version = 4;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var least = Volatile.Read(ref version);
                foreach (var found in (await Read(streams)).GroupBy(e => e.Stream))
                {
                    found.Count().ShouldBeGreaterThanOrEqualTo(least);
                    found.Select(e => e.Version).ShouldBe(Enumerable.Range(1, found.Count()).Select(v => (long)v));
                }
            }
        })).ToArray();
        for (var round = 0; round < 12; round++)
        {
            foreach (var stream in streams)
                await Fill(stream, version + 2, from: version + 1);
            Volatile.Write(ref version, version + 2);
            await Move(streams);
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
        (await Database.Count(Left)).ShouldBe(16);
    }

    [Fact]
    public async Task A_stream_that_is_not_archived_is_read_without_a_look_at_the_archive()
    {
        await Fill(A, 6);
        await Fill(B, 6);
        await Move(A);
        await Database.Execute("ALTER TABLE journal_archive RENAME TO elsewhere");
        (await Store.Read([From(B)], Cancel)).Count.ShouldBe(6);
        (await Store.Read([From(B, 4), From("order/acme/none")], Cancel)).Count.ShouldBe(2);
        await Should.ThrowAsync<Exception>(() => Store.Read([From(A)], Cancel));
    }

    [Fact]
    public async Task Damaged_bytes_are_missing_versions_of_their_stream_alone()
    {
        await Fill(A, 5);
        await Fill(B, 5);
        await Move(A, B);
        await Database.Execute(Database is SqliteDatabase
            ? $"DROP TRIGGER journal_archive_no_update; UPDATE journal_archive SET entries = x'00' WHERE stream = '{A}'"
            : "ALTER TABLE journal_archive DISABLE TRIGGER journal_archive_is_append_only; "
                + $"UPDATE journal_archive SET entries = '\\x00' WHERE stream = '{A}'");
        (await Read(A, B)).Select(e => (e.Stream, e.Version)).ShouldBe(
            [(A, 1), (A, 5), (B, 1), (B, 2), (B, 3), (B, 4), (B, 5)]);
    }

    [Fact]
    public async Task What_is_damaged_in_the_journal_stays_there()
    {
        await Fill(A, 6);
        await Fill(B, 6);
        await Database.Execute(Database is SqliteDatabase
            ? $"DROP TRIGGER journal_no_update; UPDATE journal SET hash = x'00' WHERE stream = '{A}' AND version = 3"
            : "ALTER TABLE journal DISABLE TRIGGER journal_is_append_only; "
                + $"UPDATE journal SET hash = '\\x00' WHERE stream = '{A}' AND version = 3");
        (await Move(A, B)).Entries.ShouldBe(4);
        (await Database.Count($"{Left} WHERE stream = '{A}'")).ShouldBe(6);
    }

    /// <summary>Moves wherever they are.</summary>
    private async Task<ArchiveMove> Move(params string[] streams)
    {
        var all = new List<ArchiveMove>();
        foreach (var archive in Store.Archives)
            all.Add(await archive.Move(streams, Cancel));
        return new(
            all.Sum(m => m.Streams), all.Sum(m => m.Entries), all.Sum(m => m.PlainBytes), all.Sum(m => m.PackedBytes));
    }

    /// <summary>The archive of the database on which a stream is.</summary>
    protected virtual IJournalArchive ArchiveOf(string stream) => Store.Archives[0];

    /// <summary>Entries with hashes, and now and then a trace.</summary>
    private async Task Fill(string stream, int to, int from = 1)
    {
        var before = from == 1 ? null : (await Store.Read([From(stream, from - 2)], Cancel))[^1].Hash;
        var hash = before ?? ChainHash.Zero;
        for (var version = from; version <= to; version++)
        {
            var events = $"[{version},\"Größe 😀\"]";
            var append = Append(stream, version, events) with
            {
                TraceParent = version % 2 == 0 ? null : $"00-{version:x32}-{version:x16}-01",
            };
            hash = JournalChain.Next(hash, stream, version, append.At, append.TraceParent, append.Events);
            (await Write(append with { Hash = hash })).ShouldBeTrue();
        }
    }

    private async Task<List<JournalEntry>> Read(params string[] streams) =>
    [
        .. (await Store.Read([.. streams.Select(s => From(s))], Cancel))
            .OrderBy(e => e.Stream, StringComparer.Ordinal),
    ];

    private static string Large(int length) => $"[\"{new string('x', length)}\"]";
}

public sealed class ArchiveOnPostgreSql(PostgreSqlFixture fixture)
    : ArchiveConformance(new PostgreSqlDatabase(fixture));

public sealed class ArchiveOnSqlite() : ArchiveConformance(new SqliteDatabase());
