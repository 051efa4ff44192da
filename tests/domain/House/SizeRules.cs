using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>What is short can be read.</summary>
public sealed class SizeRules
{
    private const int FunctionLines = 50;
    private const int FileLines = 300;
    private const int ProgramLines = 80;
    private const int LineCharacters = 120;

    [Fact]
    public void A_function_has_at_most_fifty_lines() =>
        RepositoryTree.Sources.SelectMany(f => Functions(f)
            .Select(node => (Node: node, Lines: Lines(node)))
            .Where(found => found.Lines > FunctionLines)
            .Select(found => f.At(found.Node, $"has {found.Lines} lines"))).ShouldHaveNone();

    [Fact]
    public void A_file_has_at_most_three_hundred_lines() =>
        RepositoryTree.Sources.Where(f => f.Lines.Length > FileLines)
            .Select(f => f.At(FileLines, $"has {f.Lines.Length} lines")).ShouldHaveNone();

    [Fact]
    public void A_Program_file_has_at_most_eighty_lines() =>
        RepositoryTree.Sources.Where(f => f.Name == "Program.cs" && f.Lines.Length > ProgramLines)
            .Select(f => f.At(ProgramLines, $"has {f.Lines.Length} lines")).ShouldHaveNone();

    [Fact]
    public void A_line_has_at_most_a_hundred_and_twenty_characters() =>
        RepositoryTree.Sources.SelectMany(f => f.Lines.Index()
            .Where(line => line.Item.Length > LineCharacters)
            .Select(line => f.At(line.Index, $"has {line.Item.Length} characters"))).ShouldHaveNone();

    private static IEnumerable<SyntaxNode> Functions(SourceFile file) => file.Root.DescendantNodes().Where(
        node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax);

    /// <summary>From the signature to the closing brace; the documentation above does not count.</summary>
    private static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
