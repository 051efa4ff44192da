using System.Collections.Concurrent;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Inventory;

/// <summary>Finds out which changes of our stock the documents of an ERP stand for.</summary>
public sealed class BookedChanges(Tenant tenant, IGrainFactory grains)
{
    /// <summary>Orders asked side by side.</summary>
    public const int SideBySide = 16;

    private const string HandedOver = "handed-over:";
    private const string Refunded = "refunded:";

    private readonly ConcurrentBag<(Sku Sku, LocationId Location, string Change)> _found = [];

    /// <summary>The ids of the changes by place. A document that is not of ours is of nobody's.</summary>
    public async Task<ILookup<(Sku, LocationId), string>> Of(
        IEnumerable<string> documents, CancellationToken cancellation)
    {
        var byOrder = documents.Select(key => (Key: key, Parts: key.Split(':')))
            .Where(d => d.Parts is [var t, "fulfilment" or "credit-memo", _, _] && t == tenant.Value)
            .GroupBy(d => d.Parts[2], d => d.Key, StringComparer.Ordinal);
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation };
        await Parallel.ForEachAsync(byOrder, bounds, (group, _) => Find(new OrderId(group.Key), [.. group]));
        return _found.ToLookup(f => (f.Sku, f.Location), f => f.Change);
    }

    private async ValueTask Find(OrderId id, HashSet<string> keys)
    {
        var posting = await grains.Actor<IPosting>(PostingKey.Of(tenant, id).ToString()).Read();
        var order = await grains.Actor<IOrder>(new OrderKey(tenant, id).ToString()).Read();
        if (posting is null || order is null)
        {
            return;
        }
        foreach (var document in posting.Documents.Where(d => keys.Contains(d.Key)))
        {
            if (document.Step.StartsWith(HandedOver, StringComparison.Ordinal))
            {
                AddHandover(order, new FulfilmentId(document.Step[HandedOver.Length..]));
            }
            else if (order.Returns.FirstOrDefault(r => document.Step.StartsWith(
                $"{Refunded}{r.Id.Value}:", StringComparison.Ordinal)) is { } back)
            {
                await AddReturn(back.Id);
            }
        }
    }

    private void AddHandover(OrderView order, FulfilmentId id)
    {
        foreach (var q in order.Fulfilments.Where(f => f.Id == id).SelectMany(f => f.Lines))
        {
            if (order.Lines.FirstOrDefault(l => l.LineId == q.LineId) is { Location: { } location } line)
            {
                _found.Add((line.Sku, location, id.Value));
            }
        }
    }

    private async Task AddReturn(ReturnId id)
    {
        if (await grains.Actor<IReturn>(new ReturnKey(tenant, id).ToString()).Read() is not { Location: { } at } back)
        {
            return;
        }
        for (var i = 0; i < back.Units.Length; i++)
        {
            _found.Add((back.Units[i].Sku, at, ReturnDecider.MovementOf(id, back.Units[i].LineId, i).Value));
        }
    }
}
