using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using RetailActors.Journal;
using RetailActors.Orders;

namespace RetailActors.Bench.Seed;

/// <summary>Fills a database by COPY with lives of orders, each as the production host has written one.</summary>
/// <remarks>
/// An order is closed a good while after it was accepted, so the entries of one stream lie as far from each other as
/// they do in a shop. Every entry has its hash, so the chains are whole. The primary key is built afterwards, in one
/// go: it is about a third smaller than one that has grown.
/// </remarks>
internal sealed class Seeding(BenchDatabase database, SeedPlan plan, SeedTemplate template, Action<string> say)
{
    private const int StayOpen = 20_000;
    private const int Day = 50_000;

    private static readonly string First = $"{SeedPlan.SkuOf(0)}/{OrderMaker.Location}";

    private readonly (long Version, ChainHash Hash)[] _stocks = new (long, ChainHash)[plan.Stocks];

    // Where the streams of orders end that will be closed.
    private readonly Dictionary<int, Dictionary<string, ChainHash>> _orders = [];

    private readonly record struct Row(string Stream, long Version, DateTime At, string Events, ChainHash Hash);

    /// <summary>Fills it.</summary>
    public async Task Run()
    {
        await using var source = NpgsqlDataSource.Create($"{database.Postgres};Command Timeout=3600");
        await Ends(source);
        var (at, events) = await FirstMovement(source);
        await Execute(source, "ALTER TABLE journal DROP CONSTRAINT journal_pkey");
        await Journal(source, at, events);
        say("journal copied");
        await Execute(
            source, "SET maintenance_work_mem = '1GB'; ALTER TABLE journal ADD PRIMARY KEY (stream, version)");
        say("primary key built");
        await StockRows(source);
        await Directory(source);
        await Execute(source, "VACUUM (ANALYZE) journal");
        await Execute(source, "VACUUM (ANALYZE) directory");
        await Execute(source, "CHECKPOINT");
    }

