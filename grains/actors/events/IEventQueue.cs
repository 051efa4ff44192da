namespace RetailActors.Events;

/// <summary>A message under a lease.</summary>
/// <param name="Id">Its name in the queue; the same at every delivery.</param>
/// <param name="Receipt">Proof of this lease. A later lease of the same message has another one.</param>
/// <param name="Deliveries">Leases so far, this one included.</param>
/// <param name="Body">Text, see <see cref="EventEnvelope"/>.</param>
public sealed record QueuedMessage(string Id, string Receipt, int Deliveries, string Body);

/// <summary>A message that could not be delivered.</summary>
/// <param name="Reason">What is known of why.</param>
/// <param name="Deliveries">Leases that it had.</param>
/// <param name="Body">As it was sent.</param>
public sealed record DeadMessage(string Reason, int Deliveries, string Body);

/// <summary>The queues under the event streams. Two implementations with the same promises, one conformance suite.
/// </summary>
/// <remarks>At least once: a message that was sent stays, over any restart, until it is deleted under its latest
/// receipt or buried. The oldest go first; what fails or is leased twice may come out of order.</remarks>
public interface IEventQueue
{
    /// <summary>Makes a queue and its dead letters, if they are not there.</summary>
    Task Create(string queue, CancellationToken cancellation);

    /// <summary>Sends a message; durable when done.</summary>
    Task Send(string queue, string body, CancellationToken cancellation);

    /// <summary>Leases messages; nobody else gets them until the lease ends.</summary>
    Task<IReadOnlyList<QueuedMessage>> Receive(
        string queue, int limit, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Deletes messages that were delivered. A message whose lease has gone to somebody else stays.</summary>
    Task Delete(string queue, IReadOnlyList<QueuedMessage> messages, CancellationToken cancellation);

    /// <summary>Moves a message to the dead letters. Twice at worst; never lost.</summary>
    Task Bury(string queue, QueuedMessage message, string reason, CancellationToken cancellation);

    /// <summary>The oldest dead letters.</summary>
    Task<IReadOnlyList<DeadMessage>> Dead(string queue, int limit, CancellationToken cancellation);
}
