using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>Folders and types are named after what they are in the trade.</summary>
public sealed class NamingRules
{
    private static readonly string[] _drawers = ["Common", "Utils", "Util", "Helpers", "Misc", "Shared"];
    private static readonly string[] _suffixes = ["Manager", "Base", "Helper", "Helpers", "Util", "Utils"];

    private static readonly string[] _areas =
    [
        "Adapters", "Bench", "Channels", "Events", "Finance", "Gateway", "Hosting", "Inventory", "Journal",
        "Operations", "Orders", "Payments", "Postings", "Reference", "Retail", "Returns", "Sandbox", "Settlement",
        "Tests", "Webhooks",
    ];

    [Fact]
    public void No_folder_is_a_drawer_for_everything() =>
        RepositoryTree.Paths.Where(p => p.Split('/')[..^1].Any(Is(_drawers)))
            .Select(p => $"{p}:1 lies in a folder without a subject").ShouldHaveNone();

    [Fact]
    public void No_type_is_called_a_manager_a_base_or_a_helper() =>
        RepositoryTree.Sources.SelectMany(f => f.Every<BaseTypeDeclarationSyntax>()
            .Where(type => _suffixes.Any(s => type.Identifier.Text.EndsWith(s, StringComparison.Ordinal)))
            .Select(type => f.At(type, $"is called {type.Identifier.Text}"))).ShouldHaveNone();

    [Fact]
    public void Every_namespace_is_file_scoped_and_names_a_business_area() =>
        RepositoryTree.Sources.SelectMany(f => f.Every<BaseNamespaceDeclarationSyntax>()
            .Where(n => n is not FileScopedNamespaceDeclarationSyntax || !IsArea(n.Name.ToString()))
            .Select(n => f.At(n, $"is in namespace {n.Name}"))).ShouldHaveNone();

    private static Func<string, bool> Is(string[] names) =>
        name => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsArea(string name) => name == "RetailActors"
        || (name.Split('.') is ["RetailActors", var area, ..] && _areas.Contains(area));
}
