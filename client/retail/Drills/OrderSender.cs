using System.Collections.Concurrent;
using System.Net.Http.Headers;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Sends one order, or asks after it, at the next process that takes requests.</summary>
internal sealed class OrderSender(LocalCluster cluster, string key, Tally tally) : IDisposable
{
    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10), ConnectTimeout = TimeSpan.FromSeconds(3),
        ActivityHeadersPropagator = null, UseCookies = false, UseProxy = false, AllowAutoRedirect = false,
    });

    private readonly ConcurrentDictionary<string, int> _accepted = new(StringComparer.Ordinal);
    private int _turn;

    /// <summary>One attempt. Without a process that is ready there is neither an outcome nor a cause.</summary>
    /// <param name="poll">Address of an order that is still undecided; null submits it.</param>
    /// <param name="body">The order.</param>
    /// <param name="idempotencyKey">The same at every attempt.</param>
    /// <param name="within">How long to wait for the answer.</param>
    public async Task<Reply> Send(string? poll, byte[] body, string idempotencyKey, TimeSpan within)
    {
        if (cluster.NextEntrance(ref _turn) is not { } entrance)
            return default;
        using var request = poll is null
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(entrance.Url, "/v1/orders"))
            : new HttpRequestMessage(HttpMethod.Get, new Uri(entrance.Url, poll));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (poll is null)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = _json;
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }
        using var limit = new CancellationTokenSource(within);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            var reply = await ReplyReader.Read(response, poll is not null, new byte[4096], tally, limit.Token);
            if (reply.Outcome == Outcome.Accepted)
                _accepted.AddOrUpdate(entrance.Name, 1, static (_, n) => n + 1);
            return reply;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Reply.Again(RetryCause.Connection);
        }
        catch (OperationCanceledException)
        {
            return Reply.Again(RetryCause.TimedOut);
        }
    }

    /// <summary>Orders that one process has acknowledged.</summary>
    public int AcceptedBy(SiloNode entrance) => _accepted.GetValueOrDefault(entrance.Name);

    public void Dispose() => _http.Dispose();
}
