using Microsoft.Extensions.Configuration;

namespace RetailActors.Adapters.Shopify;

/// <summary>What a shop's names mean here; section <c>Channels</c>, <c>shopify</c>.</summary>
/// <param name="Locations">Our location by the shop's location id, or by the code of a pick-up point.</param>
/// <param name="DefaultLocation">For a location that is not listed (key <c>default</c>).</param>
/// <param name="Gateways">Our provider and token by the shop's payment gateway.</param>
/// <param name="DefaultGateway">For a gateway that is not listed (key <c>default</c>).</param>
/// <param name="ShopCurrency">True: amounts in the shop's currency; false: in the customer's.</param>
public sealed record ShopifySettings(
    IReadOnlyDictionary<string, LocationId> Locations, LocationId DefaultLocation,
    IReadOnlyDictionary<string, (string Provider, string Method)> Gateways, (string Provider, string Method)
    DefaultGateway, bool ShopCurrency)
{
    /// <summary>The channel's name.</summary>
    public static readonly Channel Channel = new("shopify");

    /// <summary>The account whose shop is asked for orders and told what it may sell.</summary>
    public const string Account = "storefront";

    private const string Default = "default";

    /// <summary>Reads <c>Locations</c> (shop's id: ours), <c>Gateways</c> (gateway: <c>provider/token</c>) and
    /// <c>Money</c> (<c>presentment</c> or <c>shop</c>).</summary>
    public static ShopifySettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Channels").GetSection("shopify");
        var locations = section.GetSection("Locations").GetChildren()
            .ToDictionary(c => c.Key, c => new LocationId(c.Value ?? ""), StringComparer.OrdinalIgnoreCase);
        var gateways = section.GetSection("Gateways").GetChildren()
            .ToDictionary(c => c.Key, Gateway, StringComparer.OrdinalIgnoreCase);
        return new ShopifySettings(
            locations, locations.GetValueOrDefault(Default, new LocationId("store-12")),
            gateways, gateways.GetValueOrDefault(Default, ("sandbox", "tok_visa")),
            section["Money"] switch
            {
                null or "presentment" => false,
                "shop" => true,
                var other => throw new InvalidOperationException(
                    $"{section.Path}:Money must be presentment or shop, but is '{other}'."),
            });
    }

    /// <summary>Our location, by the first of the shop's names that is listed.</summary>
    public LocationId LocationOf(params string?[] names)
    {
        foreach (var name in names)
        {
            if (name is not null && Locations.TryGetValue(name, out var location))
            {
                return location;
            }
        }
        return DefaultLocation;
    }

    /// <summary>Our provider and token.</summary>
    public (string Provider, string Method) GatewayOf(string? name) =>
        name is not null && Gateways.TryGetValue(name, out var gateway) ? gateway : DefaultGateway;

    private static (string Provider, string Method) Gateway(IConfigurationSection section) =>
        section.Value?.Split('/') is [var provider, var method]
            ? (provider, method)
            : throw new InvalidOperationException(
                $"{section.Path} must be provider/token, but is '{section.Value}'.");
}
