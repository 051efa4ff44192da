using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>Finds a message from outside by its sender's id, and what it is about.</summary>
public sealed class MessageFinder(Cluster cluster)
{
    private static readonly string[] _sources = ["shopify", "pos", "wms", "psp"];

    /// <summary>One event of a shop comes under several topics, and the topic is a part of the id.</summary>
    private static readonly string[] _topics =
        ["orders.create", "orders.cancelled", "refunds.create", "products.create", "products.update"];

    /// <summary>The messages under an id: as the sender says it, or <c>source/id</c> as a lineage does. At most one for
    /// each source and topic; ids are asked for directly.</summary>
    public async Task<IReadOnlyList<Found>> Find(Tenant tenant, string text)
    {
        InboxKey[] keys = text.Split('/') switch
        {
            [var source, var id] when Identifier.IsValid(source) && Identifier.IsValid(id) => [new(tenant, source, id)],
            [var id] when Identifier.IsValid(id) =>
            [
                .. _sources.Select(s => new InboxKey(tenant, s, id)),
                .. _topics.Select(t => new InboxKey(tenant, "shopify", $"{t}:{id}")),
            ],
            _ => [],
        };
        var found = await Task.WhenAll(keys.Select(Read));
        return [.. found.OfType<Found>()];
    }

    private async Task<Found?> Read(InboxKey key)
    {
        if (await cluster.Ask<IInbox, InboxView?>(key.ToString(), i => i.Read()) is not { } view)
        {
            return null;
        }
        var why = view.Reason is { } reason ? $", {Shown.Words(reason)}" : "";
        return new Found(
            "Message", $"{key.Source}/{key.Id}", $"{view.Message.Topic}, {view.Status}{why}",
            await AddressOf(key, view));
    }

    /// <summary>What is to be decided about it; otherwise the order that it is about, once that is there.</summary>
    private async Task<string?> AddressOf(InboxKey key, InboxView view)
    {
        if (view.Status == "failed")
        {
            return $"exceptions/{ExceptionKey.For(key.Tenant, "webhook-failed", $"inbox/{key}", "message").Id}";
        }
        if (OrderOf(key.Tenant, view.Message) is not { } order)
        {
            return null;
        }
        var actor = new OrderKey(key.Tenant, order).ToString();
        return await cluster.Ask<IOrder, OrderView?>(actor, o => o.Read()) is null ? null : $"orders/{order.Value}";
    }

    /// <summary>The order that a message names, or null; of a batch nobody can say which one.</summary>
    private static OrderId? OrderOf(Tenant tenant, InboxMessage message)
    {
        using var json = JsonDocument.Parse(message.Body);
        var root = json.RootElement;
        if (message.Source == "shopify")
        {
            var name = message.Topic.StartsWith("orders/", StringComparison.Ordinal) ? "id" : "order_id";
            return Text(root, name) is { } id
                ? OrderKey.For(tenant, new Channel(message.Source), new ExternalOrderId(id)).Id
                : null;
        }
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data))
        {
            return null;
        }
        return Text(data, "order") is { } order ? new OrderId(order)
            : Text(data, "payment") is { } payment ? new OrderId(payment.Split('.')[0])
            : Text(data, "externalId") is { } external && Text(data, "channel") is { } channel
                ? OrderKey.For(tenant, new Channel(channel), new ExternalOrderId(external)).Id
            : null;
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && Identifier.IsValid(value.ToString())
            ? value.ToString()
            : null;
}
