using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailActors.Sandbox.Hooks;

/// <summary>How a stand-in loses, doubles, delays and shuffles what it sends.</summary>
/// <param name="LoseEvery">Every so-manieth webhook is never sent; 0 for none.</param>
/// <param name="DoubleEvery">Every so-manieth is sent twice; 0 for none.</param>
/// <param name="DelayMs">Before each, 0 to 60,000.</param>
/// <param name="Shuffle">True: two that follow each other are sent in the other order.</param>
public sealed record HookDials(int LoseEvery = 0, int DoubleEvery = 0, int DelayMs = 0, bool Shuffle = false)
{
    internal bool IsValid => LoseEvery >= 0 && DoubleEvery >= 0 && DelayMs is >= 0 and <= 60_000;
}

/// <summary>One webhook to send.</summary>
internal sealed record Hook(string Path, string Body, string ContentType, IReadOnlyList<(string, string)> Headers);

/// <summary>Sends webhooks one after the other, as outside systems do: a few attempts, and then no more.</summary>
/// <remarks>Where to: <c>Sandbox</c>, key <c>WebhookTarget</c>, or else the process that the stand-in is in.</remarks>
public sealed partial class HookSender(
    IConfiguration configuration, IServer server, ILogger<HookSender> log) : BackgroundService
{
    /// <summary>Most webhooks that wait; a further one is dropped, as a shop drops what nobody takes.</summary>
    public const int QueueLength = 10_000;

    /// <summary>Attempts at one webhook.</summary>
    public const int Attempts = 5;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private readonly System.Threading.Channels.Channel<Hook> _queue =
        System.Threading.Channels.Channel.CreateBounded<Hook>(
            new System.Threading.Channels.BoundedChannelOptions(QueueLength)
            {
                FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite,
            });

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private volatile HookDials _dials = new();
    private int _sent;
    private Hook? _held;

    /// <summary>The dials now.</summary>
    public HookDials Dials
    {
        get => _dials;
        set => _dials = value;
    }

    internal void Send(Hook hook) => _queue.Writer.TryWrite(hook);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var hook in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                foreach (var next in Arrange(hook))
                {
                    await Deliver(next, stoppingToken);
                }
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

    private List<Hook> Arrange(Hook hook)
    {
        var dials = _dials;
        var number = ++_sent;
        var now = new List<Hook>(3);
        if (dials.LoseEvery == 0 || number % dials.LoseEvery != 0)
        {
            now.Add(hook);
            if (dials.DoubleEvery > 0 && number % dials.DoubleEvery == 0)
            {
                now.Add(hook);
            }
        }
        if (dials.Shuffle && _held is null && now.Count > 0)
        {
            _held = now[0];
            now.RemoveAt(0);
        }
        else if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            now.Add(held);
        }
        return now;
    }

    private async Task Deliver(Hook hook, CancellationToken stopping)
    {
        if (_dials.DelayMs is > 0 and var delay)
        {
            await Task.Delay(delay, stopping);
        }
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                if (await Once(hook, stopping) is >= 200 and < 300)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException
                || (e is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                NotDelivered(hook.Path, attempt, e.Message);
            }
            await Task.Delay(_pause * attempt, stopping);
        }
    }

    private async Task<int> Once(Hook hook, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target() + hook.Path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(hook.Body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(hook.ContentType);
        foreach (var (name, value) in hook.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request, stopping);
        return (int)response.StatusCode;
    }

    private string Target()
    {
        var address = configuration.GetSection("Sandbox")["WebhookTarget"]
            ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(
                a => a.StartsWith("http:", StringComparison.Ordinal))
            ?? "http://localhost:8080";
        return address.Replace("[::]", "localhost").Replace("*", "localhost").Replace("+", "localhost").TrimEnd('/');
    }

    /// <summary>Headers of the Standard Webhooks signature.</summary>
    internal static IReadOnlyList<(string, string)> Standard(string id, string body, byte[] secret, DateTimeOffset now)
    {
        var stamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{stamp}.{body}"));
        return
        [
            ("webhook-id", id), ("webhook-timestamp", stamp),
            ("webhook-signature", $"v1,{Convert.ToBase64String(signed)}"),
        ];
    }

    internal async Task ChangeDials(HttpContext http)
    {
        if (await SandboxHttp.Read(http, SandboxJson.Default.HookDials) is not { IsValid: true } dials)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-dials");
            return;
        }
        Dials = dials;
        // One that waits for a successor to be sent after would wait for ever when none comes.
        if (!dials.Shuffle && Interlocked.Exchange(ref _held, null) is { } held)
        {
            Send(held);
        }
        await ShowDials(http);
    }

    internal Task ShowDials(HttpContext http) =>
        SandboxHttp.Json(http, StatusCodes.Status200OK, Dials, SandboxJson.Default.HookDials);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Webhook to {Path} not delivered at attempt {Attempt}: {Cause}")]
    private partial void NotDelivered(string path, int attempt, string cause);
}
