using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>How worklists are read: sums over all that wait, and pages of it.</summary>
public abstract class WaitingConformance(TestDatabase database) : StoreTests(database)
{
    private static readonly WaitingQuery _open = new("exception", ["open", "dead-letter"], 3);

    [Fact]
    public async Task Rows_come_oldest_first_whatever_their_status_and_the_sums_are_over_all()
    {
        await Fill();
        var waiting = await Store.Waiting("acme", _open, Cancel);
        waiting.Total.ShouldBe(7);
        waiting.OldestAt.ShouldBe(Noon);
        waiting.Groups.ShouldBe([new("erp", 4, Noon), new("tax", 3, Noon.AddMinutes(1))]);
        Keys(waiting).ShouldBe(["e0", "e1", "e2"]);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_without_a_repetition()
    {
        await Fill();
        foreach (var newest in new[] { false, true })
        {
            var seen = new List<string>();
            WaitingCursor? after = null;
            while (true)
            {
                var page = await Store.Waiting("acme", _open with { Newest = newest, After = after }, Cancel);
                if (page.Rows.IsEmpty)
                    break;
                seen.AddRange(Keys(page));
                after = new(page.Rows[^1].Since, page.Rows[^1].Row.Key);
            }
            seen.ShouldBe(Enumerable.Range(0, 7).Select(i => $"e{(newest ? 6 - i : i)}"));
        }
    }

    [Fact]
    public async Task A_group_and_a_text_narrow_the_rows_and_leave_the_sums()
    {
        await Fill();
        Keys(await Store.Waiting("acme", _open with { Group = "tax" }, Cancel)).ShouldBe(["e1", "e3", "e5"]);
        Keys(await Store.Waiting("acme", _open with { Text = "NOTE-4" }, Cancel)).ShouldBe(["e4"]);
        Keys(await Store.Waiting("acme", _open with { Text = "E6", Group = "erp" }, Cancel)).ShouldBe(["e6"]);
        Keys(await Store.Waiting("acme", _open with { Text = "%" }, Cancel)).ShouldBeEmpty();
        Keys(await Store.Waiting("acme", _open with { Text = "note_4" }, Cancel)).ShouldBeEmpty();
        Keys(await Store.Waiting("acme", _open with { Text = @"\" }, Cancel)).ShouldBeEmpty();
        Keys(await Store.Waiting("acme", _open with { Text = "note-4\ne4" }, Cancel)).ShouldBe(["e4"]);
        Keys(await Store.Waiting("acme", _open with { Text = "note-4\ne5" }, Cancel)).ShouldBeEmpty();
        (await Store.Waiting("acme", _open with { Text = "e6" }, Cancel)).Total.ShouldBe(7);
        (await Store.Waiting("acme", _open with { Rows = 0 }, Cancel)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_no_longer_is_on_no_worklist_and_nobody_sees_another_tenants()
    {
        await Fill();
        var stream = "exception/acme/e0";
        await Write(Append(stream, 2) with { Index = new("exception", "e0", "open", "erp", "{}", null) });
        await Write(Append("exception/other/x", 1) with { Index = new("exception", "x", "open", "erp", "{}", Noon) });
        var waiting = await Store.Waiting("acme", _open, Cancel);
        waiting.Total.ShouldBe(6);
        Keys(waiting).ShouldBe(["e1", "e2", "e3"]);
        Keys(await Store.Waiting("other", _open, Cancel)).ShouldBe(["x"]);
    }

    [Fact]
    public async Task Equal_times_go_by_key_and_groups_by_name_in_one_order_on_every_database()
    {
        foreach (var name in new[] { "b", "A", "a", "_", "B", "a-1", "a1" })
        {
            await Put(name, "open", name);
        }
        string[] ordinal = ["A", "B", "_", "a", "a-1", "a1", "b"];
        var waiting = await Ask(9, "open");
        waiting.Rows.Select(r => r.Row.Key).ShouldBe(ordinal);
        waiting.Groups.Select(g => g.Group).ShouldBe(ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public async Task One_to_sixteen_statuses_are_asked_for_at_once(int statuses) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => Ask(1, [.. Enumerable.Range(0, statuses).Select(i => $"s{i}")]));

    [Fact]
    public async Task Sixteen_statuses_are_still_one_question()
    {
        await Put("o", "s15", "web");
        (await Ask(1, [.. Enumerable.Range(0, 16).Select(i => $"s{i}")])).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_status_is_never_more_than_a_text()
    {
        await Put("o", "it's", "web");
        (await Ask(1, "it's")).Total.ShouldBe(1);
        (await Ask(1, "' OR 1=1 --")).Total.ShouldBe(0);
    }

    [Fact]
    public async Task What_waits_since_a_time_or_longer_is_summed_and_listed_by_itself()
    {
        await Fill();
        var waiting = await Store.Waiting("acme", _open with { Until = Noon.AddMinutes(2) }, Cancel);
        waiting.Total.ShouldBe(3);
        waiting.Groups.ShouldBe([new("erp", 2, Noon), new("tax", 1, Noon.AddMinutes(1))]);
        Keys(waiting).ShouldBe(["e0", "e1", "e2"]);
        var narrow = _open with { Until = Noon.AddMinutes(4), Group = "erp", Text = "note", Rows = 2 };
        var first = await Store.Waiting("acme", narrow, Cancel);
        Keys(first).ShouldBe(["e0", "e2"]);
        Keys(await Store.Waiting(
            "acme", narrow with { After = new(first.Rows[^1].Since, "e2") }, Cancel)).ShouldBe(["e4"]);
        (await Store.Waiting("acme", _open with { Until = Noon.AddSeconds(-1) }, Cancel)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task An_order_that_is_being_decided_waits_since_the_step_that_it_owes()
    {
        async Task Owes(string stream, int seconds, params string[] calls) => (await Write(Append(stream, 1) with
        {
            At = Noon.AddSeconds(seconds),
            Put = [.. calls.Select(c => Put(c))],
        })).ShouldBeTrue();
        await Owes("order/acme/o1", 5, "allocate");
        await Owes("order/acme/o2", 3, "authorise/p1", "release/1/1");
        await Owes("order/acme/o3", 1, "tell");
        await Owes("order/acme2/o4", 1, "allocate");
        await Owes("posting/acme/o5", 1, "allocate");
        var waiting = await Ask(5, "deciding");
        (waiting.Total, waiting.OldestAt).ShouldBe((2, Noon.AddSeconds(3)));
        waiting.Groups.ShouldBe([new("", 2, Noon.AddSeconds(3))]);
        Keys(waiting).ShouldBe(["o2", "o1"]);
        waiting.Rows[0].Row.Status.ShouldBe("deciding");
        var query = new WaitingQuery("order", ["deciding"], 5);
        Keys(await Store.Waiting("acme", query with { Until = Noon.AddSeconds(4) }, Cancel)).ShouldBe(["o2"]);
        Keys(await Store.Waiting("acme", query with { Text = "O1" }, Cancel)).ShouldBe(["o1"]);
        Keys(await Store.Waiting("acme2", query, Cancel)).ShouldBe(["o4"]);
    }

    [Fact]
    public async Task Rows_can_be_asked_for_without_sums()
    {
        var query = new WaitingQuery("exception", ["open"], 5, RowsOnly: true);
        var rows = await Store.Waiting("nobody", query, Cancel);
        (rows.Total, rows.OldestAt, rows.Groups.Length).ShouldBe((0, null, 0));
    }

    [Fact]
    public async Task Tenants_are_found_in_order_and_not_more_than_asked_for()
    {
        (await Store.Tenants(10, Cancel)).ShouldBeEmpty();
        await Fill();
        await Write(Append("exception/other/x", 1) with { Index = new("exception", "x", "open", "erp", "{}", Noon) });
        await Write(Append("order/a/x", 1) with { Index = new("order", "x", "accepted", "web", "{}") });
        (await Store.Tenants(10, Cancel)).ShouldBe(["a", "acme", "other"]);
        (await Store.Tenants(2, Cancel)).ShouldBe(["a", "acme"]);
    }

    private Task<WaitingSummary> Ask(int rows, params string[] statuses) =>
        Store.Waiting("acme", new WaitingQuery("order", [.. statuses], rows), Cancel);

    private async Task Put(string key, string status, string group) =>
        (await Write(Append($"order/acme/{key}", 1) with
        {
            At = Noon,
            Index = new("order", key, status, group, "{}", Noon),
        })).ShouldBeTrue();

    private async Task Fill()
    {
        for (var i = 0; i < 7; i++)
        {
            var index = new IndexPut("exception", $"e{i}", i % 3 == 0 ? "dead-letter" : "open",
                i % 2 == 0 ? "erp" : "tax", $$"""{"note":"Note-{{i}}"}""", Noon.AddMinutes(i));
            await Write(Append($"exception/acme/e{i}", 1) with { Index = index });
        }
        await Write(Append("exception/acme/done", 1) with
        {
            Index = new("exception", "done", "waived", "erp", "{}"),
        });
    }

    private static IEnumerable<string> Keys(WaitingSummary waiting) => waiting.Rows.Select(r => r.Row.Key);
}

public sealed class WaitingOnPostgreSql(PostgreSqlFixture fixture)
    : WaitingConformance(new PostgreSqlDatabase(fixture));

public sealed class WaitingOnSqlite() : WaitingConformance(new SqliteDatabase());
