using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using RetailActors.Operations;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>Finance, operations, service and IT see the actions that are theirs and no others, and what they try by
/// address all the same is refused in words.</summary>
public sealed class RoleTests(PageFixture fixture)
{
    private static readonly Role[] _owners = [Role.It, Role.Operations, Role.Finance, Role.Service];
    private static readonly string[] _decisions = ["Retry", "Edit and retry", "Waive", "Assign"];

    [Theory]
    [InlineData("finance-key", Role.Finance)]
    [InlineData("operations-key", Role.Operations)]
    [InlineData("service-key", Role.Service)]
    [InlineData("it-key", Role.It)]
    public async Task A_role_decides_its_own_exceptions_and_reads_those_of_others(string key, Role role)
    {
        await using var visit = await fixture.Open();
        await visit.SignInWith(key);
        using var http = fixture.Shop.As(key);
        foreach (var owner in _owners)
        {
            var id = await fixture.Raise($"{role}-looks-at-{owner}", owner);
            await visit.Go($"/exceptions/{id}");
            foreach (var decision in _decisions)
            {
                await Expect(Button(visit, decision)).ToHaveCountAsync(owner == role ? 1 : 0);
            }
            if (owner != role)
            {
                var name = owner == Role.It ? "IT" : $"{owner}";
                await Expect(visit.Page.GetByText($"It belongs to {name}. You can read it.")).ToBeVisibleAsync();
                (await Post(http, $"/v1/operations/exceptions/{id}/waive", new { reason = "not theirs" }))
                    .ShouldBe("403 not-your-desk");
                (await fixture.Shop.Grains.Actor<IExceptionCase>($"demo/{id}").Read())!.Status.ShouldBe("open");
            }
        }
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("finance-key", false)]
    [InlineData("operations-key", true)]
    [InlineData("service-key", true)]
    [InlineData("it-key", false)]
    public async Task Operations_and_service_cancel_and_hand_over_and_the_others_look(string key, bool acts)
    {
        await using var visit = await fixture.Open();
        await visit.SignInWith(key);
        await visit.Go($"/orders/{fixture.Order}");
        await Expect(visit.Page.Locator(".timeline")).ToContainTextAsync("Accepted");
        foreach (var action in new[] { "Ready for pick-up", "Picked up", "Cancel what is open" })
        {
            await Expect(Button(visit, action)).ToHaveCountAsync(acts ? 1 : 0);
        }
        if (!acts)
        {
            using var http = fixture.Shop.As(key);
            (await Post(http, $"/v1/orders/{fixture.Order}/cancel", new { reason = "not theirs" }))
                .ShouldBe("403 forbidden");
        }
    }

    [Theory]
    [InlineData("finance-key", false)]
    [InlineData("operations-key", false)]
    [InlineData("service-key", false)]
    [InlineData("it-key", true)]
    public async Task Each_role_replays_and_only_IT_replays_what_belongs_to_several(string key, bool all)
    {
        var reason = $"for all roles, seen with {key}";
        var planned = await Planned(reason);
        await using var visit = await fixture.Open();
        await visit.SignInWith(key);
        var page = visit.Page;
        await visit.Go($"/replays?entity={fixture.Order}");
        await page.GetByLabel("Reason").FillAsync("the ERP is back");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Replay ") })).ToBeEnabledAsync();

        await visit.Go("/replays/bulk");
        await Expect(page.Locator("form.card select option")).ToHaveCountAsync(all ? 2 : 1);
        await page.GetByLabel("Reason").FillAsync("a rehearsal");
        await Expect(Button(visit, "Look")).ToBeEnabledAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = reason });
        await Expect(row).ToContainTextAsync("ready");
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Show" })).ToHaveCountAsync(1);
        foreach (var change in new[] { "Start", "Cancel" })
        {
            await Expect(row.GetByRole(AriaRole.Button, new() { Name = change })).ToHaveCountAsync(all ? 1 : 0);
        }
        using var http = fixture.Shop.As(key);
        var period = new { scope = "period", from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z", reason };
        (await Post(http, "/v1/operations/replays/bulk", period)).ShouldBe(all ? "202" : "403 not-your-desk");
        (await Post(http, $"/v1/operations/replays/{planned}/start", new { reason }))
            .ShouldBe(all ? "200" : "403 not-your-desk");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/exceptions")]
    [InlineData("/replays")]
    [InlineData("/replays/bulk")]
    [InlineData("/worklists/orders-awaiting-erp")]
    [InlineData("/audit")]
    public async Task An_address_that_is_not_for_a_store_says_so_and_shows_nothing(string address)
    {
        await using var visit = await fixture.Open();
        await visit.SignIn("Store");
        await visit.Go(address);
        await Expect(visit.Page.GetByText("Not open to your role")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main form, main table")).ToHaveCountAsync(0);
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<string> Planned(string reason)
    {
        using var answer = await Send(
            fixture.Shop.Http, "/v1/operations/replays/bulk", new { scope = "dead-letters", group = "nobody", reason });
        answer.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
    }

    /// <summary>The status, and the name of the problem when there is one.</summary>
    private static async Task<string> Post(HttpClient http, string path, object body)
    {
        using var answer = await Send(http, path, body);
        var type = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["type"];
        return $"{(int)answer.StatusCode} {type?.Split('/')[^1]}".TrimEnd();
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", $"{Guid.NewGuid():n}" } },
        };
        return await http.SendAsync(request);
    }

    private static ILocator Button(Visit visit, string name) =>
        visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
