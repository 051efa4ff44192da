using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Adapters.Webhooks;

/// <summary>The symmetric signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body.</summary>
public static class StandardSignature
{
    /// <summary>Header with the id, the same at every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of the attempt, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with a signature per secret.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>The time as it is signed and sent.</summary>
    public static string Timestamp(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary><c>v1,BASE64</c> for each secret, separated by blanks. A receiver accepts any of them, so a secret is
    /// changed without a moment in which nothing fits.</summary>
    public static string Of(string id, string timestamp, ReadOnlySpan<byte> body, IEnumerable<byte[]> secrets)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(s => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(s, signed))}"));
    }
}
