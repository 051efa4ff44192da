using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Events;

/// <summary>Tells the channels what they are owed, one attempt per channel and state. Grain turns only.</summary>
public sealed class ChannelFeedProcess(
    Inventory.StockKey key, Ledger<ChannelFeed, ChannelFeedEvent> ledger, ChannelInventories inventories,
    TimeProvider clock)
{
    /// <summary>Rounds in one go; a feed that changes faster waits for its next change or for the sweeper.</summary>
    public const int RoundsInOneGo = 64;

    /// <summary>How long one attempt may take.</summary>
    public static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(5);

    private Task? _driving;

    /// <summary>Begins in the background, unless it is at it. What fails is owed and comes back by the sweeper.
    /// </summary>
    public void Start() => Drive().Watched();

    /// <summary>Goes on until nobody can be told now. Joins a drive that is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Loop();

    private async Task Loop()
    {
        for (var i = 0; i < RoundsInOneGo; i++)
        {
            var due = ChannelFeedDecider.Due(ledger.Durable, clock.GetUtcNow());
            if (due.Count == 0)
            {
                return;
            }
            // What is heard meanwhile goes out in the next round: only the latest counts.
            await Task.WhenAll(due.Select(Tell));
        }
    }

    private async Task Tell(string channel)
    {
        var (available, version) = (ledger.Durable.Available, ledger.Durable.Version);
        if (ledger.Durable.Channels.TryGetValue(channel, out var told) && told.Attempts > 0)
        {
            Signals.Retries.One(("account", channel), ("what", "stock"));
        }
        var answer = await Ask(channel, available, version);
        await ledger.Commit(s => (true, ChannelFeedDecider.Answer(s, channel, version, answer, clock.GetUtcNow())));
    }

    private async Task<PostingAnswer> Ask(string channel, long available, long version)
    {
        using var limit = new CancellationTokenSource(AttemptTime, clock);
        try
        {
            return await inventories.Set(channel, key, available, version, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new PostingAnswer.Lost("timeout");
        }
    }
}
