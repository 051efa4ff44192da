using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetailActors.Tests.House;

/// <summary>The configuration keys that the programs read, found in their sources.</summary>
public static class SettingKeys
{
    private const string Lane = "Payments:Providers:NAME:";
    private const string Account = "Accounts:NAME:";

    private static readonly string[] _programs = ["silo", "client/gateway", "client/sandbox", "grains"];
    private static readonly string[] _sections =
        ["Payments:Providers", "Sla:Email", "Storage:Archive", "Storage:Shards"];
    private static readonly string[] _children =
    [
        "ChannelsClosed", "Channels:NAME:Active", "Channels:NAME:Buffer", Lane + "BaseUrl", Account + "System",
        Account + "BaseUrl", Account + "Channel", Account + "Kinds", Lane + "Kind", "Channels:NAME:OwnPrices",
        "Channels:NAME:IncomingHorizonDays", "Channels:shopify:PollSeconds", "Webhooks:Senders:N:Source",
        "Webhooks:Development", "Sandbox:WebhookTarget", "Settlement:WindowDays", "Settlement:BankDays",
        "Settlement:ToleranceMinor", "Customers:Trust:Segment", "Customers:Trust:Active",
        Account + "StockPollSeconds", Account + "StockTenant", Account + "StockLagSeconds", "Webhooks:Out:N:Name",
        "Webhooks:Out:N:Url", "Webhooks:Out:N:Tenant",
        "Webhooks:Out:N:Types", "Webhooks:Out:N:Secrets", "Webhooks:Out:N:Concurrency", "Webhooks:Out:N:TimeoutMs",
        "Storage:Shards:N:Name", "Storage:Shards:N:ConnectionString", "Storage:Archive:AfterDays",
        "Storage:Archive:StreamsPerSecond",
        "Webhooks:Out:N:PatienceHours", "Webhooks:Out:N:QueueLimit", "Webhooks:Out:N:AllowPrivate",
        "Sla:NAME:TargetSeconds", "Sla:NAME:WarningPercent", "Sla:NAME:By:NAME:TargetSeconds", "Sla:LookSeconds",
        "Sla:Email:Host", "Sla:Email:Port", "Sla:Email:Security", "Sla:Email:User", "Sla:Email:Password",
        "Sla:Email:From", "Sla:Email:To", "Sla:Email:IntervalMinutes",
    ];

    private static readonly Lazy<HashSet<string>> _all = new(() =>
    [
        .. Literals(_ => true).Where(IsKey).Except(_sections).Where(key => !Covers(Lane + "BaseUrl", key)),
        .. Properties("GatewayOptions").Select(name => $"Gateway:{name}")
            .Where(key => key is not ("Gateway:Clients" or "Gateway:Admission")),
        .. Properties("AdmissionOptions").Select(name => $"Gateway:Admission:{name}"),
        .. Properties("ClientOptions").Select(name => $"Gateway:Clients:0:{name}"),
        .. Properties("PageOptions").Select(name => $"Page:{name}").Where(key => key != "Page:Oidc"),
        .. Properties("OidcOptions").Where(name => name != "IsOn").Select(name => $"Page:Oidc:{name}"),
        .. Literals(f => f.Name == "LaneOptions.cs").Where(IsPart).SelectMany(
            name => new[] { Lane + name, Account + name }),
        .. _children,
    ]);

    /// <summary>Every key; an item of a list as 0, a freely chosen name as NAME.</summary>
    public static IReadOnlyCollection<string> All => _all.Value;

    /// <summary>True when some program reads the key. A name chosen by the operator may stand for NAME.</summary>
    public static bool IsRead(string key) => All.Any(known => Covers(known, key));

    private static bool Covers(string known, string key)
    {
        var (k, other) = (known.Split(':'), key.Split(':'));
        return k.Length == other.Length && k.Zip(other).All(pair => pair.First == pair.Second || pair.First == "NAME");
    }

    private static bool IsKey(string text) => text.Contains(':') && text.Split(':').All(IsPart);

    private static bool IsPart(string text) =>
        text.Length > 0 && char.IsAsciiLetterUpper(text[0]) && text.All(char.IsAsciiLetterOrDigit);

    private static IEnumerable<string> Literals(Func<SourceFile, bool> which) => RepositoryTree.SourcesIn(_programs)
        .Where(which).SelectMany(f => f.Every<LiteralExpressionSyntax>())
        .Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression))
        .Select(literal => literal.Token.ValueText);

    private static IEnumerable<string> Properties(string type) => RepositoryTree.SourcesIn("client/gateway")
        .SelectMany(f => f.Every<ClassDeclarationSyntax>()).Where(t => t.Identifier.Text == type)
        .SelectMany(t => t.Members.OfType<PropertyDeclarationSyntax>())
        .Where(p => p.Modifiers.Any(m => m.Text == "public") && p.AccessorList is not null)
        .Select(p => p.Identifier.Text);
}
