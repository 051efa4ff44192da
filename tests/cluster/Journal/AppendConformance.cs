using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What every store does with appends and reads.</summary>
public abstract class AppendConformance(TestDatabase database) : StoreTests(database)
{
    [Fact]
    public async Task Appends_of_a_stream_are_read_back_in_order_and_without_a_gap()
    {
        for (var version = 1; version <= 20; version++)
            (await Write(Append("stock/acme/a@x", version))).ShouldBeTrue();
        (await Versions("stock/acme/a@x")).ShouldBe(Enumerable.Range(1, 20).Select(v => (long)v));
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was_written()
    {
        var events = """[{"e":"counted","d":{"n":1}},{"e":"reserved","d":{"by":"o1/1"}}]""";
        var at = Noon.AddTicks(1234567890);
        await Write(Append("stock/acme/a@x", 1) with { Events = events, At = at, TraceParent = "00-ab-cd-01" });
        await Write(Append("stock/acme/a@x", 2) with { At = at.ToOffset(TimeSpan.FromHours(5)) });
        var entries = await Store.Read([From("stock/acme/a@x")], Cancel);
        entries.ShouldBe([
            new("stock/acme/a@x", 1, at, events, "00-ab-cd-01"),
            new("stock/acme/a@x", 2, at, """[{"e":"counted","d":{}}]""", null)]);
    }

    [Fact]
    public async Task A_hash_computed_before_the_write_follows_from_what_is_read()
    {
        // Finer than either database keeps, in another zone, and with what JSON may hold.
        var at = Noon.AddTicks(1234567899).ToOffset(TimeSpan.FromHours(-3));
        const string events = """[{"e":"counted","d":{"note":"Größe 😀 \\u0000"}}]""";
        const string stream = "stock/acme/a@x";
        var first = JournalChain.Next(ChainHash.Zero, stream, 1, at, "00-ab-cd-01", events);
        var second = JournalChain.Next(first, stream, 2, at, null, events);
        await Write(Append(stream, 1, events) with { At = at, TraceParent = "00-ab-cd-01", Hash = first });
        await Write(Append(stream, 2, events) with { At = at, Hash = second });
        await Write(Append(stream, 3));
        var read = await Store.Read([From(stream)], Cancel);
        read.Select(e => e.Hash).ShouldBe([first, second, null]);
        var before = ChainHash.Zero;
        foreach (var e in read.Take(2))
            before = JournalChain.Next(before, e.Stream, e.Version, e.At, e.TraceParent, e.Events);
        before.ShouldBe(second);
    }

    [Fact]
    public async Task A_version_that_exists_is_refused_and_keeps_what_it_was()
    {
        await Write(Append("stock/acme/a@x", 1, "[1]"));
        (await Write(Append("stock/acme/a@x", 1, "[2]"))).ShouldBeFalse();
        (await Store.Read([From("stock/acme/a@x")], Cancel)).Single().Events.ShouldBe("[1]");
    }

    [Fact]
    public async Task A_conflict_fails_alone_with_its_outbox_and_index()
    {
        await Write(Append("order/acme/b", 1) with
        {
            Put = [Put("kept")],
            Index = new("order", "b", "open", "web", "{}"),
        });
        var written = await Store.Append([
            Append("order/acme/c", 1) with { Put = [Put("c-call")], Index = new("order", "c", "open", "web", "{}") },
            Append("order/acme/b", 1) with
            {
                Put = [Put("never")],
                Removed = ["kept"],
                Index = new("order", "b", "closed", "web", "{}"),
            },
            Append("order/acme/a", 1) with { Put = [Put("a-call")], Index = new("order", "a", "open", "web", "{}") }],
            Cancel);
        written.ShouldBe([true, false, true]);
        var owed = await Store.Owed("acme", 10, Cancel);
        owed.Rows.Select(call => call.Call).Order().ShouldBe(["a-call", "c-call", "kept"]);
        var page = await Store.List("acme", new("order", null, null, null, 10), Cancel);
        page.Rows.Select(row => (row.Key, row.Status)).ShouldBe([("a", "open"), ("b", "open"), ("c", "open")]);
    }

    [Fact]
    public async Task A_batch_in_which_every_append_conflicts_writes_nothing()
    {
        await Store.Append([Append("order/acme/a", 1), Append("order/acme/b", 1)], Cancel);
        (await Store.Append([
            Append("order/acme/b", 1) with { Put = [Put("x")] },
            Append("order/acme/a", 1) with { Put = [Put("x")] }], Cancel)).ShouldBe([false, false]);
        (await Store.Owed("acme", 10, Cancel)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_large_batch_answers_in_the_order_it_was_given()
    {
        var batch = Enumerable.Range(0, 512).Select(i => Append($"stock/acme/{(i * 7919) % 512}", 1)).ToArray();
        await Store.Append([.. batch.Where((_, i) => i % 3 == 0)], Cancel);
        var written = await Store.Append(batch, Cancel);
        written.ShouldBe(batch.Select((_, i) => i % 3 != 0));
        (await Database.Count("SELECT count(*) FROM journal")).ShouldBe(512);
    }

    [Fact]
    public async Task Every_combination_of_parts_is_written()
    {
        foreach (var parts in Enumerable.Range(0, 8))
        {
            var stream = $"order/t{parts}/x";
            await Write(Append(stream, 1) with { Put = [Put("gone")] });
            (await Write(Append(stream, 2) with
            {
                Put = (parts & 1) != 0 ? [Put("new")] : [],
                Removed = (parts & 2) != 0 ? ["gone"] : [],
                Index = (parts & 4) != 0 ? new("order", "x", "open", "web", "{}") : null,
            })).ShouldBeTrue();
            var calls = (await Store.Owed($"t{parts}", 10, Cancel)).Rows.Select(call => call.Call).Order();
            string[] expected = (parts & 3) switch { 0 => ["gone"], 1 => ["gone", "new"], 2 => [], _ => ["new"] };
            calls.ShouldBe(expected);
            var page = await Store.List($"t{parts}", new("order", null, null, null, 10), Cancel);
            page.Rows.Length.ShouldBe((parts & 4) >> 2);
        }
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing_and_write_nothing_twice()
    {
        var streams = Enumerable.Range(0, 50).Select(i => $"stock/acme/{i}").ToArray();
        var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var written = 0;
            for (var version = 1; version <= 10; version++)
                written += (await Store.Append([.. streams.Select(s => Append(s, version))], Cancel)).Count(w => w);
            return written;
        })));
        won.Sum().ShouldBe(500);
        (await Database.Count("SELECT count(*) FROM journal")).ShouldBe(500);
    }

