using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>The journal of a silo over several databases: the store has the writers, here it is counted.</summary>
public sealed class ShardedJournal(ShardedJournalStore store, FlowCounts? flows = null) : IJournal
{
    /// <inheritdoc/>
    public async Task<bool> Append(JournalAppend append)
    {
        var began = Stopwatch.GetTimestamp();
        var written = await store.Append(append).ConfigureAwait(false);
        if (Signals.Appends.Enabled)
            Signals.Appends.Took(Stopwatch.GetElapsedTime(began));
        flows?.Add([append], [written]);
        return written;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> Read(StreamPosition position) => store.Read(position);
}
