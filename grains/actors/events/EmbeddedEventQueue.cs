using System.Globalization;
using RetailActors.Journal;

namespace RetailActors.Events;

/// <summary>Queues in the journal's own database: nothing to install, and as durable as the journal.</summary>
public sealed class EmbeddedEventQueue : IEventQueue, IAsyncDisposable
{
    /// <summary>Senders that may wait; the next one is answered Busy.</summary>
    public const int Waiting = 8_192;

    /// <summary>Messages written by one statement at most.</summary>
    public const int BatchMessages = 256;

    private readonly IQueueStore _store;
    private readonly TimeProvider _clock;
    private readonly GroupCommit<QueueEntry, bool> _sender;

    /// <summary>Starts the writer.</summary>
    public EmbeddedEventQueue(IQueueStore store, JournalBounds bounds, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        // One loop: messages of one sender keep their order.
        _sender = new(
            new(Waiting, BatchMessages, bounds.BatchCharacters, 1, Weigh: static e => e.Body.Length, Distinct: null)
            {
                Failure = static (_, e) => e as BusyException ?? (Exception)new OutcomeUnknownException(
                    $"The event may not have been queued: {e.Message}"),
            },
            async (batch, cancel) =>
            {
                await store.Enqueue(batch, cancel).ConfigureAwait(false);
                return new bool[batch.Count];
            });
    }

    /// <summary>Nothing to do: the migration made the tables.</summary>
    public Task Create(string queue, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Send(string queue, string body, CancellationToken cancellation) =>
        _sender.Do(new QueueEntry(queue, body, _clock.GetUtcNow()));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueuedMessage>> Receive(
        string queue, int limit, TimeSpan lease, CancellationToken cancellation) =>
    [
        .. (await _store.Lease(queue, _clock.GetUtcNow(), lease, limit, cancellation)).Select(e => new QueuedMessage(
            e.Id.ToString(CultureInfo.InvariantCulture), e.Attempts.ToString(CultureInfo.InvariantCulture), e.Attempts,
            e.Body)),
    ];

    /// <inheritdoc/>
    public Task Delete(string queue, IReadOnlyList<QueuedMessage> messages, CancellationToken cancellation) =>
        _store.Done(queue, [.. messages.Select(Entry)], cancellation);

    /// <inheritdoc/>
    public Task Bury(string queue, QueuedMessage message, string reason, CancellationToken cancellation) =>
        _store.Bury(queue, [Entry(message)], _clock.GetUtcNow(), reason, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadMessage>> Dead(string queue, int limit, CancellationToken cancellation) =>
        [.. (await _store.Dead(queue, limit, cancellation)).Select(d => new DeadMessage(d.Reason, d.Attempts, d.Body))];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private static LeasedEntry Entry(QueuedMessage m) => new(
        long.Parse(m.Id, CultureInfo.InvariantCulture), int.Parse(m.Receipt, CultureInfo.InvariantCulture), m.Body);
}
