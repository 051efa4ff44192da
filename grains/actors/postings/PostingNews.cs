using RetailActors.Returns;
using RetailActors.Settlement;

namespace RetailActors.Postings;

/// <summary>Tells those who wait for documents that they may look again.</summary>
/// <remarks>One way and not owed: whoever waits asks by itself too, only later.</remarks>
public sealed class PostingNews(PostingKey key, IGrainFactory grains)
{
    /// <summary>Tells what has changed between two durable states.</summary>
    public void Tell(Posting before, Posting after)
    {
        foreach (var waiter in PostingDecider.Released(before, after, key))
        {
            Tell(waiter).Ignore();
        }
    }

    private Task Tell(PostingWaiter waiter) => waiter switch
    {
        PostingWaiter.Return r =>
            grains.Actor<IReturn>(new ReturnKey(key.Tenant, r.Id).ToString()).DocumentsDone(),
        PostingWaiter.Settlement s =>
            grains.Actor<ISettlementBatch>(new SettlementKey(key.Tenant, s.Id).ToString()).DocumentsDone(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
