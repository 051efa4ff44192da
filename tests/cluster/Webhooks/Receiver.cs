using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RetailActors.Tests.Webhooks;

/// <summary>What a receiver got in one request.</summary>
internal sealed record Received(
    string Id, string Timestamp, string Signature, string ContentType, string? TraceParent, string Body);

/// <summary>A third party's receiver on this machine: keeps every request and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _requests = new();
    private int _now;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What it answers; may take its time.</summary>
    public Func<Received, HttpResponse, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public IReadOnlyList<Received> Requests => [.. _requests];

    /// <summary>Most requests that were there at once.</summary>
    public int MostAtOnce { get; private set; }

    public string Url => $"{_app.Urls.First()}/in/secret-path";

    public static async Task<Receiver> Start(int port = 0)
    {
        var receiver = new Receiver(LoopbackServer.Create(port).Build());
        receiver._app.MapPost("/in/secret-path", (RequestDelegate)receiver.Take);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Always this status.</summary>
    public void Says(int status) => Answer = (_, _) => Task.FromResult(status);

    public async Task<IReadOnlyList<Received>> Until(int requests, CancellationToken cancel)
    {
        while (_requests.Count < requests)
            await Task.Delay(20, cancel);
        return Requests;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        lock (_requests)
            MostAtOnce = Math.Max(MostAtOnce, ++_now);
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var headers = http.Request.Headers;
        var received = new Received(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(),
            headers["webhook-signature"].ToString(), http.Request.ContentType ?? "", headers["traceparent"],
            await reader.ReadToEndAsync());
        _requests.Enqueue(received);
        http.Response.StatusCode = await Answer(received, http.Response);
        lock (_requests)
            _now--;
    }
}

/// <summary>Verifies signatures from the text of the specification, without anything of ours: HMAC by its definition
/// (RFC 2104) over the plain hash.</summary>
internal static class Verifier
{
    public static bool Fits(Received r, byte[] secret) => r.Signature.Split(' ').Contains(
        "v1," + Convert.ToBase64String(Hmac(secret, Encoding.UTF8.GetBytes($"{r.Id}.{r.Timestamp}.{r.Body}"))));

    private static byte[] Hmac(byte[] key, byte[] text)
    {
        const int block = 64;
        var padded = new byte[block];
        (key.Length > block ? SHA256.HashData(key) : key).CopyTo(padded, 0);
        var inner = SHA256.HashData([.. padded.Select(b => (byte)(b ^ 0x36)), .. text]);
        return SHA256.HashData([.. padded.Select(b => (byte)(b ^ 0x5c)), .. inner]);
    }
}

/// <summary>The real time, moved ahead: pauses of hours end when a test says so.</summary>
internal sealed class AheadClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Skip(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
