using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace RetailActors.Gateway;

/// <summary>Styles, scripts and pictures of the page, out of this assembly: nothing comes from another host.</summary>
public static class PageAssets
{
    private const string Prefix = "page/";
    private const string Forever = "public, max-age=31536000, immutable";

    private static readonly FrozenDictionary<string, Lazy<Asset>> _assets =
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Prefix.Length..], name => new Lazy<Asset>(() => Load(name)), StringComparer.Ordinal);

    /// <summary>The address of an asset; it changes with its content.</summary>
    public static string Address(string name) => $"page/{name}?v={_assets[name].Value.Version}";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/page/{name}", ["GET", "HEAD"], static http =>
            Serve(http, http.Request.RouteValues["name"] as string ?? "")).ExcludeFromDescription();
        routes.MapMethods("/_framework/blazor.web.js", ["GET", "HEAD"], static http =>
            Serve(http, "blazor.web.js")).ExcludeFromDescription();
        routes.MapMethods("/favicon.ico", ["GET", "HEAD"], static http =>
            Serve(http, "icon.svg")).ExcludeFromDescription();
    }

    private static Task Serve(HttpContext http, string name)
    {
        if (!_assets.TryGetValue(name, out var known))
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
        var (asset, headers) = (known.Value, http.Response.Headers);
        headers.XContentTypeOptions = "nosniff";
        headers.ETag = $"\"{asset.Version}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        // An address without the version must be asked about again after an update.
        headers.CacheControl = http.Request.Query["v"] == asset.Version ? Forever : "no-cache";
        if (http.Request.Headers.IfNoneMatch.Contains($"\"{asset.Version}\""))
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }
        var small = http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (small)
        {
            headers.ContentEncoding = "br";
        }
        var body = small ? asset.Brotli : asset.Plain;
        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static Asset Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(plain);
        }
        var version = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 8));
        return new Asset(plain, packed.ToArray(), version, TypeOf(name));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record Asset(byte[] Plain, byte[] Brotli, string Version, string Type);
}
