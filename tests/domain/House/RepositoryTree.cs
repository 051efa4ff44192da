using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RetailActors.Tests.House;

/// <summary>A C# file of the repository, parsed at the first use.</summary>
public sealed record SourceFile(string Path, string[] Lines)
{
    private SyntaxNode? _root;

    /// <summary>The file name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The syntax tree.</summary>
    public SyntaxNode Root => _root ??= CSharpSyntaxTree.ParseText(string.Join('\n', Lines)).GetRoot();

    /// <summary>Every node of a kind.</summary>
    public IEnumerable<TNode> Every<TNode>() where TNode : SyntaxNode => Root.DescendantNodes().OfType<TNode>();

    /// <summary>How a violation is printed, so that an editor can jump to it.</summary>
    public string At(SyntaxNode node, string what) => At(node.GetLocation().GetLineSpan().StartLinePosition.Line, what);

    /// <summary>The same for a line, counted from 0.</summary>
    public string At(int line, string what) => $"{Path}:{line + 1} {what}";
}

/// <summary>The files of the repository, without what .gitignore leaves out.</summary>
public static class RepositoryTree
{
    private static readonly Lazy<string[]> _paths = new(() => [.. Walk("").Order(StringComparer.Ordinal)]);

    private static readonly Lazy<SourceFile[]> _sources = new(() =>
        [.. Paths.Where(p => p.EndsWith(".cs", StringComparison.Ordinal))
            .Select(p => new SourceFile(p, File.ReadAllLines(Full(p))))]);

    /// <summary>Folder of the solution file.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every file, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Paths => _paths.Value;

    /// <summary>Every C# file; golden files are JSON and text and thus not among them.</summary>
    public static IReadOnlyList<SourceFile> Sources => _sources.Value;

    /// <summary>C# files below some folders.</summary>
    public static IEnumerable<SourceFile> SourcesIn(params string[] folders) =>
        Sources.Where(s => folders.Any(f => s.Path.StartsWith(f + "/", StringComparison.Ordinal)));

    /// <summary>Text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Full(path));

    /// <summary>Lines of a file.</summary>
    public static string[] ReadLines(string path) => File.ReadAllLines(Full(path));

    /// <summary>Project files.</summary>
    public static IEnumerable<string> Projects => Paths.Where(p => p.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>Fails with one line for each violation.</summary>
    public static void ShouldHaveNone(this IEnumerable<string> violations)
    {
        var found = violations.ToList();
        found.Count.ShouldBe(0, Environment.NewLine + string.Join(Environment.NewLine, found));
    }

    private static string Full(string path) => Path.Combine(Root, path);

    private static string FindRoot(string from) => File.Exists(Path.Combine(from, "RetailActors.sln"))
        ? from
        : FindRoot(Path.GetDirectoryName(from.TrimEnd('/'))
            ?? throw new InvalidOperationException("RetailActors.sln is in no folder above the tests."));

    private static IEnumerable<string> Walk(string folder)
    {
        var ignored = ReadLines(".gitignore").Where(l => l.EndsWith('/')).Select(l => l.Trim('/')).ToHashSet();
        foreach (var entry in new DirectoryInfo(Full(folder)).EnumerateFileSystemInfos())
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry.Name == ".git" || ignored.Contains(entry.Name))
            {
                continue;
            }
            if (entry is FileInfo)
            {
                yield return path;
                continue;
            }
            foreach (var below in Walk(path))
            {
                yield return below;
            }
        }
    }
}
