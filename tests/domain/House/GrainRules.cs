using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>A grain is a shell: what is decided is decided in grains/domain.</summary>
public sealed class GrainRules
{
    private const int MethodLines = 25;
    private static readonly string[] _outOfThinAir =
        ["DateTimeOffset.UtcNow", "DateTimeOffset.Now", "DateTime.UtcNow", "DateTime.Now", "Guid.NewGuid"];

    private static readonly string[] _outside = ["HttpClient", "NpgsqlConnection", "SqliteConnection", "File"];

    private static IEnumerable<(SourceFile File, ClassDeclarationSyntax Class)> Grains =>
        RepositoryTree.SourcesIn("grains/actors").SelectMany(f => f.Every<ClassDeclarationSyntax>()
            .Where(IsGrain)
            .Select(c => (f, c)));

    [Fact]
    public void There_are_grains_to_look_at() => Grains.Count().ShouldBeGreaterThan(5);

    [Fact]
    public void Every_grain_is_sealed() =>
        Grains.Where(g => !g.Class.Modifiers.Any(SyntaxKind.SealedKeyword))
            .Select(g => g.File.At(g.Class, $"{g.Class.Identifier.Text} is not sealed")).ShouldHaveNone();

    [Fact]
    public void Every_grain_derives_from_Grain_itself() =>
        Grains.Where(g => FirstBase(g.Class) != "Grain")
            .Select(g => g.File.At(g.Class, $"{g.Class.Identifier.Text} has another base")).ShouldHaveNone();

    [Fact]
    public void Every_method_of_a_grain_is_short() =>
        Grains.SelectMany(g => g.Class.Members.OfType<MethodDeclarationSyntax>()
            .Where(m => Lines(m) > MethodLines)
            .Select(m => g.File.At(m, $"has {Lines(m)} lines"))).ShouldHaveNone();

    [Fact]
    public void No_grain_reaches_outside_by_itself() =>
        Grains.SelectMany(g => g.Class.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => _outside.Contains(name.Identifier.Text))
            .Select(name => g.File.At(name, $"uses {name}"))).ShouldHaveNone();

    [Fact]
    public void No_grain_reads_a_clock_of_its_own() =>
        RepositoryTree.SourcesIn("grains", "client/gateway").SelectMany(f => f.Every<MemberAccessExpressionSyntax>()
            .Where(a => _outOfThinAir.Contains(a.ToString()))
            .Select(a => f.At(a, $"uses {a}; take the TimeProvider, derive the id"))).ShouldHaveNone();

    private static bool IsGrain(ClassDeclarationSyntax type) => FirstBase(type) == "Grain"
        || type.Identifier.Text.EndsWith("Grain", StringComparison.Ordinal);

    private static string? FirstBase(ClassDeclarationSyntax type) => type.BaseList?.Types[0].Type.ToString();

    private static int Lines(MethodDeclarationSyntax method)
    {
        var span = method.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