    /// <summary>Where the streams of the stock that is there already end.</summary>
    private async Task Ends(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT DISTINCT ON (stream) stream, version, hash FROM journal "
            + $"WHERE stream LIKE 'stock/{OrderMaker.Tenant}/%' ORDER BY stream, version DESC");
        var ends = new Dictionary<string, (long, ChainHash)>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ends[reader.GetString(0)] = (reader.GetInt64(1), ChainHash.Read(reader.GetFieldValue<byte[]>(2))!.Value);
        }
        for (var i = 0; i < SeedPlan.Skus; i++)
        {
            _stocks[i] = ends[StreamOf(i)];
        }
    }

    /// <summary>What the first SKU-location began with; those of other places get the same.</summary>
    private static async Task<(DateTime At, string Events)> FirstMovement(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT at, events FROM journal WHERE stream = $1 AND version = 1");
        command.Parameters.AddWithValue(StreamOf(0));
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetDateTime(0), reader.GetString(1));
    }

    private Task StockRows(NpgsqlDataSource source) => Execute(source, $"""
        INSERT INTO directory (tenant, kind, key, status, grp, changed_at, version, data)
        SELECT tenant, kind, added.sku || '/' || place, status, added.sku, changed_at, 1,
          replace(replace(data, '{SeedPlan.SkuOf(0)}', added.sku), '{OrderMaker.Location}', place)
        FROM (SELECT 'SKU-' || lpad(i::text, 5, '0') AS sku, 'store-' || (p + 1000) AS place
          FROM generate_series(0, {SeedPlan.Skus - 1}) AS s(i), generate_series(1, {plan.Places - 1}) AS q(p)) AS added,
          directory
        WHERE tenant = '{OrderMaker.Tenant}' AND kind = 'stock' AND key = '{First}'
        """);

    private async Task Journal(NpgsqlDataSource source, DateTime at, string events)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY journal (stream, version, at, events, hash) FROM STDIN (FORMAT BINARY)");
        for (var i = SeedPlan.Skus; i < plan.Stocks; i++)
        {
            var row = Next(default, StreamOf(i), 1, at, events);
            _stocks[i] = (1, row.Hash);
            await Write(copy, row);
        }
        for (var n = 0; n < plan.Orders + StayOpen; n++)
        {
            if (n < plan.Orders)
            {
                await Entries(copy, n, n, template.Open, goesOn: n < plan.Closed);
            }
            if (n - StayOpen is >= 0 and var leaving && leaving < plan.Closed)
            {
                await Entries(copy, leaving, n, template.Closing, goesOn: false);
            }
            if (n % 100_000 == 0 && n > 0)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{n:N0} orders"));
            }
        }
        await copy.CompleteAsync();
    }

    private async Task Entries(
        NpgsqlBinaryImporter copy, int order, int now, IReadOnlyList<SeedEntry> entries, bool goesOn)
    {
        var (names, later, stock) = (Names(order), Later(now), plan.StockOf(order));
        var ends = _orders.Remove(order, out var known) ? known : new Dictionary<string, ChainHash>();
        foreach (var entry in entries)
        {
            var (stream, at, events) = (
                entry.Stream.With(names, later), entry.At + later, entry.Events.With(names, later));
            Row row;
            if (entry.OfStock)
            {
                row = Next(_stocks[stock].Hash, stream, _stocks[stock].Version + 1, at, events);
                _stocks[stock] = (row.Version, row.Hash);
            }
            else
            {
                row = Next(ends.GetValueOrDefault(stream), stream, entry.Version, at, events);
                ends[stream] = row.Hash;
            }
            await Write(copy, row);
        }
        if (goesOn)
        {
            _orders[order] = ends;
        }
    }

    private static Row Next(ChainHash before, string stream, long version, DateTime at, string events)
    {
        // As the database keeps it: whole microseconds.
        var time = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        return new Row(
            stream, version, time, events, JournalChain.Next(before, stream, version, time, null, events));
    }

    private static async Task Write(NpgsqlBinaryImporter copy, Row row)
    {
        await copy.StartRowAsync();
        await copy.WriteAsync(row.Stream, NpgsqlDbType.Text);
        await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint);
        await copy.WriteAsync(row.At, NpgsqlDbType.TimestampTz);
        await copy.WriteAsync(row.Events, NpgsqlDbType.Text);
        await copy.WriteAsync(row.Hash.ToArray(), NpgsqlDbType.Bytea);
    }

    private static string StreamOf(int stock) =>
        $"stock/{OrderMaker.Tenant}/{SeedPlan.SkuOf(stock)}/{SeedPlan.PlaceOf(stock)}";

    private async Task Directory(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY directory (tenant, kind, key, status, grp, changed_at, version, data) FROM STDIN (FORMAT BINARY)");
        for (var n = 0; n < plan.Orders; n++)
        {
            var (names, later) = (Names(n), Later(n));
            foreach (var row in n < plan.Closed ? template.WhenClosed : template.WhenOpen)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(OrderMaker.Tenant.Value, NpgsqlDbType.Text);
                await copy.WriteAsync(row.Kind, NpgsqlDbType.Text);
                await copy.WriteAsync(row.Key.With(names, later), NpgsqlDbType.Text);
                await copy.WriteAsync(row.Status, NpgsqlDbType.Text);
                await copy.WriteAsync(row.Group.With(names, later), NpgsqlDbType.Text);
                await copy.WriteAsync(row.At + later, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint);
                await copy.WriteAsync(row.Data.With(names, later), NpgsqlDbType.Text);
            }
        }
        await copy.CompleteAsync();
    }

    private SeedNames Names(int order)
    {
        var external = ExternalOf(order);
        var stock = plan.StockOf(order);
        return new SeedNames(IdOf(order), external, SeedPlan.SkuOf(stock), SeedPlan.PlaceOf(stock));
    }

    /// <summary>Id of a seeded order.</summary>
    public static string IdOf(int order) =>
        OrderKey.For(OrderMaker.Tenant, OrderMaker.Channel, new ExternalOrderId(ExternalOf(order))).Id.Value;

    private static string ExternalOf(int order) => string.Create(CultureInfo.InvariantCulture, $"seed-{order}");

    /// <summary>The last order was just now, the first one as many days ago as there are days of orders.</summary>
    private TimeSpan Later(int now) => TimeSpan.FromDays((double)(now - plan.Orders - StayOpen) / Day);

    private static async Task Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
