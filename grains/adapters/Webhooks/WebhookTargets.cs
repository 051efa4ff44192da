using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using RetailActors.Events;
using RetailActors.Webhooks;

namespace RetailActors.Adapters.Webhooks;

/// <summary>One endpoint of a third party, as configured and checked.</summary>
/// <param name="Key">Tenant and name.</param>
/// <param name="Url">Where to; https, or http in Development.</param>
/// <param name="Types">Types of events that it gets.</param>
/// <param name="Secrets">One, or two while it is being changed; both sign.</param>
/// <param name="Concurrency">Calls in flight, of all silos together.</param>
/// <param name="Timeout">Of one attempt.</param>
/// <param name="Patience">How long there are attempts.</param>
/// <param name="QueueLimit">Deliveries that may wait.</param>
/// <param name="AllowPrivate">Addresses that are not public may be called.</param>
public sealed record WebhookTarget(
    EndpointKey Key, Uri Url, FrozenSet<string> Types, ImmutableArray<byte[]> Secrets, int Concurrency,
    TimeSpan Timeout, TimeSpan Patience, int QueueLimit, bool AllowPrivate);

/// <summary>The configured endpoints; section <c>Webhooks</c>, list <c>Out</c>.</summary>
public sealed class WebhookTargets
{
    /// <summary>Most endpoints of all tenants.</summary>
    public const int MaxTargets = 256;

    /// <summary>Most endpoints that one event goes to.</summary>
    public const int MaxPerTenant = 32;

    /// <summary>Most secrets of an endpoint: the present one and its successor.</summary>
    public const int MaxSecrets = 2;

    private const string Prefix = "whsec_";

    private readonly FrozenDictionary<EndpointKey, WebhookTarget> _byKey;
    private readonly FrozenDictionary<Tenant, ImmutableArray<WebhookTarget>> _byTenant;

    private WebhookTargets(List<WebhookTarget> targets)
    {
        _byKey = targets.ToFrozenDictionary(t => t.Key);
        _byTenant = targets.GroupBy(t => t.Key.Tenant).ToFrozenDictionary(
            g => g.Key, g => g.OrderBy(t => t.Key.Name, StringComparer.Ordinal).ToImmutableArray());
        Families = targets.SelectMany(t => t.Types).Select(name => EventType.Find(name)!.Family).ToFrozenSet();
    }

    /// <summary>Stream namespaces in which somebody wants something.</summary>
    public FrozenSet<string> Families { get; }

    /// <summary>The endpoint, or null when it is not configured (any more).</summary>
    public WebhookTarget? Find(EndpointKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The endpoints of a tenant, by name.</summary>
    public ImmutableArray<WebhookTarget> Of(Tenant tenant) => _byTenant.GetValueOrDefault(tenant, []);

    /// <summary>Reads and checks; throws with the key that is wrong.</summary>
    /// <param name="configuration">The host's.</param>
    /// <param name="development">Plain http is allowed.</param>
    /// <exception cref="AccountSettingException">A value is wrong or missing.</exception>
    public static WebhookTargets Read(IConfiguration configuration, bool development)
    {
        var targets = new List<WebhookTarget>();
        foreach (var section in configuration.GetSection("Webhooks").GetSection("Out").GetChildren())
        {
            var target = Target(section, development);
            Require(targets.All(t => t.Key != target.Key), section, "Name", "is there twice for one tenant");
            targets.Add(target);
            Require(targets.Count <= MaxTargets, section, "Name", $"is one more than {MaxTargets}");
            Require(targets.Count(t => t.Key.Tenant == target.Key.Tenant) <= MaxPerTenant, section, "Name",
                $"is one more than {MaxPerTenant} of a tenant");
        }
        return new WebhookTargets(targets);
    }

    private static WebhookTarget Target(IConfigurationSection at, bool development)
    {
        var (name, tenant) = (at["Name"], at["Tenant"]);
        Require(Identifier.IsValid(name), at, "Name", "is missing or not a valid id");
        Require(Identifier.IsValid(tenant), at, "Tenant", "is missing or not a valid id");
        return new WebhookTarget(
            new EndpointKey(new Tenant(tenant!), name!), Url(at, development), Types(at), Secrets(at),
            Number(at, "Concurrency", 4, 1, 64),
            TimeSpan.FromMilliseconds(Number(at, "TimeoutMs", 15_000, 100, 30_000)),
            TimeSpan.FromHours(Number(at, "PatienceHours", 72, 1, 720)),
            Number(at, "QueueLimit", 100_000, 1, 10_000_000), Flag(at, "AllowPrivate"));
    }

    private static Uri Url(IConfigurationSection at, bool development)
    {
        var fine = Uri.TryCreate(at["Url"], UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (development && url.Scheme == Uri.UriSchemeHttp))
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0;
        // The value stays out of the message: an address may be a secret.
        Require(fine, at, "Url", "must be an https address (or http in Development) without user and fragment");
        return url!;
    }

    /// <summary>Names, <c>FAMILY.*</c> or <c>*</c>; a list, or separated by commas.</summary>
    private static FrozenSet<string> Types(IConfigurationSection at)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in Items(at, "Types"))
        {
            var found = EventType.All.Where(t => pattern == "*" || pattern == t.Name
                || (pattern.EndsWith(".*", StringComparison.Ordinal)
                    && t.Name.StartsWith(pattern[..^1], StringComparison.Ordinal))).ToList();
            Require(found.Count > 0, at, "Types", $"has '{pattern}', which is no type of event");
            types.UnionWith(found.Select(t => t.Name));
        }
        Require(types.Count > 0, at, "Types", "is missing");
        return types.ToFrozenSet(StringComparer.Ordinal);
    }

    private static ImmutableArray<byte[]> Secrets(IConfigurationSection at)
    {
        var texts = Items(at, "Secrets");
        Require(texts.Count is >= 1 and <= MaxSecrets, at, "Secrets", $"needs 1 to {MaxSecrets} items");
        return
        [
            .. texts.Select(text =>
            {
                var bytes = new byte[text.Length];
                var fine = text.StartsWith(Prefix, StringComparison.Ordinal)
                    && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)
                    && length is >= 24 and <= 64;
                Require(fine, at, "Secrets", $"has one that is not {Prefix} with 24 to 64 bytes in base64 after it");
                return Convert.FromBase64String(text[Prefix.Length..]);
            }),
        ];
    }

    private static IReadOnlyList<string> Items(IConfigurationSection at, string name) => at[name] is { } text
        ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [.. at.GetSection(name).GetChildren().Select(c => c.Value).OfType<string>()];

    private static int Number(IConfigurationSection at, string name, int otherwise, int from, int to)
    {
        if (at[name] is not { } text)
        {
            return otherwise;
        }
        Require(int.TryParse(text, out var number) && number >= from && number <= to, at, name,
            $"must be a number from {from} to {to}");
        return number;
    }

    private static bool Flag(IConfigurationSection at, string name)
    {
        Require(at[name] is null || bool.TryParse(at[name], out _), at, name, "can be true or false");
        return at[name] is { } text && bool.Parse(text);
    }

    private static void Require(bool fine, IConfigurationSection at, string name, string wrong)
    {
        if (!fine)
        {
            throw new AccountSettingException($"{at.Path}:{name} {wrong}.");
        }
    }
}
