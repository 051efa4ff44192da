using RetailActors.Reference;

namespace RetailActors.Gateway;

/// <summary>The kinds of reference data.</summary>
public static class ReferenceKinds
{
    /// <summary><c>/v1/products</c>.</summary>
    public static readonly ReferenceRoutes<IProduct, Product, ProductAnswer> Products = new(
        "product",
        f => new Product(f.Text("title", 200, true) ?? "", f.OptionalId("taxCode"), f.Flag("active", true)),
        (id, v) => new ProductAnswer(
            new Sku(id), v.Value.Title, v.Value.TaxCode, v.Value.Active, v.Version, v.ChangedAt),
        GatewayJson.Default.ProductAnswer, GatewayJson.Default.PageProductAnswer);

    /// <summary><c>/v1/prices</c>.</summary>
    public static readonly ReferenceRoutes<IPrice, Price, PriceAnswer> Prices = new(
        "price",
        f => new Price(f.Money("price", 0, true) ?? default),
        (id, v) => new PriceAnswer(new Sku(id), v.Value.Amount, v.Version, v.ChangedAt),
        GatewayJson.Default.PriceAnswer, GatewayJson.Default.PagePriceAnswer);

    /// <summary><c>/v1/customers</c>.</summary>
    public static readonly ReferenceRoutes<ICustomer, Customer, CustomerAnswer> Customers = new(
        "customer",
        f => new Customer(f.OptionalId("segment"), f.Flag("active", true)),
        (id, v) => new CustomerAnswer(
            new CustomerId(id), v.Value.Segment, v.Value.Active, v.Version, v.ChangedAt,
            v.Value.Sources is { } s
                ? new CustomerSourcesAnswer(
                    new FieldSourceAnswer(s.Segment.Client, s.Segment.At),
                    new FieldSourceAnswer(s.Active.Client, s.Active.At))
                : null),
        GatewayJson.Default.CustomerAnswer, GatewayJson.Default.PageCustomerAnswer);

    /// <summary><c>/v1/locations</c>.</summary>
    public static readonly ReferenceRoutes<ILocation, Location, LocationAnswer> Locations = new(
        "location",
        f => new Location(
            f.Text("name", 200, true) ?? "", f.Choice<LocationKind>("kind"),
            (int)(f.Whole("priority", 0, 10_000) ?? 100), f.Flag("active", true)),
        (id, v) => new LocationAnswer(
            new LocationId(id), v.Value.Name, v.Value.Kind, v.Value.Priority, v.Value.Active, v.Version, v.ChangedAt),
        GatewayJson.Default.LocationAnswer, GatewayJson.Default.PageLocationAnswer);
}
