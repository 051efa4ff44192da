using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace RetailActors.Tests.Adapters;

/// <summary>A request as it left.</summary>
public sealed record Sent(HttpMethod Method, string Url, HttpRequestHeaders Headers, string Body);

/// <summary>Real connections that keep what was sent and can lose the answer to one request after it was
/// served.</summary>
public sealed class Wire() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
{
    private int _untilLost;

    public ConcurrentQueue<Sent> Requests { get; } = [];

    /// <summary>Loses the answer to the nth request from now.</summary>
    public void LoseAnswer(int nth) => Volatile.Write(ref _untilLost, nth);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Enqueue(new Sent(request.Method, request.RequestUri!.AbsoluteUri, request.Headers, body));
        var response = await base.SendAsync(request, cancellationToken);
        if (Interlocked.Decrement(ref _untilLost) != 0)
        {
            return response;
        }
        response.Dispose();
        throw new HttpRequestException("The connection was reset.", new IOException("reset"));
    }
}
