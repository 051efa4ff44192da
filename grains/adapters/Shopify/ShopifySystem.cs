using System.Collections.Immutable;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>Storefront accounts that are shops of Shopify.</summary>
public sealed class ShopifySystem : ISystemKind
{
    /// <inheritdoc/>
    public string System => "shopify";

    /// <inheritdoc/>
    public string SandboxPath => "shopify";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.Rest, RatePerSecond: 20, Concurrency: 4, BulkSize: 1, KnowsKeys: false, CanLookUp: true,
        Posting: "immediate", ImmutableHashSet.Create(DocumentKind.OrderStatus),
        // A page of a hundred orders takes its time.
        TimeoutMs: 10_000);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new ShopifyAdapter(
        new ShopifyGraph(new JsonExchange(account), account.Settings), account.Clock);
}
