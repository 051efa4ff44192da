using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What every store does with owed calls and the directory.</summary>
public abstract class OutboxConformance(TestDatabase database) : StoreTests(database)
{
    [Fact]
    public async Task A_call_put_again_gets_its_new_due_time_and_keeps_the_time_of_its_creation()
    {
        await Write(Append("order/acme/a", 1) with { Put = [Put("erp")] });
        await Store.Claim(Noon.AddSeconds(1), Lease, 10, Cancel);
        await Write(Append("order/acme/a", 2) with { Put = [Put("erp", 90)] });
        var call = (await Store.Owed("acme", 10, Cancel)).Rows.Single();
        call.CreatedAt.ShouldBe(Noon.AddSeconds(1));
        call.DueAt.ShouldBe(Noon.AddSeconds(90));
        call.Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_are_put_and_removed_together()
    {
        await Write(Append("order/acme/a", 1) with { Put = [Put("one"), Put("two")] });
        await Write(Append("order/acme/a", 2) with { Put = [Put("three")], Removed = ["one", "unknown"] });
        (await Store.Owed("acme", 10, Cancel)).Rows.Select(c => c.Call).Order().ShouldBe(["three", "two"]);
    }

    [Fact]
    public async Task A_call_named_twice_in_an_append_counts_once()
    {
        (await Store.Append([
            Append("order/acme/a", 1) with { Put = [Put("x", 1), Put("y"), Put("x", 2)], Removed = ["x", "z", "z"] },
            Append("order/acme/b", 1) with { Put = [Put("x", 3)] }], Cancel)).ShouldBe([true, true]);
        var owed = await Store.Owed("acme", 10, Cancel);
        owed.Rows.Select(c => (c.Stream, c.Call, c.DueAt)).Order().ShouldBe([
            ("order/acme/a", "x", Noon.AddSeconds(2)),
            ("order/acme/a", "y", Noon),
            ("order/acme/b", "x", Noon.AddSeconds(3))]);
    }

    [Fact]
    public async Task A_claim_takes_due_streams_with_all_their_due_calls()
    {
        await Store.Append([
            Append("order/acme/a", 1) with { Put = [Put("1", -5), Put("2", -1), Put("later", 60)] },
            Append("order/acme/b", 1) with { Put = [Put("1", -3)] },
            Append("order/other/c", 1) with { Put = [Put("later", 60)] }], Cancel);
        var claimed = await Store.Claim(Noon, Lease, 10, Cancel);
        claimed.OrderBy(c => c.Stream).ShouldBe([new("order/acme/a", 2), new("order/acme/b", 1)]);
        (await Store.Claim(Noon, Lease, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claimed_call_is_due_again_after_a_lease_that_doubles_up_to_an_hour()
    {
        await Write(Append("order/acme/a", 1) with { Put = [Put("erp")] });
        var now = Noon;
        foreach (var minutes in new[] { 0.5, 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            (await Store.Claim(now, Lease, 10, Cancel)).ShouldBe([new("order/acme/a", 1)]);
            var due = (await Store.Owed("acme", 1, Cancel)).Rows.Single().DueAt;
            due.ShouldBe(now.AddMinutes(minutes));
            (await Store.Claim(due.AddTicks(-10), Lease, 10, Cancel)).ShouldBeEmpty();
            now = due;
        }
        (await Store.Owed("acme", 1, Cancel)).Rows.Single().Attempts.ShouldBe(9);
    }

    [Fact]
    public async Task A_claim_is_bounded_and_begins_with_the_oldest()
    {
        await Store.Append([.. Enumerable.Range(0, 50).Select(i =>
            Append($"order/acme/{i:00}", 1) with { Put = [Put("x", i - 100)] })], Cancel);
        var claimed = await Store.Claim(Noon, Lease, 8, Cancel);
        claimed.Select(c => c.Stream).Order().ShouldBe(Enumerable.Range(0, 8).Select(i => $"order/acme/{i:00}"));
    }

    [Fact]
    public async Task Claimers_at_once_never_get_the_same_stream()
    {
        await Store.Append([.. Enumerable.Range(0, 300).Select(i => Append($"order/acme/{i}", 1) with
        {
            Put = [Put("a", -i - 1), Put("b", -600 + i), Put("c", -300)],
        })], Cancel);
        var other = Database.Options.Open();
        await using var _ = (IAsyncDisposable)other;
        await other.Migrate(Cancel);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            List<ClaimedStream> mine = [];
            var store = i % 2 == 0 ? Store : other;
            for (var more = await store.Claim(Noon, Lease, 20, Cancel); more.Count > 0;
                more = await store.Claim(Noon, Lease, 20, Cancel))
                mine.AddRange(more);
            return mine;
        })));
        var all = claimed.SelectMany(mine => mine).ToList();
        all.Count.ShouldBe(300);
        all.Select(c => c.Stream).Distinct().Count().ShouldBe(300);
        all.ShouldAllBe(c => c.Calls == 3);
    }

    [Fact]
    public async Task A_claim_while_calls_come_and_go_takes_only_what_is_there()
    {
        var writing = Task.Run(async () =>
        {
            for (var version = 1; version <= 200; version++)
            {
                await Store.Append([.. Enumerable.Range(0, 10).Select(i => Append($"order/acme/{i}", version) with
                {
                    Put = [Put($"c{version}", -1)],
                    Removed = [$"c{version - 1}"],
                })], Cancel);
            }
        }, Cancel);
        while (!writing.IsCompleted)
            (await Store.Claim(Noon, Lease, 100, Cancel)).ShouldAllBe(c => c.Calls == 1);
        await writing;
        (await Store.Owed("acme", 100, Cancel)).Total.ShouldBe(10);
    }

    [Fact]
    public async Task What_a_tenant_owes_is_counted_whole_and_listed_oldest_first()
    {
        for (var version = 1; version <= 5; version++)
            await Write(Append("order/acme/a", version) with { Put = [Put($"c{version}", 99)] });
        await Write(Append("order/other/a", 1) with { Put = [Put("x")] });
        var owed = await Store.Owed("acme", 2, Cancel);
        owed.Total.ShouldBe(5);
        owed.OldestAt.ShouldBe(Noon.AddSeconds(1));
        owed.Rows.Select(c => (c.Stream, c.Call)).ShouldBe([("order/acme/a", "c1"), ("order/acme/a", "c2")]);
        var totals = await Store.Owed("acme", 0, Cancel);
        (totals.Total, totals.OldestAt, totals.Rows.Length).ShouldBe((5, Noon.AddSeconds(1), 0));
        var nothing = await Store.Owed("nobody", 5, Cancel);
        (nothing.Total, nothing.OldestAt, nothing.Rows.Length).ShouldBe((0, null, 0));
    }

    [Fact]
    public async Task A_directory_row_is_replaced_by_the_next_append_that_has_one()
    {
        await Write(Append("order/acme/a", 1) with { Index = new("order", "a", "open", "web", """{"n":1}""") });
        await Write(Append("order/acme/a", 2));
        await Write(Append("order/acme/a", 3) with { Index = new("order", "a", "shipped", "pos", """{"n":3}""") });
        var page = await Store.List("acme", new("order", null, null, null, 10), Cancel);
        page.Rows.ShouldBe([new("a", "shipped", "pos", Noon.AddSeconds(3), 3, """{"n":3}""")]);
        page.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, 40)]
    [InlineData("open", null, 20)]
    [InlineData(null, "web", 14)]
    [InlineData("open", "web", 7)]
    [InlineData("none", "web", 0)]
    public async Task A_list_is_paged_by_key_within_its_filters(string? status, string? group, int expected)
    {
        await Store.Append([.. Enumerable.Range(0, 40).Select(i => Append($"order/acme/{i:00}", 1) with
        {
            Index = new("order", $"{i:00}", i % 2 == 0 ? "open" : "shipped", i % 3 == 0 ? "web" : "pos", "{}"),
        })], Cancel);
        await Write(Append("order/other/x", 1) with { Index = new("order", "x", "open", "web", "{}") });
        await Write(Append("stock/acme/x", 1) with { Index = new("stock", "x", "open", "web", "{}") });
        List<string> keys = [];
        string? after = null;
        do
        {
            var page = await Store.List("acme", new("order", status, group, after, 5), Cancel);
            page.Rows.Length.ShouldBeLessThanOrEqualTo(5);
            keys.AddRange(page.Rows.Select(row => row.Key));
            after = page.Next;
        }
        while (after is not null);
        keys.Count.ShouldBe(expected);
        keys.ShouldBe(keys.Distinct().Order(StringComparer.Ordinal));
    }
}

public sealed class OutboxOnPostgreSql(PostgreSqlFixture fixture) : OutboxConformance(new PostgreSqlDatabase(fixture));

public sealed class OutboxOnSqlite() : OutboxConformance(new SqliteDatabase());
