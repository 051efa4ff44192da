using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Http;

/// <summary>
/// One request in JSON and what came of it, for every adapter: what was certainly not done is kept apart from what
/// nobody knows. It makes one attempt; a cancelled token's exception goes through, everything else is a value.
/// </summary>
public sealed class JsonExchange(AccountContext account)
{
    /// <summary>Longest answer read; more is not an answer to one document.</summary>
    public const int MaxAnswerBytes = 512 * 1024;

    private const string Secret = "BearerToken";
    private const string Json = "application/json";

    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Asks for something.</summary>
    /// <param name="path">Below the account's address, escaped, without a slash at the start.</param>
    /// <param name="call">Whose trace the request belongs to.</param>
    /// <param name="cancellation">The attempt's time is over.</param>
    public ValueTask<Exchanged> Get(string path, DocumentCall call, CancellationToken cancellation) =>
        Send(HttpMethod.Get, path, null, call, cancellation);

    /// <summary>Sends something.</summary>
    /// <param name="method">POST, PUT, PATCH, …</param>
    /// <param name="path">Below the account's address, escaped, without a slash at the start.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="call">Whose trace the request belongs to.</param>
    /// <param name="cancellation">The attempt's time is over.</param>
    /// <param name="headers">What the other system wants besides.</param>
    public ValueTask<Exchanged> Send(
        HttpMethod method, string path, JsonNode? body, DocumentCall call, CancellationToken cancellation,
        params (string Name, string Value)[] headers) =>
        Send(method, path, body, call.TraceParent, cancellation, headers);

    /// <summary>Sends something that is no document.</summary>
    /// <param name="method">POST, PUT, PATCH, …</param>
    /// <param name="path">Below the account's address, escaped, without a slash at the start.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="traceParent">W3C trace parent, or null.</param>
    /// <param name="cancellation">The attempt's time is over.</param>
    /// <param name="headers">What the other system wants besides.</param>
    public async ValueTask<Exchanged> Send(
        HttpMethod method, string path, JsonNode? body, string? traceParent, CancellationToken cancellation,
        params (string Name, string Value)[] headers)
    {
        using var message = Message(method, path, body, traceParent, headers);
        try
        {
            using var response = await account.Http.SendAsync(message, cancellation);
            return await Read(response, cancellation);
        }
        catch (HttpRequestException e) when (Delivery.NeverSent(e))
        {
            return Failed(new PostingAnswer.Unavailable("unreachable"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(new PostingAnswer.Lost("connection-lost"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The only time-out of the connections themselves is the one for getting through at all.
            return Failed(new PostingAnswer.Unavailable("unreachable"));
        }
    }

    private HttpRequestMessage Message(
        HttpMethod method, string path, JsonNode? body, string? traceParent, (string Name, string Value)[] headers)
    {
        var message = new HttpRequestMessage(method, $"{account.Address().AbsoluteUri.TrimEnd('/')}/{path}")
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        if (ActivityContext.TryParse(traceParent, null, out _))
        {
            message.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }
        // Asked for at each request, so that it can be rotated in traffic.
        if (account.Settings[Secret] is { Length: > 0 } secret)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        if (body is not null)
        {
            message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        }
        return message;
    }

    private async ValueTask<Exchanged> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var wait = Delivery.Wait(response.Headers.RetryAfter, account.Clock.GetUtcNow());
        switch (response.StatusCode)
        {
            case HttpStatusCode.TooManyRequests:
                return Failed(new PostingAnswer.Unavailable("rate-limited", wait ?? Delivery.StandardWait));
            case HttpStatusCode.ServiceUnavailable:
                return Failed(new PostingAnswer.Unavailable("down", wait));
            // A key that is wrong today is repaired by an operator; no document is refused for it.
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return Failed(new PostingAnswer.Unavailable("not-let-in"));
        }
        var (isJson, body) = await Body(response, cancellation);
        var status = (int)response.StatusCode;
        return isJson
            ? new Exchanged.Answered(new HttpReply(status, body, LocationOf(response), wait))
            : Failed(status is 404 or >= 500
                ? new HttpReply(status, null, null, wait).Otherwise()
                : new PostingAnswer.Lost("garbage"));
    }

    private static Exchanged.Failed Failed(PostingAnswer answer) => new(answer);

    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;

    /// <summary>An empty body counts as JSON; HTML, broken JSON and more than fits do not.</summary>
    private static async ValueTask<(bool IsJson, JsonNode? Body)> Body(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxAnswerBytes);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var read = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxAnswerBytes), MaxAnswerBytes, throwOnEndOfStream: false, cancellation);
            if (read == 0)
            {
                return (true, null);
            }
            var type = response.Content.Headers.ContentType?.MediaType ?? "";
            var fits = read < MaxAnswerBytes && (type == Json || type.EndsWith("+json", StringComparison.Ordinal));
            var node = fits ? JsonNode.Parse(buffer.AsSpan(0, read), documentOptions: _strict) : null;
            return (node is JsonObject or JsonArray, node);
        }
        catch (JsonException)
        {
            return (false, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
