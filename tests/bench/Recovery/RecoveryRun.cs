using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Seed;
using Spectre.Console;

namespace RetailActors.Bench.Recovery;

/// <summary>Starts, kills and asks silos on a database with a long history.</summary>
internal sealed class RecoveryRun(BenchDatabase database, int orders)
{
    private const int Sample = 200;

    private static readonly TimeSpan _snapshotPatience = TimeSpan.FromSeconds(30);

    private static readonly string _hot = $"{SeedPlan.SkuOf(0)}/{OrderMaker.Location}";

    private readonly List<string> _rows = [];

    /// <summary>What was found, one table row each.</summary>
    public IReadOnlyList<string> Rows => _rows;

    /// <summary>A start, the first answers, with and without a snapshot.</summary>
    public async Task Start()
    {
        await ColdCache.Drop(database);
        await using (var silo = await Timed("start of a silo until it is ready", 1))
        {
            using var http = Client(silo);
            await Row("an order, first answer", () => Get(http, $"/v1/orders/{Seeding.IdOf(orders / 2)}"));
            await Row("another order", () => Get(http, $"/v1/orders/{Seeding.IdOf(orders / 3)}"));
            await Row("the same again", () => Get(http, $"/v1/orders/{Seeding.IdOf(orders / 3)}"));
            var usual = $"{SeedPlan.SkuOf(777)}/{OrderMaker.Location}";
            await Row(
                $"a SKU with {await Entries(usual):N0} entries, no snapshot",
                () => Get(http, $"/v1/inventory/{usual}"));
            await Row(
                $"a SKU with {await Entries(_hot):N0} entries, no snapshot", () => Get(http, $"/v1/inventory/{_hot}"));
            await Snapshot(http);
        }
        await ColdCache.Drop(database);
        await using (var silo = await SiloProcesses.Start(database, 1, compiled: false))
        {
            using var http = Client(silo);
            await Row("the same SKU with a snapshot, another silo", () => Get(http, $"/v1/inventory/{_hot}"));
        }
    }

    /// <summary>kill -9 of two silos, and all of a sample answers again.</summary>
    public async Task Kill()
    {
        var silos = await SiloProcesses.Start(database, 2, compiled: false);
        using (var before = Client(silos))
        {
            await Everything(before);
        }
        silos.Kill();
        await silos.DisposeAsync();
        await ColdCache.Drop(database);
        var watch = Stopwatch.StartNew();
        await using var again = await SiloProcesses.Start(database, 2, compiled: false);
        Add("kill -9 of both silos, until both are ready again", watch.Elapsed);
        using var http = Client(again);
        await Everything(http);
        Add($"and until {Sample} orders and {Sample} SKUs have answered", watch.Elapsed);
    }

    private static HttpClient Client(SiloProcesses silos)
    {
        var http = new HttpClient { BaseAddress = silos.Addresses[0], Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        return http;
    }

    private Task Everything(HttpClient http) => Parallel.ForAsync(
        0, Sample, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            await Get(http, $"/v1/orders/{Seeding.IdOf((int)((long)orders * i / Sample))}");
            await Get(http, $"/v1/inventory/{SeedPlan.SkuOf(i)}/{OrderMaker.Location}");
        });

    private static async Task Get(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>One movement, and the snapshot that follows from it is there.</summary>
    private async Task Snapshot(HttpClient http)
    {
        const string count = "SELECT count(*) FROM OrleansStorage";
        var before = await database.Scalar(count);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/stock-movements")
        {
            Content = new StringContent($$"""
                {"movements":[{"movementId":"recovery-{{Guid.NewGuid():n}}","sku":"{{SeedPlan.SkuOf(0)}}",
                "location":"{{OrderMaker.Location}}","kind":"receive","quantity":1,
                "occurredAt":"{{DateTimeOffset.UtcNow:O}}"}]}
                """, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
        var waited = Stopwatch.StartNew();
        while (await database.Scalar(count) == before)
        {
            if (waited.Elapsed > _snapshotPatience)
            {
                // A second run on the same database: the next one is a thousand appends away.
                Add("no new snapshot was written", waited.Elapsed);
                return;
            }
            await Task.Delay(50);
        }
    }

    private Task<long> Entries(string stock) => database.Scalar(
        $"SELECT count(*) FROM journal WHERE stream = 'stock/{OrderMaker.Tenant}/{stock}'");

    private async Task<SiloProcesses> Timed(string what, int silos)
    {
        var watch = Stopwatch.StartNew();
        var cluster = await SiloProcesses.Start(database, silos, compiled: false);
        Add(what, watch.Elapsed);
        return cluster;
    }

    private async Task Row(string what, Func<Task> ask)
    {
        var watch = Stopwatch.StartNew();
        await ask();
        Add(what, watch.Elapsed);
    }

    private void Add(string what, TimeSpan took)
    {
        var time = took.TotalSeconds >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:N1} s")
            : string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:N0} ms");
        _rows.Add($"| {what} | {time} |");
        AnsiConsole.WriteLine(_rows[^1]);
    }
}
