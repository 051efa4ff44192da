using System.Net;
using Microsoft.Data.Sqlite;
using Orleans.Runtime;

namespace RetailActors.Tests;

/// <summary>What a client is told when what is stored of one thing is damaged.</summary>
public sealed class UnreadableRecordTests
{
    [Fact]
    public async Task A_damaged_record_is_a_problem_of_its_own_and_the_same_key_goes_on_once_it_is_restored()
    {
        await using var shop = await Shop.Open();
        var (sku, other) = (await Sample.NewSku(shop.Http, 5), await Sample.NewSku(shop.Http, 5));
        var stream = $"stock/demo/{sku}/store-12";
        var kept = Scalar(shop, $"SELECT events FROM journal WHERE stream = '{stream}' AND version = 1");
        await Write(shop, stream, """[{"e":"moved","d":"sig_secret"}]""");

        await Until.True("it is read anew", async () =>
            (await shop.Http.Get($"/v1/inventory/{sku}/store-12")).Status != HttpStatusCode.OK);
        var told = (await shop.Http.Get($"/v1/inventory/{sku}/store-12")).ShouldBe("503 record-unreadable");
        told.Headers.RetryAfter.ShouldBeNull("nobody should ask again and again");
        told.Text.ShouldNotContain("sig_secret");
        told.Text.ShouldNotContain("   at ");
        told["traceId"].ShouldNotBeEmpty();
        var (movement, key) = (Movement(sku, "m-2"), Requests.NewId());
        (await shop.Http.Post("/v1/stock-movements", movement, key)).ShouldBe("503 record-unreadable");
        var batch = (await shop.Http.Post(
            "/v1/stock-movements", $$"""{"movements":[{{Movement(sku, "m-3")}},{{Movement(other, "m-3")}}]}"""))
            .ShouldBe("503 record-unreadable");
        batch["unknown"].ShouldBe("1");
        (await shop.Http.Get($"/v1/inventory/{other}/store-12"))["onHand"].ShouldBe("6", "the others go on");
        (await Sample.Accepted(shop.Http, other))["status"].ShouldBe("accepted");
        await OneOnDesk(shop, stream);

        await Write(shop, stream, kept);
        await Until.True("it is read once more", async () =>
            (await shop.Http.Get($"/v1/inventory/{sku}/store-12")).Status == HttpStatusCode.OK);
        (await shop.Http.Post("/v1/stock-movements", movement, key)).ShouldBe("201").Replayed.ShouldBeFalse();
        (await shop.Http.Get($"/v1/inventory/{sku}/store-12"))["onHand"].ShouldBe("6");
        var id = await OneOnDesk(shop, stream);
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/preview", """{"action":"retry"}""")).ShouldBe("200");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/waive", """{"reason":"no"}"""))
            .ShouldBe("409 not-allowed");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/retry", "{}")).ShouldBe("200")["status"]
            .ShouldBe("resolved");
    }

    private static string Movement(string sku, string id) =>
        $$"""{"movementId":"{{id}}","sku":"{{sku}}","location":"store-12","kind":"receive","quantity":1}""";

    private static async Task<string> OneOnDesk(Shop shop, string stream)
    {
        List<string> found = [];
        await Until.True("the desk knows of it", async () =>
        {
            var page = await shop.Http.Get("/v1/operations/exceptions?status=open&group=stock");
            found = [.. page.Json.GetProperty("items").EnumerateArray()
                .Where(e => e.GetProperty("kind").GetString() == "record-unreadable"
                    && e.GetProperty("entity").GetString() == stream)
                .Select(e => e.GetProperty("id").GetString()!)];
            return found.Count > 0;
        });
        return found.ShouldHaveSingleItem();
    }

    /// <summary>Puts other events into the first entry, and lets everybody forget what they had read.</summary>
    private static async Task Write(Shop shop, string stream, string events)
    {
        Scalar(shop, "DROP TRIGGER IF EXISTS journal_no_update");
        Scalar(shop, $"UPDATE journal SET events = '{events}' WHERE stream = '{stream}' AND version = 1 "
            + "RETURNING stream").ShouldBe(stream);
        await shop.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
    }

    private static string Scalar(Shop shop, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={shop.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
