using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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

    /// <summary>The state as compressed JSON. As text it was escaped once more on its way to the database, and the
    /// buffers for that stayed in the array pools of the process: 300 MB after a snapshot of 60,000 claims.</summary>
    [Id(2)] public byte[] Packed { get; set; } = [];

    /// <summary>Hash of the append of that version; empty in a snapshot from before there was a chain.</summary>
    [Id(3)] public byte[] Head { get; set; } = [];
}

/// <summary>How the state of one kind of entity is written down.</summary>
/// <param name="Write">What to keep of it.</param>
/// <param name="Read">The state back.</param>
/// <param name="Json">How that looks.</param>
public sealed record SnapshotForm<TState, TMemento>(
    Func<TState, TMemento> Write, Func<TMemento, TState> Read, JsonTypeInfo<TMemento> Json)
    where TMemento : class
{
    /// <summary>Compressed, without ever being one large text.</summary>
    public byte[] Pack(TState state)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, Write(state), Json);
        }
        return packed.ToArray();
    }

    /// <summary>Back from <see cref="Pack"/>.</summary>
    public TState Unpack(byte[] packed)
    {
        using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        return Read(JsonSerializer.Deserialize(inflate, Json) ?? throw new JsonException("A snapshot cannot be null."));
    }
}

/// <summary>Keeps a snapshot of an entity with a long history, so that an activation need not read all of it.</summary>
public sealed partial class Snapshots<TState, TMemento>(
    IPersistentState<Snapshot> storage, JournalBounds bounds, ILogger log, SnapshotForm<TState, TMemento> form)
    where TState : class where TMemento : class
{
    /// <summary>Events are written as they are; a snapshot is about so many times smaller than its JSON.</summary>
    private const int Packing = 6;

    private bool _writing;
    private long _writtenAt;

    /// <summary>Hands the snapshot, if there is one, to a fresh ledger. A snapshot that cannot be read is
    /// ignored.</summary>
    public Task Start<TEvent>(Ledger<TState, TEvent> ledger) where TEvent : class
    {
        if (storage.RecordExists && storage.State.Packed.Length > 0)
        {
            try
            {
                ledger.StartFrom(
                    form.Unpack(storage.State.Packed), storage.State.Version, ChainHash.Read(storage.State.Head));
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
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
            && ledger.Written - _writtenAt >= (long)storage.State.Packed.Length * Packing)
        {
            _writing = true;
            _writtenAt = ledger.Written;
            _ = Write(ledger.Durable, ledger.Version, ledger.Head);
        }
    }

    private async Task Write(TState state, long version, ChainHash head)
    {
        try
        {
            // The state is immutable: it can be written down beside the turns of the grain.
            var packed = await Task.Run(() => form.Pack(state));
            (storage.State.Packed, storage.State.Version, storage.State.Head) = (packed, version, head.ToArray());
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
