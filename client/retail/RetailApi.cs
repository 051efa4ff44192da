using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailActors.Retail;

/// <summary>An answer of the gateway.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON, or an undefined element when the body is none.</param>
internal readonly record struct Answer(HttpStatusCode Status, JsonElement Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>True when it says that a stored record is damaged: asking again does not help.</summary>
    public bool IsUnreadable => Body.ValueKind == JsonValueKind.Object
        && Body.Text("type") is { } type && type.EndsWith("/record-unreadable", StringComparison.Ordinal);

    /// <summary>The problem's title and detail in one line, or the status.</summary>
    public string Problem => Body.ValueKind == JsonValueKind.Object
        ? string.Join(": ", new[] { Body.Text("title"), Body.Text("detail"), Errors() }.OfType<string>())
        : $"HTTP {(int)Status}";

    private string? Errors() => Body.TryGetProperty("errors", out var errors) ? errors.GetRawText() : null;
}

/// <summary>The system cannot read what it has stored of something.</summary>
internal sealed class RecordDamagedException(string message) : CommandFailedException(message);

/// <summary>The gateway for everything that is not load: few calls, JSON in and out, errors in one line.</summary>
/// <param name="url">Base address.</param>
/// <param name="key">API key.</param>
/// <param name="patience">For how long a call is repeated while the system is away or busy.</param>
internal sealed class RetailApi(Uri url, string key, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 64, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10), UseProxy = false,
    })
    {
        BaseAddress = url,
        Timeout = _attempt,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Reads a resource; null when there is none.</summary>
    /// <exception cref="RecordDamagedException">The system cannot read it.</exception>
    public async Task<JsonElement?> Find(string path, CancellationToken cancellation)
    {
        var answer = await Send(HttpMethod.Get, path, null, null, cancellation);
        if (answer.Status == HttpStatusCode.NotFound)
            return null;
        return answer.IsSuccess ? answer.Body : throw Refused(path, answer);
    }

    /// <summary>Writes a resource, or fails with what the gateway said.</summary>
    public async Task<JsonElement> Write(
        HttpMethod method, string path, string body, string? idempotencyKey, CancellationToken cancellation)
    {
        var answer = await Send(method, path, body, idempotencyKey, cancellation);
        return answer.IsSuccess ? answer.Body : throw Refused(path, answer);
    }

    /// <summary>One request, repeated with the same key while the system is away or busy.</summary>
    public async Task<Answer> Send(
        HttpMethod method, string path, string? body, string? idempotencyKey, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + patience;
        for (var wait = 50; ; wait = Math.Min(wait * 2, 1_000))
        {
            string why;
            try
            {
                var answer = await Once(method, path, body, idempotencyKey, cancellation);
                if (!IsPassing(answer.Status) || answer.IsUnreadable || DateTime.UtcNow >= until)
                    return answer;
                why = $"HTTP {(int)answer.Status}";
            }
            catch (HttpRequestException e)
            {
                why = Reason(e);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                why = $"no answer within {_attempt.TotalSeconds:N0} s";
            }
            if (DateTime.UtcNow >= until)
                throw new CommandFailedException($"Cannot reach {url}: {why}. Is the silo running there?");
            await Task.Delay(Random.Shared.Next(wait / 2, wait), cancellation);
        }
    }

    private async Task<Answer> Once(
        HttpMethod method, string path, string? body, string? idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        using var response = await _http.SendAsync(request, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new CommandFailedException($"{url} does not know this key (401). Give the right one with --key.");
        if (response.StatusCode == HttpStatusCode.Forbidden)
            throw new CommandFailedException($"The key has no right to {method} {path} (403).");
        return new Answer(response.StatusCode, Parse(bytes, response.Content.Headers.ContentType?.MediaType));
    }

    private static JsonElement Parse(byte[] bytes, string? mediaType)
    {
        if (bytes.Length == 0 || mediaType is null || !mediaType.EndsWith("json", StringComparison.Ordinal))
            return default;
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    private static string Reason(HttpRequestException e) => (e.InnerException ?? e).Message;

    private CommandFailedException Refused(string path, Answer answer)
    {
        var what = $"{url} answered {path} with {(int)answer.Status}: {answer.Problem}";
        return answer.IsUnreadable ? new RecordDamagedException(what) : new CommandFailedException(what);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
