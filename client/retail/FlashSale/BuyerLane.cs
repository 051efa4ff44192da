using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace RetailActors.Retail.FlashSale;

/// <summary>
/// Serves one buyer after the other over one connection. A buyer sends the same request with the same key until there
/// is a final answer or its patience ends, so a server that dies in the middle of the sale costs time and nothing else.
/// </summary>
internal sealed class BuyerLane(HttpMessageInvoker http, SaleOptions options, OrderTemplate template, Tally tally)
    : IDisposable
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(15);
    private static readonly MediaTypeHeaderValue _json = new("application/json");
    private const int FirstWait = 20;
    private const int LongestWait = 1_000;

    private readonly Uri _orders = new(options.Url, "/v1/orders");
    private readonly string _authorization = $"Bearer {options.Key}";
    private readonly byte[] _body = template.Copy();
    private readonly byte[] _read = new byte[4096];
    private CancellationTokenSource _limit = new();

    /// <summary>One buyer's visit. Returns the order's id when it was accepted.</summary>
    public async Task<string?> Visit(int buyer, CancellationToken cancellation)
    {
        template.Address(_body, buyer);
        var key = template.ExternalId(buyer);
        var requestedAt = Stopwatch.GetTimestamp();
        string? poll = null;
        for (var wait = FirstWait; ; wait = Math.Min(wait * 2, LongestWait))
        {
            var reply = await Attempt(poll, key, cancellation);
            if (reply.Outcome is { } outcome)
            {
                tally.Visit(outcome, requestedAt);
                return outcome == Outcome.Accepted ? reply.Order : null;
            }
            if (Stopwatch.GetElapsedTime(requestedAt) >= options.RetryFor)
            {
                tally.Complain($"no final answer within {options.RetryFor.TotalSeconds:N0} s ({reply.Cause})");
                tally.Visit(Outcome.Unresolved, requestedAt);
                return null;
            }
            if (reply.Cause is { } cause)
                tally.Retry(cause);
            else
                tally.Poll();
            poll = reply.Poll ?? poll;
            await Task.Delay(RetryAfter.Pause(reply, wait), cancellation);
        }
    }

    private async Task<Reply> Attempt(string? poll, string key, CancellationToken cancellation)
    {
        using var request = poll is null
            ? Submission(key)
            : new HttpRequestMessage(HttpMethod.Get, new Uri(_orders, poll));
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        try
        {
            using var response = await http.SendAsync(request, Limit());
            return await ReplyReader.Read(response, poll is not null, _read, tally, _limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Reply.Again(RetryCause.Connection);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Reply.Again(RetryCause.TimedOut);
        }
    }

    private HttpRequestMessage Submission(string key)
    {
        var content = new ReadOnlyMemoryContent(_body);
        content.Headers.ContentType = _json;
        var request = new HttpRequestMessage(HttpMethod.Post, _orders)
        {
            Version = HttpVersion.Version11, Content = content,
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    /// <summary>A time limit for the next attempt; the source is used again unless it has fired.</summary>
    private CancellationToken Limit()
    {
        if (!_limit.TryReset())
        {
            _limit.Dispose();
            _limit = new CancellationTokenSource();
        }
        _limit.CancelAfter(_attempt);
        return _limit.Token;
    }

    public void Dispose() => _limit.Dispose();
}
