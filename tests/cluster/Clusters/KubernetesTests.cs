using Npgsql;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Images;

namespace RetailActors.Tests.Clusters;

/// <summary>Silos with <c>Cluster:Kubernetes</c> against an API server that knows their pods. Their own failure
/// detection is made so slow that it cannot be what is seen.</summary>
public sealed class KubernetesTests(PostgreSqlFixture postgres) : IDisposable
{
    private const int Active = 3;
    private const int Dead = 6;

    private static readonly Dictionary<string, string> _cluster = new()
    {
        ["orleans/serviceId"] = "retailactors", ["orleans/clusterId"] = "retailactors",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-pods-").FullName;
    private readonly List<ServerProcess> _processes = [];

    [Fact]
    public async Task A_silo_has_the_name_of_its_pod_and_is_declared_dead_when_the_pod_is_gone()
    {
        await using var api = await PodApi.Start();
        var connection = await postgres.CreateDatabase();
        api.Add("silo-1", new() { ["app"] = "silo" });
        var first = await Start("silo-1", connection, api);
        api.Labels("silo-1").ShouldBe(
            new Dictionary<string, string>(_cluster) { ["app"] = "silo" }, ignoreOrder: true, "labelled by the silo");
        api.Add("silo-2", new(_cluster));
        var second = await Start("silo-2", connection, api);
        (await Members(connection)).ShouldBe([("silo-1", Active), ("silo-2", Active)]);

        second.Pause();
        while (api.Watchers < 2)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        api.Remove("silo-2");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await Members(connection))[1].Status != Dead)
            await Task.Delay(50, limit.Token);

        second.Resume();
        (await second.Exit(TimeSpan.FromSeconds(30))).ShouldNotBeNull("declared dead, it ends itself");
        first.HasExited.ShouldBeFalse();
        api.Refused.ShouldBeEmpty("the role in deploy/k8s allows get, list, watch and patch");
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ServerProcess> Start(string pod, string connection, PodApi api)
    {
        var (ports, folder) = (FreePort.Take(3), Directory.CreateDirectory(Path.Combine(_folder, pod)).FullName);
        var silo = ServerProcess.Start(
            ServerPrograms.Silo, [], Path.Combine(folder, "log"), new Dictionary<string, string>
            {
                ["KUBECONFIG"] = api.WriteConfig(folder),
                ["POD_NAME"] = pod,
                ["POD_NAMESPACE"] = "retailactors",
                ["POD_IP"] = "127.0.0.1",
                ["ORLEANS_SERVICE_ID"] = "retailactors",
                ["ORLEANS_CLUSTER_ID"] = "retailactors",
                ["Cluster__Kubernetes"] = "true",
                ["Cluster__Clustering"] = "Database",
                ["Cluster__SiloPort"] = $"{ports[0]}",
                ["Cluster__GatewayPort"] = $"{ports[1]}",
                ["Cluster__ProbeMs"] = "60000",
                ["Storage__Provider"] = "PostgreSql",
                ["Storage__ConnectionString"] = connection,
                ["Storage__DataDirectory"] = folder,
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[2]}",
            });
        _processes.Add(silo);
        await silo.Ready(new Uri($"http://127.0.0.1:{ports[2]}/health/ready"), TimeSpan.FromMinutes(2));
        return silo;
    }

    private static async Task<List<(string Name, int Status)>> Members(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(
            "SELECT SiloName, Status FROM OrleansMembershipTable ORDER BY SiloName");
        await using var reader = await command.ExecuteReaderAsync();
        var members = new List<(string, int)>();
        while (await reader.ReadAsync())
            members.Add((reader.GetString(0), reader.GetInt32(1)));
        return members;
    }
}
