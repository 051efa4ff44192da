using Microsoft.Extensions.Logging;

namespace RetailActors.Journal;

/// <summary>Name of the Orleans storage that keeps snapshots.</summary>
public static class SnapshotStorage
{
    /// <summary>As configured in the host.</summary>
    public const string Name = "snapshots";
}

/// <summary>A fold as it was after some version. A cache: it may be deleted at any time.</summary>
[GenerateSerializer, Alias("Snapshot")]
public sealed class Snapshot
{
    /// <summary>Appends folded in.</summary>
    [Id(0)] public long Version { get; set; }

    /// <summary>The state as JSON.</summary>
    [Id(1)] public string State { get; set; } = "";
}

/// <summary>Keeps a snapshot of an entity with a long history, so that an activation need not read all of it.</summary>
public sealed partial class Snapshots<TState>(
    IPersistentState<Snapshot> storage, JournalBounds bounds, ILogger log,
    Func<TState, string> write, Func<string, TState> read)
    where TState : class
{
    private bool _writing;
    private long _writtenAt;

    /// <summary>Hands the snapshot, if there is one, to a fresh ledger. A snapshot that cannot be read is
    /// ignored.</summary>
    public Task Start<TEvent>(Ledger<TState, TEvent> ledger) where TEvent : class
    {
        if (storage.RecordExists && storage.State.Version > 0)
        {
            try
            {
                ledger.StartFrom(read(storage.State.State), storage.State.Version);
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or JournalFormatException)
            {
                // The journal has everything; the next snapshot replaces this one.
                Unreadable(e.Message);
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// After an append: writes a snapshot when enough has happened since the last one, and at least as much as the last
    /// one was long. So snapshots never cost more than the journal itself, however many claims a hot SKU has open.
    /// </summary>
    public void Appended<TEvent>(Ledger<TState, TEvent> ledger) where TEvent : class
    {
        if (!_writing && ledger.Version - storage.State.Version >= bounds.SnapshotEvery
            && ledger.Written - _writtenAt >= storage.State.State.Length)
        {
            _writing = true;
            _writtenAt = ledger.Written;
            _ = Write(ledger.Durable, ledger.Version);
        }
    }

    private async Task Write(TState state, long version)
    {
        try
        {
            // The state is immutable: it can be written down beside the turns of the grain.
            var text = await Task.Run(() => write(state));
            (storage.State.State, storage.State.Version) = (text, version);
            await storage.WriteStateAsync();
        }
        catch (Exception e)
        {
            // A lost snapshot costs a longer read at the next activation and nothing else.
            NotWritten(e.Message);
        }
        finally
        {
            _writing = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A snapshot cannot be read and is ignored: {Cause}")]
    private partial void Unreadable(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A snapshot was not written: {Cause}")]
    private partial void NotWritten(string cause);
}
