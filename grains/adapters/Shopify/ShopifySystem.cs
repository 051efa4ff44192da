using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Storefront accounts that are shops of Shopify.</summary>
public sealed class ShopifySystem(ShopifySettings settings) : ISystemKind
{
    /// <inheritdoc/>
    public string System => "shopify";

    /// <inheritdoc/>
    public string SandboxPath => "shopify";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 20, Concurrency: 4, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        Posting: "immediate", ImmutableHashSet.Create(DocumentKind.OrderStatus));

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new ShopifyAdapter(
        new ShopifyGraph(account.Address, account.Http, account.Settings["AccessToken"]), settings, account.Clock);
}
