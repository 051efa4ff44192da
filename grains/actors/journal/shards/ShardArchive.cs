namespace RetailActors.Journal;

/// <summary>The archive of a shard, by the shard's own connections.</summary>
internal sealed class ShardArchive(ShardLane lane) : IJournalArchive
{
    /// <inheritdoc/>
    public string Name => lane.Name;

    /// <inheritdoc/>
    public Task<bool> Lease(string holder, TimeSpan lease, CancellationToken cancellation) =>
        lane.Ask(store => store.Archives[0].Lease(holder, lease, cancellation));

    /// <inheritdoc/>
    public Task<ArchivePage> Closed(ArchiveQuery query, CancellationToken cancellation) =>
        lane.Ask(store => store.Archives[0].Closed(query, cancellation));

    /// <inheritdoc/>
    public Task<ArchiveMove> Move(IReadOnlyList<string> streams, CancellationToken cancellation) =>
        lane.Ask(store => store.Archives[0].Move(streams, cancellation));
}
