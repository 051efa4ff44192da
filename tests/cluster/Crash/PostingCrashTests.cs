using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Crash;

/// <summary>
/// The silo dies while documents are on their way to the ERP; the ERP, a process of its own, has booked some of them
/// and nobody heard. Afterwards every document of every order is in its books exactly once.
/// </summary>
public sealed class PostingCrashTests(PostgreSqlFixture postgres, ITestOutputHelper output) : IDisposable
{
    private const int Orders = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-posting-crash-").FullName;
    private readonly List<ChildProcess> _children = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public Task A_silo_killed_with_documents_at_the_ERP_posts_each_once_on_SQLite() => Crash("Sqlite", null);

    [Fact]
    public async Task A_silo_killed_with_documents_at_the_ERP_posts_each_once_on_PostgreSQL() =>
        await Crash("PostgreSql", await postgres.CreateDatabase());

    public void Dispose()
    {
        _http.Dispose();
        foreach (var child in _children)
            child.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Crash(string provider, string? connection)
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        // The systems outside live in another process, as they do: they survive.
        var outside = await Start("outside", "--Accounts:Default=None");
        string[] settings =
        [
            $"--Storage:Provider={provider}", "--Cluster:Clustering=Local", "--Sandbox:Enabled=false",
            "--Demo:Enabled=true",
            .. connection is null ? Array.Empty<string>() : [$"--Storage:ConnectionString={connection}"],
            $"--Payments:Providers:sandbox:BaseUrl={outside}/sandbox/psp", "--Accounts:erp:System=dynamics365",
            $"--Accounts:erp:BaseUrl={outside}/sandbox/erp-d365",
        ];
        var silo = await Start("silo", settings);
        await Until("the demonstration catalogue is there", async () =>
            (await _http.GetStringAsync($"{silo}/v1/availability/TEE-BLK-M")).Contains(
                "\"available\":300", StringComparison.Ordinal));
        await Set($"{outside}/sandbox/erp-d365/faults", new { latencyMs = 150 });
        for (var i = 0; i < Orders; i++)
        {
            await Submit(silo, i);
        }
        await Until("documents are under way", async () => (await Booked(outside)).Count >= Orders / 4);
        _children[^1].Kill();
        var before = (await Booked(outside)).Count;
        before.ShouldBeLessThan(4 * Orders, "the kill came too late to prove anything");
        output.WriteLine($"killed with {before} documents in the books of the ERP");
        await Set($"{outside}/sandbox/erp-d365/faults", new { latencyMs = 0 });

        silo = await Start("silo", settings);
        // Sales order, fulfilment, invoice and payment of each.
        await Until("everything is posted", async () =>
            (await Json($"{silo}/v1/operations/worklists/orders-awaiting-erp")).GetProperty("count").GetInt64() == 0
            && (await Booked(outside)).Count >= 4 * Orders);
        var booked = await Booked(outside);
        booked.Count.ShouldBe(booked.Distinct().Count(), "no key twice");
        booked.Count.ShouldBe(4 * Orders);
        output.WriteLine($"{booked.Count} documents of {Orders} orders, each once");
    }

    private async Task Submit(string silo, int number)
    {
        var order = await Post($"{silo}/v1/orders", $$"""
            {"channel":"web","externalId":"CRASH-{{number}}","currency":"USD",
             "fulfilment":{"method":"pickup","location":"store-12"},
             "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":1,"unitPrice":{"minor":1999,"currency":"USD"} }],
             "tax":{"minor":0,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
             "total":{"minor":1999,"currency":"USD"},
             "payment":{"provider":"sandbox","method":"tok_visa","amount":{"minor":1999,"currency":"USD"} } }
            """);
        await Post($"{silo}/v1/orders/{order.GetProperty("id").GetString()}/pickup", """{"fulfilmentId":"p-1"}""");
    }

    private async Task<JsonElement> Post(string url, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{url}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private async Task Set(string url, object value) =>
        (await _http.PutAsJsonAsync(url, value)).EnsureSuccessStatusCode();

    private async Task<JsonElement> Json(string url) => await _http.GetFromJsonAsync<JsonElement>(url);

    /// <summary>The keys of what is posted there; a draft counts for nothing.</summary>
    private async Task<List<string>> Booked(string outside) =>
    [
        .. (await Json($"{outside}/sandbox/erp-d365/books?limit=10000")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("status").GetString() == "posted")
            .Select(item => item.GetProperty("key").GetString()!),
    ];

    private async Task<string> Start(string name, params string[] settings)
    {
        var url = $"http://127.0.0.1:{FreePort.Take()}";
        var child = ChildProcess.Start("silo:RetailActors.Silo.dll",
        [
            .. settings, $"--urls={url}", $"--Cluster:SiloPort={FreePort.Take()}",
            $"--Cluster:GatewayPort={FreePort.Take()}",
            $"--Storage:DataDirectory={Path.Combine(_folder, name)}",
        ]);
        _children.Add(child);
        await Until($"{name} is ready: {child.Output}", async () =>
            (await _http.GetAsync($"{url}/health/ready")).StatusCode == HttpStatusCode.OK);
        return url;
    }

    private async Task Until(string what, Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                if (await reached())
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
            limit.IsCancellationRequested.ShouldBeFalse($"waiting until {what}: {_children[^1].Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
