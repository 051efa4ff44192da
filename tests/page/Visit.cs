using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace RetailActors.Tests.Page;

/// <summary>Somebody at a browser.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _url;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _elsewhere = new();

    public Visit(IBrowserContext context, IPage page, string url)
    {
        (_context, Page, _url) = (context, page, url);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            var own = request.Url.StartsWith(url, StringComparison.Ordinal)
                || request.Url.StartsWith("data:", StringComparison.Ordinal)
                || request.Url.StartsWith("blob:", StringComparison.Ordinal);
            if (!own)
            {
                _elsewhere.Enqueue(request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser has complained about, such as a script that the policy forbids.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>What was asked of other hosts.</summary>
    public IEnumerable<string> Elsewhere => _elsewhere;

    /// <summary>Signs in with a click, as somebody in a development set-up does.</summary>
    public async Task SignIn(string role = "All roles")
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByRole(AriaRole.Button, new() { Name = role, Exact = true }).ClickAsync();
        await Arrived();
    }

    /// <summary>Signs in with a key, as everybody does elsewhere.</summary>
    public async Task SignInWith(string key)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Arrived();
    }

    /// <summary>
    /// Waits until the first page is there. The browser is asked where it is; waiting for the event of the navigation
    /// would miss one that comes between the look at the address and the waiting.
    /// </summary>
    public async Task Arrived()
    {
        await Assertions.Expect(Page).ToHaveURLAsync($"{_url}/", new() { Timeout = 20_000 });
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Opens a page and waits until its content is there.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(path);
        await Loaded();
    }

    /// <summary>Waits until the page has its connection and no skeleton is left.</summary>
    public async Task Loaded()
    {
        await Page.Locator("form.find[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(Page.Locator(".mud-skeleton")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
    }

    /// <summary>Pixels that the page is wider than its window.</summary>
    public Task<int> Overhang() => Page.EvaluateAsync<int>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
