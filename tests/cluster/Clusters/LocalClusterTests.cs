using System.Net;
using System.Net.Http.Headers;
using Npgsql;
using RetailActors.Retail;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Clusters;

/// <summary>Silos as real processes that share a database.</summary>
public sealed class LocalClusterTests(PostgreSqlFixture postgres, ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan _start = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-cluster-").FullName;

    [Fact]
    public async Task Two_silos_on_one_SQLite_file_sell_as_one_and_one_of_them_may_die()
    {
        var share = CoreShare.Of(2, 2);
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(_folder) { SiloEnvironment = share }, default);
        await cluster.Grow(2, _start, default);
        if (OperatingSystem.IsLinux())
        {
            string[] told = [.. share.Select(v => $"{v.Key}={v.Value}")];
            cluster.Silos.ShouldAllBe(s => told.All(Variables(s.Id).Contains));
            Variables(cluster.Sandbox.Id).Intersect(told).ShouldBeEmpty();
        }
        var ledger = Path.Combine(_folder, "acknowledged.txt");
        var sale = Retail("flash-sale", "--url", $"{cluster.Url}", "--stock", "400", "--buyers", "900",
            "--concurrency", "24", "--ledger", ledger, "--no-live", "--retry-for", "150s");
        await Until(() => Lines(ledger) > 60);
        cluster.Silos[1].Kill();
        await sale;
        await Retail("verify", "--url", $"{cluster.Url}", "--database", cluster.Database.ForVerify,
            "--books", $"{new Uri(cluster.Sandbox.Url, "/sandbox")}", "--ledger", ledger, "--quiesce", "120s");
        cluster.Silos[1].Start();
        await LocalCluster.Ready(cluster.Silos.ToArray(), _start, default);
        await cluster.Leave();
        cluster.Silos.Select(s => s.State).ShouldAllBe(s => s == NodeState.Left);
    }

    [Fact]
    public async Task Membership_grain_state_and_journal_have_pools_of_their_own()
    {
        var connection = await postgres.CreateDatabase();
        await using var cluster = await LocalCluster.Create(new LocalClusterOptions(_folder, connection), default);
        await cluster.Grow(1, _start, default);
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(
            "SELECT application_name, count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1");
        var pools = new Dictionary<string, long>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                pools[reader.GetString(0)] = reader.GetInt64(1);
        }
        foreach (var (name, most) in new[]
            { ("retailactors-clustering", 4), ("retailactors-storage", 4), ("retailactors-journal", 8) })
            pools[name].ShouldBeInRange(1, most);
    }

    [Fact]
    public async Task Gateways_of_their_own_take_the_requests_and_one_of_them_may_die()
    {
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(_folder, await postgres.CreateDatabase(), WithFaultProxies: true) { Gateways = 2 },
            default);
        await cluster.Grow(1, _start, default);
        cluster.Gateways.Select(g => (g.Name, g.State)).ShouldBe(
            [("gateway-1", NodeState.Ready), ("gateway-2", NodeState.Ready)]);
        var turn = 0;
        Enumerable.Range(0, 4).Select(_ => cluster.NextEntrance(ref turn)!.Name).Distinct().Count().ShouldBe(2);
        using var http = new HttpClient();
        async Task<HttpStatusCode> Ask(Uri at)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at, "/v1/locations/store-12"));
            request.Headers.Authorization = new("Bearer", "dev-key");
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        (await Ask(cluster.Silos[0].Url)).ShouldBe(HttpStatusCode.NotFound, "the silo has no gateway");
        (await Ask(cluster.Url)).ShouldBe(HttpStatusCode.OK);
        cluster.Gateways[0].Kill();
        cluster.NextEntrance(ref turn)!.Name.ShouldBe("gateway-2");
        cluster.NextEntrance(ref turn)!.Name.ShouldBe("gateway-2");
        (await Ask(cluster.NextEntrance(ref turn)!.Url)).ShouldBe(HttpStatusCode.OK);
        await cluster.Leave();
        cluster.Nodes.Select(n => n.State).ShouldBe(
            [NodeState.Left, NodeState.Killed, NodeState.Left, NodeState.Left]);
    }

    [Fact]
    public async Task A_silo_without_the_gateway_still_tells_whether_it_lives_and_is_ready()
    {
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(_folder, Settings: ["--Gateway:Enabled=false"]), default);
        await cluster.Grow(1, _start, default);
        using var http = new HttpClient { BaseAddress = cluster.Silos[0].Url };
        (await http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/v1/orders")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync("/cluster")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Orleans_dashboard_is_for_operators_only()
    {
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(_folder, Settings:
            [
                "--Gateway:Clients:0:Id=shop", "--Gateway:Clients:0:Tenant=demo", "--Gateway:Clients:0:Key=shop-key",
                "--Gateway:Clients:0:Scopes:0=orders:read", "--Gateway:Clients:1:Id=operator",
                "--Gateway:Clients:1:Tenant=demo", "--Gateway:Clients:1:Key=operator-key",
                "--Gateway:Clients:1:Scopes:0=cluster:read",
            ]), default);
        await cluster.Grow(1, _start, default);
        using var http = new HttpClient { BaseAddress = cluster.Silos[0].Url };
        async Task<HttpResponseMessage> Ask(string path, AuthenticationHeaderValue? who)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = who;
            return await http.SendAsync(request);
        }
        static AuthenticationHeaderValue Browser(string key) =>
            new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"anybody:{key}")));
        foreach (var path in new[] { "/cluster", "/cluster/", "/cluster/version", "/CLUSTER/DashboardCounters" })
        {
            var stranger = await Ask(path, null);
            stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            stranger.Headers.WwwAuthenticate.ShouldContain(h => h.Scheme == "Basic");
            (await Ask(path, Browser("wrong"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await Ask(path, Browser("shop-key"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await Ask(path, new("Bearer", "shop-key"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        var page = await Ask("/cluster/", Browser("operator-key"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("<html");
        (await Ask("/cluster/", new("Bearer", "dev-key"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task Retail(params string[] args)
    {
        var text = new StringWriter();
        var code = await Verbs.Run(args, Terminal.Plain(text, text), TestContext.Current.CancellationToken);
        code.ShouldBe(0, text.ToString());
        output.WriteLine(text.ToString());
    }

    private static int Lines(string file)
    {
        if (!File.Exists(file))
            return 0;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(stream);
        return text.ReadToEnd().Count(c => c == '\n');
    }

    private static string[] Variables(int process) => File.ReadAllText($"/proc/{process}/environ").Split('\0');

    private static async Task Until(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!reached())
            await Task.Delay(20, limit.Token);
    }
}
