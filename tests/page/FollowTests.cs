using Microsoft.Playwright;
using RetailActors.Channels;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>From an id to what it is about, and from an order to all that has to do with it.</summary>
public sealed class FollowTests(PageFixture fixture)
{
    [Fact]
    public async Task The_timeline_of_an_order_leads_to_its_settlement_and_to_what_the_desk_has_of_it()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn("Finance");
        await visit.Go("/find?q=web:W-1001");
        var page = visit.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Order W-1001");
        var timeline = page.Locator(".timeline");
        await Expect(timeline).ToContainTextAsync("Return RET-1");
        await Expect(timeline.GetByRole(AriaRole.Link, new() { Name = "Settlement", Exact = true }).First)
            .ToHaveAttributeAsync("href", $"settlements/{fixture.Settlement}");
        var desk = timeline.GetByRole(AriaRole.Link, new() { Name = "Exception desk" });
        await Expect(timeline).ToContainTextAsync("kind settlement-mismatch");
        await desk.First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Settlement mismatch");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("demo:sales-order:{order}:1")]
    [InlineData("{order}:1")]
    public async Task An_order_is_found_by_the_key_of_a_document_and_of_its_units(string id)
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go($"/find?q={id.Replace("{order}", fixture.Order)}");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Order W-2001");
    }

    [Fact]
    public async Task A_message_is_found_by_its_senders_id_and_leads_to_its_order()
    {
        var now = DateTimeOffset.UtcNow;
        await fixture.Shop.Grains.Actor<IInbox>("demo/pos/msg-late").Receive(new InboxMessage(
            "pos", "ready-for-pickup", "", """
            {"specversion":"1.0","id":"e-1","source":"/stores/store-12","type":"pos.ready-for-pickup",
             "data":{"store":"store-12","channel":"web","externalId":"W-1001","lines":[{"lineId":"1","quantity":1}]} }
            """, "hash", now));
        await Until.True("it was worked off", async () =>
            (await fixture.Shop.Grains.Actor<IInbox>("demo/pos/msg-late").Read())!.Status == "ignored");
        await using var visit = await fixture.Open();
        await visit.SignIn("IT");
        foreach (var text in new[] { "msg-late", "pos/msg-late" })
        {
            await visit.Go($"/find?q={Uri.EscapeDataString(text)}");
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Order W-1001");
        }
        await visit.Go("/find?q=nobody-has-this");
        await Expect(visit.Page.GetByText("Nothing has this id")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_customer_is_found_without_a_page_and_by_nobody_of_another_tenant()
    {
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/customers/C-777")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { segment = "gold" }),
        };
        using var answer = await fixture.Shop.Http.SendAsync(put, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var visit = await fixture.Open();
        await visit.SignIn("Service");
        await visit.Go("/find?q=C-777");
        var hit = visit.Page.Locator(".hits li");
        await Expect(hit).ToHaveCountAsync(1);
        await Expect(hit).ToContainTextAsync("active, segment gold");
        await Expect(hit.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await using var other = await fixture.Open();
        await other.SignInWith("other-key");
        await other.Go("/find?q=C-777");
        await Expect(other.Page.GetByText("Nothing has this id")).ToBeVisibleAsync();
    }
}
