using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RetailActors.Tests.House;

/// <summary>Where things are, and that a build tomorrow uses what a build today uses.</summary>
public sealed partial class LayoutRules
{
    private static readonly string[] _folders =
        [".ci", "client", "deploy", "docs", "grain-interfaces", "grains", "silo", "tests"];

    private static readonly string[] _files =
    [
        ".editorconfig", ".gitignore", "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", "README.md",
        "RetailActors.sln", "docker-compose.yml", "global.json",
    ];

    [Fact]
    public void The_top_level_has_the_agreed_folders_and_no_other() =>
        RepositoryTree.Paths.Where(p => p.Contains('/')).Select(p => p[..p.IndexOf('/')]).Distinct()
            .Order(StringComparer.Ordinal).ShouldBe(_folders);

    [Fact]
    public void The_top_level_has_the_agreed_files_and_no_other() =>
        RepositoryTree.Paths.Where(p => !p.Contains('/')).Order(StringComparer.Ordinal).ShouldBe(_files);

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = RepositoryTree.Read("RetailActors.sln");
        RepositoryTree.Projects.Where(p => !solution.Contains(p.Replace('/', '\\'), StringComparison.Ordinal))
            .Select(p => $"RetailActors.sln:1 lacks {p}").ShouldHaveNone();
    }

    [Fact]
    public void Every_package_has_one_exact_version_in_one_place() =>
        XDocument.Parse(RepositoryTree.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Where(v => !ExactVersion().IsMatch(v.Attribute("Version")?.Value ?? ""))
            .Select(v => $"Directory.Packages.props:1 {v.Attribute("Include")!.Value} has no exact version")
            .ShouldHaveNone();

    [Fact]
    public void No_project_names_a_version_itself() =>
        RepositoryTree.Projects.SelectMany(p => XDocument.Parse(RepositoryTree.Read(p)).Descendants("PackageReference")
            .Where(r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null)
            .Select(r => $"{p}:1 names a version of {r.Attribute("Include")!.Value}")).ShouldHaveNone();

    [Fact]
    public void Every_project_has_a_lock_file() =>
        RepositoryTree.Projects.Select(p => p[..p.LastIndexOf('/')] + "/packages.lock.json")
            .Where(p => !RepositoryTree.Paths.Contains(p))
            .Select(p => $"{p}:1 is missing; dotnet restore writes it").ShouldHaveNone();

    [Fact]
    public void Nothing_turns_warnings_off_as_errors() =>
        RepositoryTree.Projects.Append("Directory.Build.props")
            .Where(p => RepositoryTree.Read(p).Contains("<TreatWarningsAsErrors>false", StringComparison.Ordinal))
            .Select(p => $"{p}:1 lets warnings pass").ShouldHaveNone();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.]+)?$")]
    private static partial Regex ExactVersion();
}
