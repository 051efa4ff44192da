using RetailActors.Reference;

namespace RetailActors.Gateway;

/// <summary>The routes of reference data.</summary>
public static class ReferenceDocs
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        Kind<ProductBody, IProduct, Product, ProductAnswer>(
            routes, ReferenceKinds.Products, "TEE-BLK-M", """{"title":"Tee black M","taxCode":"apparel"}""",
            """{"sku":"TEE-BLK-M","title":"Tee black M","taxCode":"apparel","active":true,""");
        Kind<PriceBody, IPrice, Price, PriceAnswer>(
            routes, ReferenceKinds.Prices, "TEE-BLK-M", """{"price":{"minor":1999,"currency":"USD"}}""",
            """{"sku":"TEE-BLK-M","price":{"minor":1999,"currency":"USD"},""");
        Kind<CustomerBody, ICustomer, Customer, CustomerAnswer>(
            routes, ReferenceKinds.Customers, "C-9", """{"segment":"loyal"}""",
            """{"id":"C-9","segment":"loyal","active":true,""");
        Kind<LocationBody, ILocation, Location, LocationAnswer>(
            routes, ReferenceKinds.Locations, "store-12", """{"name":"Main Street","kind":"store"}""",
            """{"id":"store-12","name":"Main Street","kind":"store","priority":100,"active":true,""");
    }

    private static void Kind<TBody, TGrain, T, TAnswer>(
        RouteTable routes, ReferenceRoutes<TGrain, T, TAnswer> kind, string id, string body, string begin)
        where TGrain : class, IReference<T> where T : class
    {
        const string tag = "Reference data";
        var (name, names) = (kind.Kind, kind.Kind + "s");
        var example = begin + """ "version":1,"changedAt":"2026-11-27T06:00:00Z"}""";
        routes.Put($"/v1/{names}/{{id}}", $"put-{name}", Scopes.ReferenceWrite, kind.Put)
            .Is(tag, $"Put a {name}", "Putting what is there already changes nothing. The version is in the ETag.")
            .Path("id", $"Id of the {name}.", id)
            .Header("If-Match", "Only if this is the present version.", "\"1\"")
            .Header("If-None-Match", "*: only if there is none.", "*")
            .Takes<TBody>(body)
            .Answers<TAnswer>(201, "The first version.", example)
            .Answers<TAnswer>(200, "The next version, or the same.", example)
            .Refuses(412, "version-differs");
        routes.Get($"/v1/{names}/{{id}}", $"get-{name}", Scopes.ReferenceRead, kind.Get)
            .Is(tag, $"Read a {name}", "The version is in the ETag.")
            .Path("id", $"Id of the {name}.", id)
            .Header("If-None-Match", "304 if this is the present version.", "\"1\"")
            .Answers<TAnswer>(200, "The present version.", example)
            .Answers(304, "You have it already.")
            .Refuses(404, "not-found");
        routes.Get($"/v1/{names}", $"list-{names}", Scopes.ReferenceRead, kind.List)
            .Is(tag, $"List {names}", "A page, by id.")
            .Query("cursor", "The next member of the page before.", "").Query("limit", "1 to 200, by default 50.", "50")
            .Answers<Page<TAnswer>>(200, "A page.", $$"""{"items":[{{example}}]}""");
    }
}
