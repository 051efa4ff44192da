namespace RetailActors.Journal;

/// <summary>Every bound of the journal in one place. A caller beyond one of them gets <see cref="BusyException"/>.
/// </summary>
public sealed class JournalBounds
{
    /// <summary>Appends that may wait for the writer of this silo.</summary>
    public int QueueLength { get; init; } = 16_384;

    /// <summary>Most appends written by one statement.</summary>
    public int BatchAppends { get; init; } = 1_024;

    /// <summary>Most characters of events written by one statement; one larger append goes alone.</summary>
    public int BatchCharacters { get; init; } = 1_048_576;

    /// <summary>Loops that write at the same time: one fills while the other waits for the disk. A silo with one
    /// processor has one: a second would only make both batches smaller.</summary>
    public int Writers { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Most streams read by one statement.</summary>
    public int BatchReads { get; init; } = 256;

    /// <summary>Events that one entity may have waiting behind its append in flight.</summary>
    public int WaitingEvents { get; init; } = 16_384;

    /// <summary>Appends between two snapshots of an entity that keeps snapshots.</summary>
    public int SnapshotEvery { get; init; } = 1_000;

    /// <summary>For how long an entity whose record cannot be read says so from memory, before it is read once more.
    /// </summary>
    public TimeSpan Parked { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a live activation has for an owed call before the sweeper takes it up.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);
}
