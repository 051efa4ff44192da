using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>
/// The journal in one SQLite file: one thread writes, a few read. Several processes may use the file at once; they take
/// turns in writing.
/// </summary>
public sealed class SqliteJournalStore : IJournalStore, IAnswerStore, IQueueStore, IAsyncDisposable
{
    /// <summary>Threads that read.</summary>
    public const int Readers = 2;

    private readonly SqliteWorker<SqliteWriting> _writer;
    private readonly SqliteWorker<SqliteReading>[] _readers;

    /// <summary>Creates the file's folder; the file itself appears at the first use.</summary>
    public SqliteJournalStore(string connectionString)
    {
        var file = new SqliteFile(connectionString);
        _writer = new("journal-write", () => new(file));
        _readers = [.. Enumerable.Range(1, Readers).Select(i =>
            new SqliteWorker<SqliteReading>($"journal-read-{i}", () => new(file)))];
    }

    /// <inheritdoc/>
    public Task Migrate(CancellationToken cancellation) => _writer.Run(writing => writing.Migrate(), cancellation);

    /// <inheritdoc/>
    public Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation) =>
        batch.Count == 0 ? Task.FromResult<bool[]>([]) : _writer.Run(writing => writing.Append(batch), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> Read(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Read(streams), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation) =>
        _writer.Run(writing => writing.Claim(now, lease, limit), cancellation);

    /// <inheritdoc/>
    public Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation) =>
        Reader().Run(reading => reading.List(tenant, query), cancellation);

    /// <inheritdoc/>
    public Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Owed(tenant, rows), cancellation);

    /// <inheritdoc/>
    public Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Waiting(tenant, query), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Tenants(limit), cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<IJournalArchive> Archives => [new SqliteArchive(_writer, Reader)];

    /// <inheritdoc/>
    public Task Write(IReadOnlyList<AnswerRow> rows, CancellationToken cancellation) =>
        _writer.Run(writing => writing.Write(rows), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AnswerRow>> Read(IReadOnlyList<string> keys, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Answers.Read(keys), cancellation);

    /// <inheritdoc/>
    public Task<int> Purge(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        _writer.Run(writing => writing.Purge(before, limit), cancellation);

    /// <inheritdoc/>
    public Task Enqueue(IReadOnlyList<QueueEntry> entries, CancellationToken cancellation) =>
        OnQueues(queues => queues.Enqueue(entries), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LeasedEntry>> Lease(
        string queue, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation) =>
        await Reader().Run(reading => reading.Queues.Waits(queue, now), cancellation)
            ? await _writer.Run(w => w.OnQueues(q => q.Lease(queue, now, lease, limit)), cancellation)
            : [];

    /// <inheritdoc/>
    public Task Done(string queue, IReadOnlyList<LeasedEntry> entries, CancellationToken cancellation) =>
        OnQueues(queues => queues.Done(entries), cancellation);

    /// <inheritdoc/>
    public Task Bury(
        string queue, IReadOnlyList<LeasedEntry> entries, DateTimeOffset now, string reason,
        CancellationToken cancellation) =>
        OnQueues(queues => queues.Bury(entries, now, reason), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadEntry>> Dead(string queue, int limit, CancellationToken cancellation) =>
        Reader().Run(reading => reading.Queues.Dead(queue, limit), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        _writer.Dispose();
        foreach (var reader in _readers)
            reader.Dispose();
    });

    private Task OnQueues(Action<SqliteQueues> work, CancellationToken cancellation) =>
        _writer.Run(writing => writing.OnQueues(queues =>
        {
            work(queues);
            return true;
        }), cancellation);

    private SqliteWorker<SqliteReading> Reader() => _readers.MinBy(reader => reader.Waiting)!;
}
