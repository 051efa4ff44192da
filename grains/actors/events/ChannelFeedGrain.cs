using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Streams;
using Orleans.Streams.Core;
using RetailActors.Journal;

namespace RetailActors.Events;

/// <summary>Subscribes to availability when there is a channel to be told; else nobody pays for the activations.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FollowsAvailabilityAttribute()
    : ImplicitStreamSubscriptionAttribute(EventType.AvailabilityFamily), IGrainBindingsProviderAttribute
{
    IEnumerable<Dictionary<string, string?>> IGrainBindingsProviderAttribute.GetBindings(
        IServiceProvider services, Type grainClass, GrainType grainType) =>
        services.GetService<ChannelInventories>() is { Channels.Count: > 0 }
            ? GetBindings(services, grainClass, grainType)
            : [];
}

/// <summary>Shell of a channel feed.</summary>
[Reentrant, FollowsAvailability, GrainType("channel-feed")]
public sealed class ChannelFeedGrain : Grain, IChannelFeed, IStreamSubscriptionObserver
{
    private readonly Ledger<ChannelFeed, ChannelFeedEvent> _ledger;
    private readonly ChannelInventories _inventories;
    private readonly TimeProvider _clock;
    private readonly ChannelFeedProcess _process;

    /// <summary>Made by Orleans.</summary>
    public ChannelFeedGrain(Ledgers ledgers, ChannelInventories inventories)
    {
        (_inventories, _clock) = (inventories, ledgers.Clock);
        _ledger = ledgers.For(this, ChannelFeedDecider.Fold, DeactivateOnIdle);
        _process = new ChannelFeedProcess(
            Inventory.StockKey.Parse(this.GetPrimaryKeyString()), _ledger, inventories, ledgers.Clock);
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<BusinessEvent>().ResumeAsync((e, _) => Hear(e));

    /// <inheritdoc/>
    public Task<ChannelFeedView?> Read() => _ledger.Read(ChannelFeedDecider.View).AsTask();

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        await _process.Drive();
    }

    /// <summary>Taken when it is durable here; what the channels say is owed, and does not hold up the stream.
    /// </summary>
    private async Task Hear(BusinessEvent e)
    {
        using var span = Hearing.Of(e, _clock.GetUtcNow());
        var heard = JsonSerializer.Deserialize(e.Data, EventJson.Default.AvailabilityChangedData)!;
        await _ledger.Commit(s => (true, ChannelFeedDecider.Hear(s, heard, _inventories.Channels)));
        _process.Start();
    }
}
