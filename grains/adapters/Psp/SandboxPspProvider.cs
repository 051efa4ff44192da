using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RetailActors.Adapters.Http;
using RetailActors.Adapters.Resilience;
using RetailActors.Payments;

namespace RetailActors.Adapters.Psp;

/// <summary>Speaks the sandbox provider's API: one POST per operation with its key, one GET to look it up.</summary>
public sealed class SandboxPspProvider(
    string name, Uri baseUrl, Lane<ProviderAnswer> lane, HttpMessageInvoker http, TimeProvider clock) : IPaymentProvider
{
    // An operation is a few hundred bytes; more is not an answer of this API.
    private const int MaxAnswerBytes = 16 * 1024;

    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private readonly string _operations = $"{baseUrl.AbsoluteUri.TrimEnd('/')}/v1/operations";

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation) =>
        lane.Run(static (s, c) => s.self.Exchange(s.self.Post(s.call), lookUp: false, c), (self: this, call),
            cancellation);

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation) =>
        lane.Run(static (s, c) => s.self.Exchange(s.self.Get(s.call), lookUp: true, c), (self: this, call),
            cancellation);

    private HttpRequestMessage Post(ProviderCall call)
    {
        var request = new PspRequest(
            KindOf(call.Kind), call.Amount, call.Method, call.Tenant.Value, call.Payment.Value, call.Order.Value,
            call.OriginalReference);
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, PspJson.Default.PspRequest));
        content.Headers.ContentType = _json;
        var message = Message(HttpMethod.Post, _operations);
        message.Content = content;
        message.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
        return message;
    }

    private HttpRequestMessage Get(ProviderCall call) =>
        Message(HttpMethod.Get, $"{_operations}/{Uri.EscapeDataString(call.IdempotencyKey)}");

    private static HttpRequestMessage Message(HttpMethod method, string url) => new(method, url)
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static string KindOf(OperationKind kind) => kind switch
    {
        OperationKind.Authorise => "authorise",
        OperationKind.Capture => "capture",
        OperationKind.Void => "void",
        OperationKind.Refund => "refund",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an operation of a provider."),
    };

    private async ValueTask<ProviderAnswer> Exchange(
        HttpRequestMessage message, bool lookUp, CancellationToken cancellation)
    {
        using (message)
        {
            try
            {
                using var response = await http.SendAsync(message, cancellation);
                return PspAnswers.Read(
                    response, await Body(response, cancellation), lookUp, clock.GetUtcNow());
            }
            catch (HttpRequestException e) when (Delivery.NeverSent(e))
            {
                return new ProviderAnswer.Unavailable("unreachable");
            }
            catch (HttpRequestException)
            {
                return new ProviderAnswer.Unknown("connection-lost");
            }
            catch (IOException)
            {
                return new ProviderAnswer.Unknown("connection-lost");
            }
            catch (JsonException)
            {
                return new ProviderAnswer.Unknown("garbage");
            }
        }
    }

    private static async ValueTask<PspResponse?> Body(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json"))
        {
            return null;
        }
        var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxAnswerBytes);
        try
        {
            var read = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, MaxAnswerBytes), MaxAnswerBytes, throwOnEndOfStream: false, cancellation);
            return read == MaxAnswerBytes
                ? null
                : JsonSerializer.Deserialize(buffer.AsSpan(0, read), PspJson.Default.PspResponse);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
