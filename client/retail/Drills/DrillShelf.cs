using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Many plentiful SKUs in one store: each is an actor of its own, spread over all silos.</summary>
internal sealed class DrillShelf
{
    /// <summary>SKUs, and so actors that are probed.</summary>
    public const int Articles = 32;

    /// <summary>The store that sells them.</summary>
    public const string Store = "store-12";

    private const int Units = 5_000_000;
    private readonly Uri _url;
    private readonly string _key;
    private readonly List<Shelf> _shelves = [];

    private DrillShelf(Uri url, string key) => (_url, _key) = (url, key);

    /// <summary>Addresses of the stock, below a gateway.</summary>
    public IReadOnlyList<string> Paths =>
        [.. _shelves.Select(s => $"/v1/inventory/{s.Hot.Sku}/{Store}")];

    /// <summary>Puts product, price and stock of each.</summary>
    public static async Task<DrillShelf> Fill(Uri url, string key, CancellationToken cancellation)
    {
        var shelf = new DrillShelf(url, key);
        using var api = new RetailApi(url, key, TimeSpan.FromSeconds(60));
        for (var i = 1; i <= Articles; i++)
            shelf._shelves.Add(await Shelf.Fill(api, shelf.Options($"DRILL-{i:d2}"), RunId.Next("ds"), cancellation));
        return shelf;
    }

    /// <summary>An order for each SKU in turn.</summary>
    public OrderTemplate[] Templates(string run) =>
        [.. _shelves.Select(s => new OrderTemplate(Options(s.Hot.Sku), s, run))];

    private SaleOptions Options(string sku) => new(
        _url, _key, sku, Store, Units, Buyers: 1, Concurrency: 1, Lines: 1, TimeSpan.Zero, Ledger: null, Json: null);
}
