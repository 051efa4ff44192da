using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace RetailActors.Gateway;

/// <summary>Checks who has signed a webhook: on the raw bytes, in constant time.</summary>
public static class Signatures
{
    /// <summary>How far the sender's clock may be from ours.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Most signatures looked at in one request; a sender that changes its secret sends two.</summary>
    public const int MaxSignatures = 8;

    private const int LongestId = 256;
    private const string Version = "v1,";

    /// <summary>Shopify: base64 of HMAC-SHA256 over the body.</summary>
    public static bool IsShopifys(StringValues header, ReadOnlySpan<byte> body, WebhookSender sender)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return header.Count == 1 && TryDecode(header[0], given) && Matches(body, sender, given);
    }

    /// <summary>Standard Webhooks: <c>v1,</c> and base64 of HMAC-SHA256 over id, timestamp and body.</summary>
    public static bool IsStandard(IHeaderDictionary headers, ReadOnlySpan<byte> body, WebhookSender sender)
    {
        var (id, stamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        var signed = new byte[Encoding.UTF8.GetByteCount(id) + Encoding.UTF8.GetByteCount(stamp) + 2 + body.Length];
        var at = Encoding.UTF8.GetBytes($"{id}.{stamp}.", signed);
        body.CopyTo(signed.AsSpan(at));
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        var found = false;
        foreach (var text in Given(headers["webhook-signature"]))
        {
            // All are tried, so the time does not tell which one was right.
            found |= TryDecode(text, given) & Matches(signed, sender, given);
        }
        return found;
    }

    /// <summary>True when the id is usable and the timestamp close enough to now.</summary>
    public static bool IsTimely(IHeaderDictionary headers, DateTimeOffset now)
    {
        var id = headers["webhook-id"];
        return id.Count == 1 && id[0] is { Length: > 0 and <= LongestId }
            && headers["webhook-timestamp"] is [{ } text]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Int128.Abs(now.ToUnixTimeSeconds() - (Int128)seconds) <= Tolerance.Ticks / TimeSpan.TicksPerSecond;
    }

    private static IEnumerable<string> Given(StringValues headers) => headers
        .SelectMany(h => (h ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(s => s.StartsWith(Version, StringComparison.Ordinal)).Take(MaxSignatures)
        .Select(s => s[Version.Length..]);

    private static bool TryDecode(string? text, Span<byte> bytes) =>
        text is not null && Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length;

    private static bool Matches(ReadOnlySpan<byte> signed, WebhookSender sender, ReadOnlySpan<byte> given)
    {
        Span<byte> ours = stackalloc byte[SHA256.HashSizeInBytes];
        var found = false;
        foreach (var secret in sender.Secrets)
        {
            HMACSHA256.HashData(secret, signed, ours);
            found |= CryptographicOperations.FixedTimeEquals(ours, given);
        }
        return found;
    }
}
