using System.Net;
using Azure.Storage.Queues;
using RetailActors.Events;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Events;
using RetailActors.Tests.Images;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RetailActors.Tests.Clusters;

/// <summary>
/// The programs start with the environment that stands in docker-compose.yml and in the manifests for Kubernetes. Only
/// what names another machine is replaced: hosts, ports, the database's address.
/// </summary>
public sealed class DeployedEnvironmentTests(PostgreSqlFixture postgres, AzuriteServer azurite) : IDisposable
{
    private static readonly string _root = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    // tests/cluster/bin/CONFIGURATION/FRAMEWORK/
    private static readonly DirectoryInfo _build = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static readonly UnixFileMode _passable = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-deployed-").FullName;
    private readonly List<ServerProcess> _processes = [];
    private string _queues = "";

    [Fact]
    public async Task Sandbox_silo_and_gateway_of_docker_compose_take_an_order_together()
    {
        var services = (YamlMappingNode)Load("docker-compose.yml").Single()["services"];
        _queues = await azurite.ConnectionString();
        var connection = await postgres.CreateDatabase();
        var ports = FreePort.Take(5);
        Dictionary<string, string> Of(string service, int http) => Here(
            ((YamlMappingNode)services[service]["environment"]).Children
                .ToDictionary(e => e.Key.ToString(), e => e.Value.ToString()), http, ports, connection);
        var sandbox = Of("sandbox", ports[2]);
        (sandbox["Cluster__SiloPort"], sandbox["Cluster__GatewayPort"]) = ($"{FreePort.Take(1)[0]}", $"{ports[4]}");
        Start(ServerPrograms.Silo, sandbox);
        var silo = Of("silo", ports[3]);
        silo["Cluster__GatewayPort"] = $"{FreePort.Take(1)[0]}";
        Start(ServerPrograms.Silo, silo);
        Start(ServerPrograms.Gateway, Of("gateway", ports[1]));
        await Ready(ports[1], "/v1/locations/store-12", "dev-key");
        await Ready(ports[3], "/health/ready");
        await Ready(ports[2], "/sandbox/psp/books?limit=1");
        var text = new StringWriter();
        var code = await RetailActors.Retail.Verbs.Run(
            ["flash-sale", "--url", $"http://127.0.0.1:{ports[1]}", "--stock", "5", "--buyers", "9", "--no-live"],
            RetailActors.Retail.Terminal.Plain(text, text), default);
        code.ShouldBe(0, text.ToString());
        var queues = new List<string>();
        await foreach (var queue in new QueueServiceClient(
            _queues, new QueueClientOptions(AzureEventQueue.Version)).GetQueuesAsync())
            queues.Add(queue.Name);
        queues.ShouldContain(name => name.StartsWith("retailactors", StringComparison.Ordinal));
        await Ready(ports[1], "/cluster/", "dev-key");
        using var http = new HttpClient();
        (await http.GetAsync($"http://127.0.0.1:{ports[1]}/cluster/")).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        using var counters = new HttpRequestMessage(
            HttpMethod.Get, $"http://127.0.0.1:{ports[1]}/cluster/DashboardCounters");
        counters.Headers.Authorization = new("Bearer", "dev-key");
        var shown = await (await http.SendAsync(counters)).Content.ReadAsStringAsync();
        shown.ShouldContain("StockGrain");
    }

