using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Reference;

namespace RetailActors.Hosting;

/// <summary>Puts a few products with stock into a new database, so that the first order needs no preparation.</summary>
public sealed partial class DemoCatalogue(IGrainFactory grains, TimeProvider clock, ILogger<DemoCatalogue> log)
    : IHostedService
{
    private static readonly Tenant _tenant = new("demo");
    private static readonly Origin _by = new("demo-catalogue");
    private static readonly Currency _usd = new("USD");

    private static readonly (string Id, Location Location)[] _locations =
    [
        ("store-12", new Location("Main Street", LocationKind.Store, 20)),
        ("store-7", new Location("Harbour Mall", LocationKind.Store, 30)),
        ("warehouse-1", new Location("Central Warehouse", LocationKind.Warehouse, 10)),
    ];

    private static readonly (string Sku, string Title, string TaxCode, long Minor)[] _products =
    [
        ("TEE-BLK-S", "Tee black S", "apparel", 1999),
        ("TEE-BLK-M", "Tee black M", "apparel", 1999),
        ("TEE-BLK-L", "Tee black L", "apparel", 1999),
        ("HOODIE-GRY-M", "Hoodie grey M", "apparel", 4999),
        ("SNEAKER-WHT-42", "Sneaker white 42", "footwear", 8999),
        ("CAP-NVY", "Cap navy", "apparel", 1499),
        ("MUG-LOGO", "Mug with logo", "home", 1200),
        ("GIFT-WRAP", "Gift wrap", "service", 300),
    ];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await grains.GetGrain<IDirectory>(_tenant.Value)
                .List(new DirectoryQuery("location", null, null, null, 1));
            if (known.Rows.IsEmpty)
            {
                await Fill();
                Filled(_products.Length, _locations.Length);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Only the demonstration suffers; everything is put again with the same ids at the next start.
            NotFilled(e.Message);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Fill()
    {
        foreach (var (sku, title, taxCode, minor) in _products)
        {
            await Put<IProduct, Product>(sku, new Product(title, taxCode));
            await Put<IPrice, Price>(sku, new Price(new Money(minor, _usd)));
            foreach (var (location, _) in _locations)
            {
                var key = new StockKey(_tenant, new Sku(sku), new LocationId(location));
                await grains.GetGrain<IStock>(key.ToString()).RecordMovement(new Movement(
                    new MovementId($"demo-{sku}"), MovementKind.Receive, 100, clock.GetUtcNow(), "demo", null, null,
                    _by));
            }
        }
        await Put<ICustomer, Customer>("C-9", new Customer("regular"));
        // Last, because their presence is the sign that all the rest is there.
        foreach (var (id, location) in _locations)
        {
            await Put<ILocation, Location>(id, location);
        }
    }

    private Task<PutResult> Put<TGrain, T>(string id, T value) where TGrain : class, IReference<T> where T : class =>
        grains.GetGrain<TGrain>(new ReferenceKey(_tenant, id).ToString()).Put(new PutReference<T>(value, null, _by));

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Demonstration catalogue: {Products} products at {Locations} locations")]
    private partial void Filled(int products, int locations);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demonstration catalogue was not put in: {Cause}")]
    private partial void NotFilled(string cause);
}
