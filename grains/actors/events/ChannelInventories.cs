using RetailActors.Adapters;
using RetailActors.Postings;
using RetailActors.Reference;

namespace RetailActors.Events;

/// <summary>All channels that can be told what they may sell, with what is kept back from each.</summary>
public sealed class ChannelInventories(IEnumerable<IChannelInventory> inventories, ChannelRules rules)
{
    private readonly Dictionary<string, IChannelInventory> _byChannel = inventories
        .SelectMany(i => i.Channels.Select(c => (Channel: c.Value, Inventory: i)))
        .ToDictionary(p => p.Channel, p => p.Inventory, StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Channels => _byChannel.Keys;

    /// <summary>Tells a channel. One that is no longer configured is never available.</summary>
    public ValueTask<PostingAnswer> Set(
        string channel, Inventory.StockKey stock, long available, long version, CancellationToken cancellation) =>
        _byChannel.TryGetValue(channel, out var inventory)
            ? inventory.Set(
                new Channel(channel), stock.Sku, stock.Location,
                Math.Max(0, available - rules.Buffers.GetValueOrDefault(channel)), version, cancellation)
            : ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Unavailable("unknown-channel"));
}
