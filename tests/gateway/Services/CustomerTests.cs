namespace RetailActors.Tests.Services;

/// <summary>What a customer is reaches the CRM once, and says who has said it.</summary>
public sealed class CustomerTests
{
    [Fact]
    public async Task A_change_reaches_the_CRM_once_also_when_it_was_down()
    {
        await using var shop = await Shop.Open(
            "--Customers:Trust:Segment", "crm, web", "--Gateway:Clients:0:Id", "crm",
            "--Gateway:Clients:0:Tenant", "demo", "--Gateway:Clients:0:Key", "crm-key",
            "--Gateway:Clients:0:Scopes:0", "*");
        var http = shop.Http;
        using var crm = shop.As("crm-key");
        (await crm.Put("/v1/customers/C-77", """{"segment":"gold"}""")).ShouldBe("201");
        (await crm.Put("/v1/customers/C-77", """{"segment":"gold"}""")).ShouldBe("200");
        await Until.True("the CRM knows", async () => await Known(http) is { Version: 1, Segment: "gold" });
        (await http.Put("/v1/customers/C-77", """{"segment":"silver"}""")).ShouldBe("200")["segment"].ShouldBe("gold");
        (await http.Put("/sandbox/crm/faults", """{"mode":"timeout-after-success"}""")).ShouldBe("200");
        var changed = (await http.Put("/v1/customers/C-77", """{"segment":"silver","active":false}""")).ShouldBe("200");
        (changed["segment"], changed["active"]).ShouldBe(("gold", "False"));
        var sources = changed.Json.GetProperty("sources");
        sources.GetProperty("segment").GetProperty("client").GetString().ShouldBe("crm");
        sources.GetProperty("active").GetProperty("client").GetString().ShouldNotBe("crm");
        (await http.Put("/sandbox/crm/faults", """{"mode":"none"}""")).ShouldBe("200");
        await Until.True("the CRM knows", async () => await Known(http) is { Version: 2, Changes: 2 });
    }

    private static async Task<Record?> Known(HttpClient http)
    {
        foreach (var record in (await http.Get("/sandbox/crm/books")).Json.GetProperty("items").EnumerateArray())
        {
            if (record.GetProperty("customer").GetString() == "C-77")
            {
                return new Record(
                    record.GetProperty("version").GetInt64(), record.GetProperty("segment").GetString(),
                    record.GetProperty("changes").GetInt64());
            }
        }
        return null;
    }

    private sealed record Record(long Version, string? Segment, long Changes);
}
