using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Resilience;
using RetailActors.Postings;

namespace RetailActors.Adapters;

/// <summary>The settings of one account, checked.</summary>
internal sealed record AccountSettings(AccountRule Rule, ISystemKind System, LaneOptions Lane)
{
    private static readonly ImmutableDictionary<string, DocumentKind> _kinds = Enum.GetValues<DocumentKind>()
        .Where(k => k != DocumentKind.Unknown)
        .ToImmutableDictionary(k => JsonNamingPolicy.KebabCaseLower.ConvertName(k.ToString()), StringComparer.Ordinal);

    /// <summary>The accounts that exist without configuration while the sandbox is on, with their systems.</summary>
    public static readonly ImmutableArray<(string Name, string System, string? Channel)> Standard =
    [
        ("erp", "dynamics365", null), ("pos", "pos", null), ("storefront", "shopify", "shopify"), ("wms", "wms", null),
        ("tax", "tax", null), ("finance", "finance", null), ("crm", "crm", null), ("events", "events", null),
    ];

    /// <summary>Reads one account; throws with the key that is wrong.</summary>
    public static AccountSettings Read(
        IConfigurationSection section, ISystemKind system, string? channel, bool sandbox)
    {
        var able = system.Capability;
        var standard = new LaneOptions
        {
            Concurrency = Math.Max(1, able.Concurrency), RatePerSecond = able.RatePerSecond,
            Timeout = TimeSpan.FromMilliseconds(able.TimeoutMs), BreakerMinimumThroughput = 10, QueueLimit = 4_096,
        };
        var lane = LaneOptions.Read(section, standard);
        if (able.RatePerSecond > 0 && (lane.RatePerSecond == 0 || lane.RatePerSecond > able.RatePerSecond))
        {
            throw Wrong(section, "RatePerSecond", $"must be 1 to {able.RatePerSecond}, what {system.System} takes");
        }
        if (able.Concurrency > 0 && lane.Concurrency > able.Concurrency)
        {
            throw Wrong(section, "Concurrency", $"must be 1 to {able.Concurrency}, what {system.System} takes");
        }
        if (section["BaseUrl"] is null && !sandbox && system.SandboxPath.Length > 0)
        {
            throw Wrong(section, "BaseUrl", "is missing");
        }
        if (section["BaseUrl"] is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            throw Wrong(section, "BaseUrl", "must be an http or https address");
        }
        var only = section["Channel"] ?? channel;
        return new AccountSettings(
            new AccountRule(section.Key, system.System, Kinds(section, system),
                only is null ? null : new Channel(only), lane.RatePerSecond),
            system, lane);
    }

    private static ImmutableHashSet<DocumentKind> Kinds(IConfigurationSection section, ISystemKind system)
    {
        var text = section["Kinds"] ?? string.Join(
            ',', section.GetSection("Kinds").GetChildren().Select(child => child.Value));
        if (text.Length == 0)
        {
            return system.Capability.Kinds;
        }
        var kinds = ImmutableHashSet.CreateBuilder<DocumentKind>();
        foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            kinds.Add(_kinds.TryGetValue(name, out var kind) && system.Capability.Kinds.Contains(kind)
                ? kind
                : throw Wrong(section, "Kinds", $"has '{name}', which {system.System} does not take"));
        }
        return kinds.ToImmutable();
    }

    private static AccountSettingException Wrong(IConfigurationSection section, string name, string what) =>
        new($"{section.Path}:{name} {what}{(section[name] is { } text ? $", but is '{text}'" : "")}.");
}
