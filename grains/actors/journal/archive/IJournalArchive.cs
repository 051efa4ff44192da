namespace RetailActors.Journal;

/// <summary>A page of the directory that is looked through for streams to move.</summary>
/// <param name="Tenant">Of the streams.</param>
/// <param name="Kind">Of the streams.</param>
/// <param name="Status">A final one.</param>
/// <param name="After">Key behind which the page begins, or null for the first page.</param>
/// <param name="Until">Only streams whose latest append is not younger (UTC).</param>
public sealed record ArchiveQuery(string Tenant, string Kind, string Status, string? After, DateTimeOffset Until);

/// <summary>What a page has.</summary>
/// <param name="Streams">Those that can move: old enough, nothing owed, with something between their ends. By key.
/// </param>
/// <param name="Next">Where the next page begins, or null when this is the last one.</param>
public sealed record ArchivePage(IReadOnlyList<string> Streams, string? Next);

/// <summary>What one transaction has moved.</summary>
/// <param name="Streams">Streams of which something was moved.</param>
/// <param name="Entries">Entries moved.</param>
/// <param name="PlainBytes">Their bytes, before compression.</param>
/// <param name="PackedBytes">Bytes of them in the archive.</param>
public readonly record struct ArchiveMove(int Streams, long Entries, long PlainBytes, long PackedBytes);

/// <summary>
/// The archive of one database: what closed streams have between their first and their last entry. Whoever reads a
/// stream through <see cref="IJournalStore.Read"/> reads it too and does not notice.
/// </summary>
public interface IJournalArchive
{
    /// <summary>Of the database, for people.</summary>
    string Name { get; }

    /// <summary>Takes the right to move, or keeps it. It ends by itself.</summary>
    /// <returns>False: another holder has it.</returns>
    Task<bool> Lease(string holder, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Looks through a page of <see cref="ArchiveBounds.RowsPerPage"/> rows of the directory.</summary>
    Task<ArchivePage> Closed(ArchiveQuery query, CancellationToken cancellation);

    /// <summary>
    /// Moves all that lies between the ends of some streams, at most <see cref="ArchiveBounds.StreamsPerMove"/> of them
    /// and <see cref="ArchiveBounds.EntriesPerStream"/> entries of each; what is beyond waits for the next move. One
    /// transaction. A stream that has nothing to move, or is damaged, stays as it is.
    /// </summary>
    /// <exception cref="Exception">Any exception but a lost answer of the commit means: nothing was moved. What was
    /// moved once is not moved again.</exception>
    Task<ArchiveMove> Move(IReadOnlyList<string> streams, CancellationToken cancellation);
}
