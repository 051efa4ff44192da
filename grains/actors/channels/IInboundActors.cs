using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Channels;

/// <summary>The actors that a message from outside can reach, and no others.</summary>
public interface IInboundActors
{
    /// <summary>An order.</summary>
    IOrder Order(OrderKey key);

    /// <summary>A payment.</summary>
    IPayment Payment(PaymentKey key);

    /// <summary>A return.</summary>
    IReturn Return(ReturnKey key);

    /// <summary>A SKU at a location.</summary>
    IStock Stock(StockKey key);

    /// <summary>The feed of a product.</summary>
    IProductFeed ProductFeed(ReferenceKey key);
}

/// <summary>Those of the cluster.</summary>
public sealed class ClusterActors(IGrainFactory grains) : IInboundActors
{
    /// <inheritdoc/>
    public IOrder Order(OrderKey key) => grains.Actor<IOrder>(key.ToString());

    /// <inheritdoc/>
    public IPayment Payment(PaymentKey key) => grains.Actor<IPayment>(key.ToString());

    /// <inheritdoc/>
    public IReturn Return(ReturnKey key) => grains.Actor<IReturn>(key.ToString());

    /// <inheritdoc/>
    public IStock Stock(StockKey key) => grains.Actor<IStock>(key.ToString());

    /// <inheritdoc/>
    public IProductFeed ProductFeed(ReferenceKey key) => grains.Actor<IProductFeed>(key.ToString());
}
