using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailActors.Sandbox.Hooks;

/// <summary>Sends the webhooks of one stand-in one after the other, as outside systems do: a few attempts, and then no
/// more.</summary>
/// <remarks>Where to: <c>Sandbox</c>, key <c>WebhookTarget</c>, or else the process that the stand-in is in.</remarks>
public sealed partial class HookSender(
    string source, HookDials dials, IConfiguration configuration, IServer server, SandboxClock clock,
    ILogger<HookSender> log) : BackgroundService
{
    /// <summary>Most webhooks that wait; a further one is dropped, as a shop drops what nobody takes.</summary>
    public const int QueueLength = 10_000;

    /// <summary>Attempts at one webhook.</summary>
    public const int Attempts = 6;

    private const string EventType = "application/cloudevents+json";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] _secret = "dev-secret-dev-secret-dev"u8.ToArray();

    private readonly System.Threading.Channels.Channel<Hook> _queue =
        System.Threading.Channels.Channel.CreateBounded<Hook>(
            new System.Threading.Channels.BoundedChannelOptions(QueueLength)
            {
                FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite,
            });

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Lock _gate = new();
    private readonly List<Hook> _hat = [];
    private HookDials _dials = dials;
    private int _sent;
    private long _number;
    private long _delivered;

    /// <summary>False when nothing that is said would be sent.</summary>
    internal bool IsOn => !Volatile.Read(ref _dials).Off;

    /// <summary>Maps <c>GET</c>, <c>PUT</c> (the dials) and <c>POST /webhooks</c> (say something).</summary>
    internal void Map(IEndpointRouteBuilder system)
    {
        system.MapGet("/webhooks", (RequestDelegate)Show);
        system.MapPut("/webhooks", (RequestDelegate)Change);
        system.MapPost("/webhooks", (RequestDelegate)SayAsTold);
    }

    /// <summary>Says that an operation was done, unless the dials are off.</summary>
    internal void Say(string type, JsonObject operation, string? key, string reference) => Say(
        $"{source}.{type}", "", new JsonObject
        {
            ["payment"] = operation["metadata"]?["payment"]?.DeepClone(), ["type"] = type, ["key"] = key,
            ["reference"] = reference, ["amount"] = new JsonObject
            {
                ["minor"] = operation["amount"]!.DeepClone(),
                ["currency"] = operation["currency"]!.ToString().ToUpperInvariant(),
            },
        });

    /// <summary>Says anything as a CloudEvent, unless the dials are off.</summary>
    /// <param name="type">Of the event.</param>
    /// <param name="path">Below the address of the source; empty, or starts with a slash.</param>
    /// <param name="data">Of the event.</param>
    internal void Say(string type, string path, JsonObject data)
    {
        var id = string.Create(CultureInfo.InvariantCulture,
            $"evt_{source}_{clock.Now.UtcTicks}_{Interlocked.Increment(ref _number)}");
        var e = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = id, ["source"] = $"/sandbox/{source}", ["type"] = type,
            ["time"] = clock.Now.ToString("O", CultureInfo.InvariantCulture), ["data"] = data,
        };
        // The second provider's events have the address of the first one's: one kind of system, two accounts.
        Send(new Hook($"/webhooks/{source.TrimEnd('2')}{path}", e.ToJsonString(), EventType, [], id));
    }

    /// <summary>Puts it into the queue, as the dials say.</summary>
    internal void Send(Hook hook)
    {
        lock (_gate)
        {
            var now = _dials;
            var number = ++_sent;
            if (now.Off || (now.LoseEvery > 0 && number % now.LoseEvery == 0))
            {
                return;
            }
            var copies = now.DoubleEvery > 0 && number % now.DoubleEvery == 0 ? 2 : 1;
            _hat.AddRange(Enumerable.Repeat(hook, copies));
            if (_hat.Count >= now.Shuffle)
            {
                EmptyHat(reversed: now.Shuffle > 0);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var hook in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await Deliver(hook, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not sent is lost, as with a real sender that is cut off.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>Reversed it is another order than it happened in, and the same in every run.</summary>
    private void EmptyHat(bool reversed)
    {
        if (reversed)
        {
            _hat.Reverse();
        }
        _hat.ForEach(hook => _queue.Writer.TryWrite(hook));
        _hat.Clear();
    }

    private async Task Deliver(Hook hook, CancellationToken stopping)
    {
        if (Volatile.Read(ref _dials).DelayMs is > 0 and var delay)
        {
            await Task.Delay(delay, stopping);
        }
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                if (await Once(hook, stopping) is >= 200 and < 300)
                {
                    Interlocked.Increment(ref _delivered);
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException
                || (e is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                NotDelivered(hook.Path, attempt, e.Message);
            }
            await Task.Delay(_pause * (1 << (attempt - 1)), stopping);
        }
    }

    private async Task<int> Once(Hook hook, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target() + hook.Path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(hook.Body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(hook.ContentType);
        foreach (var (name, value) in hook.Headers.Concat(Signature(hook)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request, stopping);
        return (int)response.StatusCode;
    }

    /// <summary>Headers of the Standard Webhooks signature.</summary>
    private static IEnumerable<(string, string)> Signature(Hook hook)
    {
        if (hook.StandardId is not { } id)
        {
            return [];
        }
        var stamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{id}.{stamp}.{hook.Body}"));
        return
        [
            ("webhook-id", id), ("webhook-timestamp", stamp),
            ("webhook-signature", $"v1,{Convert.ToBase64String(signed)}"),
        ];
    }

    private string Target()
    {
        var address = configuration.GetSection("Sandbox")["WebhookTarget"]
            ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(
                a => a.StartsWith("http:", StringComparison.Ordinal))
            ?? "http://localhost:8080";
        return address.Replace("[::]", "localhost").Replace("*", "localhost").Replace("+", "localhost")
            .Replace("0.0.0.0", "127.0.0.1").TrimEnd('/');
    }

    private Task Show(HttpContext http)
    {
        lock (_gate)
        {
            var state = new HookState(_dials, _queue.Reader.Count + _hat.Count, Interlocked.Read(ref _delivered));
            return SandboxHttp.Json(http, StatusCodes.Status200OK, state, SandboxJson.Default.HookState);
        }
    }

    private async Task Change(HttpContext http)
    {
        if (await SandboxHttp.Read(http, SandboxJson.Default.HookDials) is not { IsValid: true } asked)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-dials");
            return;
        }
        lock (_gate)
        {
            _dials = asked;
            EmptyHat(reversed: true);
        }
        await Show(http);
    }

    /// <summary>For disputes and whatever else a system says without having been asked: <c>{"type","data"}</c>.
    /// </summary>
    private async Task SayAsTold(HttpContext http)
    {
        if (await Read(http) is not { } body || body["type"]?.ToString() is not { } type
            || body["data"] is not JsonObject data)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-event");
            return;
        }
        Say(type, body["path"]?.ToString() ?? "", data.DeepClone().AsObject());
        await SandboxHttp.Bytes(http, StatusCodes.Status202Accepted, """{"status":"waiting"}"""u8.ToArray());
    }

    private static async Task<JsonObject?> Read(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Webhook to {Path} not delivered at attempt {Attempt}: {Cause}")]
    private partial void NotDelivered(string path, int attempt, string cause);
}
