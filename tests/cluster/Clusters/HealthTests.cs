using System.Net;
using System.Text.Json;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Clusters;

/// <summary>What a silo says of itself while its database is away, and while it leaves.</summary>
public sealed class HealthTests(PostgreSqlFixture postgres) : IDisposable
{
    private static readonly TimeSpan _start = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-health-").FullName;

    [Fact]
    public async Task A_silo_without_its_database_lives_and_is_not_ready_and_one_that_leaves_says_so_first()
    {
        var options = new LocalClusterOptions(
            _folder, await postgres.CreateDatabase(), WithFaultProxies: true, Settings: ["--Gateway:DrainSeconds=5"]);
        await using var cluster = await LocalCluster.Create(options, default);
        await cluster.Grow(1, _start, default);
        var silo = cluster.Silos[0];
        using var http = new HttpClient { BaseAddress = silo.Url };
        (await Ask(http, "ready")).ShouldBe((HttpStatusCode.OK, "ready"));

        cluster.ToDatabase.Fault = new ProxyFault(Closed: true);
        await Until(http, HttpStatusCode.ServiceUnavailable, "cluster-unreachable");
        (await Ask(http, "live")).ShouldBe((HttpStatusCode.OK, "live"));

        cluster.ToDatabase.Fault = ProxyFault.None;
        await Until(http, HttpStatusCode.OK, "ready");

        silo.Terminate();
        await Until(http, HttpStatusCode.ServiceUnavailable, "draining");
        (await Ask(http, "live")).ShouldBe((HttpStatusCode.OK, "live"), "it still answers");
        (await silo.Exit(TimeSpan.FromSeconds(60))).ShouldBe(0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task Until(HttpClient http, HttpStatusCode status, string why)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await Ask(http, "ready") != (status, why))
            await Task.Delay(20, limit.Token);
    }

    /// <summary>The status, and the reason when there is one.</summary>
    private static async Task<(HttpStatusCode Status, string Says)> Ask(HttpClient http, string what)
    {
        using var answer = await http.GetAsync($"/health/{what}");
        using var text = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var says = text.RootElement.TryGetProperty("reason", out var reason) && reason.GetString() is { } why
            ? why
            : text.RootElement.GetProperty("status").GetString()!;
        return (answer.StatusCode, says);
    }
}
