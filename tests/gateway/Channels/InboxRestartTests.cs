using System.Text.Json.Nodes;

namespace RetailActors.Tests.Channels;

/// <summary>What is in the inbox outlives the process, and has nobody's name in it.</summary>
public sealed class InboxRestartTests
{
    [Fact]
    public async Task A_message_that_waits_goes_on_after_a_restart()
    {
        await using var shop = await Shop.Open();
        var body = ShopifyOrder.Plain("TEE-BLK-M", 2);
        var cancelled = body.ToJsonString();
        (await shop.Http.Shopify("orders/cancelled", cancelled, "e-1")).ShouldBe("202");

        await shop.Restart();

        (await shop.Http.Shopify("orders/cancelled", cancelled, "e-1")).ShouldBe("200")["status"]
            .ShouldBe("already-received");
        (await shop.Http.Shopify("orders/create", body.ToJsonString(), "e-1")).ShouldBe("200")["status"]
            .ShouldBe("received");
        await Until.True("the order is cancelled", async () =>
            (await shop.Http.Get($"/v1/orders?channel=shopify&externalId={body["id"]}")) is
            { Status: System.Net.HttpStatusCode.OK } order && order["status"] == "cancelled");
    }

    [Fact]
    public async Task No_name_no_address_and_no_number_of_a_buyer_is_stored_and_unknown_fields_are()
    {
        var directory = Directory.CreateTempSubdirectory("retail-privacy-").FullName;
        try
        {
            await using (var shop = await Shop.Open("--Storage:DataDirectory", directory))
            {
                var body = ShopifyOrder.Plain("TEE-BLK-M", 1);
                body["tags"] = new JsonArray("vip", "wrote from ann.buyer@example.com");
                (await shop.Http.Shopify("orders/create", body.ToJsonString())).ShouldBe("200");
                var sale = Hooks.Sale("TEE-BLK-M", 1);
                sale["customer"] = new JsonObject { ["id"] = "C-77", ["email"] = "bob@example.com" };
                (await shop.Http.Pos("sale", sale)).ShouldBe("200");
                await Until.True("the order is there", async () => (await shop.Http.Get(
                    $"/v1/orders?channel=shopify&externalId={body["id"]}")).Status == System.Net.HttpStatusCode.OK);
            }
            var stored = string.Concat(Directory.EnumerateFiles(directory, "*.db*").Concat(
                Directory.EnumerateFiles(directory, "*.sqlite*")).Select(File.ReadAllText));
            stored.ShouldContain("a_field_of_next_year");
            stored.ShouldContain("C-77");
            stored.ShouldContain("vip");
            foreach (var personal in (string[])
                ["ann.buyer", "bob@example", "Rowan", "Buyer", "+1555", "203.0.113.9", "Miller", "for Bob"])
            {
                stored.ShouldNotContain(personal);
            }
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }
}
