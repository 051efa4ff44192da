using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>What came of a GraphQL request: its data, or why there are none.</summary>
public readonly record struct GraphReply(JsonElement Data, PostingAnswer? Failure);

/// <summary>Speaks the Admin GraphQL interface of one shop: one request, one answer, no retries.</summary>
/// <param name="address">Root of the shop, asked at each call.</param>
/// <param name="http">Connections.</param>
/// <param name="token">Access token, or null.</param>
public sealed class ShopifyGraph(Func<Uri> address, HttpMessageInvoker http, string? token)
{
    /// <summary>Version of the interface that we were written for.</summary>
    public const string Version = "2026-01";

    /// <summary>Longest answer read.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private static readonly TimeSpan _standardWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    /// <summary>Asks. Whatever the shop does is in the reply; only a cancelled token throws.</summary>
    public async ValueTask<GraphReply> Ask(string query, JsonObject variables, CancellationToken cancellation)
    {
        var body = new JsonObject { ["query"] = query, ["variables"] = variables };
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"{address().AbsoluteUri.TrimEnd('/')}/admin/api/{Version}/graphql.json");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, typeof(JsonObject), ShopifyJson.Default));
        request.Content.Headers.ContentType = _json;
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Shopify-Access-Token", token);
        }
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            return await Read(response, cancellation);
        }
        catch (HttpRequestException e) when (e.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError)
        {
            return Fail(new PostingAnswer.Unavailable("unreachable"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Fail(new PostingAnswer.Lost("connection-lost"));
        }
        catch (JsonException)
        {
            return Fail(new PostingAnswer.Lost("garbage"));
        }
    }

    private static async ValueTask<GraphReply> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.TooManyRequests:
                return Fail(new PostingAnswer.Unavailable(
                    "rate-limited", response.Headers.RetryAfter?.Delta ?? _standardWait));
            case HttpStatusCode.ServiceUnavailable:
                return Fail(new PostingAnswer.Unavailable("down"));
            // A token or address that is wrong today is repaired by an operator.
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                or HttpStatusCode.PaymentRequired or HttpStatusCode.Locked:
                return Fail(new PostingAnswer.Unavailable($"http-{(int)response.StatusCode}"));
            default:
                return Fail(new PostingAnswer.Lost($"http-{(int)response.StatusCode}"));
        }
        using var document = JsonDocument.Parse(await Bytes(response, cancellation));
        var root = document.RootElement;
        if (root.TryGetProperty("errors", out var errors))
        {
            return Fail(OfErrors(root, errors));
        }
        return root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            ? new GraphReply(data.Clone(), null)
            : Fail(new PostingAnswer.Lost("garbage"));
    }

    private static async Task<byte[]> Bytes(HttpResponseMessage response, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellation)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxAnswerBytes)
            {
                throw new JsonException("The answer is too long.");
            }
        }
        return buffer.ToArray();
    }

    private static PostingAnswer OfErrors(JsonElement root, JsonElement errors)
    {
        var code = errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
            && errors[0].ValueKind == JsonValueKind.Object && errors[0].TryGetProperty("extensions", out var e)
                ? InboundEvent.Text(e, "code") : null;
        return code switch
        {
            // The bucket of query cost is empty: nothing was done.
            "THROTTLED" => new PostingAnswer.Unavailable("throttled", Refill(root)),
            "ACCESS_DENIED" => new PostingAnswer.Unavailable("access-denied"),
            "INTERNAL_SERVER_ERROR" or null => new PostingAnswer.Lost("internal-error"),
            _ => new PostingAnswer.Rejected("graphql-error", code),
        };
    }

    /// <summary>How long the bucket needs until the request fits.</summary>
    private static TimeSpan Refill(JsonElement root)
    {
        if (!root.TryGetProperty("extensions", out var extensions) || !extensions.TryGetProperty("cost", out var cost)
            || !cost.TryGetProperty("throttleStatus", out var status))
        {
            return _standardWait;
        }
        var missing = Number(cost, "requestedQueryCost") - Number(status, "currentlyAvailable");
        var rate = Math.Max(1, Number(status, "restoreRate"));
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, missing) * 1000 / rate);
        return wait < _standardWait ? _standardWait : wait > _longestWait ? _longestWait : wait;
    }

    private static long Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out var number) ? (long)Math.Ceiling(number) : 0;

    private static GraphReply Fail(PostingAnswer answer) => new(default, answer);

    /// <summary>What a mutation's <c>userErrors</c> mean, or null when there are none.</summary>
    /// <param name="result">The mutation's result.</param>
    /// <param name="done">Codes that mean: it was done before.</param>
    public static PostingAnswer? UserErrors(JsonElement result, params string[] done)
    {
        if (!result.TryGetProperty("userErrors", out var errors) || errors.ValueKind != JsonValueKind.Array
            || errors.GetArrayLength() == 0)
        {
            return null;
        }
        var code = InboundEvent.Text(errors[0], "code") ?? "USER_ERROR";
        var slug = code.ToLower(CultureInfo.InvariantCulture).Replace('_', '-');
        return done.Contains(code) ? null
            : code is "LOCKED" or "CONCURRENT_REQUEST" or "IDEMPOTENCY_CONCURRENT_REQUEST"
                ? new PostingAnswer.Unavailable(slug, _standardWait)
                : new PostingAnswer.Rejected(slug, InboundEvent.Text(errors[0], "message") ?? "");
    }
}
