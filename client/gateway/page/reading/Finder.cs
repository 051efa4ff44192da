using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Something that was found.</summary>
/// <param name="What">Order, Return, SKU, …</param>
/// <param name="Title">Its id.</param>
/// <param name="Detail">Where it stands.</param>
/// <param name="Address">Its page, or null when it has none.</param>
public sealed record Found(string What, string Title, string Detail, string? Address);

/// <summary>Finds what an id that somebody has pasted belongs to: an order by our id, by the channel's, by the
/// reference of its payment or by the key of a document; a return, an exchange, a SKU, a customer, a settlement, an
/// exception, a message from outside.</summary>
public sealed class Finder(Cluster cluster, GatewayOptions options, MessageFinder messages)
{
    private static readonly string[] _usual = ["web", "shopify", "pos", "marketplace"];

    /// <summary>Everything under that text; ids are asked for directly, nothing is searched through.</summary>
    /// <remarks>A channel's id is tried with every channel that is configured or usual; <c>channel:id</c> names one.
    /// A document is found by our key, not by its number there, and the orders of a customer are not found at all:
    /// neither is in an index.</remarks>
    public async Task<ImmutableArray<Found>> Find(Staff staff, string text)
    {
        var id = text.Trim();
        if (!Identifier.IsValid(id))
        {
            return [.. await Message(staff, id)];
        }
        var found = await Task.WhenAll(
            Orders(staff, id), Documents(staff, id), Return(staff, id), Exchange(staff, id), Sku(staff, id),
            Customer(staff, id), Case(staff, id), Message(staff, id));
        return [.. found.SelectMany(f => f)];
    }

    private async Task<IEnumerable<Found>> Orders(Staff staff, string id)
    {
        if (!staff.May(Scopes.OrdersRead))
        {
            return [];
        }
        // A payment's reference begins with its order, an operation's with its payment: ord_….p1:cap-1. That of a
        // line's units in stock does, too: ord_…:1.
        var direct = new OrderId(id.StartsWith("ord_", StringComparison.Ordinal) ? id.Split('.', ':')[0] : id);
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

    /// <summary>Our key of a document, as its system keeps it: <c>tenant:kind:subject:number</c>.</summary>
    private async Task<IEnumerable<Found>> Documents(Staff staff, string id)
    {
        if (!staff.May(Scopes.OrdersRead) || id.Split(':') is not [var tenant, _, .. { Length: > 0 } subject, _]
            || tenant != staff.Tenant.Value)
        {
            return [];
        }
        var key = new PostingKey(staff.Tenant, string.Join(':', subject));
        var posting = await cluster.Ask<IPosting, PostingView?>(key.ToString(), p => p.Read());
        return posting?.Documents.FirstOrDefault(d => d.Key == id) is { } document
            ?
            [
                new Found(
                    "Document", id, $"{Shown.Words(Shown.Name(document.Kind))} at {document.Account}, "
                        + Shown.Words(Shown.Name(document.Status)), WaitingItem.SubjectOf(key.Subject)),
            ]
            : [];
    }

    private async Task<IEnumerable<Found>> Exchange(Staff staff, string id)
    {
        if (!staff.May(Scopes.ReturnsRead))
        {
            return [];
        }
        var key = new ExchangeKey(staff.Tenant, new ExchangeId(id)).ToString();
        return await cluster.Ask<IExchange, ExchangeView?>(key, x => x.Read()) is { } found
            ? [new Found(
                "Exchange", id, $"{Shown.Words(Shown.Name(found.Status))}, new order {found.NewOrder}",
                $"orders/{found.Order.Value}")]
            : [];
    }

    private async Task<IEnumerable<Found>> Customer(Staff staff, string id)
    {
        if (!staff.May(Scopes.ReferenceRead))
        {
            return [];
        }
        var key = new ReferenceKey(staff.Tenant, id).ToString();
        return await cluster.Ask<ICustomer, Versioned<Customer>?>(key, c => c.Read()) is { Value: var customer }
            ? [new Found(
                "Customer", id, $"{(customer.Active ? "active" : "inactive")}"
                    + (customer.Segment is { } segment ? $", segment {segment}" : ""), null)]
            : [];
    }

    private async Task<IEnumerable<Found>> Message(Staff staff, string id) =>
        staff.May(Scopes.OperationsRead) ? await messages.Find(staff.Tenant, id) : [];

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
