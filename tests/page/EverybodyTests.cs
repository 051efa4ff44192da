using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>The page is for everybody: in light and dark, on a phone, with a keyboard, with a screen reader.</summary>
public sealed class EverybodyTests(PageFixture fixture)
{
    private static readonly string[] _paths =
    [
        "/", "/worklists/orders-awaiting-erp", "/worklists/returns-pending-reversal", "/worklists/webhooks-undelivered",
        "/worklists/pickups-awaited", "/worklists/orders-undecided", "/worklists/inventory-events-delayed",
        "/worklists/messages-waiting", "/worklists/settlement-mismatches", "/worklists/dead-letters", "/exceptions",
        "/exceptions/{exception}", "/orders", "/orders/{order}", "/stock", "/stock/TEE-BLK-M", "/returns",
        "/returns/RET-1", "/settlements", "/settlements/{settlement}", "/close", "/lanes", "/replays",
        "/replays/bulk", "/audit", "/find?q=nothing",
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_page_violates_a_rule_of_accessibility(ColorScheme colours)
    {
        await using var visit = await fixture.Open(colours);
        await visit.Page.GotoAsync("/sign-in");
        var found = await Violations(visit, "/sign-in");
        await visit.SignIn();
        foreach (var path in await Paths())
        {
            await visit.Go(path);
            found.AddRange(await Violations(visit, path));
        }
        found.AddRange(await InDialog(visit));
        found.ShouldBeEmpty(string.Join('\n', found));
        visit.Complaints.ShouldBeEmpty();
        visit.Elsewhere.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        await using var visit = await fixture.Open(width: 360, height: 740);
        await visit.Page.GotoAsync("/sign-in");
        (await visit.Overhang()).ShouldBe(0);
        await visit.SignIn();
        foreach (var path in await Paths())
        {
            await visit.Go(path);
            (await visit.Overhang()).ShouldBe(0, path);
        }
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Lanes" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Lanes");
    }

    [Fact]
    public async Task Everything_is_done_with_the_keyboard_alone()
    {
        await using var visit = await fixture.Open();
        var id = await fixture.Raise("by-keyboard");
        var (page, keys) = (visit.Page, visit.Page.Keyboard);
        await page.GotoAsync("/sign-in");
        await Until(visit, "the button has the focus", "document.activeElement.textContent === 'All roles'", "Tab");
        await keys.PressAsync("Enter");
        await visit.Arrived();
        await visit.Loaded();
        await keys.PressAsync("/");
        await keys.TypeAsync(id);
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sample trouble");
        await Until(visit, "Waive has the focus", "document.activeElement.textContent.trim() === 'Waive'", "Tab");
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Until(visit, "the reason has the focus", "document.activeElement.id === 'reason'", "Tab");
        await keys.TypeAsync("done with the keyboard");
        await Until(visit, "the button has the focus", "document.activeElement.type === 'submit'", "Tab");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("It needs no decision: it is waived.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Colours_follow_the_system_until_somebody_chooses_and_the_choice_stays()
    {
        await using var visit = await fixture.Open(ColorScheme.Dark);
        await visit.SignIn();
        await visit.Loaded();
        var root = visit.Page.Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-theme", "dark");
        await visit.Page.GetByLabel("Colours").SelectOptionAsync("light");
        await Expect(root).ToHaveAttributeAsync("data-theme", "light");
        await visit.Page.ReloadAsync();
        await Expect(root).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task A_table_is_sorted_and_searched()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go("/stock");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "SKU" }).ClickAsync();
        await Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("SKU");
        await page.GetByRole(AriaRole.Button, new() { Name = "SKU" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("TEE-BLK-S");
        await page.GetByLabel("Search in Products").FillAsync("hoodie");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    private async Task<IEnumerable<string>> Paths()
    {
        var exception = await fixture.Raise("to-look-at");
        return _paths.Select(p => p.Replace("{order}", fixture.Order).Replace("{exception}", exception)
            .Replace("{settlement}", fixture.Settlement));
    }

    private static async Task<List<string>> InDialog(Visit visit)
    {
        await visit.Go((await visit.Page.EvaluateAsync<string>("location.pathname"))!);
        await visit.Go("/exceptions");
        await visit.Page.Locator("tbody a").First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Waive" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        return await Violations(visit, "dialog");
    }

    private static async Task<List<string>> Violations(Visit visit, string where)
    {
        var result = await visit.Page.RunAxe(new AxeRunOptions());
        return [.. result.Violations.SelectMany(v => v.Nodes.Select(n => $"{where}: {v.Id}: {n.Html}"))];
    }

    /// <summary>Presses a key until something holds; a page has fewer than a hundred stops.</summary>
    private static async Task Until(Visit visit, string what, string holds, string key)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await visit.Page.EvaluateAsync<bool>(holds))
            {
                return;
            }
            await visit.Page.Keyboard.PressAsync(key);
        }
        Assert.Fail($"A hundred times {key}, and not yet: {what}.");
    }
}
