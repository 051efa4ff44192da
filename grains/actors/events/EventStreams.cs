using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;
using RetailActors.Adapters;

namespace RetailActors.Events;

/// <summary>The stream provider of the business events and its bounds.</summary>
public static class EventStreams
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "events";

    /// <summary>Queues that the streams are spread over; a new number would lead streams to other queues.</summary>
    public const int Queues = 8;

    /// <summary>How long a silo has for a message before the queue offers it to another.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    /// <summary>How long a subscriber that fails is tried with one event; then it is a dead letter and the stream goes
    /// on.</summary>
    public static readonly TimeSpan DeliveryTime = TimeSpan.FromSeconds(20);

    /// <summary>Leases of a message; one more, and it is a dead letter: it may be what ends the silos.</summary>
    public const int MaxDeliveries = 5;

    /// <summary>Events of one queue that a silo keeps in memory.</summary>
    public const int CachedEvents = 4_096;

    /// <summary>Pause between two looks into a queue.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause while a queue stays empty; what this silo sends itself ends it at once.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>Adds the provider. Subscribers are grains with <see cref="ImplicitStreamSubscriptionAttribute"/>, so
    /// there is no table of subscriptions that could be lost.</summary>
    public static ISiloBuilder AddEventStreams(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IEventPublisher, EventPublisher>();
        silo.Services.AddSingleton<DeadLetters>();
        silo.Services.AddSingleton<ISystemKind, EventSystem>();
        return silo.AddPersistentStreams(
            Provider,
            (services, name) => ActivatorUtilities.CreateInstance<EventQueueAdapterFactory>(services, name),
            streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.UseConsistentRingQueueBalancer();
                streams.ConfigurePullingAgent(agent => agent.Configure(o =>
                {
                    o.GetQueueMsgsTimerPeriod = PollEvery;
                    o.MaxEventDeliveryTime = DeliveryTime;
                    o.StreamInactivityPeriod = TimeSpan.FromMinutes(2);
                }));
            });
    }

    /// <summary>Name of a queue: lower-case letters, digits and hyphens, as a storage queue wants it.</summary>
    public static string QueueName(string clusterId, QueueId queue)
    {
        var letters = clusterId.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(40);
        return $"{string.Concat(letters).Trim('-')}-events-{queue.GetNumericId()}";
    }
}
