using System.Text.RegularExpressions;

namespace RetailActors.Tests.House;

/// <summary>What the documents say about files and settings is so.</summary>
public sealed partial class ReadmeRules
{
    private static readonly string[] _folders = ["grain-interfaces", "grains", "silo", "client", "tests"];

    private static IEnumerable<(string Path, int Line, string Text)> Lines => RepositoryTree.Paths
        .Where(p => p.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(p => RepositoryTree.ReadLines(p).Select((text, i) => (p, i + 1, text)));

    [Fact]
    public void Every_folder_says_what_lives_there() =>
        _folders.Select(f => $"{f}/README.md").Where(p => !RepositoryTree.Paths.Contains(p))
            .Select(p => $"{p}:1 is missing").ShouldHaveNone();

    [Fact]
    public void Every_link_to_a_file_leads_to_one() =>
        Lines.SelectMany(line => Link().Matches(line.Text).Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains(':') && !Exists(line.Path, to))
            .Select(to => $"{line.Path}:{line.Line} leads to {to}")).ShouldHaveNone();

    [Fact]
    public void Every_setting_in_the_README_is_read_by_a_program() =>
        InReadme().Where(key => !SettingKeys.IsRead(key))
            .Select(key => $"README.md:1 {key} is read by nobody").ShouldHaveNone();

    [Fact]
    public void Every_setting_that_a_program_reads_is_in_the_README() =>
        SettingKeys.All.Except(InReadme())
            .Select(key => $"README.md:1 lacks {key}").ShouldHaveNone();

    [Fact]
    public void No_document_has_words_that_promise_instead_of_saying()
    {
        string[] words = ["blazing", "seamless", "robust", "cutting-edge", "world-class", "effortless", "powerful"];
        Lines.Where(line => words.Any(w => line.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Select(line => $"{line.Path}:{line.Line} {line.Text.Trim()}").ShouldHaveNone();
    }

    /// <summary>Keys are the first cell of the rows of the configuration table.</summary>
    private static HashSet<string> InReadme() => [.. RepositoryTree.ReadLines("README.md")
        .Select(text => Row().Match(text)).Where(m => m.Success).Select(m => m.Groups["key"].Value)];

    private static bool Exists(string from, string to)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryTree.Root, from))!;
        var target = Path.Combine(folder, to.Split('#')[0]);
        return to.StartsWith('#') || File.Exists(target) || Directory.Exists(target);
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `(?<key>[A-Z][A-Za-z]+(:[A-Za-z0-9]+)*)` \|")]
    private static partial Regex Row();
}
