using RetailActors.Journal;
using RetailActors.Reference;

namespace RetailActors.Channels;

/// <summary>Shell of a product's feed. Not reentrant: a change is put before the next one is looked at.</summary>
[GrainType("product-feed")]
public sealed class ProductFeedGrain : Grain, IProductFeed
{
    /// <summary>Attempts when somebody else changes the product at the same time.</summary>
    public const int MaxAttempts = 5;

    private readonly Ledgers _ledgers;
    private readonly Ledger<ProductFeed, ProductFeedEvent> _ledger;

    /// <summary>Made by Orleans.</summary>
    public ProductFeedGrain(Ledgers ledgers)
    {
        _ledgers = ledgers;
        _ledger = ledgers.For(this, ProductFeedDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<FeedResult> Put(string source, InboundCommand.ChangeProduct change)
    {
        if (change.Version is { } version)
        {
            var now = _ledgers.Clock.GetUtcNow();
            var verdict = await _ledger.Commit(s => ProductFeedDecider.Decide(s, source, version, now));
            if (verdict == FeedResult.Outdated)
            {
                return verdict;
            }
        }
        var product = GrainFactory.Actor<IProduct>(this.GetPrimaryKeyString());
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var known = await product.Read();
            var wanted = change.Product with { TaxCode = change.Product.TaxCode ?? known?.Value.TaxCode };
            var put = new PutReference<Product>(wanted, known?.Version ?? 0, change.By);
            if (await product.Put(put) is not PutResult.Stale)
            {
                return FeedResult.Applied;
            }
        }
        throw new BusyException("The product is being changed by others all the time; nothing was done.");
    }
}
