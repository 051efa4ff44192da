using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Answers of a silo, read and written in groups.</summary>
public sealed class AnswerBook : IAsyncDisposable
{
    private readonly GroupCommit<AnswerRow, bool> _writer;
    private readonly GroupCommit<string, AnswerRow?> _reader;

    /// <summary>Starts writer and reader over a store.</summary>
    public AnswerBook(IAnswerStore store, JournalBounds bounds)
    {
        _writer = new(
            new(bounds.QueueLength, bounds.BatchAppends, bounds.BatchCharacters, 1,
                Weigh: static row => row.Answer.Body.Length, Distinct: static row => row.Key)
            {
                Failure = static (_, e) => e as BusyException ?? (Exception)new OutcomeUnknownException(
                    $"The answer may not have been stored: {e.Message}"),
            },
            async (batch, cancel) =>
            {
                await store.Write(batch, cancel).ConfigureAwait(false);
                return new bool[batch.Count];
            });
        _reader = new(
            new(bounds.QueueLength, bounds.BatchReads, long.MaxValue, 1,
                Weigh: static _ => 0, Distinct: static key => key)
            {
                Failure = static (_, e) => DatabaseAway.Busy("Answers cannot be read now", e),
            },
            async (batch, cancel) =>
            {
                var rows = await store.Read(batch, cancel).ConfigureAwait(false);
                return rows.Count == 0 ? new AnswerRow?[batch.Count] : Sort(batch, rows);
            });
    }

    /// <summary>Writes an answer; durable when done.</summary>
    public Task Write(AnswerRow row) => _writer.Do(row);

    /// <summary>Reads an answer, or null.</summary>
    public Task<AnswerRow?> Read(string key) => _reader.Do(key);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    private static AnswerRow?[] Sort(IReadOnlyList<string> keys, IReadOnlyList<AnswerRow> rows)
    {
        var byKey = rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
        return [.. keys.Select(byKey.GetValueOrDefault)];
    }
}
