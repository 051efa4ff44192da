using Orleans.Concurrency;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Reads the directory rows of one tenant.</summary>
[StatelessWorker, Reentrant, GrainType("directory")]
public sealed class DirectoryGrain(IJournalStore store, WaitingSums sums) : Grain, IDirectory
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxRows = 1_000;

    /// <inheritdoc/>
    public Task<DirectoryPage> List(DirectoryQuery query) => Ask(() => query.Kind.Length == 0
        ? Ping()
        : store.List(
            this.GetPrimaryKeyString(), query with { Limit = Math.Clamp(query.Limit, 1, MaxRows) },
            CancellationToken.None));

    /// <inheritdoc/>
    public Task<OwedSummary> Owed(int rows) => Ask(() => store.Owed(
        this.GetPrimaryKeyString(), Math.Clamp(rows, 0, MaxRows), CancellationToken.None));

    /// <inheritdoc/>
    public Task<WaitingSummary> Waiting(WaitingQuery query) =>
        Ask(() => Waiting(this.GetPrimaryKeyString(), query with { Rows = Math.Clamp(query.Rows, 0, MaxRows) }));

    private async Task<WaitingSummary> Waiting(string tenant, WaitingQuery query)
    {
        if (sums.Of(tenant, query) is { } known)
        {
            return query.Rows == 0
                ? known
                : known with
                {
                    Rows = (await store.Waiting(tenant, query with { RowsOnly = true }, CancellationToken.None)).Rows,
                };
        }
        var read = await store.Waiting(tenant, query, CancellationToken.None);
        if (!query.RowsOnly)
        {
            sums.Learn(tenant, query, read);
        }
        return read;
    }

    private async Task<DirectoryPage> Ping()
    {
        await store.Ping(CancellationToken.None);
        return new([], null);
    }

    private static async Task<T> Ask<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or ShardException)
        {
            // A driver's exception cannot be read by an Orleans client that lacks the driver.
            throw DatabaseAway.Busy("The directory cannot be read now", e);
        }
    }
}
