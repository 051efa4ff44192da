using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Orleans;
using RetailActors.Operations;

namespace RetailActors.Tests.Page;

/// <summary>A shop with work that waits, and a browser to look at it. Without Chromium the tests are skipped.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    public const string MissingBrowser = "Chromium not installed";

    private static readonly string[] _browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    // Without the background switches Chromium asks hosts of its maker, which a closed machine refuses.
    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Shop Shop { get; private set; } = null!;

    /// <summary>Actors that do not answer.</summary>
    public Silence Silence { get; } = new();

    /// <summary>An order that the ERP does not know, since it is down.</summary>
    public string Order { get; private set; } = "";

    /// <summary>A settlement one line of which does not tie out.</summary>
    public string Settlement { get; private set; } = "";

    public string Url => Shop.Http.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        if (_browsers.FirstOrDefault(File.Exists) is not { } browser)
        {
            return;
        }
        Shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(Silence).AddSingleton(new ActorKind(
                "sample", (_, _) => Task.CompletedTask, (_, _) => new Agreeing())),
            "--Gateway:Clients:0:Id", "other-brand", "--Gateway:Clients:0:Tenant", "other",
            "--Gateway:Clients:0:Key", "other-key", "--Gateway:Clients:0:Scopes:0", "*",
            "--Gateway:Clients:1:Id", "fred", "--Gateway:Clients:1:Tenant", "demo",
            "--Gateway:Clients:1:Key", "finance-key", "--Gateway:Clients:1:Roles:0", "finance",
            "--Gateway:Clients:2:Id", "olga", "--Gateway:Clients:2:Tenant", "demo",
            "--Gateway:Clients:2:Key", "operations-key", "--Gateway:Clients:2:Roles:0", "operations",
            "--Gateway:Clients:3:Id", "sam", "--Gateway:Clients:3:Tenant", "demo",
            "--Gateway:Clients:3:Key", "service-key", "--Gateway:Clients:3:Roles:0", "service",
            "--Gateway:Clients:4:Id", "ira", "--Gateway:Clients:4:Tenant", "demo",
            "--Gateway:Clients:4:Key", "it-key", "--Gateway:Clients:4:Roles:0", "it",
            // Nobody listens there: the shop hears of no stock.
            "--Accounts:storefront:BaseUrl", "http://127.0.0.1:9",
            // Close to its target after 10 seconds, and not late before the tests are over.
            "--Sla:LookSeconds", "1", "--Sla:pickup-readiness:TargetSeconds", "1000",
            "--Sla:pickup-readiness:WarningPercent", "1");
        await Seed();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = _arguments });
    }

    /// <summary>A new browser with nobody signed in.</summary>
    public async Task<Visit> Open(
        ColorScheme colours = ColorScheme.Light, int width = 1440, int height = 900, string? at = null)
    {
        Assert.SkipWhen(_browser is null, MissingBrowser);
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = colours,
            BaseURL = at ?? Url,
        });
        return new Visit(context, await context.NewPageAsync(), at ?? Url);
    }

    /// <summary>Puts an exception on the desk; its id.</summary>
    public async Task<string> Raise(string part, Role owner = Role.Operations, string kind = "sample-trouble")
    {
        var key = ExceptionKey.For(new Tenant("demo"), kind, "sample/demo/one", part);
        var now = DateTimeOffset.UtcNow;
        await Shop.Grains.Actor<IExceptionCase>(key.ToString()).Raise(new ExceptionReport(
            kind, "sample/demo/one", part, "erp", owner, $"Sample {part} cannot go on.", now,
            now.AddHours(4), [ResolutionKind.Retry, ResolutionKind.Edit, ResolutionKind.Waive]));
        return key.Id;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
        if (Shop is not null)
        {
            await Shop.DisposeAsync();
        }
    }

    /// <summary>Orders, one of them collected and partly returned; then the ERP fails and more orders come.</summary>
    private async Task Seed()
    {
        var first = await Submit("W-1001", 2);
        await Post($"/v1/orders/{first}/pickup", "seed-pickup", new { fulfilmentId = "P-1" });
        await Post("/v1/returns", "seed-return", new
        {
            returnId = "RET-1", orderId = first, location = "store-7",
            lines = new[] { new { lineId = "1", quantity = 1, disposition = "restocked" } },
        });
        await Until.True("the return is closed", async () =>
            (await Shop.Http.GetStringAsync("/v1/returns/RET-1")).Contains("\"status\":\"closed\""));
        await Settle();
        using var down = await Shop.Http.PutAsJsonAsync("/sandbox/erp-d365/faults", new { mode = "down" });
        down.EnsureSuccessStatusCode();
        Order = await Submit("W-2001", 1);
        await Submit("W-2002", 3);
        foreach (var owner in new[] { Role.It, Role.Operations, Role.Finance, Role.Service })
        {
            await Raise($"seed-{owner}", owner);
        }
        await Raise("seed-lost", Role.It, "sample-dead-letter");
    }

    private async Task Settle()
    {
        await Post("/sandbox/clock", "none", new { advanceSeconds = 345_600 });
        using var report = await Shop.Http.PostAsJsonAsync("/sandbox/psp/settlements", new
        {
            format = "adyen", tenant = "demo", currency = "USD", payoutDays = 2, mismatches = new[] { "GROSS" },
        });
        using var file = new ByteArrayContent(await report.Content.ReadAsByteArrayAsync());
        file.Headers.ContentType = new("text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/settlements?provider=sandbox&file=nov.csv")
        {
            Content = file, Headers = { { "Idempotency-Key", "seed-settlement" } },
        };
        using var answer = await Shop.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        Settlement = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
        await Until.True("a line of it does not tie out", async () =>
            (await Shop.Http.GetStringAsync("/v1/operations/worklists/settlement-mismatches")).Contains(Settlement));
    }

    private async Task<string> Submit(string id, int quantity)
    {
        object Amount(long minor) => new { minor, currency = "USD" };
        var total = quantity * 2164;
        var answer = await Post("/v1/orders", $"seed-{id}", new
        {
            channel = "web", externalId = id, customer = new { id = "C-9" }, currency = "USD",
            fulfilment = new { method = "pickup", location = "store-12" },
            lines = new[] { new { lineId = "1", sku = "TEE-BLK-M", quantity, unitPrice = Amount(1999) } },
            tax = Amount(quantity * 165), shipping = Amount(0), total = Amount(total),
            payment = new { provider = "sandbox", method = "tok_visa", amount = Amount(total) },
        });
        return (string)answer["id"]!;
    }

    private async Task<JsonNode> Post(string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } },
        };
        using var answer = await Shop.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>An entity that does whatever the exception desk decides.</summary>
    private sealed class Agreeing : IResolvable
    {
        public Task<ResolutionResult> Resolve(Resolution decision) => Task.FromResult(ResolutionResult.Resolved);
    }
}
