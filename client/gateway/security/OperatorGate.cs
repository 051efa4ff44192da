using System.Text;

namespace RetailActors.Gateway;

/// <summary>
/// Asks for an API key with the scope <c>cluster:read</c> before a page that shows the cluster, with the data of all
/// tenants. A browser asks for a name and a password: the key is the password, the name does not matter.
/// </summary>
public sealed class OperatorGate(ApiClients clients, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LongestHeader = 2_048;

    /// <summary>The middleware: 401 without a key, 403 without the scope.</summary>
    public Task Serve(HttpContext http, RequestDelegate next)
    {
        var header = http.Request.Headers.Authorization;
        var client = header.Count == 1 && Key(header[0]!) is { } key ? clients.Find(key, time.GetUtcNow()) : null;
        // Neither a cache nor another site's frame gets to see it.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        if (client is null)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"RetailActors cluster\", charset=\"UTF-8\"";
            return ErrorPages.Write(http, Problems.Unauthenticated);
        }
        return (client.Scopes & Scopes.ClusterRead) == 0
            ? ErrorPages.Write(http, Problems.Forbidden(Scopes.ClusterRead))
            : next(http);
    }

    private static string? Key(string header)
    {
        if (header.Length > LongestHeader)
        {
            return null;
        }
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        Span<byte> decoded = stackalloc byte[LongestHeader];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), decoded, out var length))
        {
            return null;
        }
        var pair = Encoding.UTF8.GetString(decoded[..length]);
        return pair.IndexOf(':') is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }
}
