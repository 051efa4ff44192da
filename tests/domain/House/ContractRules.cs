using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>The contracts in grain-interfaces can be used without reading what is behind them.</summary>
public sealed class ContractRules
{
    private static IEnumerable<(SourceFile File, MethodDeclarationSyntax Method)> Methods =>
        RepositoryTree.SourcesIn("grain-interfaces").SelectMany(f => f.Every<InterfaceDeclarationSyntax>()
            .Where(i => i.BaseList?.ToString().Contains("IGrainWith", StringComparison.Ordinal) == true)
            .SelectMany(i => i.Members.OfType<MethodDeclarationSyntax>())
            .Select(m => (f, m)));

    private static IEnumerable<(SourceFile File, EnumDeclarationSyntax Enum)> Enums =>
        RepositoryTree.SourcesIn("grain-interfaces")
            .SelectMany(f => f.Every<EnumDeclarationSyntax>().Select(e => (f, e)));

    [Fact]
    public void There_are_contracts_to_look_at() => Methods.Count().ShouldBeGreaterThan(20);

    [Fact]
    public void Every_method_of_a_grain_interface_says_what_it_does() =>
        Methods.Where(m => !Documentation(m.Method).Contains("<summary>", StringComparison.Ordinal))
            .Select(m => m.File.At(m.Method, $"{m.Method.Identifier} has no <summary>")).ShouldHaveNone();

    [Fact]
    public void Every_method_that_changes_something_says_what_it_may_answer() =>
        Methods.Where(m => Answers(m.Method) && !Has(m.Method, "ReadOnly") && !Explains(Documentation(m.Method)))
            .Select(m => m.File.At(m.Method, $"{m.Method.Identifier} has neither <returns> nor <remarks>"))
            .ShouldHaveNone();

    [Fact]
    public void Every_method_of_a_grain_interface_has_a_name_on_the_wire_of_its_own() =>
        Methods.Where(m => !Has(m.Method, "Alias"))
            .Select(m => m.File.At(m.Method, $"{m.Method.Identifier} has no [Alias]")).ShouldHaveNone();

    [Fact]
    public void Every_type_that_goes_over_the_wire_has_a_name_of_its_own() =>
        RepositoryTree.SourcesIn("grain-interfaces", "grains").SelectMany(f => f.Every<BaseTypeDeclarationSyntax>()
            .Where(type => Has(type, "GenerateSerializer") && !Has(type, "Alias"))
            .Select(type => f.At(type, $"{type.Identifier} has no [Alias]"))).ShouldHaveNone();

    [Fact]
    public void No_two_types_have_one_name_on_the_wire() =>
        RepositoryTree.SourcesIn("grain-interfaces", "grains").SelectMany(f => f.Every<TypeDeclarationSyntax>()
                .SelectMany(type => Attributes(type.AttributeLists, "Alias")
                    .Select(alias => (Name: alias.ArgumentList!.ToString(), At: f.At(type, type.Identifier.Text)))))
            .GroupBy(found => found.Name).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(s => s.At))}").ShouldHaveNone();

    [Fact]
    public void Every_enum_has_a_first_member_for_names_it_does_not_know() =>
        Enums.Where(e => e.Enum.Members.FirstOrDefault()?.Identifier.Text != "Unknown")
            .Select(e => e.File.At(e.Enum, $"{e.Enum.Identifier} does not start with Unknown")).ShouldHaveNone();

    [Fact]
    public void Every_enum_is_stored_by_name() =>
        Enums.Where(e => !Converts(e.Enum))
            .Select(e => e.File.At(e.Enum, $"{e.Enum.Identifier} has no JsonStringEnumConverter")).ShouldHaveNone();

    private static bool Converts(EnumDeclarationSyntax type) => type.AttributeLists.ToString()
        .Contains($"JsonStringEnumConverter<{type.Identifier}>", StringComparison.Ordinal);

    private static bool Answers(MethodDeclarationSyntax method) =>
        method.ReturnType is GenericNameSyntax { TypeArgumentList.Arguments: [var answer] }
        && answer.ToString().EndsWith("Result", StringComparison.Ordinal);

    /// <summary>A summary that is nothing but a reference to another method takes over its answers.</summary>
    private static bool Explains(string documentation) =>
        documentation.Contains("<returns>", StringComparison.Ordinal)
        || documentation.Contains("<remarks>", StringComparison.Ordinal)
        || documentation.Contains("<summary>As <see cref", StringComparison.Ordinal);

    private static string Documentation(SyntaxNode node) => node.GetLeadingTrivia().ToFullString();

    private static bool Has(MemberDeclarationSyntax member, string attribute) =>
        Attributes(member.AttributeLists, attribute).Any();

    private static IEnumerable<AttributeSyntax> Attributes(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).Where(a => a.Name.ToString() == name);
}
