using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>The configuration keys that the programs read, found in their sources.</summary>
public static class SettingKeys
{
    private static readonly string[] _programs = ["silo", "client/gateway", "client/sandbox", "grains"];

    private static readonly Lazy<HashSet<string>> _literals = new(() => Literals()
        .Where(text => text.Contains(':') && text.Split(':').All(part => part.Length > 0 && part.All(IsKeyCharacter)))
        .ToHashSet(StringComparer.Ordinal));

    private static readonly Lazy<HashSet<string>> _options = new(() =>
        [.. Options("GatewayOptions").Select(name => $"Gateway:{name}"),
            .. Options("ClientOptions").Select(name => $"Gateway:Clients:0:{name}"),
            .. Options("LaneOptions").Select(name => $"Payments:Providers:NAME:{name}")]);

    private static readonly string[] _channels = ["ChannelsClosed", "Channels:NAME:Active", "Channels:NAME:Buffer"];

    /// <summary>Every key; an item of a list as 0, a freely chosen name as NAME.</summary>
    public static IReadOnlyCollection<string> All => [.. _literals.Value, .. _options.Value, .. _channels];

    /// <summary>True when some program reads the key. A name chosen by the operator may stand for NAME.</summary>
    public static bool IsRead(string key) => All.Any(known => Covers(known, key));

    /// <summary>True when a key is an instance of a known one.</summary>
    public static bool Covers(string known, string key) => Fits(known.Split(':'), key.Split(':'));

    private static bool Fits(string[] known, string[] key) => known.Length == key.Length
        && known.Zip(key).All(pair => pair.First == pair.Second || pair.First is "NAME" or "0");

    private static bool IsKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c);

    private static IEnumerable<string> Literals() => RepositoryTree.SourcesIn(_programs)
        .SelectMany(f => f.Every<LiteralExpressionSyntax>())
        .Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression))
        .Select(literal => literal.Token.ValueText);

    private static IEnumerable<string> Options(string type) => RepositoryTree.SourcesIn(_programs)
        .SelectMany(f => f.Every<TypeDeclarationSyntax>()).Where(t => t.Identifier.Text == type)
        .SelectMany(t => t.Members.OfType<PropertyDeclarationSyntax>().Select(p => p.Identifier.Text)
            .Concat(t.ParameterList?.Parameters.Select(p => p.Identifier.Text) ?? []));
}
