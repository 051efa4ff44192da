using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What every store says of the entities that wait for something.</summary>
public abstract class WaitingConformance(TestDatabase database) : StoreTests(database)
{
    [Fact]
    public async Task Those_that_wait_are_counted_by_group_and_told_oldest_first()
    {
        for (var i = 0; i < 30; i++)
        {
            var status = i % 3 == 0 ? "parked" : i % 3 == 1 ? "failed" : "done";
            await Put($"o{i:00}", status, i % 2 == 0 ? "web" : "pos", i);
        }
        var waiting = await Ask(4, "parked", "failed");
        waiting.Total.ShouldBe(20);
        waiting.OldestAt.ShouldBe(Noon);
        waiting.Groups.ShouldBe(
            [new WaitingGroup("pos", 10, Noon.AddSeconds(1)), new WaitingGroup("web", 10, Noon)]);
        waiting.Rows.Select(r => (r.Row.Key, r.Row.Status, r.Since)).ShouldBe(
        [
            ("o00", "parked", Noon), ("o01", "failed", Noon.AddSeconds(1)), ("o03", "parked", Noon.AddSeconds(3)),
            ("o04", "failed", Noon.AddSeconds(4)),
        ]);
    }

    [Fact]
    public async Task Since_when_is_what_the_entity_says_or_else_its_last_change()
    {
        await Put("said", "open", "erp", 60, """{"since":"2026-03-14T11:59:59.25+00:00"}""");
        await Put("elsewhere", "open", "erp", 50, """{"since":"2026-03-14T13:30:00+02:00"}""");
        await Put("utc", "open", "erp", 40, """{"since":"2026-03-14T12:00:10Z"}""");
        await Put("silent", "open", "erp", 20, """{"since":null,"other":1}""");
        var waiting = await Ask(9, "open");
        waiting.Rows.Select(r => (r.Row.Key, r.Since)).ShouldBe(
        [
            ("elsewhere", Noon.AddMinutes(-30)), ("said", Noon.AddMilliseconds(-750)), ("utc", Noon.AddSeconds(10)),
            ("silent", Noon.AddSeconds(20)),
        ]);
        waiting.Rows[0].Row.ChangedAt.ShouldBe(Noon.AddSeconds(50));
        waiting.OldestAt.ShouldBe(Noon.AddMinutes(-30));
        waiting.Groups.ShouldHaveSingleItem().OldestAt.ShouldBe(Noon.AddMinutes(-30));
    }

    [Fact]
    public async Task Equal_times_go_by_key_and_groups_by_name_in_one_order_on_every_database()
    {
        foreach (var name in new[] { "b", "A", "a", "_", "B", "a-1", "a1" })
        {
            await Put(name, "open", name, 0);
        }
        string[] ordinal = ["A", "B", "_", "a", "a-1", "a1", "b"];
        var waiting = await Ask(9, "open");
        waiting.Rows.Select(r => r.Row.Key).ShouldBe(ordinal);
        waiting.Groups.Select(g => g.Group).ShouldBe(ordinal);
    }

    [Fact]
    public async Task Other_tenants_kinds_and_statuses_do_not_wait_here()
    {
        await Put("mine", "open", "web", 0);
        await Write(Append("order/other/x", 1) with { Index = new("order", "x", "open", "web", "{}") });
        await Write(Append("stock/acme/x", 1) with { Index = new("stock", "x", "open", "web", "{}") });
        await Put("closed", "closed", "web", 0);
        var waiting = await Ask(9, "open");
        waiting.Total.ShouldBe(1);
        waiting.Rows.ShouldHaveSingleItem().Row.Key.ShouldBe("mine");
    }

    [Fact]
    public async Task An_entity_that_went_on_waits_no_more()
    {
        await Put("o", "open", "web", 0);
        await Write(Append("order/acme/o", 2) with { Index = new("order", "o", "done", "web", "{}") });
        var waiting = await Ask(9, "open");
        (waiting.Total, waiting.OldestAt, waiting.Groups.Length, waiting.Rows.Length).ShouldBe((0, null, 0, 0));
    }

    [Fact]
    public async Task Without_rows_the_sums_are_the_same()
    {
        await Put("o", "open", "web", 7);
        var waiting = await Ask(0, "open");
        (waiting.Total, waiting.OldestAt, waiting.Rows.Length).ShouldBe((1, Noon.AddSeconds(7), 0));
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
        await Put("o", "s15", "web", 0);
        (await Ask(1, [.. Enumerable.Range(0, 16).Select(i => $"s{i}")])).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_status_is_never_more_than_a_text()
    {
        await Put("o", "it's", "web", 0);
        (await Ask(1, "it's")).Total.ShouldBe(1);
        (await Ask(1, "' OR 1=1 --")).Total.ShouldBe(0);
    }

    private Task<WaitingSummary> Ask(int rows, params string[] statuses) =>
        Store.Waiting("acme", new WaitingQuery("order", [.. statuses], rows), Cancel);

    private async Task Put(string key, string status, string group, int seconds, string data = "{}") =>
        (await Write(Append($"order/acme/{key}", 1) with
        {
            At = Noon.AddSeconds(seconds), Index = new("order", key, status, group, data),
        })).ShouldBeTrue();
}

public sealed class WaitingOnPostgreSql(PostgreSqlFixture fixture)
    : WaitingConformance(new PostgreSqlDatabase(fixture));

public sealed class WaitingOnSqlite() : WaitingConformance(new SqliteDatabase());
