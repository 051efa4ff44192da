using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Load;

/// <summary>Sends what the lanes of a process do; remembers accepted orders for pick-ups and cancellations.</summary>
internal sealed class Shopper : IShopper, IDisposable
{
    private const int MaxRemembered = 10_000;
    private const int MaxRead = 4_096;
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(50);
    private static readonly MediaTypeHeaderValue _json = new("application/json");

    private readonly LoadPlan _plan;
    private readonly Requests _requests;
    private readonly IPace _pace;
    private readonly string _authorization;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentQueue<string> _accepted = new();

    public Shopper(LoadPlan plan, int part, int connections, IPace pace)
    {
        (_plan, _requests, _pace) = (plan, new Requests(plan, part), pace);
        _authorization = $"Bearer {plan.Key}";
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        });
    }

    /// <inheritdoc/>
    public Act Instead(Act act) =>
        act is Act.PickUp or Act.Cancellation && _accepted.IsEmpty ? Act.Order : act;

    /// <inheritdoc/>
    public async Task<(string Answer, int Retries)> Do(Act act, Random random, CancellationToken cancellation)
    {
        var ask = Prepare(act, random);
        var until = _pace.Now + _plan.RetryFor;
        for (var (retries, wait) = (0, _shortestWait); ; retries++, wait = Longer(wait))
        {
            var (answer, retryAfter) = await Attempt(act, ask, cancellation);
            if (retryAfter is not { } after || _pace.Now + after >= until)
                return (answer, retries);
            var least = after > wait ? after : wait;
            await _pace.Until(_pace.Now + (least * (1 + (random.NextDouble() / 2))), cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private Ask Prepare(Act act, Random random) => act switch
    {
        Act.Availability => _requests.Availability(random),
        Act.Reservation => _requests.Reservation(random),
        // Another lane may have taken the last one between the choice and now.
        Act.PickUp => _accepted.TryDequeue(out var order) ? Requests.PickUp(order) : _requests.Order(random),
        Act.Cancellation => _accepted.TryDequeue(out var order)
            ? Requests.Cancellation(order) : _requests.Order(random),
        _ => _requests.Order(random),
    };

    /// <summary>One request; with a time when it should be sent again.</summary>
    private async Task<(string Answer, TimeSpan? RetryAfter)> Attempt(
        Act act, Ask ask, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_plan.Timeout);
        using var request = Request(ask);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            var status = (int)response.StatusCode;
            var slug = await Slug(response, limit.Token);
            if (act == Act.Order && status == 201)
                Remember(response.Headers.Location);
            var again = status is 429 or 502 or 503 or 504
                || (status == 409 && response.Headers.RetryAfter is not null);
            return (Reply.Named(status, slug), again ? RetryAfter.Of(response) : null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (Reply.NoConnection, TimeSpan.Zero);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (Reply.TimedOut, TimeSpan.Zero);
        }
    }

    private HttpRequestMessage Request(Ask ask)
    {
        var request = new HttpRequestMessage(ask.Method, new Uri(_plan.Url, ask.Path));
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        if (ask.Key is null)
            return request;
        request.Headers.TryAddWithoutValidation("Idempotency-Key", ask.Key);
        request.Content = new ReadOnlyMemoryContent(ask.Body);
        request.Content.Headers.ContentType = _json;
        return request;
    }

    /// <summary>What kind of problem it is. Every body is read, because the caller has it only then.</summary>
    private static async Task<string?> Slug(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.IsSuccessStatusCode || body.Length is 0 or > MaxRead)
            return null;
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.Text("type")?.Split('/')[^1];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Remember(Uri? location)
    {
        if (location is not null && _accepted.Count < MaxRemembered)
            _accepted.Enqueue(location.OriginalString[(location.OriginalString.LastIndexOf('/') + 1)..]);
    }

    private static TimeSpan Longer(TimeSpan wait) => wait < RetryAfter.Longest ? wait * 2 : RetryAfter.Longest;
}
