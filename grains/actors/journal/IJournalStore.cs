using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>A call to be put into the outbox, or put again with another due time.</summary>
/// <param name="Call">Derived id, unique within the stream.</param>
/// <param name="DueAt">UTC time from which the sweeper may pick it up.</param>
public readonly record struct OutboxPut(string Call, DateTimeOffset DueAt);

/// <summary>The directory row of an entity, as this append leaves it.</summary>
public sealed record IndexPut(
    string Kind, string Key, string Status, string Group, string Data, DateTimeOffset? Since = null);

/// <summary>One append: some events of one entity with all that changes together with them. All or nothing.</summary>
/// <param name="Stream"><c>kind/tenant/…</c>.</param>
/// <param name="Tenant">Second part of the stream's name.</param>
/// <param name="Version">1 for the first append of a stream; gapless.</param>
/// <param name="At">UTC.</param>
/// <param name="Events">JSON array, see <see cref="EventCodec{TEvent}"/>.</param>
/// <param name="TraceParent">W3C trace parent, or null.</param>
/// <param name="Put">Outbox rows to insert or to give another due time; attempts start again at 0.</param>
/// <param name="Removed">Outbox rows to delete.</param>
/// <param name="Index">Directory row to insert or replace, or null when it is unchanged.</param>
public sealed record JournalAppend(
    string Stream, string Tenant, long Version, DateTimeOffset At, string Events, string? TraceParent,
    IReadOnlyList<OutboxPut> Put, IReadOnlyList<string> Removed, IndexPut? Index)
{
    /// <summary>Its link to the append before, see <see cref="JournalChain"/>.</summary>
    public ChainHash? Hash { get; init; }
}

/// <summary>Where to start reading a stream.</summary>
/// <param name="Stream">Name.</param>
/// <param name="After">Only appends with a higher version; 0 for all.</param>
public readonly record struct StreamPosition(string Stream, long After);

/// <summary>One append as it stands in the journal.</summary>
public sealed record JournalEntry(string Stream, long Version, DateTimeOffset At, string Events, string? TraceParent)
{
    /// <summary>Its link to the append before; null for one from before there was a chain.</summary>
    public ChainHash? Hash { get; init; }
}

/// <summary>Streams with due calls, claimed for one sweep.</summary>
/// <param name="Stream">Name.</param>
/// <param name="Calls">How many due calls it has.</param>
public readonly record struct ClaimedStream(string Stream, int Calls);

/// <summary>The database side of the journal. Two implementations, one conformance suite.</summary>
public interface IJournalStore
{
    /// <summary>Creates or migrates the schema. Idempotent; safe when several silos start at once.</summary>
    Task Migrate(CancellationToken cancellation);

    /// <summary>
    /// Writes a batch durably in one round trip. At most one append per stream is in a batch. An append whose version
    /// exists already fails alone: neither its events nor its outbox or index changes are written.
    /// </summary>
    /// <returns>For each append, in order: true when written, false when the version exists.</returns>
    /// <exception cref="Exception">Any exception means: nobody knows whether the batch was written.</exception>
    Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation);

    /// <summary>Reads many streams in one round trip, and in one more what the archive has of them, if anything.
    /// </summary>
    /// <returns>The entries, each stream's in the order of its versions; streams in any order.</returns>
    Task<IReadOnlyList<JournalEntry>> Read(IReadOnlyList<StreamPosition> streams, CancellationToken cancellation);

    /// <summary>
    /// Claims due calls with a lease and tells their streams: rows with <c>due_at &lt;= now</c> that nobody else is
    /// claiming right now. Claimed rows become due again at now + lease × 2^attempts (at most 1 hour), so a sweeper
    /// that
    /// dies loses nothing. Never by position.
    /// </summary>
    Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation);

    /// <summary>Throws unless appends can be taken as far as the home database and the configuration go.</summary>
    Task Ping(CancellationToken cancellation) =>
        List("health", new DirectoryQuery("order", null, null, null, 1), cancellation);

    /// <summary>See <see cref="IDirectory.List"/>.</summary>
    Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation);

    /// <summary>See <see cref="IDirectory.Owed"/>.</summary>
    Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation);

    /// <summary>See <see cref="IDirectory.Waiting"/>.</summary>
    Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation);

    /// <summary>Tenants that have something in the directory, in order, at most so many.</summary>
    Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation);

    /// <summary>The archive of each database; none of a store that keeps everything in the journal.</summary>
    IReadOnlyList<IJournalArchive> Archives => [];
}
