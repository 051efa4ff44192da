using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>Constructs that hide something.</summary>
public sealed class CodeRules
{
    // In two pieces: this file is read by its own rules.
    private static readonly string[] _promises = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];

    [Fact]
    public void No_file_has_regions() =>
        RepositoryTree.Sources.SelectMany(f => f.Root.DescendantNodes(descendIntoTrivia: true)
            .OfType<RegionDirectiveTriviaSyntax>()
            .Select(region => f.At(region, "opens a region"))).ShouldHaveNone();

    [Fact]
    public void No_comment_promises_later_work() =>
        RepositoryTree.Sources.SelectMany(f => f.Lines.Index()
            .Where(line => _promises.Any(p => line.Item.Contains(p, StringComparison.Ordinal)))
            .Select(line => f.At(line.Index, line.Item.Trim()))).ShouldHaveNone();

    [Fact]
    public void No_catch_is_empty() =>
        RepositoryTree.Sources.SelectMany(f => f.Every<CatchClauseSyntax>()
            .Where(c => c.Block.Statements.Count == 0 && !Explains(c.Block))
            .Select(c => f.At(c, "swallows an exception without a word"))).ShouldHaveNone();

    [Fact]
    public void Whoever_waits_for_a_completion_source_never_runs_on_the_thread_that_completes_it() =>
        // A simulator in the tests completes in place on purpose: its order of steps is the point.
        RepositoryTree.SourcesIn("grains", "grain-interfaces", "client", "silo").SelectMany(f => Completions(f)
            .Where(made => !made.ToString().Contains("RunContinuationsAsynchronously", StringComparison.Ordinal))
            .Select(made => f.At(made, "lacks TaskCreationOptions.RunContinuationsAsynchronously"))).ShouldHaveNone();

    [Fact]
    public void No_grain_shell_leaves_the_turn_of_its_grain() =>
        RepositoryTree.SourcesIn("grains/actors").Where(IsShell).SelectMany(f => f.Every<InvocationExpressionSyntax>()
            .Where(call => call.ToString().EndsWith("ConfigureAwait(false)", StringComparison.Ordinal))
            .Select(call => f.At(call, "continues off the turn"))).ShouldHaveNone();

    [Fact]
    public void No_amount_of_money_is_a_floating_point_number() =>
        RepositoryTree.SourcesIn("grains", "grain-interfaces", "client/gateway", "client/sandbox")
            .SelectMany(f => f.Every<PredefinedTypeSyntax>()
                .Where(type => IsFloating(type) && IsNearMoney(type))
                .Select(type => f.At(type, $"is {type.Keyword.Text} beside money"))).ShouldHaveNone();

    [Fact]
    public void No_type_name_is_ever_read_from_data()
    {
        string[] dangers = ["TypeName" + "Handling", "\"$" + "type\"", "Binary" + "Formatter"];
        RepositoryTree.SourcesIn("grains", "grain-interfaces", "client", "silo").SelectMany(f => f.Lines.Index()
            .Where(line => dangers.Any(d => line.Item.Contains(d, StringComparison.Ordinal)))
            .Select(line => f.At(line.Index, line.Item.Trim()))).ShouldHaveNone();
    }

    /// <summary>A comment inside says why nothing has to be done; a catch without a type never counts.</summary>
    private static bool Explains(BlockSyntax block) =>
        block.Parent is CatchClauseSyntax { Declaration: not null } && block.DescendantTrivia()
            .Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));

    private static IEnumerable<SyntaxNode> Completions(SourceFile file) =>
        file.Every<ObjectCreationExpressionSyntax>().Where(n => IsCompletion(n.Type)).Cast<SyntaxNode>()
            .Concat(file.Every<BaseListSyntax>().Where(b => b.Types.Any(t => IsCompletion(t.Type))))
            .Concat(file.Every<ImplicitObjectCreationExpressionSyntax>().Where(n =>
                n.FirstAncestorOrSelf<VariableDeclarationSyntax>() is { } declared && IsCompletion(declared.Type)));

    private static bool IsCompletion(TypeSyntax type) =>
        type.ToString().StartsWith("TaskCompletionSource", StringComparison.Ordinal);

    private static bool IsShell(SourceFile file) => file.Name is "Ledger.cs" or "OrderCalls.cs"
        || file.Name.EndsWith("Grain.cs", StringComparison.Ordinal)
        || file.Name.EndsWith("Grains.cs", StringComparison.Ordinal)
        || file.Name.EndsWith("Process.cs", StringComparison.Ordinal);

    private static bool IsFloating(PredefinedTypeSyntax type) =>
        type.Keyword.Kind() is SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword or SyntaxKind.DecimalKeyword;

    /// <summary>In one statement or member with Money or minor units.</summary>
    private static bool IsNearMoney(PredefinedTypeSyntax type)
    {
        SyntaxNode? around = type.FirstAncestorOrSelf<StatementSyntax>(s => s is not BlockSyntax);
        around ??= type.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not BaseTypeDeclarationSyntax);
        return around is not null && around.DescendantTokens().Any(token => token.Text is "Money" or "Minor");
    }
}
