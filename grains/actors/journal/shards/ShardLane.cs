using System.Data.Common;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>What became of an append on its shard.</summary>
internal enum AppendOutcome
{
    /// <summary>Not known.</summary>
    Unknown,
    /// <summary>On disk.</summary>
    Written,
    /// <summary>The stream has that version already.</summary>
    Exists,
    /// <summary>Placed under another epoch than the shard's; nothing was written.</summary>
    OtherEpoch,
}

/// <summary>The way of one silo to one shard: a writer and readers of its own, so that a shard that is slow or away
/// keeps nobody else waiting.</summary>
internal sealed class ShardLane : IAsyncDisposable
{
    private readonly GroupCommit<(JournalAppend Append, int Epoch), AppendOutcome> _writer;
    private readonly GroupCommit<(StreamPosition Position, int Epoch), IReadOnlyList<JournalEntry>?> _reader;
    private readonly GroupCommit<(string Stream, int Epoch), bool?> _finder;
    private readonly Lock _lock = new();
    private Func<Task>? _enter;
    private Task? _entered;

    public ShardLane(JournalShard shard, JournalBounds bounds)
    {
        Name = shard.Name;
        Store = new(shard.ConnectionString);
        _writer = new(
            new(bounds.QueueLength, bounds.BatchAppends, bounds.BatchCharacters, bounds.Writers,
                Weigh: static a => a.Append.Events.Length, Distinct: static a => a.Append.Stream)
            {
                Failure = (a, e) => e as BusyException ?? (Exception)new OutcomeUnknownException(
                    $"It is not known whether {a.Append.Stream} version {a.Append.Version} was written on shard "
                    + $"{Name}: {e.Message}"),
            }, Write);
        _reader = new(
            new(bounds.QueueLength, bounds.BatchReads, long.MaxValue, bounds.Writers,
                Weigh: static _ => 0, Distinct: static p => p.Position.Stream)
            { Failure = (p, e) => Busy(p.Position.Stream, e) }, Read);
        _finder = new(
            new(bounds.QueueLength, bounds.BatchReads, long.MaxValue, bounds.Writers,
                Weigh: static _ => 0, Distinct: null)
            { Failure = (s, e) => Busy(s.Stream, e) }, Find);
    }

    /// <summary>As in the configuration.</summary>
    public string Name { get; }

    /// <summary>The database.</summary>
    public PostgreSqlJournalStore Store { get; }

    /// <summary>When it may be asked again after it did not answer; for whoever can do without it.</summary>
    public DateTimeOffset RestsUntil { get; set; }

    /// <summary>How to find out that the database is the shard's; done before the first use and until it works.
    /// </summary>
    public void EnterBy(Func<Task> enter) => _enter = enter;

    /// <summary>The database is there and is the shard's.</summary>
    /// <exception cref="BusyException">It cannot be reached.</exception>
    public async Task Ready()
    {
        if (_entered is { IsCompletedSuccessfully: true })
            return;
        try
        {
            await Enter().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw DatabaseAway.Busy($"Shard {Name} cannot be used now", e);
        }
    }

    /// <summary>As <see cref="Ready"/>, but says what is wrong.</summary>
    public Task Enter()
    {
        lock (_lock)
        {
            return _entered is { IsFaulted: false, IsCanceled: false } entered
                ? entered
                : _entered = Task.Run(_enter ?? throw new BusyException("The schema is not there yet."));
        }
    }

    /// <summary>Writes an append that was placed here under an epoch.</summary>
    public Task<AppendOutcome> Append(JournalAppend append, int epoch) => _writer.Do((append, epoch));

    /// <summary>Reads a stream that may be here under an epoch; null when the shard is at another one.</summary>
    public Task<IReadOnlyList<JournalEntry>?> Read(StreamPosition position, int epoch) =>
        _reader.Do((position, epoch));

    /// <summary>Whether a stream is here; null when the shard is at another epoch.</summary>
    public Task<bool?> Find(string stream, int epoch) => _finder.Do((stream, epoch));

    /// <summary>Asks the database something that has nothing to do with places.</summary>
    /// <exception cref="BusyException">It does not answer.</exception>
    public async Task<T> Ask<T>(Func<PostgreSqlJournalStore, Task<T>> ask)
    {
        await Ready().ConfigureAwait(false);
        try
        {
            return await ask(Store).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw DatabaseAway.Busy($"Shard {Name} cannot be read now", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _finder.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Appends of the newest epoch in the batch are written; those placed under an older one would be refused
    /// and hear it at once.</summary>
    private async Task<IReadOnlyList<AppendOutcome>> Write(
        IReadOnlyList<(JournalAppend Append, int Epoch)> batch, CancellationToken cancellation)
    {
        await Ready().ConfigureAwait(false);
        var epoch = batch.Max(a => a.Epoch);
        var placed = batch.Where(a => a.Epoch == epoch).Select(a => a.Append).ToArray();
        var written = await ShardStatements.Append(Store.Source, placed, epoch, cancellation).ConfigureAwait(false);
        var outcomes = new AppendOutcome[batch.Count];
        for (int i = 0, next = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = written is null || batch[i].Epoch != epoch ? AppendOutcome.OtherEpoch
                : written[next++] ? AppendOutcome.Written : AppendOutcome.Exists;
        }
        return outcomes;
    }

    private async Task<IReadOnlyList<IReadOnlyList<JournalEntry>?>> Read(
        IReadOnlyList<(StreamPosition Position, int Epoch)> batch, CancellationToken cancellation)
    {
        await Ready().ConfigureAwait(false);
        var positions = batch.Select(p => p.Position).ToArray();
        var (epoch, entries) = await ShardStatements.Read(Store.Source, positions, cancellation).ConfigureAwait(false);
        var sorted = Journal.Sort(positions, entries);
        return [.. sorted.Select((found, i) => batch[i].Epoch == epoch ? found : null)];
    }

    private async Task<IReadOnlyList<bool?>> Find(
        IReadOnlyList<(string Stream, int Epoch)> batch, CancellationToken cancellation)
    {
        await Ready().ConfigureAwait(false);
        var (epoch, streams) = await ShardStatements.Find(
            Store.Source, [.. batch.Select(s => s.Stream)], cancellation).ConfigureAwait(false);
        return [.. batch.Select(s => s.Epoch == epoch ? streams.Contains(s.Stream) : (bool?)null)];
    }

    private BusyException Busy(string stream, Exception e) =>
        DatabaseAway.Busy($"{stream} cannot be read on shard {Name} now", e);
}
