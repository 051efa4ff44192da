using System.Text.Json;

namespace RetailActors.Tests;

/// <summary>What is done by hand over HTTP stands in the trail of the day, once.</summary>
public sealed class AuditTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    private async Task<List<JsonElement>> Trail(string entity, string more = "") =>
        [.. (await _http.Get($"/v1/operations/audit?entity={entity}{more}")).ShouldBe("200").Json.GetProperty("items")
            .EnumerateArray()];

    [Fact]
    public async Task A_request_and_its_repetitions_are_one_action_with_who_what_why_and_outcome()
    {
        var order = await Accepted();
        const string hold = """{"reason":"fraud-check","holdId":"H-1"}""";
        for (var i = 0; i < 3; i++)
        {
            (await _http.Post($"/v1/orders/{order}/hold", hold, $"{order}-hold")).ShouldBe("200");
        }
        (await _http.Post($"/v1/orders/{order}/release", """{"reason":"the customer called"}""")).ShouldBe("200");
        var trail = await Trail(order);
        trail.Select(a => a.GetProperty("what").GetString()).ShouldBe(["order-release", "order-hold"]);
        var held = trail[1];
        held.GetProperty("who").GetString().ShouldBe("dev");
        held.GetProperty("why").GetString().ShouldBe("fraud-check");
        held.GetProperty("done").GetBoolean().ShouldBeTrue();
        held.GetProperty("outcome").GetString().ShouldBe("200");
        held.GetProperty("traceId").GetString()!.Length.ShouldBe(32);
        (await Trail(order, "&who=nobody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_refused_is_there_too_and_a_request_that_may_not_is_not()
    {
        var id = Requests.NewId("nothing");
        (await _http.Post($"/v1/orders/{id}/hold", """{"reason":"fraud-check"}""")).ShouldBe("404 not-found");
        using var reader = shop.Shop.As("reader-key");
        (await reader.Post($"/v1/orders/{id}/hold", """{"reason":"fraud-check"}""")).ShouldBe("403 forbidden");
        var action = (await Trail(id)).ShouldHaveSingleItem();
        action.GetProperty("done").GetBoolean().ShouldBeFalse();
        action.GetProperty("outcome").GetString().ShouldBe("404 not-found");
        (await reader.Get("/v1/operations/audit")).ShouldBe("403 forbidden");
    }

    [Fact]
    public async Task Whoever_has_a_role_is_a_person_and_all_that_they_change_is_by_hand()
    {
        var sku = Requests.NewId("AUD");
        (await _http.Put($"/v1/products/{sku}", """{"title":"By a feed","taxCode":"apparel"}""")).ShouldBe("201");
        (await Trail(sku)).ShouldBeEmpty();
        using var ann = shop.Shop.As("ann-key");
        (await ann.Put($"/v1/products/{sku}", """{"title":"By hand","taxCode":"apparel"}""")).ShouldBe("200");
        var action = (await Trail(sku)).ShouldHaveSingleItem();
        action.GetProperty("who").GetString().ShouldBe("ann");
        action.GetProperty("what").GetString().ShouldBe("product-put");
        action.GetProperty("roles").EnumerateArray().Single().GetString().ShouldBe("it");
    }

    [Fact]
    public async Task A_reason_with_an_address_in_it_is_refused_and_is_not_kept_in_the_trail_either()
    {
        var order = await Accepted();
        (await _http.Post($"/v1/orders/{order}/release", """{"reason":"ann@example.com called"}"""))
            .ShouldBe("422 invalid").ErrorFields.ShouldBe(["reason"]);
        var action = (await Trail(order)).ShouldHaveSingleItem();
        action.GetProperty("outcome").GetString().ShouldBe("422 invalid");
        action.TryGetProperty("why", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_dry_run_is_no_action()
    {
        var order = await Accepted();
        (await _http.Post("/v1/operations/replays", $$"""{"entity":"{{order}}"}""")).ShouldBe("200");
        (await Trail(order)).ShouldBeEmpty();
        (await _http.Post("/v1/operations/replays", $$"""{"entity":"{{order}}","dryRun":false}""")).ShouldBe("200");
        (await Trail(order)).ShouldHaveSingleItem().GetProperty("what").GetString().ShouldBe("replay");
    }

    [Fact]
    public async Task The_trail_is_read_a_page_at_a_time_and_a_wrong_question_is_refused()
    {
        var id = Requests.NewId("page");
        for (var i = 0; i < 5; i++)
        {
            (await _http.Post($"/v1/orders/{id}/release", "{}")).ShouldBe("404 not-found");
        }
        var first = (await _http.Get($"/v1/operations/audit?entity={id}&limit=3")).ShouldBe("200");
        first.Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        var second = (await _http.Get($"/v1/operations/audit?entity={id}&limit=3&cursor={first["next"]}"))
            .ShouldBe("200");
        second.Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        second.Json.TryGetProperty("next", out _).ShouldBeFalse();
        (await _http.Get("/v1/operations/audit?day=1999-01-01")).ShouldBe("422 invalid");
        (await _http.Get("/v1/operations/audit?day=yesterday&who=a%20b&cursor=eA")).ShouldBe("422 invalid").ErrorFields
            .ShouldBe(["who", "day", "cursor"], ignoreOrder: true);
        (await _http.Get("/v1/operations/audit?day=2020-01-01")).ShouldBe("200").Json.GetProperty("items")
            .GetArrayLength().ShouldBe(0);
    }

    private async Task<string> Accepted()
    {
        var sku = await Sample.NewSku(_http, 2);
        return (await Sample.Accepted(_http, sku, 1))["id"];
    }
}
