using System.Text.Json;
using Microsoft.Data.Sqlite;
using RetailActors.Journal;

namespace RetailActors.Tests;

/// <summary>Nobody who asks over HTTP can tell whether an order is archived.</summary>
public sealed class ArchiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archived_order_reads_as_before_is_met_again_by_its_id_and_takes_a_late_return()
    {
        await using var shop = await Shop.Open();
        var (order, body) = await Collected(shop);
        string[] paths = [$"/v1/orders/{order}", $"/v1/orders/{order}/lineage", $"/v1/payments/{order}.p1"];
        var before = await Read(shop, paths);
        var moved = await Move(shop, order);
        moved.Streams.ShouldBeGreaterThanOrEqualTo(2, $"{moved}");
        await shop.Restart();
        (await Read(shop, paths)).ShouldBe(before);
        // The answer to a key is remembered; another key asks the order itself.
        (await shop.Http.Post("/v1/orders", body)).ShouldBe("200")["id"].ShouldBe(order);
        var other = JsonSerializer.Deserialize<System.Text.Json.Nodes.JsonNode>(body)!;
        other["customer"]!["id"] = "C-10";
        (await shop.Http.Post("/v1/orders", other)).Code.ShouldStartWith("409");

        var id = Requests.NewId("R");
        (await shop.Http.Post("/v1/returns", Return(order, id))).ShouldBe("201");
        await Until.True("the money is paid back", async () =>
            (await shop.Http.Get($"/v1/payments/{order}.p1"))["status"] == "refunded");
        await Until.True("the return is closed", async () =>
            (await shop.Http.Get($"/v1/returns/{id}"))["status"] == "closed");
        await Quiet(shop);
        before = await Read(shop, paths);
        (await Move(shop, order, id)).Streams.ShouldBeGreaterThanOrEqualTo(1);
        (await Ask(shop, $"SELECT count(*) FROM journal_archive WHERE stream = 'order/demo/{order}'")).ShouldBe(2);
        await shop.Restart();
        (await Read(shop, paths)).ShouldBe(before);
        (await shop.Http.Post("/v1/returns", Return(order, Requests.NewId("R")))).ShouldBe("409 exceeds-fulfilled");
    }

    [Fact]
    public async Task What_is_old_enough_is_archived_by_itself_and_the_rest_stays()
    {
        await using var shop = await Shop.Open("--Storage:Archive:AfterDays", "0");
        var (order, _) = await Collected(shop);
        var open = (await Sample.Accepted(shop.Http, await Sample.NewSku(shop.Http, 10)))["id"];
        await Until.True("the order is archived", async () => await Ask(
            shop, $"SELECT count(*) FROM journal_archive WHERE stream = 'order/demo/{order}'") > 0);
        (await Ask(shop, $"SELECT count(*) FROM journal_archive WHERE stream LIKE 'order/%{open}'")).ShouldBe(0);
        (await Ask(shop, """
            SELECT count(*) FROM journal_archive
            WHERE stream NOT LIKE 'order/%' AND stream NOT LIKE 'payment/%' AND stream NOT LIKE 'posting/%'
            """)).ShouldBe(0);
        (await Ask(shop, "SELECT count(*) FROM archive_lease WHERE holder <> ''")).ShouldBe(1);
        (await shop.Http.Get($"/v1/orders/{order}"))["status"].ShouldBe("completed");
        (await shop.Http.Post("/v1/returns", Return(order, Requests.NewId("R")))).ShouldBe("201");
    }

    [Fact]
    public async Task Closed_orders_take_less_room_in_the_archive()
    {
        const int orders = 40;
        await using var shop = await Shop.Open();
        var sku = await Sample.NewSku(shop.Http, orders);
        var empty = await Size(shop);
        List<string> ids = [];
        for (var i = 0; i < orders; i++)
            ids.Add((await Collected(shop, sku)).Order);
        await Quiet(shop);
        var (before, entries) = (await Size(shop), 0L);
        foreach (var id in ids)
            entries += (await Move(shop, id)).Entries;
        var after = await Size(shop);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"bytes of an order: {(before - empty) / orders} in the journal, "
            + $"{(after - empty) / orders} with {entries / (double)orders} entries in the archive");
        after.ShouldBeLessThan(before);
    }

    [Theory]
    [InlineData("Storage:Archive:AfterDays", "soon")]
    [InlineData("Storage:Archive:AfterDays", "-1")]
    [InlineData("Storage:Archive:AfterDays", "40000")]
    [InlineData("Storage:Archive:StreamsPerSecond", "0")]
    [InlineData("Storage:Archive:StreamsPerSecond", "1001")]
    public async Task A_wrong_value_stops_the_start(string key, string value)
    {
        var wrong = await Should.ThrowAsync<Hosting.SettingException>(() => Shop.Open($"--{key}", value));
        wrong.Message.ShouldContain(key);
    }

    /// <summary>An order that was handed over and paid, and of which everything is on record everywhere.</summary>
    private static async Task<(string Order, string Body)> Collected(Shop shop, string? own = null)
    {
        var sku = own ?? await Sample.NewSku(shop.Http, 10);
        var body = Sample.Order(sku: sku, quantity: 1, price: 1000).ToJsonString();
        var order = (await shop.Http.Post("/v1/orders", body)).ShouldBe("201")["id"];
        (await shop.Http.Post($"/v1/orders/{order}/ready-for-pickup", (string?)null)).ShouldBe("200");
        (await shop.Http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("it is paid", async () =>
            (await shop.Http.Get($"/v1/payments/{order}.p1"))["status"] == "captured");
        if (own is null)
            await Quiet(shop);
        return (order, body);
    }

    private static Task Quiet(Shop shop) => Until.True("nothing is owed", async () =>
        await Ask(shop, "SELECT count(*) FROM outbox WHERE call <> 'expire'") == 0);

    private static async Task<string[]> Read(Shop shop, string[] paths) =>
    [
        .. (await Task.WhenAll(paths.Select(path => shop.Http.Get(path))))
            .Select(reply => reply.ShouldBe("200").Text),
    ];

    /// <summary>Moves what closed streams of the order have, beside the running silo.</summary>
    private static async Task<ArchiveMove> Move(Shop shop, string order, string? back = null)
    {
        await using var store = new SqliteJournalStore($"Data Source={shop.Database}");
        return await ((IJournalStore)store).Archives[0].Move(
            [
                $"order/demo/{order}", $"payment/demo/{order}.p1", $"posting/demo/{order}",
                .. back is null ? Array.Empty<string>() : [$"return/demo/{back}"],
            ],
            Cancel);
    }

    private static async Task<long> Ask(Shop shop, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={shop.Database};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Bytes of journal, archive and directory, as small as SQLite can make them.</summary>
    private static async Task<long> Size(Shop shop)
    {
        var copy = $"{shop.Database}.{Guid.NewGuid():n}";
        await Ask(shop, $"VACUUM INTO '{copy}'; SELECT 1");
        await using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT group_concat('DROP TABLE "' || name || '";', ' ') FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
              AND name NOT IN ('journal', 'journal_archive', 'directory')
            """;
        command.CommandText = $"{await command.ExecuteScalarAsync(Cancel)} VACUUM";
        await command.ExecuteNonQueryAsync(Cancel);
        return new FileInfo(copy).Length;
    }

    private static string Return(string order, string id) => $$"""
        {"returnId":"{{id}}","orderId":"{{order}}","location":"store-7",
         "lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
        """;
}
