namespace RetailActors.Tests;

/// <summary>Reference data have versions.</summary>
public sealed class ReferenceTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Theory]
    [InlineData("products", """{"title":"A"}""", """{"title":"B","taxCode":"food","active":false}""")]
    [InlineData("prices", """{"price":{"minor":1,"currency":"USD"}}""", """{"price":{"minor":2,"currency":"USD"}}""")]
    [InlineData("customers", """{}""", """{"segment":"loyal"}""")]
    [InlineData("locations", """{"name":"A","kind":"store"}""", """{"name":"A","kind":"warehouse","priority":5}""")]
    public async Task A_version_is_put_only_on_top_of_the_one_that_was_read(string kind, string first, string second)
    {
        var path = $"/v1/{kind}/{Requests.NewId("ref")}";
        (await _http.Get(path)).ShouldBe("404 not-found");
        var created = (await _http.Put(path, first, ("If-None-Match", "*"))).ShouldBe("201");
        created.Headers.ETag!.Tag.ShouldBe("\"1\"");
        created.Headers.Location!.ToString().ShouldBe(path);
        (await _http.Put(path, second, ("If-None-Match", "*"))).ShouldBe("412 version-differs");
        (await _http.Put(path, second, ("If-Match", "\"2\""))).ShouldBe("412 version-differs")
            .Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await _http.Put(path, second, ("If-Match", "\"1\""))).ShouldBe("200")["version"].ShouldBe("2");
        (await _http.Put(path, second)).ShouldBe("200")["version"].ShouldBe("2");
        (await _http.Put(path, second, ("If-Match", "2"))).ShouldBe("422 invalid");
        var read = (await _http.Get(path)).ShouldBe("200");
        read.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await _http.Send(HttpMethod.Get, path, (HttpContent?)null, null, ("If-None-Match", "\"2\""))).ShouldBe("304");
        using var other = shop.Shop.As("other-key");
        (await other.Get(path)).ShouldBe("404 not-found");
    }

    [Fact]
    public async Task Locations_are_listed_page_by_page()
    {
        var first = (await _http.Get("/v1/locations?limit=2")).ShouldBe("200");
        first.Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        first.Json.GetProperty("items")[0].GetProperty("kind").GetString().ShouldNotBeNull();
        var second = (await _http.Get($"/v1/locations?limit=200&cursor={first["next"]}")).ShouldBe("200");
        second.Json.GetProperty("items").EnumerateArray()
            .ShouldContain(l => l.GetProperty("id").GetString() == "warehouse-1");
    }

    [Fact]
    public async Task Worklists_are_there_and_an_unknown_one_is_not()
    {
        var all = (await _http.Get("/v1/operations/worklists")).ShouldBe("200");
        foreach (var list in all.Json.GetProperty("items").EnumerateArray())
        {
            var one = (await _http.Get(list.GetProperty("link").GetString()!)).ShouldBe("200");
            one["name"].ShouldBe(list.GetProperty("name").GetString());
        }
        all.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString())
            .ShouldContain("orders-awaiting-erp");
        (await _http.Get("/v1/operations/worklists/nonsense")).ShouldBe("404 not-found");
    }
}
