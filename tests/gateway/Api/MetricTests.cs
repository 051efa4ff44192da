using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Operations;

namespace RetailActors.Tests;

/// <summary>Outcome metrics over HTTP.</summary>
public sealed class MetricTests(SharedShop shop)
{
    private const string Path = "/v1/operations/metrics";

    [Fact]
    public async Task All_outcomes_of_the_mission_are_there_and_one_without_a_value_says_why()
    {
        using var other = shop.Shop.As("other-key");
        var answer = (await other.Get(Path)).ShouldBe("200");
        var items = answer.Json.GetProperty("items").EnumerateArray().ToList();
        items.Select(i => i.GetProperty("name").GetString()).ShouldBe(
        [
            "manual-reconciliations", "order-fallout", "inventory-accuracy", "hours-to-close", "manual-touches",
            "hours-to-launch", "duplicate-entry", "minutes-to-post", "minutes-to-post-p95", "refunds-exact",
            "report-consistency",
        ]);
        items.Where(i => i.GetProperty("unit").GetString()!.Length == 0
            || (i.GetProperty("value").ValueKind == JsonValueKind.Null) != i.TryGetProperty("reason", out _))
            .ShouldBeEmpty();
        (DateOnly.Parse(answer["to"]).DayNumber - DateOnly.Parse(answer["from"]).DayNumber).ShouldBe(6);
    }

    [Theory]
    [InlineData("from=2026-11-01&to=2026-12-02", "from")]
    [InlineData("from=2026-11-02&to=2026-11-01", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=1999-01-01", "to")]
    public async Task A_period_that_is_none_or_too_long_is_refused(string query, string field) =>
        (await shop.Http.Get($"{Path}?{query}")).ShouldBe("422 invalid").ErrorFields.ShouldBe([field]);

    [Fact]
    public async Task Whoever_may_not_read_operations_may_not_read_outcomes()
    {
        using var reader = shop.Shop.As("reader-key");
        (await reader.Get(Path)).ShouldBe("403 forbidden");
    }

    [Fact]
    public async Task A_bulk_replay_of_many_is_one_touch_and_another_tenant_has_its_own_outcomes()
    {
        await using var own = await Shop.Open(
            builder => builder.Services.AddSingleton(new ActorKind(
                "sample", (_, _) => Task.CompletedTask, (_, _) => new Agreeing())),
            "--Operations:ReplayPerSecond", "10000", "--Gateway:Clients:0:Id", "other-brand",
            "--Gateway:Clients:0:Tenant", "other", "--Gateway:Clients:0:Key", "other-key",
            "--Gateway:Clients:0:Scopes:0", "*");
        var sku = await Sample.NewSku(own.Http, 2);
        for (var i = 0; i < 2; i++)
        {
            await Sample.Accepted(own.Http, sku);
        }
        await Raise(own, 50);
        var path = (await own.Http.Post("/v1/operations/replays/bulk", """
            {"scope":"dead-letters","reason":"the ERP is back"}
            """)).ShouldBe("202").Headers.Location!.ToString();
        await Until.True("it has looked", async () => (await own.Http.Get(path))["status"] == "ready");
        (await own.Http.Post($"{path}/start", """{"reason":"go"}""")).ShouldBe("200");
        await Until.True("it is through", async () => (await own.Http.Get(path))["status"] == "done");
        var touches = await Metric(own.Http, "manual-touches");
        touches.GetProperty("value").GetDouble().ShouldBe(500);
        touches.GetProperty("measuredOn").GetInt64().ShouldBe(2);
        (await Metric(own.Http, "order-fallout")).GetProperty("value").GetDouble().ShouldBe(0);
        await Until.True("a document is posted", async () =>
            (await Metric(own.Http, "minutes-to-post")).GetProperty("value").ValueKind == JsonValueKind.Number);
        using var other = own.As("other-key");
        (await Metric(other, "manual-touches")).GetProperty("reason").GetString()
            .ShouldBe("No order was submitted in the period.");
    }

    private static async Task<JsonElement> Metric(HttpClient http, string name) =>
        (await http.Get(Path)).ShouldBe("200").Json.GetProperty("items").EnumerateArray()
        .Single(i => i.GetProperty("name").GetString() == name);

    private static Task Raise(Shop shop, int many)
    {
        var now = DateTimeOffset.UtcNow;
        return Task.WhenAll(Enumerable.Range(0, many).Select(i =>
        {
            var (entity, part) = ($"sample/demo/one-{i}", "it");
            var key = ExceptionKey.For(new Tenant("demo"), "sample-dead-letter", entity, part);
            return shop.Grains.Actor<IExceptionCase>(key.ToString()).Raise(new ExceptionReport(
                "sample-dead-letter", entity, part, "erp", Role.It, "It was given up.", now, now.AddHours(4),
                [ResolutionKind.Retry]));
        }));
    }

    /// <summary>An entity that does whatever the exception desk decides.</summary>
    private sealed class Agreeing : IResolvable
    {
        public Task<ResolutionResult> Resolve(Resolution decision) => Task.FromResult(ResolutionResult.Resolved);
    }
}
