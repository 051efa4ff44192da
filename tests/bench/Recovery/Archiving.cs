using Npgsql;
using RetailActors.Bench.Hosting;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Bench.Recovery;

/// <summary>Moves all that is closed to the archive, as fast as it goes, and makes the tables as small as they can be.
/// </summary>
internal static class Archiving
{
    public static async Task<IReadOnlyList<string>> Run(BenchDatabase database)
    {
        await using var opened = new PostgreSqlJournalStore(database.Postgres!);
        IJournalStore store = opened;
        await store.Migrate(default);
        var (streams, entries, plain, packed) = (0L, 0L, 0L, 0L);
        foreach (var tenant in await store.Tenants(Archiver.MaxTenants, default))
        {
            foreach (var (kind, status) in ArchiveOptions.Closed)
            {
                var query = new ArchiveQuery(tenant, kind, status, null, DateTimeOffset.MaxValue);
                do
                {
                    var page = await store.Archives[0].Closed(query, default);
                    foreach (var few in page.Streams.Chunk(ArchiveBounds.StreamsPerMove))
                    {
                        var move = await store.Archives[0].Move(few, default);
                        (streams, entries, plain, packed) = (streams + move.Streams, entries + move.Entries,
                            plain + move.PlainBytes, packed + move.PackedBytes);
                    }
                    query = query with { After = page.Next };
                }
                while (query.After is not null);
            }
        }
        await using var source = NpgsqlDataSource.Create($"{database.Postgres};Command Timeout=3600");
        await using var vacuum = source.CreateCommand("VACUUM FULL journal");
        await vacuum.ExecuteNonQueryAsync();
        return [FormattableString.Invariant(
            $"| archived: entries, streams | {entries:N0}, {streams:N0}; {plain:N0} bytes are {packed:N0} packed |")];
    }
}
