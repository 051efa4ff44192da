using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace RetailActors.Tests.Page;

/// <summary>Draws the pictures of the documents. <c>UPDATE_SCREENSHOTS=1</c> writes them into docs/page; otherwise they
/// are drawn all the same and thrown away.</summary>
public sealed class ScreenshotTests(PageFixture fixture)
{
    [Fact]
    public async Task Every_picture_of_the_documents_can_be_drawn()
    {
        await Draw("light", ColorScheme.Light, 1440, 900);
        await Draw("dark", ColorScheme.Dark, 1440, 900);
        await Draw("phone", ColorScheme.Light, 390, 844);
    }

    private async Task Draw(string name, ColorScheme colours, int width, int height)
    {
        await using var visit = await fixture.Open(colours, width, height);
        var exception = await fixture.Raise("drawn", Operations.Role.Finance);
        await visit.SignIn();
        await visit.Loaded();
        // Two moments make a line.
        await Assertions.Expect(visit.Page.Locator(".plot .line").First)
            .ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("L.*L"), new() { Timeout = 30_000 });
        await Save(visit, $"overview-{name}");
        await visit.Go("/exceptions");
        await Save(visit, $"exceptions-{name}");
        await visit.Go($"/exceptions/{exception}");
        await Save(visit, $"exception-{name}");
        await Decide(visit, name);
        await visit.Go($"/orders/{fixture.Order}");
        await Save(visit, $"order-{name}");
        await visit.Go("/worklists/orders-awaiting-erp");
        await Save(visit, $"worklist-{name}");
        await visit.Go("/stock/TEE-BLK-M");
        await Save(visit, $"sku-{name}");
    }

    /// <summary>What an edit would change, before it is decided.</summary>
    private async Task Decide(Visit visit, string name)
    {
        var list = JsonNode.Parse(await fixture.Shop.Http.GetStringAsync(
            "/v1/operations/worklists/exceptions?limit=50&q=settlement-mismatch"))!["rows"]!.AsArray();
        await visit.Go($"/exceptions/{(string)list[0]!["key"]!}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit and retry" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "What would change" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".differences")).ToBeVisibleAsync();
        (await visit.Page.Locator(".mud-dialog-content").EvaluateAsync<int>("d => d.scrollWidth - d.clientWidth"))
            .ShouldBe(0, "the dialog is wider than its window");
        await Save(visit, $"decision-{name}");
    }

    private static async Task Save(Visit visit, string name)
    {
        var picture = await visit.Page.ScreenshotAsync();
        picture.Length.ShouldBeGreaterThan(10_000, name);
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1")
        {
            var folder = Directory.CreateDirectory(Path.Combine(Root(AppContext.BaseDirectory), "docs", "page"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name + ".png"), picture);
        }
    }

    private static string Root(string from) => File.Exists(Path.Combine(from, "RetailActors.sln"))
        ? from
        : Root(Path.GetDirectoryName(from.TrimEnd('/'))!);
}
