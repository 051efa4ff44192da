using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Something that was found.</summary>
/// <param name="What">Order, Return, SKU, …</param>
/// <param name="Title">Its id.</param>
/// <param name="Detail">Where it stands.</param>
/// <param name="Address">Its page.</param>
public sealed record Found(string What, string Title, string Detail, string Address);

/// <summary>Finds what an id that somebody has pasted belongs to: an order by our id, by the channel's, or by the
/// reference of its payment; a return, a SKU, a settlement, an exception.</summary>
public sealed class Finder(Cluster cluster, GatewayOptions options)
{
    private static readonly string[] _usual = ["web", "shopify", "pos", "marketplace"];

    /// <summary>Everything under that text; ids are asked for directly, nothing is searched through.</summary>
    /// <remarks>A channel's id is tried with every channel that is configured or usual; <c>channel:id</c> names one.
    /// </remarks>
    public async Task<ImmutableArray<Found>> Find(Staff staff, string text)
    {
        var id = text.Trim();
        if (!Identifier.IsValid(id))
        {
            return [];
        }
        var found = await Task.WhenAll(
            Orders(staff, id), Return(staff, id), Sku(staff, id), Case(staff, id));
        return [.. found.SelectMany(f => f)];
    }

    private async Task<IEnumerable<Found>> Orders(Staff staff, string id)
    {
        if (!staff.May(Scopes.OrdersRead))
        {
            return [];
        }
        // A payment's reference begins with its order, an operation's with its payment: ord_….p1:cap-1.
        var direct = new OrderId(id.StartsWith("ord_", StringComparison.Ordinal) ? id.Split('.')[0] : id);
        List<OrderKey> keys = [new(staff.Tenant, direct)];
        var (channels, external) = id.Split(':', 2) is [var named, { Length: > 0 } rest]
            ? ([named], rest)
            : (_usual.Concat(options.Buffers.Keys).Distinct(StringComparer.Ordinal), id);
        keys.AddRange(channels.Select(
            c => OrderKey.For(staff.Tenant, new Channel(c), new ExternalOrderId(external))));
        var orders = await Task.WhenAll(keys.Select(
            key => cluster.Ask<IOrder, OrderView?>(key.ToString(), o => o.Read()).AsTask()));
        return orders.OfType<OrderView>().Select(o => new Found(
            "Order", o.Id.Value, $"{o.Channel} {o.ExternalId}, {Shown.Words(Shown.Name(o.Status))}",
            $"orders/{o.Id.Value}"));
    }

    private async Task<IEnumerable<Found>> Return(Staff staff, string id)
    {
        if (!staff.May(Scopes.ReturnsRead))
        {
            return [];
        }
        var key = new ReturnKey(staff.Tenant, new ReturnId(id)).ToString();
        return await cluster.Ask<IReturn, ReturnView?>(key, r => r.Read()) is { } found
            ? [new Found("Return", id, Shown.Words(Shown.Name(found.Status)), $"returns/{Uri.EscapeDataString(id)}")]
            : [];
    }

    private async Task<IEnumerable<Found>> Sku(Staff staff, string id)
    {
        if (!staff.May(Scopes.StockRead))
        {
            return [];
        }
        var key = new ReferenceKey(staff.Tenant, id).ToString();
        return await cluster.Ask<IProduct, Versioned<Product>?>(key, p => p.Read()) is { } product
            ? [new Found("SKU", id, product.Value.Title, $"stock/{Uri.EscapeDataString(id)}")]
            : [];
    }

    private async Task<IEnumerable<Found>> Case(Staff staff, string id)
    {
        if (!staff.May(Scopes.OperationsRead))
        {
            return [];
        }
        if (id.StartsWith("set_", StringComparison.Ordinal))
        {
            return [new Found("Settlement", id, "", $"settlements/{id}")];
        }
        var key = new ExceptionKey(staff.Tenant, id).ToString();
        return id.StartsWith("exc_", StringComparison.Ordinal)
            && await cluster.Ask<IExceptionCase, ExceptionView?>(key, c => c.Read()) is { } found
                ? [new Found("Exception", id, Shown.Words(found.Report.Kind), $"exceptions/{id}")]
                : [];
    }
}
