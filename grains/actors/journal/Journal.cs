using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>The journal as the actors of one silo see it: shared writer, shared reader, bounds.</summary>
public interface IJournal
{
    /// <summary>Writes an append durably.</summary>
    /// <returns>False when the stream already has that version: the caller's activation is stale.</returns>
    /// <exception cref="BusyException">Nothing was done.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody knows whether it was written.</exception>
    Task<bool> Append(JournalAppend append);

    /// <summary>The appends of a stream after a version, in order.</summary>
    /// <exception cref="BusyException">The database cannot be read now.</exception>
    Task<IReadOnlyList<JournalEntry>> Read(StreamPosition position);
}

/// <inheritdoc cref="IJournal"/>
public sealed class Journal : IJournal, IAsyncDisposable
{
    private readonly GroupCommit<JournalAppend, bool> _writer;
    private readonly GroupCommit<StreamPosition, IReadOnlyList<JournalEntry>> _reader;

    /// <summary>Starts writer and reader over a store; what is written is counted if somebody wants to know.</summary>
    public Journal(IJournalStore store, JournalBounds bounds, FlowCounts? flows = null)
    {
        _writer = new(
            new(bounds.QueueLength, bounds.BatchAppends, bounds.BatchCharacters, bounds.Writers,
                Weigh: static a => a.Events.Length, Distinct: static a => a.Stream)
            {
                Failure = static (a, e) => e as BusyException ?? (Exception)new OutcomeUnknownException(
                    $"It is not known whether {a.Stream} version {a.Version} was written: {e.Message}"),
            },
            async (batch, cancel) =>
            {
                var written = await store.Append(batch, cancel).ConfigureAwait(false);
                flows?.Add(batch, written);
                return written;
            });
        _reader = new(
            new(bounds.QueueLength, bounds.BatchReads, long.MaxValue, bounds.Writers,
                Weigh: static _ => 0, Distinct: static p => p.Stream)
            {
                Failure = static (p, e) => DatabaseAway.Busy($"{p.Stream} cannot be read now", e),
            },
            async (batch, cancel) => Sort(batch, await store.Read(batch, cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public Task<bool> Append(JournalAppend append) =>
        Signals.Appends.Enabled ? Timed(append) : _writer.Do(append);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> Read(StreamPosition position) => _reader.Do(position);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> Timed(JournalAppend append)
    {
        var began = Stopwatch.GetTimestamp();
        var written = await _writer.Do(append).ConfigureAwait(false);
        Signals.Appends.Took(Stopwatch.GetElapsedTime(began));
        return written;
    }

    /// <summary>Entries by the position that asked for them.</summary>
    internal static IReadOnlyList<JournalEntry>[] Sort(
        IReadOnlyList<StreamPosition> batch, IReadOnlyList<JournalEntry> entries)
    {
        var result = new IReadOnlyList<JournalEntry>[batch.Count];
        if (entries.Count == 0)
        {
            Array.Fill(result, []);
            return result;
        }
        var byStream = new Dictionary<string, List<JournalEntry>>(batch.Count, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            (byStream.TryGetValue(entry.Stream, out var list) ? list : byStream[entry.Stream] = []).Add(entry);
        }
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = byStream.TryGetValue(batch[i].Stream, out var list) ? list : [];
        }
        return result;
    }
}
