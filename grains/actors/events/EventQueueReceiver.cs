using System.Text.Json;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace RetailActors.Events;

/// <summary>Brings the messages of one queue to the pulling agent of this silo, and takes the letters away that cannot
/// be delivered.</summary>
/// <remarks>A message that is leased a second time while the first delivery is still under way in this silo is not
/// delivered twice: only its receipt is renewed. Another silo may deliver it twice; consumers go by the event's id.
/// </remarks>
public sealed class EventQueueReceiver(
    string name, IEventQueue queue, Func<Task> create, DeadLetters deadLetters, TimeProvider clock)
    : IQueueAdapterReceiver, IStreamFailureHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, QueuedMessage> _underWay = [];
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    // Tokens grow over restarts and over silos: a subscriber that lives on must not take new events for old ones.
    private long _last = clock.GetUtcNow().Ticks;
    private TimeSpan _pause = TimeSpan.Zero;
    private long _quietUntil;

    /// <summary>A subscriber that could not take one event gets the next one.</summary>
    public bool ShouldFaultSubsriptionOnError => false;

    /// <inheritdoc/>
    public Task Initialize(TimeSpan timeout) => create();

    /// <inheritdoc/>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        var now = clock.GetUtcNow();
        if (now.Ticks < Interlocked.Read(ref _quietUntil))
        {
            return [];
        }
        var limit = maxCount is > 0 and < AzureEventQueue.MaxMessages ? maxCount : AzureEventQueue.MaxMessages;
        var messages = await queue.Receive(name, limit, EventStreams.Lease, CancellationToken.None);
        Rest(messages.Count == 0, now);
        var batches = new List<IBatchContainer>();
        foreach (var message in messages)
        {
            if (!Renewed(message) && await Open(message) is { } batch)
            {
                batches.Add(batch);
            }
        }
        return batches;
    }

    /// <summary>This process has sent something: the next look must not wait.</summary>
    public void Wake() => Interlocked.Exchange(ref _quietUntil, 0);

    /// <inheritdoc/>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages)
    {
        var taken = new List<QueuedMessage>(messages.Count);
        lock (_lock)
        {
            foreach (var batch in messages)
            {
                if (_underWay.Remove(((EventSequenceTokenV2)batch.SequenceToken).SequenceNumber, out var message))
                {
                    _places.Remove(message.Id);
                    taken.Add(message);
                }
            }
        }
        return taken.Count == 0 ? Task.CompletedTask : queue.Delete(name, taken, CancellationToken.None);
    }

    /// <summary>What is under way comes back when its lease ends, here or in another silo.</summary>
    public Task Shutdown(TimeSpan timeout)
    {
        lock (_lock)
        {
            _underWay.Clear();
            _places.Clear();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnDeliveryFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        QueuedMessage? message = null;
        if (sequenceToken is EventSequenceTokenV2 token)
        {
            lock (_lock)
            {
                // Out of the list first: should the burial fail, the message is not deleted either and comes back.
                if (_underWay.Remove(token.SequenceNumber, out message))
                {
                    _places.Remove(message.Id);
                }
            }
        }
        if (message is not null)
        {
            await deadLetters.Bury(queue, name, message,
                $"The subscription {subscriptionId} of {streamIdentity} failed for {EventStreams.DeliveryTime}.");
        }
    }

    /// <inheritdoc/>
    public Task OnSubscriptionFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity,
        StreamSequenceToken? sequenceToken) => Task.CompletedTask;

    /// <summary>An empty queue is looked into less and less often, down to the bound.</summary>
    private void Rest(bool empty, DateTimeOffset now)
    {
        _pause = !empty ? TimeSpan.Zero
            : _pause + EventStreams.PollEvery < EventStreams.LongestPause ? _pause + EventStreams.PollEvery
            : EventStreams.LongestPause;
        Interlocked.Exchange(ref _quietUntil, empty ? (now + _pause).Ticks : 0);
    }

    private bool Renewed(QueuedMessage message)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(message.Id, out var place))
            {
                return false;
            }
            _underWay[place] = message;
            return true;
        }
    }

    private async Task<EventBatch?> Open(QueuedMessage message)
    {
        if (message.Deliveries > EventStreams.MaxDeliveries)
        {
            await deadLetters.Bury(queue, name, message, $"Delivered {EventStreams.MaxDeliveries} times in vain.");
            return null;
        }
        try
        {
            var (stream, events) = EventEnvelope.Read(message.Body);
            lock (_lock)
            {
                _last++;
                _underWay[_last] = message;
                _places[message.Id] = _last;
                return new EventBatch(stream, [.. events], new EventSequenceTokenV2(_last));
            }
        }
        catch (JsonException e)
        {
            await deadLetters.Bury(queue, name, message, $"The message cannot be read: {e.Message}");
            return null;
        }
    }
}
