using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using RetailActors.Events;
using RetailActors.Webhooks;

namespace RetailActors.Adapters.Webhooks;

/// <summary>Makes one attempt at an endpoint of a third party. Whatever the other side does is an outcome.</summary>
public interface IWebhookSender
{
    /// <summary>Posts the message, signed with the time of this attempt.</summary>
    /// <returns>Taken, Missed or Gone.</returns>
    ValueTask<SendOutcome> Send(WebhookTarget target, WebhookMessage message, CancellationToken cancellation);
}

/// <inheritdoc cref="IWebhookSender"/>
/// <remarks>Follows no redirect, uses no proxy, reads no answer, and connects only to addresses that it has checked
/// itself: a name that is resolved twice could be another address the second time. Nothing of address, body or secrets
/// is logged or traced.</remarks>
public sealed class WebhookSender(TimeProvider clock) : IWebhookSender, IDisposable
{
    /// <summary>Bytes of an answer that are read away to keep a connection.</summary>
    public const int MaxDrained = 16 * 1_024;

    /// <summary>How long a connection is kept; then the name is looked up anew.</summary>
    public static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private static readonly ProductInfoHeaderValue _agent = new("RetailActors-Webhooks", "1");
    private readonly ConcurrentDictionary<EndpointKey, HttpMessageInvoker> _connections = new();

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> Send(
        WebhookTarget target, WebhookMessage message, CancellationToken cancellation)
    {
        var http = _connections.GetOrAdd(target.Key, static (_, t) => Connect(t), target);
        using var time = new CancellationTokenSource(target.Timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            using var request = Request(target, message);
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            return Read(response);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Missed("timeout", null);
        }
        catch (HttpRequestException e)
        {
            return new SendOutcome.Missed(CodeOf(e), null);
        }
        catch (IOException)
        {
            return new SendOutcome.Missed("connection-lost", null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var http in _connections.Values)
        {
            http.Dispose();
        }
    }

    private static HttpMessageInvoker Connect(WebhookTarget target) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxConnectionsPerServer = target.Concurrency,
        MaxResponseDrainSize = MaxDrained,
        MaxResponseHeadersLength = 16,
        ConnectTimeout = target.Timeout,
        PooledConnectionLifetime = ConnectionLife,
        PooledConnectionIdleTimeout = ConnectionLife,
        // The usual instrumentation writes the whole address into its spans.
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, cancellation) => Open(context.DnsEndPoint, target.AllowPrivate, cancellation),
    });

    private static async ValueTask<Stream> Open(DnsEndPoint to, bool allowPrivate, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, cancellation).ConfigureAwait(false);
        var allowed = found.Where(a => allowPrivate || PublicAddress.Is(a)).ToArray();
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException();
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Request(WebhookTarget target, WebhookMessage message)
    {
        var body = Encoding.UTF8.GetBytes(message.Body);
        var timestamp = StandardSignature.Timestamp(clock.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEventJson.MediaType);
        request.Headers.UserAgent.Add(_agent);
        request.Headers.Add(StandardSignature.IdHeader, message.Id);
        request.Headers.Add(StandardSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            StandardSignature.SignatureHeader, StandardSignature.Of(message.Id, timestamp, body, target.Secrets));
        if (ActivityContext.TryParse(message.TraceParent, null, out _))
        {
            request.Headers.TryAddWithoutValidation("traceparent", message.TraceParent);
        }
        return request;
    }

    private SendOutcome Read(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter is not { } header ? null
            : header.Delta ?? (header.Date is { } date ? date - clock.GetUtcNow() : null);
        return (int)response.StatusCode switch
        {
            >= 200 and < 300 and var status => new SendOutcome.Taken(status),
            410 => new SendOutcome.Gone(),
            var status => new SendOutcome.Missed($"status-{status}", after > TimeSpan.Zero ? after : null),
        };
    }

    private static string CodeOf(HttpRequestException e) => e switch
    {
        { InnerException: AddressRefusedException } => "address-refused",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "unknown-host",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls-failed",
        { HttpRequestError: HttpRequestError.ConnectionError } => "unreachable",
        _ => "connection-lost",
    };

    private sealed class AddressRefusedException() : Exception("The address is not public.");
}