    [Fact]
    public async Task Reading_starts_after_the_given_version_of_each_stream()
    {
        for (var version = 1; version <= 5; version++)
            await Store.Append([.. "abc".Select(name => Append($"stock/acme/{name}", version))], Cancel);
        var entries = await Store.Read(
            [From("stock/acme/c", 3), From("stock/acme/a", 0), From("stock/acme/b", 5), From("stock/acme/none")],
            Cancel);
        entries.Where(e => e.Stream == "stock/acme/a").Select(e => e.Version).ShouldBe([1, 2, 3, 4, 5]);
        entries.Where(e => e.Stream == "stock/acme/c").Select(e => e.Version).ShouldBe([4, 5]);
        entries.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_thousand_streams_are_read_at_once()
    {
        var streams = Enumerable.Range(0, 1000).Select(i => $"stock/acme/{i}").ToArray();
        await Store.Append([.. streams.Select(s => Append(s, 1))], Cancel);
        await Store.Append([.. streams.Select(s => Append(s, 2))], Cancel);
        var entries = await Store.Read([.. streams.Select(s => From(s, 1))], Cancel);
        entries.Select(e => e.Stream).Order().ShouldBe(streams.Order());
        entries.ShouldAllBe(e => e.Version == 2);
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_answered()
    {
        (await Store.Append([], Cancel)).ShouldBeEmpty();
        (await Store.Read([], Cancel)).ShouldBeEmpty();
        (await Store.Read([From("stock/acme/none")], Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'; DROP TABLE journal; --")]
    [InlineData("\"quoted\" {braces} $1 @p :x ? %s \\ \\u0000")]
    [InlineData("Größe 日本 \U0001F6D2 \u202Eabc\u0301")]
    [InlineData("line\r\nbreak\ttab")]
    [InlineData("../../etc/passwd")]
    public async Task Any_text_is_only_data(string text)
    {
        var stream = $"order/acme/{text}";
        var index = new IndexPut("order", text, text, text, text);
        await Write(Append(stream, 1, text) with { Put = [Put(text)], Index = index, TraceParent = text });
        (await Store.Read([From(stream)], Cancel)).Single()
            .ShouldBe(new(stream, 1, Noon.AddSeconds(1), text, text));
        (await Store.Owed("acme", 1, Cancel)).Rows.Single().Call.ShouldBe(text);
        var page = await Store.List("acme", new("order", text, text, null, 10), Cancel);
        page.Rows.Single().ShouldBe(new DirectoryRow(text, text, text, Noon.AddSeconds(1), 1, text));
        await Write(Append(stream, 2) with { Removed = [text] });
        (await Store.Owed("acme", 1, Cancel)).Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("UPDATE journal SET events = '[]'")]
    [InlineData("DELETE FROM journal")]
    public async Task The_journal_cannot_be_changed(string sql)
    {
        await Write(Append("stock/acme/a@x", 1));
        var refused = await Should.ThrowAsync<Exception>(() => Database.Execute(sql));
        refused.Message.ShouldContain("append-only");
        (await Versions("stock/acme/a@x")).ShouldBe([1]);
    }
}

public sealed class AppendOnPostgreSql(PostgreSqlFixture fixture) : AppendConformance(new PostgreSqlDatabase(fixture));

public sealed class AppendOnSqlite() : AppendConformance(new SqliteDatabase());
