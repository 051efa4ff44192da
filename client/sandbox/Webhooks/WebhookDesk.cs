using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RetailActors.Sandbox.Webhooks;

/// <summary>How one outside system sends its webhooks.</summary>
/// <param name="Mode"><c>off</c>; <c>send</c>; <c>lose</c>: none arrives; <c>double</c>: each comes twice;
/// <c>shuffle</c>: eight at a time in another order; <c>late</c>: each comes after the delay.</param>
/// <param name="LateMs">The delay, 0 to 600,000.</param>
public sealed record WebhookSettings(string Mode = "off", int LateMs = 0)
{
    internal bool IsValid => Mode is "off" or "send" or "lose" or "double" or "shuffle" or "late"
        && LateMs is >= 0 and <= 600_000;
}

/// <summary>Sends what an outside system says of its own accord: CloudEvents with a Standard Webhooks signature, to the
/// gateway of this process or of <c>WebhookTarget</c> in section <c>Sandbox</c>. Keeps trying for a while, as real
/// senders do.</summary>
internal sealed class WebhookDesk(
    string source, WebhookSettings settings, IServiceProvider services, SandboxClock clock) : BackgroundService
{
    /// <summary>Events waiting to be sent; further ones are lost, as the dials allow anyway.</summary>
    internal const int Capacity = 10_000;

    /// <summary>Times that an event is tried.</summary>
    internal const int Attempts = 6;

    private const int Shuffled = 8;
    private static readonly byte[] _secret = Convert.FromBase64String("ZGV2LXNlY3JldC1kZXYtc2VjcmV0LWRldg==");

    private readonly Channel<(string Path, JsonObject Event)> _waiting =
        System.Threading.Channels.Channel.CreateBounded<(string, JsonObject)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ConcurrentQueue<(string Path, JsonObject Event)> _hat = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private WebhookSettings _settings = settings;
    private long _number;
    private long _delivered;

    /// <summary>False when nothing that is said would be sent.</summary>
    internal bool IsOn => Volatile.Read(ref _settings).Mode is not ("off" or "lose");

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

    /// <summary>Says anything, unless the dials are off.</summary>
    /// <param name="type">Of the event.</param>
    /// <param name="path">Below <c>/webhooks/SOURCE</c>; empty, or starts with a slash.</param>
    /// <param name="data">Of the event.</param>
    internal void Say(string type, string path, JsonObject data)
    {
        var now = Volatile.Read(ref _settings);
        if (!IsOn)
        {
            return;
        }
        var id = string.Create(CultureInfo.InvariantCulture,
            $"evt_{source}_{clock.Now.UtcTicks}_{Interlocked.Increment(ref _number)}");
        var e = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = id, ["source"] = $"/sandbox/{source}", ["type"] = type,
            ["time"] = clock.Now.ToString("O", CultureInfo.InvariantCulture), ["data"] = data,
        };
        if (now.Mode == "shuffle")
        {
            _hat.Enqueue((path, e));
            if (_hat.Count >= Shuffled)
            {
                EmptyHat();
            }
            return;
        }
        _waiting.Writer.TryWrite((path, e));
        if (now.Mode == "double")
        {
            _waiting.Writer.TryWrite((path, e.DeepClone().AsObject()));
        }
    }

    private void EmptyHat()
    {
        var drawn = new List<(string, JsonObject)>();
        while (_hat.TryDequeue(out var one))
        {
            drawn.Add(one);
        }
        // The last comes first: another order than it happened in, and the same in every run.
        drawn.Reverse();
        drawn.ForEach(one => _waiting.Writer.TryWrite(one));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (path, e) in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            if (Volatile.Read(ref _settings) is { Mode: "late", LateMs: var late })
            {
                await Task.Delay(late, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            for (var attempt = 0; attempt < Attempts && !stoppingToken.IsCancellationRequested; attempt++)
            {
                if (await Send(path, e, stoppingToken).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref _delivered);
                    break;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt), stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> Send(string path, JsonObject e, CancellationToken stopping)
    {
        if (Target() is not { } target)
        {
            return false;
        }
        var body = Encoding.UTF8.GetBytes(e.ToJsonString());
        // A signature is judged by real time, whatever the sandbox's clock says.
        var stamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var id = e["id"]!.ToString();
        var signed = HMACSHA256.HashData(_secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{stamp}."), .. body]);
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{target}/webhooks/{source.TrimEnd('2')}{path}");
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
        message.Headers.TryAddWithoutValidation("webhook-id", id);
        message.Headers.TryAddWithoutValidation("webhook-timestamp", stamp);
        message.Headers.TryAddWithoutValidation("webhook-signature", $"v1,{Convert.ToBase64String(signed)}");
        try
        {
            using var response = await _http.SendAsync(message, stopping).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private string? Target() =>
        services.GetService<IConfiguration>()?.GetSection("Sandbox")["WebhookTarget"]?.TrimEnd('/') ?? Here();

    private string? Here() => services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses
        .FirstOrDefault(a => a.StartsWith("http:", StringComparison.Ordinal)) is { } address
            ? address.Replace("[::]", "127.0.0.1").Replace("*", "127.0.0.1").Replace("+", "127.0.0.1")
                .Replace("0.0.0.0", "127.0.0.1").TrimEnd('/')
            : null;

    private Task Show(HttpContext http) => Answer(http, 200, new JsonObject
    {
        ["mode"] = Volatile.Read(ref _settings).Mode, ["lateMs"] = Volatile.Read(ref _settings).LateMs,
        ["waiting"] = _waiting.Reader.Count + _hat.Count, ["delivered"] = Interlocked.Read(ref _delivered),
    });

    private async Task Change(HttpContext http)
    {
        var body = await Read(http);
        var asked = new WebhookSettings(
            body?["mode"]?.ToString() ?? "off",
            body?["lateMs"] is JsonValue v && v.TryGetValue<int>(out var ms) ? ms : 0);
        if (body is null || !asked.IsValid)
        {
            await Answer(http, 422, new JsonObject { ["code"] = "invalid-webhooks" });
            return;
        }
        Volatile.Write(ref _settings, asked);
        EmptyHat();
        await Show(http);
    }

    /// <summary>For disputes and whatever else a provider says without having been asked: <c>{"type","data"}</c>.
    /// </summary>
    private async Task SayAsTold(HttpContext http)
    {
        if (await Read(http) is not { } body || body["type"]?.ToString() is not { } type
            || body["data"] is not JsonObject data)
        {
            await Answer(http, 422, new JsonObject { ["code"] = "invalid-event" });
            return;
        }
        Say(type, body["path"]?.ToString() ?? "", data.DeepClone().AsObject());
        await Answer(http, 202, new JsonObject { ["status"] = "waiting" });
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

    private static Task Answer(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }
}
