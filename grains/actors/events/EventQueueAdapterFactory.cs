using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace RetailActors.Events;

/// <summary>Joins the queues to Orleans' streams: the hash ring, the cache and the sequence tokens are Orleans' own.
/// </summary>
public sealed class EventQueueAdapterFactory : IQueueAdapterFactory, IQueueAdapter
{
    private readonly IEventQueue _queue;
    private readonly DeadLetters _deadLetters;
    private readonly TimeProvider _clock;
    private readonly string _cluster;
    private readonly HashRingBasedStreamQueueMapper _mapper;
    private readonly SimpleQueueAdapterCache _cache;
    private readonly ConcurrentDictionary<QueueId, EventQueueReceiver> _receivers = new();
    private readonly ConcurrentDictionary<QueueId, Task> _created = new();

    /// <summary>Made by the stream provider.</summary>
    public EventQueueAdapterFactory(
        string name, IEventQueue queue, DeadLetters deadLetters, TimeProvider clock, IOptions<ClusterOptions> cluster,
        ILoggerFactory logs)
    {
        (Name, _queue, _deadLetters, _clock, _cluster) = (name, queue, deadLetters, clock, cluster.Value.ClusterId);
        _mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = EventStreams.Queues }, name);
        _cache = new(new SimpleQueueCacheOptions { CacheSize = EventStreams.CachedEvents }, name, logs);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>No: an event that was delivered is gone from its queue.</summary>
    public bool IsRewindable => false;

    /// <inheritdoc/>
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <inheritdoc/>
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc/>
    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    /// <inheritdoc/>
    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    /// <inheritdoc/>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(Receiver(queueId));

    /// <inheritdoc/>
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => Receiver(queueId);

    /// <inheritdoc/>
    public async Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token,
        Dictionary<string, object>? requestContext)
    {
        if (token is not null)
        {
            throw new NotSupportedException("The queue gives the order; a token cannot be asked for.");
        }
        var body = EventEnvelope.Write(streamId, [.. events.Cast<BusinessEvent>()]);
        var queue = _mapper.GetQueueForStream(streamId);
        await Created(queue);
        await _queue.Send(NameOf(queue), body, CancellationToken.None);
        if (_receivers.TryGetValue(queue, out var here))
        {
            here.Wake();
        }
    }

    private EventQueueReceiver Receiver(QueueId queue) => _receivers.GetOrAdd(queue, id =>
        new EventQueueReceiver(NameOf(id), _queue, () => Created(id), _deadLetters, _clock));

    private string NameOf(QueueId queue) => EventStreams.QueueName(_cluster, queue);

    /// <summary>Once per process and queue; after a failure again.</summary>
    private async Task Created(QueueId queue)
    {
        try
        {
            await _created.GetOrAdd(queue, id => _queue.Create(NameOf(id), CancellationToken.None));
        }
        catch
        {
            _created.TryRemove(queue, out _);
            throw;
        }
    }
}
