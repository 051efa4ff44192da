using System.Net;

namespace RetailActors.Retail.FlashSale;

/// <summary>All buyers of a sale: a bounded number of lanes, each serving one buyer after the other.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly SaleOptions _options;
    private readonly AckLedger? _ledger;
    private readonly OrderTemplate _template;
    private readonly HttpMessageInvoker _http;
    private readonly string?[] _accepted;
    private int _next = -1;

    public Crowd(SaleOptions options, Shelf shelf, string run, AckLedger? ledger)
    {
        _options = options;
        _ledger = ledger;
        _template = new OrderTemplate(options, shelf, run);
        _accepted = new string?[options.Buyers];
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Concurrency,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        });
    }

    public Tally Tally { get; } = new();

    public int Size => _options.Buyers;

    /// <summary>The acknowledged orders: the id by the number of the buyer; null for everybody else.</summary>
    public IReadOnlyList<string?> Accepted => _accepted;

    public string ExternalId(int buyer) => _template.ExternalId(buyer);

    /// <summary>Opens the doors: every buyer's clock starts now, the lanes serve them until none is left.</summary>
    public async Task LetIn(CancellationToken cancellation)
    {
        Tally.Open();
        var lanes = Enumerable.Range(0, Math.Min(_options.Concurrency, Size))
            .Select(_ => Task.Run(() => Serve(cancellation), cancellation));
        await Task.WhenAll(lanes);
        Tally.Close();
    }

    private async Task Serve(CancellationToken cancellation)
    {
        using var lane = new BuyerLane(_http, _options, _template, Tally);
        for (int buyer; (buyer = Interlocked.Increment(ref _next)) < Size;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await lane.Visit(buyer, cancellation) is not { } order)
                continue;
            _ledger?.Accepted(order, _template.ExternalId(buyer));
            _accepted[buyer] = order;
        }
    }

    public void Dispose() => _http.Dispose();
}
