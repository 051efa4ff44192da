using Orleans;
using RetailActors.Inventory;
using RetailActors.Reference;

namespace RetailActors.Bench.Orders;

/// <summary>Products, prices, a customer, a location, and more stock than any measurement can sell.</summary>
public static class Assortment
{
    /// <summary>Units of each article at the start.</summary>
    public const long Plenty = 1_000_000_000;

    private static readonly Origin _by = new("bench");

    /// <summary>Puts everything there.</summary>
    public static async Task Put(IGrainFactory grains, int skus)
    {
        await Put<ICustomer, Customer>(grains, OrderMaker.Customer.Value, new Customer("regular"));
        await Put<ILocation, Location>(
            grains, OrderMaker.Location.Value, new Location("Bench store", LocationKind.Store));
        await Article(grains, new Sku(OrderMaker.SoldOut), 0);
        await Parallel.ForAsync(0, skus, new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, _) => await Article(grains, OrderMaker.SkuAt(i), Plenty));
    }

    /// <summary>Locations besides the first one, without stock.</summary>
    public static Task Places(IGrainFactory grains, int places) =>
        Parallel.ForAsync(1, places, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            await Put<ILocation, Location>(
                grains, OrderMaker.PlaceAt(i).Value, new Location($"Store {i}", LocationKind.Store)));

    /// <summary>Stock of one article at the one location.</summary>
    public static IStock Stock(IGrainFactory grains, Sku sku) =>
        grains.Actor<IStock>(new StockKey(OrderMaker.Tenant, sku, OrderMaker.Location).ToString());

    /// <summary>Fills the shelf of an article without product and price.</summary>
    public static async Task Stock(IGrainFactory grains, Sku sku, long units)
    {
        var result = await Stock(grains, sku).RecordMovement(new Movement(
            new MovementId("bench-start"), MovementKind.Receive, units, DateTimeOffset.UtcNow, null, null, null, _by));
        if (result is not MovementResult.Recorded)
        {
            throw new InvalidOperationException($"The stock of {sku} could not be put: {result}");
        }
    }

    private static async Task Article(IGrainFactory grains, Sku sku, long units)
    {
        await Put<IProduct, Product>(grains, sku.Value, new Product($"Article {sku.Value}", "apparel"));
        await Put<IPrice, Price>(
            grains, sku.Value, new Price(new Money(OrderMaker.UnitPrice, new Currency("USD"))));
        if (units > 0)
        {
            await Stock(grains, sku, units);
        }
    }

    private static Task<PutResult> Put<TGrain, T>(IGrainFactory grains, string id, T value)
        where TGrain : IReference<T> where T : class =>
        grains.GetGrain<TGrain>(new ReferenceKey(OrderMaker.Tenant, id).ToString())
            .Put(new PutReference<T>(value, null, _by));
}
