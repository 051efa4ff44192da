using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Operations;
using RetailActors.Tests.Channels;

namespace RetailActors.Tests;

/// <summary>Replays of many things, on a whole system.</summary>
public sealed class BulkReplayTests(ITestOutputHelper output)
{
    private static readonly string[] _systems =
        ["shopify", "pos", "erp-d365", "erp-netsuite", "psp", "tax", "wms", "finance", "crm"];

    [Fact]
    public async Task Replaying_a_day_of_a_healthy_system_says_nothing_and_changes_nothing()
    {
        await using var shop = await Shop.Open("--Operations:ReplayPerSecond", "10000");
        var from = DateTimeOffset.UtcNow.AddMinutes(-5);
        var sku = await Sample.NewSku(shop.Http, 9);
        for (var i = 0; i < 3; i++)
        {
            var order = (await Sample.Accepted(shop.Http, sku, 1))["id"];
            (await shop.Http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        }
        (await shop.Http.Pos("sale", Hooks.Sale(sku, 1))).ShouldBe("200");
        await Quiet(shop);
        var (heads, books) = (Heads(shop), await Books(shop));
        heads.Keys.ShouldContain(k => k.StartsWith("inbox/"));
        heads.Keys.ShouldContain(k => k.StartsWith("posting/"));

        var path = await Planned(shop.Http, $$"""
            {"scope":"period","from":"{{from:O}}","to":"{{DateTimeOffset.UtcNow.AddMinutes(1):O}}","reason":"rehearsal"}
            """);
        var looked = await Until(shop, path, "ready");
        looked.GetProperty("found").EnumerateObject().Select(p => p.Name).ShouldBe(["none"]);
        looked.GetProperty("found").GetProperty("none").GetInt64().ShouldBeGreaterThanOrEqualTo(4);
        looked.GetProperty("sample").GetArrayLength().ShouldBe(0);
        (await shop.Http.Post($"{path}/start", """{"reason":"all the same"}""")).ShouldBe("200");
        var done = await Until(shop, path, "done");
        done.GetProperty("handled").EnumerateObject().ShouldBeEmpty();
        Heads(shop).ShouldBe(heads, ignoreOrder: true);
        (await Books(shop)).ShouldBe(books);
    }

    [Fact]
    public async Task A_message_without_effect_is_found_in_its_period_and_tried_again()
    {
        await using var shop = await Shop.Open();
        var sale = Hooks.Sale("TEE-BLK-M", 1);
        sale.Remove("lines");
        (await shop.Http.Pos("sale", sale)).ShouldBe("200");
        await Tests.Until.True("it has failed", async () =>
            (await shop.Http.Get("/v1/operations/exceptions?status=open")).Text.Contains("webhook-failed"));
        var path = await Planned(shop.Http, $$"""
            {"scope":"period","from":"{{DateTimeOffset.UtcNow.AddHours(-1):O}}","group":"pos",
             "to":"{{DateTimeOffset.UtcNow.AddMinutes(1):O}}","reason":"the till was repaired"}
            """);
        var found = await Until(shop, path, "ready");
        found.GetProperty("found").GetProperty("retry").GetInt64().ShouldBe(1);
        var sample = found.GetProperty("sample")[0];
        sample.GetProperty("entity").GetString().ShouldStartWith("inbox/demo/pos/");
        sample.GetProperty("changes")[0].GetRawText()
            .ShouldBe("""{"field":"status","now":"failed","wouldBe":"received"}""");
        sample.GetProperty("notKnown").GetString().ShouldNotBeNullOrEmpty();
        (await shop.Http.Post($"{path}/start", """{"reason":"go"}""")).ShouldBe("200");
        (await Until(shop, path, "done")).GetProperty("handled").GetProperty("retried").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Ten_thousand_dead_letters_are_tried_again_once_each_over_a_restart_in_the_middle()
    {
        const int many = 10_000;
        var desk = new Counting();
        await using var shop = await Open(desk, "--Operations:ReplayPerSecond", "2500");
        await Raise(shop, many, "erp", Role.Finance);
        await Raise(shop, 20, "crm", Role.It);
        var path = await Planned(shop.Http, """
            {"scope":"dead-letters","group":"erp","kind":"sample-dead-letter","reason":"the ERP is back"}
            """);
        (await Until(shop, path, "ready")).GetProperty("found").GetProperty("retry").GetInt64().ShouldBe(many);
        desk.Decisions.ShouldBeEmpty();
        var began = Environment.TickCount64;
        (await shop.Http.Post($"{path}/start", """{"reason":"as agreed"}""")).ShouldBe("200");
        await Tests.Until.True(
            "a part is done", async () => Handled((await shop.Http.Get(path)).Json) is > 1_000 and < many);
        await shop.Restart();
        var done = await Until(shop, path, "done", 90);
        output.WriteLine($"{many} dead letters with a restart: {(Environment.TickCount64 - began) / 1000.0:N1} s");
        Handled(done).ShouldBe(many);
        desk.Decisions.Count.ShouldBe(many);
        var id = path.Split('/')[^1];
        desk.Decisions.Keys.ShouldAllBe(decision => decision.StartsWith(id + "."));
        (await shop.Http.Get("/v1/operations/worklists/dead-letters"))["count"].ShouldBe("20");
        (await shop.Http.Get($"/v1/operations/audit?entity={id}")).Json.GetProperty("items")
            .EnumerateArray().Single().GetProperty("what").GetString().ShouldBe("replay-start");
    }

    [Fact]
    public async Task One_that_is_cancelled_stops_and_counts_what_it_has_done()
    {
        var desk = new Counting();
        await using var shop = await Open(desk, "--Operations:ReplayPerSecond", "400");
        await Raise(shop, 700, "erp", Role.Finance);
        var path = await Planned(shop.Http, """{"scope":"dead-letters","reason":"try"}""");
        await Until(shop, path, "ready");
        (await shop.Http.Post($"{path}/start", """{"reason":"try"}""")).ShouldBe("200");
        await Tests.Until.True("it works", () => Task.FromResult(!desk.Decisions.IsEmpty));
        (await shop.Http.Post($"{path}/cancel", """{"reason":"too early"}""")).ShouldBe("200")["status"]
            .ShouldBe("cancelled");
        await Tests.Until.True("the page under way is counted", async () =>
            Handled((await shop.Http.Get(path)).Json) == desk.Decisions.Count);
        desk.Decisions.Count.ShouldBeLessThan(700);
        (await shop.Http.Post($"{path}/start", """{"reason":"again"}""")).ShouldBe("409 replay-not-ready");
    }

    [Fact]
    public async Task Whoever_has_a_role_gets_what_belongs_to_it_and_a_wrong_plan_is_refused()
    {
        var desk = new Counting();
        await using var shop = await Open(desk, "--Gateway:Clients:0:Id", "fin", "--Gateway:Clients:0:Tenant", "demo",
            "--Gateway:Clients:0:Key", "fin-key", "--Gateway:Clients:0:Roles:0", "finance");
        await Raise(shop, 3, "erp", Role.Finance);
        await Raise(shop, 4, "crm", Role.It);
        using var finance = shop.As("fin-key");
        var path = await Planned(finance, """{"scope":"dead-letters","reason":"mine"}""");
        (await Until(shop, path, "ready")).GetProperty("found").GetProperty("retry").GetInt64().ShouldBe(3);
        const string period = """
            {"scope":"period","from":"2026-11-26T00:00:00Z","to":"2026-11-27T00:00:00Z","reason":"all"}
            """;
        const string plan = "/v1/operations/replays/bulk";
        (await finance.Post(plan, period)).ShouldBe("403 not-your-desk");
        foreach (var wrong in new[]
        {
            "{}", """{"scope":"everything","reason":"r"}""", """{"scope":"period","reason":"r"}""",
            """{"scope":"dead-letters"}""",
            """{"scope":"period","from":"2026-11-26T00:00:00Z","to":"2026-11-26T00:00:00Z","reason":"r"}""",
            """{"scope":"period","from":"2026-01-26T00:00:00Z","to":"2026-11-26T00:00:00Z","reason":"r"}""",
            """{"scope":"period","from":"2026-11-25T00:00:00Z","to":"2026-11-26T00:00:00Z","kind":"k","reason":"r"}""",
        })
        {
            (await shop.Http.Post(plan, wrong)).ShouldBe("422 invalid");
        }
        (await shop.Http.Get("/v1/operations/replays/rpl_none")).ShouldBe("404 not-found");
        (await shop.Http.Post("/v1/operations/replays/rpl_none/start", """{"reason":"r"}""")).ShouldBe("404 not-found");
        (await shop.Http.Get("/v1/operations/replays?status=ready")).Json.GetProperty("items").GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_starts_or_cancels_what_belongs_to_another_role_and_IT_may()
    {
        var desk = new Counting();
        await using var shop = await Open(desk, [.. Client(0, "finance"), .. Client(1, "service"), .. Client(2, "it")]);
        await Raise(shop, 3, "erp", Role.Finance);
        await Raise(shop, 2, "crm", Role.Service);
        using var finance = shop.As("finance-key");
        using var service = shop.As("service-key");
        using var it = shop.As("it-key");
        var theirs = await Planned(finance, """{"scope":"dead-letters","reason":"mine"}""");
        var all = await Planned(it, """{"scope":"dead-letters","reason":"all"}""");
        (await Until(shop, all, "ready")).GetProperty("found").GetProperty("retry").GetInt64().ShouldBe(5);
        await Until(shop, theirs, "ready");
        const string reason = """{"reason":"r"}""";
        foreach (var (who, path) in new[] { (service, theirs), (service, all), (finance, all) })
        {
            (await who.Post($"{path}/start", reason)).ShouldBe("403 not-your-desk");
            (await who.Post($"{path}/cancel", reason)).ShouldBe("403 not-your-desk");
            (await shop.Http.Get(path))["status"].ShouldBe("ready");
        }
        (await service.Post("/v1/operations/replays/rpl_none/start", reason)).ShouldBe("404 not-found");
        desk.Decisions.ShouldBeEmpty();
        (await it.Post($"{theirs}/start", reason)).ShouldBe("200");
        Handled(await Until(shop, theirs, "done")).ShouldBe(3);
        (await it.Post($"{all}/cancel", reason)).ShouldBe("200")["status"].ShouldBe("cancelled");
    }

    private static string[] Client(int place, string role) =>
    [
        $"--Gateway:Clients:{place}:Id", role, $"--Gateway:Clients:{place}:Tenant", "demo",
        $"--Gateway:Clients:{place}:Key", $"{role}-key", $"--Gateway:Clients:{place}:Roles:0", role,
    ];

    private static Task<Shop> Open(Counting desk, params string[] settings) => Shop.Open(
        builder => builder.Services.AddSingleton(
            new ActorKind("sample", (_, _) => Task.CompletedTask, (_, _) => desk)), settings);

    private static Task Raise(Shop shop, int count, string group, Role owner) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            var entity = $"sample/demo/{group}-{i}";
            await shop.Grains.Actor<IExceptionCase>(
                ExceptionKey.For(new("demo"), "sample-dead-letter", entity, "p").ToString()).Raise(new ExceptionReport(
                    "sample-dead-letter", entity, "p", group, owner, "Given up.", DateTimeOffset.UtcNow,
                    DateTimeOffset.UtcNow.AddHours(4), [ResolutionKind.Retry, ResolutionKind.Waive]));
        });

    private static async Task<string> Planned(HttpClient http, string body)
    {
        var reply = (await http.Post("/v1/operations/replays/bulk", body)).ShouldBe("202");
        return $"/v1/operations/replays/{reply["id"]}";
    }

    private static async Task<JsonElement> Until(Shop shop, string path, string status, int seconds = 30)
    {
        var last = default(JsonElement);
        await Tests.Until.True($"the replay is {status}", async () =>
        {
            last = (await shop.Http.Get(path)).ShouldBe("200").Json;
            return last.GetProperty("status").GetString() == status;
        }, seconds);
        return last;
    }

    private static long Handled(JsonElement replay) =>
        replay.GetProperty("handled").TryGetProperty("retried", out var count) ? count.GetInt64() : 0;

    private static Task Quiet(Shop shop) => Tests.Until.True("nothing is owed", async () =>
        (await shop.Http.Get("/v1/operations/worklists/calls-owed"))["count"] == "0", 60);

    private static Dictionary<string, long> Heads(Shop shop)
    {
        using var connection = new SqliteConnection($"Data Source={shop.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        // A replay itself, the trail that it was started, and how far somebody has asked a shop are no business.
        command.CommandText = """
            SELECT stream, max(version) FROM journal
            WHERE stream NOT LIKE 'replay/%' AND stream NOT LIKE 'audit/%' AND stream NOT LIKE '%-watch/%'
            GROUP BY stream
            """;
        var heads = new Dictionary<string, long>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            heads.Add(reader.GetString(0), reader.GetInt64(1));
        return heads;
    }

    private static async Task<string> Books(Shop shop) => string.Join('\n', await Task.WhenAll(
        _systems.Select(async s => $"{s}: {(await shop.Http.Get($"/sandbox/{s}/books")).Text}")));

    /// <summary>An entity that does whatever the desk decides, and counts by decision.</summary>
    private sealed class Counting : IResolvable
    {
        public ConcurrentDictionary<string, int> Decisions { get; } = new();

        public Task<ResolutionResult> Resolve(Resolution decision)
        {
            Decisions.AddOrUpdate(decision.Id, 1, (_, n) => n + 1);
            return Task.FromResult(ResolutionResult.Resolved);
        }
    }
}
