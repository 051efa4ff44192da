namespace RetailActors.Journal;

/// <summary>The archive beside a journal in SQLite: looked through by a reader, moved to by the writer.</summary>
internal sealed class SqliteArchive(SqliteWorker<SqliteWriting> writer, Func<SqliteWorker<SqliteReading>> reader)
    : IJournalArchive
{
    /// <inheritdoc/>
    public string Name => JournalShard.Home;

    /// <inheritdoc/>
    public Task<bool> Lease(string holder, TimeSpan lease, CancellationToken cancellation) =>
        writer.Run(writing => writing.OnArchive(archive => archive.Lease(holder, lease)), cancellation);

    /// <inheritdoc/>
    public Task<ArchivePage> Closed(ArchiveQuery query, CancellationToken cancellation) =>
        reader().Run(reading => reading.Archive.Closed(query), cancellation);

    /// <inheritdoc/>
    public Task<ArchiveMove> Move(IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        ArchiveStatements.RequireFew(streams);
        return writer.Run(writing => writing.OnArchive(archive => archive.Move(streams)), cancellation);
    }
}
