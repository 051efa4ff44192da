using System.Net.Http.Headers;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Sends one order, or asks after it, at the next silo that says it is ready.</summary>
internal sealed class OrderSender(LocalCluster cluster, string key, Tally tally) : IDisposable
{
    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10), ConnectTimeout = TimeSpan.FromSeconds(3),
        ActivityHeadersPropagator = null, UseCookies = false, UseProxy = false, AllowAutoRedirect = false,
    });

    private int _turn;

    /// <summary>One attempt. Without a silo that is ready there is neither an outcome nor a cause.</summary>
    /// <param name="poll">Address of an order that is still undecided; null submits it.</param>
    /// <param name="body">The order.</param>
    /// <param name="idempotencyKey">The same at every attempt.</param>
    /// <param name="within">How long to wait for the answer.</param>
    public async Task<Reply> Send(string? poll, byte[] body, string idempotencyKey, TimeSpan within)
    {
        if (NextReady() is not { } silo)
            return default;
        using var request = poll is null
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(silo.Url, "/v1/orders"))
            : new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Url, poll));
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
            return await ReplyReader.Read(response, poll is not null, new byte[4096], tally, limit.Token);
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

    private SiloNode? NextReady()
    {
        var ready = cluster.Silos.Where(s => s.IsReady).ToArray();
        return ready.Length == 0 ? null : ready[(uint)Interlocked.Increment(ref _turn) % ready.Length];
    }

    public void Dispose() => _http.Dispose();
}
