using System.Globalization;
using Microsoft.Playwright;

namespace RetailActors.Bench.Page;

/// <summary>How long somebody at a browser looks at a page until all of its data is there.</summary>
/// <remarks>One person, who has been here before: scripts and styles are in the browser's cache. The time is the
/// browser's own, from the moment the address is asked for until no placeholder is left and the page is live.</remarks>
internal static class Filled
{
    private const int Warm = 3;

    private static readonly string[] _browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly (string What, string Path)[] _pages =
    [
        ("overview", "/"), ("worklist of exceptions", "/worklists/exceptions"), ("orders", "/orders"),
    ];

    /// <summary>One row of the report for each page; none where no browser is installed.</summary>
    public static async Task<List<string>> Measure(string database, Uri address, int times)
    {
        List<string> rows = [];
        if (_browsers.FirstOrDefault(File.Exists) is not { } path)
        {
            return rows;
        }
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = path, Args = _arguments });
        var page = await browser.NewPageAsync(new() { BaseURL = address.ToString() });
        await page.AddInitScriptAsync("""
            const look = () => {
              if (window.filled || !document.querySelector('form.find[data-live]') || !document.querySelector('h1')
                || document.querySelector('.mud-skeleton')) return;
              window.filled = performance.now();
            };
            new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
            """);
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "All roles", Exact = true }).ClickAsync();
        await Time(page);
        foreach (var (what, at) in _pages)
        {
            var taken = new double[times];
            for (var i = -Warm; i < times; i++)
            {
                await page.GotoAsync(at);
                var ms = await Time(page);
                if (i >= 0)
                {
                    taken[i] = ms;
                }
            }
            Array.Sort(taken);
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {database} | {what} | {taken[times / 2]:F0} | {taken[times * 95 / 100]:F0} | {taken[^1]:F0} |"));
        }
        return rows;
    }

    private static async Task<double> Time(IPage page)
    {
        await page.WaitForFunctionAsync("() => window.filled");
        return await page.EvaluateAsync<double>("() => window.filled");
    }
}
