using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Events;

/// <summary>Carries the availability of one SKU at one location to the channels.</summary>
/// <remarks>Grain key: as the stock actor's, <c>tenant/sku/location</c>. It is told by the event stream; nobody calls
/// it but to look and to go on.</remarks>
[Alias("IChannelFeed")]
public interface IChannelFeed : IGrainWithStringKey
{
    /// <summary>Where each channel stands, or null when nothing was ever heard.</summary>
    [Alias("Read"), ReadOnly] Task<ChannelFeedView?> Read();

    /// <summary>Tells the channels what they are owed. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>A channel feed read.</summary>
/// <param name="Available">Units, as heard last.</param>
/// <param name="Version">Version of the stock actor.</param>
/// <param name="Channels">The channels, by name.</param>
[GenerateSerializer, Immutable, Alias("ChannelFeedView")]
public sealed record ChannelFeedView(long Available, long Version, ImmutableArray<ChannelToldView> Channels);

/// <summary>Where a channel stands.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Told">The version that it took or refused last; 0 for none.</param>
/// <param name="Attempts">Since then in vain.</param>
/// <param name="Code">Why the last attempt did not succeed, or null.</param>
[GenerateSerializer, Immutable, Alias("ChannelToldView")]
public sealed record ChannelToldView(Channel Channel, long Told, int Attempts, string? Code);
