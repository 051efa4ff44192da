using RetailActors.Postings;

namespace RetailActors.Adapters;

/// <summary>Tells a storefront what it may sell.</summary>
public interface IChannelInventory
{
    /// <summary>The channels that can be told.</summary>
    IReadOnlyCollection<Channel> Channels { get; }

    /// <summary>Sets what a channel sees of a SKU at a location; absolute, so a later one makes up for a lost one.
    /// </summary>
    /// <param name="channel">One of <see cref="Channels"/>.</param>
    /// <param name="sku">What.</param>
    /// <param name="location">Ours; one that the channel does not know is answered with Rejected.</param>
    /// <param name="available">Units, 0 or more.</param>
    /// <param name="version">Version of the stock actor; with the others it is the idempotency key.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Posted, Rejected, Unavailable or Lost; the last two are answered by setting it again.</returns>
    ValueTask<PostingAnswer> Set(
        Channel channel, Sku sku, LocationId location, long available, long version, CancellationToken cancellation);
}
