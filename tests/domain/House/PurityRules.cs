using System.Xml.Linq;
using RetailActors.Inventory;

namespace RetailActors.Tests.House;

/// <summary>Decisions depend on state, command and time alone. The build sees to it, and this to the build.</summary>
public sealed class PurityRules
{
    private const string Project = "grains/domain/RetailActors.Domain.csproj";

    private static readonly string[] _mustBeBanned =
    [
        "P:System.DateTimeOffset.UtcNow", "P:System.DateTimeOffset.Now", "P:System.DateTime.UtcNow",
        "P:System.DateTime.Now", "T:System.TimeProvider", "T:System.Random", "M:System.Guid.NewGuid",
        "T:System.Threading.Tasks.Task", "N:System.IO", "N:System.Net", "N:Orleans",
    ];

    [Fact]
    public void The_deciders_do_not_refer_to_Orleans_or_to_a_database()
    {
        string[] allowed = ["System.", "RetailActors.GrainInterfaces", "netstandard", "Microsoft.CSharp"];
        typeof(StockDecider).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !allowed.Any(a => name.StartsWith(a, StringComparison.Ordinal)))
            .Select(name => $"{Project}:1 refers to {name}").ShouldHaveNone();
    }

    [Fact]
    public void The_deciders_refer_to_nothing_but_the_contracts()
    {
        var project = XDocument.Parse(RepositoryTree.Read(Project));
        project.Descendants("ProjectReference").Select(r => Path.GetFileName(r.Attribute("Include")!.Value))
            .ShouldBe(["RetailActors.GrainInterfaces.csproj"]);
        project.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value)
            .ShouldBe(["Microsoft.CodeAnalysis.BannedApiAnalyzers"]);
    }

    [Fact]
    public void The_analyzer_that_rejects_clocks_and_chance_is_wired()
    {
        XDocument.Parse(RepositoryTree.Read(Project)).Descendants("AdditionalFiles")
            .Select(f => f.Attribute("Include")!.Value).ShouldContain("BannedSymbols.txt");
        var settings = RepositoryTree.Read(".editorconfig");
        settings.ShouldContain("[grains/domain/**.cs]");
        settings.ShouldContain("dotnet_diagnostic.RS0030.severity = error");
    }

    [Fact]
    public void Clocks_chance_waiting_and_Orleans_are_banned_from_the_deciders()
    {
        var banned = RepositoryTree.ReadLines("grains/domain/BannedSymbols.txt")
            .Select(line => line.Split(';')[0]).ToHashSet();
        _mustBeBanned.Where(symbol => !banned.Contains(symbol))
            .Select(symbol => $"grains/domain/BannedSymbols.txt:1 lacks {symbol}").ShouldHaveNone();
    }

    [Fact]
    public void No_decider_turns_a_rule_off() =>
        RepositoryTree.SourcesIn("grains/domain").SelectMany(f => f.Lines.Index()
            .Where(line => line.Item.Contains("#pragma", StringComparison.Ordinal)
                || line.Item.Contains("SuppressMessage", StringComparison.Ordinal))
            .Select(line => f.At(line.Index, line.Item.Trim()))).ShouldHaveNone();

    [Fact]
    public void The_contracts_keep_Orleans_to_themselves() =>
        XDocument.Parse(RepositoryTree.Read("grain-interfaces/RetailActors.GrainInterfaces.csproj"))
            .Descendants("PackageReference").Where(r => r.Attribute("PrivateAssets")?.Value != "all")
            .Select(r => $"grain-interfaces: {r.Attribute("Include")!.Value} lacks PrivateAssets=all").ShouldHaveNone();

    [Fact]
    public void The_gateway_knows_the_contracts_and_not_the_actors() =>
        XDocument.Parse(RepositoryTree.Read("client/gateway/RetailActors.Gateway.csproj"))
            .Descendants("ProjectReference").Select(r => Path.GetFileName(r.Attribute("Include")!.Value))
            .ShouldBe(["RetailActors.GrainInterfaces.csproj"]);
}