    [Fact]
    public async Task Silo_and_gateway_of_the_manifests_are_ready_in_Production_from_their_images()
    {
        var connection = await postgres.CreateDatabase();
        var ports = FreePort.Take(5);
        await using var registry = await BaseImageRegistry.Start();
        var asItsUser = new List<ServerProcess>();
        var secret = ((YamlMappingNode)Load("deploy/k8s/secrets.example.yaml").Single()["stringData"]).Children
            .ToDictionary(e => e.Key.ToString(), e => e.Value.ToString());
        foreach (var (file, project, http) in
            new[] { ("silo", "silo", ports[2]), ("gateway", "client/gateway", ports[1]) })
        {
            var deployment = Load($"deploy/k8s/{file}.yaml").Single(d => d["kind"].ToString() == "Deployment");
            var container = ((YamlSequenceNode)deployment["spec"]["template"]["spec"]["containers"])[0];
            var image = await ContainerImage.Publish(_root, project, _build.Parent!.Name,
                $"{registry.Name}/dotnet/aspnet:10.0", Path.Combine(_folder, file));
            image.Tags.ShouldContain(container["image"].ToString());
            image.User.ShouldBe(deployment["spec"]["template"]["spec"]["securityContext"]["runAsUser"].ToString());
            image.Ports.ShouldBe(["8080/tcp"]);
            image.Base.ShouldBe($"{registry.Name}/dotnet/aspnet:10.0");
            var given = ((YamlSequenceNode)container["env"]).Cast<YamlMappingNode>()
                .Where(e => e.Children.ContainsKey("value"))
                .Select(e => KeyValuePair.Create(e["name"].ToString(), e["value"].ToString()));
            var environment = Here(
                image.Environment.Concat(given).Concat(secret).GroupBy(e => e.Key)
                    .ToDictionary(e => e.Key, e => e.Last().Value),
                http, ports, connection);
            // No API server here to ask about pods.
            environment["Cluster__Kubernetes"] = "false";
            _processes.Add(image.Start(Path.Combine(_folder, $"{_processes.Count}.log"), environment));
            if (image.HasItsUser)
                asItsUser.Add(_processes[^1]);
        }
        await Ready(ports[2], "/health/live");
        await Ready(ports[2], "/health/ready");
        await Ready(ports[1], "/health/ready");
        foreach (var process in asItsUser)
            (await File.ReadAllTextAsync($"/proc/{process.Id}/status")).ShouldContain("Uid:\t1654\t1654");
        using var http2 = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{ports[1]}/v1/orders");
        request.Headers.Authorization = new("Bearer", "dev-key");
        (await http2.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The same variables for processes on this machine.</summary>
    private Dictionary<string, string> Here(
        Dictionary<string, string> given, int http, int[] ports, string connection) =>
        given.ToDictionary(e => e.Key, e => e.Key switch
        {
            "Storage__ConnectionString" => connection,
            "Queues__ConnectionString" => _queues,
            "Storage__DataDirectory" => DataDirectory(http),
            "Cluster__SiloPort" => $"{ports[0]}",
            "Cluster__GatewayPort" => $"{ports[4]}",
            "Cluster__Address" => "127.0.0.1",
            "ASPNETCORE_URLS" => e.Value.Replace("0.0.0.0:8080", $"127.0.0.1:{http}"),
            _ => e.Value.Replace("http://sandbox:8080", $"http://127.0.0.1:{ports[2]}")
                .Replace("http://gateway:8080", $"http://127.0.0.1:{ports[1]}")
                .Replace("http://collector:4317", "http://127.0.0.1:9"),
        });

    /// <summary>One that a program from an image may write to, whoever it is.</summary>
    private string DataDirectory(int http)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder, $"{http}")).FullName;
        if (OperatingSystem.IsWindows())
            return directory;
        File.SetUnixFileMode(_folder, _passable);
        File.SetUnixFileMode(directory, _passable | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        return directory;
    }

    private void Start(string program, Dictionary<string, string> environment) => _processes.Add(ServerProcess.Start(
        program, [], Path.Combine(_folder, $"{_processes.Count}.log"), environment));

    private async Task Ready(int port, string path, string? key = null)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            _processes.Any(p => p.HasExited).ShouldBeFalse(Logs());
            limit.IsCancellationRequested.ShouldBeFalse($"{path}: {Logs()}");
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
                if (key is not null)
                    request.Headers.Authorization = new("Bearer", key);
                using var answer = await http.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private string Logs() => string.Join("\n", _processes.Select(p => p.Tail(5)));

    private static IEnumerable<YamlMappingNode> Load(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new MergingParser(new Parser(new StringReader(File.ReadAllText(Path.Combine(_root, path))))));
        return yaml.Documents.Select(d => (YamlMappingNode)d.RootNode);
    }
}
