using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Crash;

/// <summary>The same gateway in a process of its own, as an Orleans client of silos that host none.</summary>
public sealed class GatewayAloneTests(PostgreSqlFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-gateway-").FullName;
    private readonly List<ChildProcess> _children = [];

    [Fact]
    public async Task A_gateway_of_its_own_takes_orders_for_silos_that_it_finds_through_the_database()
    {
        var connection = await postgres.CreateDatabase();
        var (siloUrl, url) = (Url(), Url());
        Start("silo:RetailActors.Silo.dll", $"--urls={siloUrl}", "--Gateway:Enabled=false",
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={connection}",
            $"--Storage:DataDirectory={_folder}", $"--Cluster:SiloPort={FreePort.Take()}",
            $"--Cluster:GatewayPort={FreePort.Take()}");
        var gateway = Start("client/gateway:RetailActors.Gateway.dll", $"--urls={url}", "--environment=Development",
            "--Telemetry:Prometheus=true",
            "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics=Information",
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={connection}");
        using var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        // The demonstration catalogue is put in by the silo; its presence means that both are up.
        await Until(
            async () => (await client.GetAsync("/v1/locations/store-12")).StatusCode == HttpStatusCode.OK, gateway);

        using var order = new HttpRequestMessage(HttpMethod.Post, "/v1/orders");
        order.Headers.Add("Idempotency-Key", "alone-1");
        order.Content = new StringContent(
            """
            {"channel":"web","externalId":"ALONE-1","currency":"USD",
             "fulfilment":{"method":"pickup","location":"store-12"},
             "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":1,"unitPrice":{"minor":1999,"currency":"USD"}}],
             "tax":{"minor":0,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
             "total":{"minor":1999,"currency":"USD"},
             "payment":{"provider":"sandbox","method":"tok_visa","amount":{"minor":1999,"currency":"USD"}}}
            """, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(order);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, body);
        body.ShouldContain("\"status\":\"accepted\"");
        (await client.GetStringAsync("/metrics")).ShouldContain(
            "http_server_request_duration_seconds_count{", customMessage: "it measures itself as a silo does");
        gateway.Output.ShouldMatch(
            @"(?m)^\d\d:\d\d:\d\d INF Request finished .*/v1/orders.* [0-9a-f]{32}\s*$", "each line has its trace id");
    }

    public void Dispose()
    {
        foreach (var child in _children)
            child.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Url() => $"http://127.0.0.1:{FreePort.Take()}";

    private ChildProcess Start(string program, params string[] arguments)
    {
        var child = ChildProcess.Start(program, arguments);
        _children.Add(child);
        return child;
    }

    private static async Task Until(Func<Task<bool>> reached, ChildProcess child)
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
            (child.HasExited || limit.IsCancellationRequested).ShouldBeFalse(child.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }
}
