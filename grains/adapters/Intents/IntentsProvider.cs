using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Adapters.Resilience;
using RetailActors.Payments;

namespace RetailActors.Adapters.Intents;

/// <summary>
/// A provider whose payments are intents: made with manual capture, then captured, cancelled and refunded in parts. It
/// knows an idempotency key for a day; older operations are looked up by their metadata, which it keeps.
/// </summary>
public sealed class IntentsProvider(
    string name, Uri baseUrl, Lane<ProviderAnswer> lane, HttpMessageInvoker http, TimeProvider clock)
    : IPaymentProvider
{
    /// <summary>How long the provider knows a key, with an hour in hand. Afterwards a repetition would be a second
    /// operation, so it is looked up first.</summary>
    public static readonly TimeSpan KeyWindow = TimeSpan.FromHours(23);

    // An intent with all its parts is some kilobytes; more is not an answer of this API.
    private const int MaxAnswerBytes = 256 * 1024;

    private static readonly JsonDocumentOptions _strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private readonly string _root = $"{baseUrl.AbsoluteUri.TrimEnd('/')}/v1";

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation)
    {
        if (call.RequestedAt is { } at && clock.GetUtcNow() - at > KeyWindow
            && await LookUp(call, cancellation) is not ProviderAnswer.NotFound and var known)
        {
            return known;
        }
        return await lane.Run(static (s, c) => s.self.Exchange(s.self.Post(s.call), s.call, lookUp: false, c),
            (self: this, call), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation) =>
        lane.Run(static (s, c) => s.self.Exchange(s.self.Get(s.call), s.call, lookUp: true, c), (self: this, call),
            cancellation);

    private HttpRequestMessage Post(ProviderCall call)
    {
        var body = new JsonObject
        {
            ["amount"] = call.Amount.Minor,
            ["metadata"] = new JsonObject
            {
                ["key"] = call.IdempotencyKey, ["payment"] = call.Payment.Value, ["order"] = call.Order.Value,
                ["tenant"] = call.Tenant.Value,
            },
        };
        var intent = Uri.EscapeDataString(call.OriginalReference ?? "");
        var path = call.Kind switch
        {
            OperationKind.Authorise => "payment_intents",
            OperationKind.Capture => $"payment_intents/{intent}/capture",
            OperationKind.Void => $"payment_intents/{intent}/cancel",
            _ => "refunds",
        };
        if (call.Kind == OperationKind.Authorise)
        {
            body["payment_method"] = call.Method;
            (body["capture_method"], body["confirm"]) = ("manual", true);
        }
        else if (call.Kind == OperationKind.Refund)
        {
            body["payment_intent"] = call.OriginalReference;
        }
        body["currency"] = call.Amount.Currency.Value.ToLowerInvariant();
        var message = Message(HttpMethod.Post, path);
        message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
        return message;
    }

    /// <summary>Parts of an intent are found in it; the intent itself by its metadata.</summary>
    private HttpRequestMessage Get(ProviderCall call) => Message(HttpMethod.Get, call.Kind == OperationKind.Authorise
        ? $"payment_intents/search?query={Uri.EscapeDataString($"metadata['key']:{Quoted(call.IdempotencyKey)}")}"
        : $"payment_intents/{Uri.EscapeDataString(call.OriginalReference ?? "")}");

    /// <summary>A text of the provider's search language.</summary>
    private static string Quoted(string text) =>
        $"'{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    private HttpRequestMessage Message(HttpMethod method, string path) => new(method, $"{_root}/{path}")
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private async ValueTask<ProviderAnswer> Exchange(
        HttpRequestMessage message, ProviderCall call, bool lookUp, CancellationToken cancellation)
    {
        using (message)
        {
            try
            {
                using var response = await http.SendAsync(message, cancellation);
                var body = await Body(response, cancellation);
                return IntentsAnswers.Read(response, body, call, lookUp, clock.GetUtcNow());
            }
            catch (HttpRequestException e) when (Delivery.NeverSent(e))
            {
                return new ProviderAnswer.Unavailable("unreachable");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return new ProviderAnswer.Unknown("connection-lost");
            }
            catch (JsonException)
            {
                return new ProviderAnswer.Unknown("garbage");
            }
        }
    }

    private static async ValueTask<JsonNode?> Body(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return null;
        }
        var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        var read = await stream.ReadAtLeastAsync(buffer, MaxAnswerBytes, throwOnEndOfStream: false, cancellation);
        return read is 0 or MaxAnswerBytes ? null : JsonNode.Parse(buffer.AsSpan(0, read), documentOptions: _strict);
    }
}
