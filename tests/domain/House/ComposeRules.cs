using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RetailActors.Tests.House;

/// <summary>docker-compose.yml says nothing that the programs do not understand.</summary>
public sealed partial class ComposeRules
{
    private const string Compose = "docker-compose.yml";

    private static readonly Lazy<YamlMappingNode> _file = new(() => Yaml(Compose));

    private static YamlMappingNode Services => (YamlMappingNode)_file.Value["services"];

    [Fact]
    public void The_services_are_the_ones_of_the_README() =>
        Services.Children.Keys.Select(k => k.ToString()).Order(StringComparer.Ordinal)
            .ShouldBe([
                "azurite", "collector", "gateway", "grafana", "jaeger", "postgres", "prometheus", "sandbox", "silo",
            ]);

    [Fact]
    public void Every_published_port_is_bound_to_loopback() =>
        Services.Children.SelectMany(service => Items(service.Value, "ports")
            .Where(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal))
            .Select(port => $"{Compose}:1 {service.Key} publishes {port}")).ShouldHaveNone();

    [Fact]
    public void The_silo_publishes_no_port_and_can_be_scaled()
    {
        Items(Services["silo"], "ports").ShouldBeEmpty();
        ((YamlMappingNode)Services["silo"]).Children.ContainsKey("container_name").ShouldBeFalse();
    }

    [Fact]
    public void Every_environment_key_of_our_programs_is_one_that_they_read() =>
        Ours.SelectMany(service => Environment(service.Value).Keys
            .Where(key => !key.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            .Select(key => key.Replace("__", ":", StringComparison.Ordinal))
            .Where(key => !SettingKeys.IsRead(key))
            .Select(key => $"{Compose}:1 {service.Key} sets {key}, which nobody reads")).ShouldHaveNone();

    [Fact]
    public void Silo_and_gateway_meet_in_one_database_under_one_name()
    {
        var (silo, gateway) = (Environment(Services["silo"]), Environment(Services["gateway"]));
        string[] shared = ["Storage__Provider", "Storage__ConnectionString", "Cluster__Id"];
        shared.Select(key => gateway[key]).ShouldBe(shared.Select(key => silo[key]));
        silo["Storage__Provider"].ShouldBe("PostgreSql");
        silo["Cluster__Clustering"].ShouldBe("Database");
    }

    [Fact]
    public void The_sandbox_is_not_offered_to_Production() =>
        Ours.Where(s => Environment(s.Value).GetValueOrDefault("ASPNETCORE_ENVIRONMENT") != "Development")
            .Select(s => $"{Compose}:1 {s.Key} does not say that it is Development").ShouldHaveNone();

    [Fact]
    public void Every_image_has_a_version_or_is_our_own() =>
        Services.Children.Select(s => (s.Key, Image: s.Value["image"].ToString()))
            .Where(s => !IsOurs(s.Image) && !PinnedVersion().IsMatch(s.Image))
            .Select(s => $"{Compose}:1 {s.Key} has image {s.Image}").ShouldHaveNone();

    [Fact]
    public void Every_file_that_is_mounted_is_there() =>
        Services.Children.SelectMany(s => Items(s.Value, "volumes"))
            .Where(v => v.StartsWith("./", StringComparison.Ordinal)).Select(v => v.Split(':')[0][2..])
            .Where(path => !RepositoryTree.Paths.Contains(path))
            .Select(path => $"{Compose}:1 mounts {path}, which does not exist").ShouldHaveNone();

    [Fact]
    public void The_collector_passes_on_what_silos_send_to_where_the_viewers_look()
    {
        var endpoint = new Uri(Environment(Services["silo"])["Telemetry__Otlp__Endpoint"]);
        endpoint.Host.ShouldBe("collector");
        var collector = RepositoryTree.Read("deploy/collector.yaml");
        collector.ShouldContain($"endpoint: 0.0.0.0:{endpoint.Port}");
        collector.ShouldContain("endpoint: jaeger:4317");
        RepositoryTree.Read("deploy/prometheus.yml").ShouldContain("collector:9464");
        collector.ShouldContain("endpoint: 0.0.0.0:9464");
    }

    [Fact]
    public void The_viewers_have_the_dashboard_and_the_alerts_that_are_documented()
    {
        Mounted("prometheus", "docs/telemetry/prometheus-alerts.yml")
            .ShouldBe(Yaml("deploy/prometheus.yml")["rule_files"][0].ToString());
        var provider = Yaml("deploy/grafana/dashboards.yaml")["providers"][0];
        Path.GetDirectoryName(Mounted("grafana", "docs/telemetry/grafana-dashboard.json"))
            .ShouldBe(provider["options"]["path"].ToString());
        Yaml("deploy/grafana/datasource.yaml")["datasources"][0]["url"].ToString().ShouldBe("http://prometheus:9090");
        static string Mounted(string service, string file) => Items(Services[service], "volumes")
            .Select(v => v.Split(':')).Single(v => v[0] == $"./{file}")[1];
    }

    [Fact]
    public void The_silos_tell_channels_through_the_queues_of_azurite()
    {
        var silo = Environment(Services["silo"]);
        silo["Queues__Provider"].ShouldBe("AzureStorage");
        silo["Queues__ConnectionString"].ShouldContain("QueueEndpoint=http://azurite:10001/");
        ((YamlMappingNode)Services["silo"]["depends_on"]).Children.Keys.Select(k => k.ToString())
            .ShouldContain("azurite");
    }

    private static YamlMappingNode Yaml(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new MergingParser(new Parser(new StringReader(RepositoryTree.Read(path)))));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Ours =>
        Services.Children.Where(s => IsOurs(s.Value["image"].ToString()));

    private static bool IsOurs(string image) => image.StartsWith("retailactors-", StringComparison.Ordinal);

    private static IEnumerable<string> Items(YamlNode service, string key) =>
        ((YamlMappingNode)service).Children.TryGetValue(key, out var items)
            ? ((YamlSequenceNode)items).Select(item => item.ToString())
            : [];

    private static Dictionary<string, string> Environment(YamlNode service) =>
        ((YamlMappingNode)service["environment"]).Children
            .ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString());

    [GeneratedRegex(@":v?\d+(\.\d+)*$")]
    private static partial Regex PinnedVersion();
}
