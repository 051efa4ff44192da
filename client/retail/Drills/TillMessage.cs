using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Retail.Drills;

/// <summary>A till's CloudEvent, signed as in Standard Webhooks.</summary>
internal static class TillMessage
{
    public static HttpRequestMessage Signed(Uri address, string id, string body, byte[] secret)
    {
        var stamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{stamp}.{body}")));
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json"),
        };
        message.Headers.TryAddWithoutValidation("webhook-id", id);
        message.Headers.TryAddWithoutValidation("webhook-timestamp", stamp);
        message.Headers.TryAddWithoutValidation("webhook-signature", $"v1,{signature}");
        return message;
    }
}
