namespace RetailActors.Journal;

/// <summary>A message to be put at the end of a queue.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Body">Text; the store does not look into it.</param>
/// <param name="At">UTC.</param>
public readonly record struct QueueEntry(string Queue, string Body, DateTimeOffset At);

/// <summary>A message under a lease.</summary>
/// <param name="Id">Its place in the queue.</param>
/// <param name="Attempts">Leases so far, this one included. Also the receipt: a lease that ran out and was given to
/// somebody else has another number, and the former holder can no longer delete the message.</param>
/// <param name="Body">Text.</param>
public sealed record LeasedEntry(long Id, int Attempts, string Body);

/// <summary>A message that nobody could take.</summary>
public sealed record DeadEntry(long Id, int Attempts, DateTimeOffset DiedAt, string Reason, string Body);

/// <summary>Queues in the journal's database. Two implementations, one conformance suite.</summary>
/// <remarks>At least once: a message stays until it is deleted under its latest lease.</remarks>
public interface IQueueStore
{
    /// <summary>Puts messages at the end of their queues, durably, all or none, in their order.</summary>
    Task Enqueue(IReadOnlyList<QueueEntry> entries, CancellationToken cancellation);

    /// <summary>Leases the oldest messages that nobody holds; rows that another claimer holds right now are passed
    /// over.</summary>
    Task<IReadOnlyList<LeasedEntry>> Lease(
        string queue, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation);

    /// <summary>Deletes messages that have been taken. One whose lease went to somebody else stays.</summary>
    Task Done(string queue, IReadOnlyList<LeasedEntry> entries, CancellationToken cancellation);

    /// <summary>Moves messages to the dead letters, with the reason, in one step.</summary>
    Task Bury(
        string queue, IReadOnlyList<LeasedEntry> entries, DateTimeOffset now, string reason,
        CancellationToken cancellation);

    /// <summary>The oldest dead letters of a queue.</summary>
    Task<IReadOnlyList<DeadEntry>> Dead(string queue, int limit, CancellationToken cancellation);
}
