using System.Net.Http.Headers;
using System.Text;
using RetailActors.Events;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Crash;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Webhooks;

/// <summary>The silo is killed while a receiver is down; whoever starts next delivers.</summary>
public sealed class WebhookCrashTests(PostgreSqlFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-webhook-crash-").FullName;
    private readonly List<ChildProcess> _children = [];

    [Fact]
    public Task What_was_owed_to_a_receiver_is_delivered_after_kill_9_on_SQLite() => Crash();

    [Fact]
    public async Task What_was_owed_to_a_receiver_is_delivered_after_kill_9_on_PostgreSQL() => await Crash(
        "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={await postgres.CreateDatabase()}",
        "--Cluster:Clustering=Local");

    public void Dispose()
    {
        foreach (var child in _children)
            child.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Crash(params string[] storage)
    {
        await using var receiver = await Receiver.Start();
        receiver.Says(500);
        var url = $"http://127.0.0.1:{FreePort.Take()}";
        string[] arguments =
        [
            .. storage, $"--Storage:DataDirectory={_folder}", $"--urls={url}",
            $"--Cluster:SiloPort={FreePort.Take()}", $"--Cluster:GatewayPort={FreePort.Take()}",
            .. WebhookSilo.Endpoint(0, "partner", receiver.Url, "Types=order.accepted"),
        ];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var silo = await Start(url, arguments, limit.Token);
        await Order(url, limit.Token);
        while (!Types(receiver).Contains("order.accepted"))
            await Task.Delay(20, limit.Token);
        silo.Kill();
        var before = receiver.Requests;
        receiver.Says(200);
        await Start(url, arguments, limit.Token);
        var owed = before.Select(r => r.Id).Distinct().ToList();
        while (!owed.All(id => receiver.Requests.Skip(before.Count).Any(r => r.Id == id)))
            await Task.Delay(50, limit.Token);
        receiver.Requests.ShouldAllBe(r => Verifier.Fits(r, WebhookSilo.Secret));
        // The trace survives the queue, the journal and the end of the process.
        var accepted = receiver.Requests.Where(r => CloudEventJson.Read(r.Body).Type == "order.accepted").ToList();
        accepted.Count.ShouldBeGreaterThan(1);
        accepted.Select(r => r.TraceParent).Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
    }

    private static IEnumerable<string> Types(Receiver receiver) =>
        receiver.Requests.Select(r => CloudEventJson.Read(r.Body).Type);

    private static async Task Order(string url, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/orders");
        request.Headers.Add("Idempotency-Key", "crash-1");
        request.Content = new StringContent(
            """
            {"channel":"web","externalId":"W-HOOK","customer":{"id":"C-9"},"currency":"USD",
             "fulfilment":{"method":"pickup","location":"store-12"},
             "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":2,"unitPrice":{"minor":1999,"currency":"USD"}}],
             "tax":{"minor":330,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
             "total":{"minor":4328,"currency":"USD"},
             "payment":{"provider":"sandbox","method":"tok_visa","amount":{"minor":4328,"currency":"USD"}}}
            """, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, cancel);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync(cancel));
    }

    private async Task<ChildProcess> Start(string url, string[] arguments, CancellationToken cancel)
    {
        var silo = ChildProcess.Start("silo:RetailActors.Silo.dll", arguments);
        _children.Add(silo);
        using var http = new HttpClient
        {
            BaseAddress = new Uri(url),
            Timeout = TimeSpan.FromSeconds(2),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "dev-key") },
        };
        while (!await IsFilled(http))
        {
            silo.HasExited.ShouldBeFalse(silo.Output);
            await Task.Delay(100, cancel);
        }
        return silo;
    }

    /// <summary>The demonstration catalogue is there, its locations last.</summary>
    private static async Task<bool> IsFilled(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/v1/locations/warehouse-1");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
