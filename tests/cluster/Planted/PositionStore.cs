using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests.Planted;

/// <summary>Wrong on purpose: looks for owed calls behind the last one that it has seen, and takes no lease.</summary>
internal sealed class PositionStore(IJournalStore inner) : IJournalStore, IAsyncDisposable
{
    private DateTimeOffset _seen = DateTimeOffset.MinValue;

    public async Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation)
    {
        var owed = await inner.Owed("acme", 1_000, cancellation);
        var found = owed.Rows.Where(call => call.CreatedAt > _seen && call.DueAt <= now).ToList();
        _seen = found.Count == 0 ? _seen : found.Max(call => call.CreatedAt);
        return [.. found.GroupBy(call => call.Stream).Take(limit).Select(g => new ClaimedStream(g.Key, g.Count()))];
    }

    public Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation) =>
        inner.Append(batch, cancellation);

    public Task Migrate(CancellationToken cancellation) => inner.Migrate(cancellation);

    public Task<IReadOnlyList<JournalEntry>> Read(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellation) => inner.Read(streams, cancellation);

    public Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation) =>
        inner.List(tenant, query, cancellation);

    public Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation) =>
        inner.Owed(tenant, rows, cancellation);

    public Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation) =>
        inner.Waiting(tenant, query, cancellation);

    public Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation) =>
        inner.Tenants(limit, cancellation);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)inner).DisposeAsync();
}
