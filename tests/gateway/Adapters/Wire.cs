using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RetailActors.Tests.Adapters;

/// <summary>A request as it left.</summary>
public sealed record Sent(HttpMethod Method, string Url, HttpRequestHeaders Headers, string Body);

/// <summary>Real connections that keep what was sent and can lose the answer to one request after it was
/// served.</summary>
public sealed class Wire() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
{
    private int _untilLost;
    private volatile Func<HttpResponseMessage>? _instead;

    public ConcurrentQueue<Sent> Requests { get; } = [];

    /// <summary>From now on nothing leaves: every request is answered with this JSON.</summary>
    public void Replace(HttpStatusCode status, string body) => _instead = () => new HttpResponseMessage(status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    /// <summary>Requests leave again.</summary>
    public void Pass() => _instead = null;

    /// <summary>Loses the answer to the nth request from now.</summary>
    public void LoseAnswer(int nth) => Volatile.Write(ref _untilLost, nth);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Enqueue(new Sent(request.Method, request.RequestUri!.AbsoluteUri, request.Headers, body));
        if (_instead is { } instead)
        {
            return instead();
        }
        var response = await base.SendAsync(request, cancellationToken);
        if (Interlocked.Decrement(ref _untilLost) != 0)
        {
            return response;
        }
        response.Dispose();
        throw new HttpRequestException("The connection was reset.", new IOException("reset"));
    }
}
