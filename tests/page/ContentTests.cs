using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>What stands on the pages that nothing is decided on.</summary>
public sealed class ContentTests(PageFixture fixture)
{
    [Fact]
    public async Task A_SKU_has_every_bucket_at_every_location_and_what_has_moved()
    {
        await using var visit = await Visited("/stock/TEE-BLK-M");
        var page = visit.Page;
        await Expect(page.Locator("h1").First).ToHaveTextAsync("Tee black M");
        var store = Table(page, "Locations").Locator("tbody tr").Filter(new() { HasText = "store-12" });
        // 100 were there, 2 left with a customer, 4 are committed to the orders that wait.
        foreach (var (bucket, units) in new[] { ("On hand", "98"), ("Committed", "4"), ("Available", "94"),
            ("Reserved", "0"), ("Damaged", "0"), ("Safety", "0"), ("Quality", "0"), ("Incoming", "0") })
        {
            await Expect(store.Locator($"td[data-label='{bucket}']")).ToHaveTextAsync(units);
        }
        await Expect(Table(page, "Locations").Locator("tbody tr")).ToHaveCountAsync(3);
        var moves = Table(page, "Movements").Locator("tbody tr");
        await Expect(moves.Filter(new() { HasText = "store-7" }).First).ToBeVisibleAsync();
        (await moves.CountAsync()).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_settlement_has_its_lines_by_status_and_the_one_that_does_not_tie_out_leads_to_the_desk()
    {
        await using var visit = await Visited("/settlements");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "nov.csv" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/settlements/{fixture.Settlement}$"));
        await Expect(page.Locator("h1").First).ToHaveTextAsync("nov.csv");
        var lines = Table(page, "Lines").Locator("tbody tr");
        var wrong = lines.Filter(new() { HasText = "mismatched" });
        await Expect(wrong).ToHaveCountAsync(1);
        await Expect(wrong.Locator("td[data-label='Class']")).ToHaveTextAsync("gross");
        await Expect(wrong.Locator("td[data-label='Owner']")).ToHaveTextAsync("Finance");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Lines by status" })
            .GetByRole(AriaRole.Link, new() { Name = "Mismatched 1" }).ClickAsync();
        await Expect(lines).ToHaveCountAsync(1);
        await lines.Locator("td[data-label='Evidence'] a").ClickAsync();
        await Expect(page.Locator("h1").First).ToHaveTextAsync("Settlement mismatch");
    }

    [Fact]
    public async Task Lanes_and_silos_have_their_rows()
    {
        await using var visit = await Visited("/lanes");
        var erp = Table(visit.Page, "Lanes").Locator("tbody tr").Filter(new()
        {
            Has = visit.Page.Locator("td[data-label='Account']", new() { HasTextRegex = new Regex("^erp$") }),
        });
        await Expect(erp.Locator("td[data-label='Queue']")).ToHaveTextAsync(new Regex("^[0-9]+$"));
        await Expect(erp.Locator("td[data-label='Breaker']")).ToHaveTextAsync(new Regex("closed|open|half-open"));
        var silo = Table(visit.Page, "Silos").Locator("tbody tr");
        await Expect(silo).ToHaveCountAsync(1);
        await Expect(silo.Locator("td[data-label='Status']")).ToHaveTextAsync("active");
        await Expect(silo.Locator("td[data-label='Activations']")).Not.ToHaveTextAsync("0");
    }

    [Fact]
    public async Task The_plots_have_a_line_with_points_and_a_value_for_each_flow_and_age()
    {
        await using var visit = await Visited("/");
        foreach (var (plot, lines) in new[] { ("Flow", 4), ("Age", 4) })
        {
            var figure = visit.Page.GetByRole(AriaRole.Region, new() { Name = plot, Exact = true });
            await Expect(figure.Locator("path.line")).ToHaveCountAsync(lines);
            // A second look makes a line of a point.
            await Expect(figure.Locator("path.line").First)
                .ToHaveAttributeAsync("d", new Regex("^M.*L"), new() { Timeout = 15_000 });
            await Expect(figure.Locator(".legend strong")).ToHaveCountAsync(lines);
        }
        var ages = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Age", Exact = true });
        var awaiting = ages.Locator(".legend li").Filter(new() { HasText = "Orders awaiting ERP posting" });
        await Expect(awaiting.Locator("strong")).Not.ToHaveTextAsync("0 s");
    }

    [Fact]
    public async Task A_place_that_the_shop_has_not_heard_of_is_an_inventory_event_and_leads_to_its_SKU()
    {
        await using var visit = await Visited("/worklists/inventory-events-delayed");
        var row = visit.Page.Locator("tbody tr").Filter(new() { HasText = "TEE-BLK-M/store-12" });
        await Expect(row).ToContainTextAsync("delayed");
        await Expect(row.Locator("td[data-label='Channel']")).ToHaveTextAsync("shopify");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.Locator("h1").First).ToHaveTextAsync("Tee black M");
    }

    [Theory]
    [InlineData("settlement-mismatches", "sandbox")]
    [InlineData("dead-letters", "Sample dead letter")]
    public async Task A_worklist_has_its_row(string list, string text)
    {
        await using var visit = await Visited($"/worklists/{list}");
        await Expect(visit.Page.Locator("tbody tr").Filter(new() { HasText = text })).ToHaveCountAsync(1);
    }

    private async Task<Visit> Visited(string path)
    {
        var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Go(path);
        return visit;
    }

    private static ILocator Table(IPage page, string caption) =>
        page.GetByRole(AriaRole.Region, new() { Name = caption, Exact = true });
}
