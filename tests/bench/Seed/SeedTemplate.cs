using System.Diagnostics;
using Npgsql;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using RetailActors.Orders;

namespace RetailActors.Bench.Seed;

/// <summary>A row of the journal to be written again with other names.</summary>
/// <param name="Stream">Name of its stream.</param>
/// <param name="OfStock">Its version is the next one of its article's stock.</param>
/// <param name="Version">Otherwise this.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Events">What was written.</param>
internal sealed record SeedEntry(SeedText Stream, bool OfStock, long Version, DateTime At, SeedText Events);

/// <summary>A row of the directory to be written again with other names.</summary>
internal sealed record SeedRow(
    string Kind, SeedText Key, string Status, SeedText Group, DateTime At, long Version, SeedText Data);

/// <summary>What one order has written, from its submission until it was fetched and paid.</summary>
/// <param name="Names">The names in it.</param>
/// <param name="Open">Until it was accepted.</param>
/// <param name="Closing">After that.</param>
/// <param name="WhenOpen">The directory between the two.</param>
/// <param name="WhenClosed">The directory in the end.</param>
internal sealed record SeedTemplate(
    SeedNames Names, IReadOnlyList<SeedEntry> Open, IReadOnlyList<SeedEntry> Closing,
    IReadOnlyList<SeedRow> WhenOpen, IReadOnlyList<SeedRow> WhenClosed)
{
    private const string External = "seed-template-order";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Lets the production host take an order in, hand it out and charge it, and reads what that
    /// wrote.</summary>
    public static async Task<SeedTemplate> Take(BenchDatabase database, BenchSilo silo)
    {
        var names = new SeedNames(
            OrderKey.For(OrderMaker.Tenant, OrderMaker.Channel, new ExternalOrderId(External)).Id.Value, External,
            OrderMaker.SkuAt(0).Value, OrderMaker.Location.Value);
        await using var source = NpgsqlDataSource.Create(database.Postgres);
        var before = await Newest(source, names);
        var orders = new InProcessOrders(
            silo.Grains, new OrderMaker(new OrderShape(1, 1, 1, Hot: true, Mix: false), "t", 1), new Tally(), true);
        var actor = await orders.Accept(new ExternalOrderId(External));
        await Quiet(database);
        var (open, whenOpen) = await Read(source, names, before);
        await orders.HandOut(actor);
        await Quiet(database);
        var (all, whenClosed) = await Read(source, names, before);
        return new SeedTemplate(names, open, [.. all.Skip(open.Count)], whenOpen, whenClosed);
    }

    private static async Task Quiet(BenchDatabase database)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (await database.Scalar("SELECT count(*) FROM outbox") == 0)
            {
                return;
            }
            if (waited.Elapsed > _patience)
            {
                throw new InvalidOperationException("The order of the template does not come to its end.");
            }
        }
    }

    private static async Task<long> Newest(NpgsqlDataSource source, SeedNames names)
    {
        await using var command = source.CreateCommand(
            "SELECT coalesce(max(version), 0) FROM journal WHERE stream = $1");
        command.Parameters.AddWithValue(Stock(names));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(IReadOnlyList<SeedEntry>, IReadOnlyList<SeedRow>)> Read(
        NpgsqlDataSource source, SeedNames names, long stock)
    {
        await using var command = source.CreateCommand(
            "SELECT stream, version, at, events FROM journal "
            + "WHERE (stream = $1 AND version > $2) OR strpos(stream, $3) > 0 ORDER BY at, stream, version");
        command.Parameters.AddWithValue(Stock(names));
        command.Parameters.AddWithValue(stock);
        command.Parameters.AddWithValue(names.Order);
        var entries = new List<SeedEntry>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var stream = reader.GetString(0);
                entries.Add(new SeedEntry(
                    new SeedText(stream, names), stream == Stock(names), reader.GetInt64(1), reader.GetDateTime(2),
                    new SeedText(reader.GetString(3), names)));
            }
        }
        return (entries, await Rows(source, names));
    }

    private static async Task<IReadOnlyList<SeedRow>> Rows(NpgsqlDataSource source, SeedNames names)
    {
        await using var command = source.CreateCommand(
            "SELECT kind, key, status, grp, changed_at, version, data FROM directory WHERE strpos(key, $1) > 0");
        command.Parameters.AddWithValue(names.Order);
        var rows = new List<SeedRow>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(new SeedRow(
                reader.GetString(0), new SeedText(reader.GetString(1), names), reader.GetString(2),
                new SeedText(reader.GetString(3), names), reader.GetDateTime(4), reader.GetInt64(5),
                new SeedText(reader.GetString(6), names)));
        }
        return rows;
    }

    private static string Stock(SeedNames names) => $"stock/{OrderMaker.Tenant}/{names.Sku}/{names.Location}";
}
