using YamlDotNet.RepresentationModel;

namespace RetailActors.Tests.House;

/// <summary>The manifests for Kubernetes say nothing that the programs or each other do not understand.</summary>
public sealed class DeployRules
{
    private const string Folder = "deploy/k8s/";

    private static readonly Lazy<IReadOnlyList<(string Path, YamlMappingNode Node)>> _all = new(() =>
    [
        .. RepositoryTree.Paths
            .Where(p => p.StartsWith(Folder, StringComparison.Ordinal) && p.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(p => Load(p).Select(node => (p, node))),
    ]);

    private static IEnumerable<YamlMappingNode> Deployments => OfKind("Deployment");

    [Fact]
    public void There_are_silos_and_gateways() =>
        Deployments.Select(Name).Order(StringComparer.Ordinal).ShouldBe(["gateway", "silo"]);

    [Fact]
    public void Everything_is_in_one_namespace() => _all.Value
        .Where(o => Text(o.Node, "kind") != "Namespace" && Text(o.Node, "metadata", "namespace") != "retailactors")
        .Select(o => $"{o.Path}:1 {Name(o.Node)} is in no namespace of ours").ShouldHaveNone();

    [Fact]
    public void Every_environment_key_of_our_programs_is_one_that_they_read() =>
        Deployments.SelectMany(d => Environment(d).Select(e => (Name: Name(d), Key: e)))
            .Concat(OfKind("Secret").SelectMany(
                s => Map(s, "stringData").Children.Keys.Select(k => (Name: Name(s), Key: k.ToString()))))
            .Where(e => !e.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal) && e.Key.Contains("__"))
            // The last number is the place in a list: the list is what is read.
            .Select(e => e with { Key = e.Key.TrimEnd('0', '1', '_').Replace("__", ":", StringComparison.Ordinal) })
            .Where(e => !SettingKeys.IsRead(e.Key))
            .Select(e => $"{Folder}:1 {e.Name} sets {e.Key}, which nobody reads").ShouldHaveNone();

    [Fact]
    public void Every_pod_has_the_three_probes_at_routes_that_exist()
    {
        foreach (var container in Deployments.Select(Container))
        {
            Text(container, "startupProbe", "httpGet", "path").ShouldBe("/health/live");
            Text(container, "readinessProbe", "httpGet", "path").ShouldBe("/health/ready");
            Text(container, "livenessProbe", "httpGet", "path").ShouldBe("/health/live");
        }
    }

    [Fact]
    public void Every_deployment_has_a_disruption_budget_and_a_scaler_of_its_own()
    {
        var names = Deployments.Select(Name).Order(StringComparer.Ordinal).ToArray();
        OfKind("PodDisruptionBudget").Select(b => Text(b, "spec", "selector", "matchLabels", "app"))
            .Order(StringComparer.Ordinal).ShouldBe(names);
        OfKind("HorizontalPodAutoscaler").Select(s => Text(s, "spec", "scaleTargetRef", "name"))
            .Order(StringComparer.Ordinal).ShouldBe(names);
        foreach (var deployment in Deployments)
        {
            Text(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable").ShouldBe("0");
            var labels = Map(deployment, "spec", "template", "metadata", "labels");
            labels["app"].ToString().ShouldBe(Text(deployment, "spec", "selector", "matchLabels", "app"));
        }
    }

    [Fact]
    public void A_silo_gets_the_time_that_it_needs_to_leave_and_the_names_that_Orleans_looks_for()
    {
        var silo = Deployments.Single(d => Name(d) == "silo");
        int.Parse(Text(silo, "spec", "template", "spec", "terminationGracePeriodSeconds"))
            .ShouldBeGreaterThanOrEqualTo(45);
        Map(silo, "spec", "template", "metadata", "labels").Children.Keys.Select(k => k.ToString())
            .ShouldBe(["app", "orleans/serviceId", "orleans/clusterId"]);
        Environment(silo).ShouldContain("POD_IP");
        string[] needed = ["POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_SERVICE_ID", "ORLEANS_CLUSTER_ID"];
        needed.Except(Environment(silo)).ShouldBeEmpty();
    }

    [Fact]
    public void Only_silos_and_gateways_reach_the_ports_of_Orleans()
    {
        var rule = OfKind("NetworkPolicy").Single();
        Text(rule, "spec", "podSelector", "matchLabels", "app").ShouldBe("silo");
        var ingress = (YamlMappingNode)((YamlSequenceNode)Map(rule, "spec")["ingress"]).Children.Single();
        ((YamlSequenceNode)ingress["from"]).Select(f => Text((YamlMappingNode)f, "podSelector", "matchLabels", "app"))
            .ShouldBe(["silo", "gateway"]);
    }

    [Fact]
    public void The_image_is_the_one_that_the_project_publishes_in_its_version()
    {
        var version = System.Xml.Linq.XDocument.Parse(RepositoryTree.Read("Directory.Build.props"))
            .Descendants("Version").Single().Value;
        foreach (var (project, name) in new[]
            { ("silo/RetailActors.Silo.csproj", "silo"), ("client/gateway/RetailActors.Gateway.csproj", "gateway") })
        {
            var image = Text(Container(Deployments.Single(d => Name(d) == name)), "image");
            image.ShouldBe($"retailactors-{name}:{version}");
            RepositoryTree.Read(project).ShouldContain($"<ContainerRepository>retailactors-{name}</");
        }
    }

    private static IEnumerable<YamlMappingNode> Load(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(RepositoryTree.Read(path)));
        return yaml.Documents.Select(d => (YamlMappingNode)d.RootNode);
    }

    private static IEnumerable<YamlMappingNode> OfKind(string kind) =>
        _all.Value.Select(o => o.Node).Where(node => Text(node, "kind") == kind);

    private static string Name(YamlMappingNode node) => Text(node, "metadata", "name");

    private static YamlMappingNode Container(YamlMappingNode deployment) =>
        (YamlMappingNode)((YamlSequenceNode)Map(deployment, "spec", "template",
            "spec")["containers"]).Children.Single();

    private static IEnumerable<string> Environment(YamlMappingNode deployment) =>
        ((YamlSequenceNode)Container(deployment)["env"]).Select(e => e["name"].ToString());

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path) =>
        path.Aggregate(node, (at, key) => (YamlMappingNode)at[key]);

    private static string Text(YamlMappingNode node, params string[] path) =>
        Map(node, path[..^1]).Children.TryGetValue(path[^1], out var value) ? value.ToString() : "";
}
