using Microsoft.Playwright;
using RetailActors.Operations;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>From the overview down to a decision.</summary>
public sealed class DeskTests(PageFixture fixture)
{
    [Fact]
    public async Task The_overview_leads_to_the_rows_and_a_row_to_the_order_in_all_systems()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Loaded();
        var page = visit.Page;
        await Expect(page.Locator(".tile")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Link, new() { Name = "Orders awaiting ERP posting" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = fixture.Order }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Order W-2001");
        await Expect(page.Locator(".systems")).ToContainTextAsync("erp");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Accepted");
        visit.Complaints.ShouldBeEmpty();
        visit.Elsewhere.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("W-2001")]
    [InlineData("web:W-2001")]
    [InlineData("{order}")]
    [InlineData("{order}.p1")]
    public async Task An_order_is_found_by_every_id_that_somebody_may_have(string id)
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Loaded();
        var find = visit.Page.GetByLabel("Find an order, payment, return, SKU or exception by its id");
        await find.FillAsync(id.Replace("{order}", fixture.Order));
        await find.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Order W-2001");
    }

    [Fact]
    public async Task An_exception_is_tried_again_and_the_history_says_who_did_it_and_why()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("to-retry");
        await visit.SignIn("Operations");
        await visit.Go($"/exceptions/{id}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason (optional)").FillAsync("the item exists now");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("by dev: the item exists now");
        await Expect(page.GetByText("It needs no decision: it is resolved.")).ToBeVisibleAsync();
        var view = await Read(id);
        view.Status.ShouldBe("resolved");
        await visit.Go("/audit");
        var row = page.Locator("tbody tr", new() { HasText = id });
        await Expect(row).ToContainTextAsync("Exception retry");
        await Expect(row).ToContainTextAsync("the item exists now");
        await Expect(row).ToContainTextAsync("It is tried again.");
        view.History.ShouldContain(s => s.What == "decided: retry" && s.By.Reason == "the item exists now");
    }

    [Fact]
    public async Task While_the_cluster_does_not_answer_a_click_says_so_and_the_page_goes_on()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("to-wait");
        await visit.SignIn("Operations");
        await visit.Go($"/exceptions/{id}");
        fixture.Silence.Of(nameof(IExceptionCase.Assign), id);
        await Assign();
        await Expect(visit.Page.GetByText("The cluster does not answer right now.")).ToBeVisibleAsync();
        fixture.Silence.End(id);
        await Assign();
        await Expect(visit.Page.GetByText("Given to olga.")).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();

        async Task Assign()
        {
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Assign", Exact = true }).ClickAsync();
            var dialog = visit.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel("Who works on it").FillAsync("olga");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        }
    }

    [Fact]
    public async Task Waiving_takes_a_reason()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("to-waive", Role.Finance);
        await visit.SignIn("Finance");
        await visit.Go($"/exceptions/{id}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Waive" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var waive = dialog.GetByRole(AriaRole.Button, new() { Name = "Waive" });
        await Expect(waive).ToBeDisabledAsync();
        await dialog.GetByLabel("Reason").FillAsync("booked by hand");
        await waive.ClickAsync();
        await Expect(page.GetByText("It needs no decision: it is waived.")).ToBeVisibleAsync();
        (await Read(id)).Status.ShouldBe("waived");
    }

    [Fact]
    public async Task An_exception_is_edited_and_given_to_somebody()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("to-edit");
        await visit.SignIn();
        await visit.Go($"/exceptions/{id}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Who works on it").FillAsync("ann");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Assigned to ann");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit and retry" }).ClickAsync();
        await dialog.GetByLabel("Value").FillAsync("2026-12-01");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save and retry" }).ClickAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Decided: edit");
        (await Read(id)).Assignee.ShouldBe("ann");
    }

    [Fact]
    public async Task Nobody_decides_what_belongs_to_another_role()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("of-operations");
        await visit.SignIn("Finance");
        await visit.Go($"/exceptions/{id}");
        await Expect(visit.Page.GetByText("It belongs to Operations. You can read it.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Waive" })).ToHaveCountAsync(0);
        using var http = fixture.Shop.As("finance-key");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/operations/exceptions/{id}/waive")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { reason = "not mine" }),
            Headers = { { "Idempotency-Key", "not-mine" } },
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(403);
        (await Read(id)).Status.ShouldBe("open");
    }

    [Fact]
    public async Task A_replay_says_what_it_would_do_before_it_does_it()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go($"/replays?entity={fixture.Order}");
        var page = visit.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What would be done" })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody")).ToContainTextAsync("Not on record");
        var replay = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Replay ") });
        await Expect(replay).ToBeDisabledAsync();
        await page.GetByLabel("Reason").FillAsync("the ERP is back");
        await replay.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What was done" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_bulk_replay_looks_first_and_is_started_with_a_reason()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go("/replays/bulk");
        var page = visit.Page;
        var look = page.GetByRole(AriaRole.Button, new() { Name = "Look" });
        await Expect(look).ToBeDisabledAsync();
        await page.GetByLabel("Account, provider, channel").FillAsync("nobody");
        await page.GetByLabel("Reason").FillAsync("a rehearsal");
        await look.ClickAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = "a rehearsal" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("as agreed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(row).ToContainTextAsync("done");
    }

    [Fact]
    public async Task A_table_is_saved_as_a_file()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go("/worklists/orders-awaiting-erp");
        var file = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());
        file.SuggestedFilename.ShouldBe("orders-awaiting-erp-posting.csv");
        (await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken))
            .ShouldContain(fixture.Order);
    }

    [Fact]
    public async Task The_overview_says_which_business_process_is_close_to_its_target_and_leads_to_its_rows()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Pick-up readiness" });
        await Expect(row).ToContainTextAsync("close to target", new() { Timeout = 30_000 });
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Pick-ups to make ready");
        await Expect(visit.Page.Locator("tbody")).ToContainTextAsync("W-2001");
    }

    private async Task<ExceptionView> Read(string id) => (await fixture.Shop.Grains
        .Actor<IExceptionCase>(new ExceptionKey(new Tenant("demo"), id).ToString()).Read())!;
}
