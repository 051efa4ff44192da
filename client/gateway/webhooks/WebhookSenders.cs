using System.Text;

namespace RetailActors.Gateway;

/// <summary>A system that may send webhooks; an item of section <c>Webhooks</c>, list <c>Senders</c>.</summary>
public sealed class WebhookSenderOptions
{
    /// <summary><c>shopify</c>, <c>pos</c>, <c>psp</c>, <c>wms</c>.</summary>
    public string Source { get; set; } = "";

    /// <summary>Which one of them: for Shopify the shop's domain; for the others a name, or empty.</summary>
    public string Account { get; set; } = "";

    /// <summary>Whose data it sends.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>What it signs with; two while a secret is being changed.</summary>
    public List<string> Secrets { get; set; } = [];
}

/// <summary>One sender, with its secrets as bytes.</summary>
public sealed record WebhookSender(string Source, string Account, Tenant Tenant, IReadOnlyList<byte[]> Secrets);

/// <summary>The systems that may send webhooks. The tenant comes from here, never from a message.</summary>
public sealed class WebhookSenders
{
    /// <summary>Most secrets of a sender: the present one and its successor.</summary>
    public const int MaxSecrets = 2;

    /// <summary>The shop of the embedded default.</summary>
    public const string DevelopmentShop = "retailactors.myshopify.com";

    private const string DevelopmentShopSecret = "dev-shopify-secret";
    private const string DevelopmentSecret = "whsec_ZGV2LXNlY3JldC1kZXYtc2VjcmV0LWRldg==";
    private const string Prefix = "whsec_";

    private static readonly string[] _sources = ["shopify", "pos", "psp", "wms"];
    private readonly List<WebhookSender> _senders = [];

    private WebhookSenders() { }

    /// <summary>Reads the configuration; a mistake is told by its key.</summary>
    public static WebhookSenders From(IConfiguration configuration, bool production)
    {
        var section = configuration.GetSection("Webhooks");
        var senders = new WebhookSenders();
        var configured = section.GetSection("Senders").Get<List<WebhookSenderOptions>>() ?? [];
        for (var i = 0; i < configured.Count; i++)
        {
            senders.Add($"Webhooks:Senders:{i}", configured[i], production);
        }
        if (!production && section.GetValue("Development", true))
        {
            var demo = new Tenant("demo");
            senders._senders.Add(new WebhookSender(
                "shopify", DevelopmentShop, demo, [Encoding.UTF8.GetBytes(DevelopmentShopSecret)]));
            senders._senders.AddRange(_sources.Where(s => s != "shopify").Select(
                source => new WebhookSender(source, "", demo, [Decode(DevelopmentSecret)!])));
        }
        return senders;
    }

    /// <summary>Those whose secrets may have signed a message of this source.</summary>
    /// <param name="source">Kind of system.</param>
    /// <param name="account">Only this one; null for all of the kind.</param>
    public IEnumerable<WebhookSender> Of(string source, string? account) => _senders.Where(s =>
        s.Source == source && (account is null || s.Account.Equals(account, StringComparison.OrdinalIgnoreCase)));

    private void Add(string at, WebhookSenderOptions sender, bool production)
    {
        Require(_sources.Contains(sender.Source), $"{at}:Source", $"is none of {string.Join(", ", _sources)}");
        Require(Identifier.IsValid(sender.Tenant), $"{at}:Tenant", "is missing or not a valid id");
        Require(
            sender.Source != "shopify" || sender.Account.Length > 0, $"{at}:Account", "is missing: a shop's domain");
        Require(sender.Secrets.Count is >= 1 and <= MaxSecrets, $"{at}:Secrets", $"needs 1 to {MaxSecrets} items");
        var secrets = new List<byte[]>();
        for (var i = 0; i < sender.Secrets.Count; i++)
        {
            var text = sender.Secrets[i];
            Require(!production || text is not (DevelopmentSecret or DevelopmentShopSecret), $"{at}:Secrets:{i}",
                "is a development secret, which is refused in Production");
            var key = sender.Source == "shopify" ? Encoding.UTF8.GetBytes(text) : Decode(text);
            Require(key is { Length: >= 8 }, $"{at}:Secrets:{i}", "is too short, or not whsec_ with base64 after it");
            secrets.Add(key!);
        }
        _senders.Add(new WebhookSender(sender.Source, sender.Account, new Tenant(sender.Tenant), secrets));
    }

    private static byte[]? Decode(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length)
                ? bytes[..length]
                : null;
    }

    private static void Require(bool fine, string key, string wrong)
    {
        if (!fine)
        {
            throw new WrongSettingException($"{key} {wrong}.");
        }
    }
}
