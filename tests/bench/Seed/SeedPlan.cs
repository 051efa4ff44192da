using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Seed;

/// <summary>How much is put into a database before something is measured.</summary>
/// <param name="Closed">Orders that were handed out and paid.</param>
/// <param name="Open">Orders that wait to be fetched.</param>
/// <param name="Places">Locations with stock of every article.</param>
/// <param name="HotShare">Every so many-th order wants the first article at the first place; 0: none is preferred.
/// </param>
public sealed record SeedPlan(int Closed, int Open, int Places, int HotShare)
{
    /// <summary>Articles.</summary>
    public const int Skus = 2_000;

    // Far from each other and not a multiple of each other: neighbours in time are no neighbours on the shelf.
    private const int Stride = 7_919;

    /// <summary>Orders in all.</summary>
    public int Orders => Closed + Open;

    /// <summary>SKU-locations.</summary>
    public int Stocks => Skus * Places;

    /// <summary>Which SKU-location an order takes its unit from, 0 to <see cref="Stocks"/> - 1.</summary>
    public int StockOf(int order) => HotShare > 0 && order % HotShare == 0 ? 0 : (int)((long)order * Stride % Stocks);

    /// <summary>Article of a SKU-location.</summary>
    public static string SkuOf(int stock) => OrderMaker.SkuAt(stock % Skus).Value;

    /// <summary>Place of a SKU-location.</summary>
    public static string PlaceOf(int stock) => OrderMaker.PlaceAt(stock / Skus).Value;
}
