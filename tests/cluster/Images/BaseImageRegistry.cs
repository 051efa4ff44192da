using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RetailActors.Tests.Images;

/// <summary>A registry on this machine that has one base image with next to nothing in it. The SDK takes it where the
/// network ends at this machine; the .NET runtime that the real one brings is then this machine's own.</summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly WebApplication _app;
    private readonly Dictionary<string, byte[]> _blobs;
    private readonly byte[] _manifest;

    private BaseImageRegistry(WebApplication app)
    {
        var tar = Tar();
        var layer = Compressed(tar);
        var config = Json(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = (string[])["PATH=/usr/local/bin:/usr/bin:/bin", "APP_UID=1654"] },
            rootfs = new { type = "layers", diff_ids = (string[])[Digest(tar)] },
        });
        _manifest = Json(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = Part("application/vnd.docker.container.image.v1+json", config),
            layers = (object[])[Part("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
        });
        (_app, _blobs) = (app, new() { [Digest(config)] = config, [Digest(layer)] = layer });
    }

    /// <summary>Host and port.</summary>
    public string Name => new Uri(_app.Urls.Single()).Authority;

    public static async Task<BaseImageRegistry> Start()
    {
        var registry = new BaseImageRegistry(LoopbackServer.Create().Build());
        registry._app.MapGet("/v2/{**path}", (RequestDelegate)registry.Answer);
        await registry._app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var isManifest = path.Contains("/manifests/", StringComparison.Ordinal);
        if ((isManifest ? _manifest : _blobs.GetValueOrDefault(path.Split('/')[^1])) is not { } content)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = isManifest ? ManifestType : "application/octet-stream";
        http.Response.ContentLength = content.Length;
        http.Response.Headers["Docker-Content-Digest"] = Digest(content);
        await http.Response.Body.WriteAsync(content);
    }

    private static object Part(string mediaType, byte[] content) =>
        new { mediaType, size = content.Length, digest = Digest(content) };

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static byte[] Tar()
    {
        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd")
            {
                DataStream = new MemoryStream(Encoding.ASCII.GetBytes("app:x:1654:1654::/home/app:/bin/sh\n")),
            });
        }
        return content.ToArray();
    }

    private static byte[] Compressed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
