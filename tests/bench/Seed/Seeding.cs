using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using RetailActors.Orders;

namespace RetailActors.Bench.Seed;

/// <summary>Fills a database by COPY with lives of orders, each as the production host has written one.</summary>
/// <remarks>
/// An order is closed a good while after it was accepted, so the entries of one stream lie as far from each other as
/// they do in a shop. The primary key is built afterwards, in one go: it is about a third smaller than one that has
/// grown. No entry carries more than this version writes by itself; columns that a later schema adds stay empty.
/// </remarks>
internal sealed class Seeding(BenchDatabase database, SeedPlan plan, SeedTemplate template, Action<string> say)
{
    private const int StayOpen = 20_000;
    private const int Day = 50_000;

    private static readonly string First = $"{SeedPlan.SkuOf(0)}/{OrderMaker.Location}";

    private readonly long[] _versions = new long[plan.Stocks];

    /// <summary>Fills it.</summary>
    public async Task Run()
    {
        await using var source = NpgsqlDataSource.Create($"{database.Postgres};Command Timeout=3600");
        await Stock(source);
        await Versions(source);
        await Execute(source, "ALTER TABLE journal DROP CONSTRAINT journal_pkey");
        await Journal(source);
        say("journal copied");
        await Execute(
            source, "SET maintenance_work_mem = '1GB'; ALTER TABLE journal ADD PRIMARY KEY (stream, version)");
        say("primary key built");
        await Directory(source);
        await Execute(source, "VACUUM (ANALYZE) journal");
        await Execute(source, "VACUUM (ANALYZE) directory");
        await Execute(source, "CHECKPOINT");
    }

    /// <summary>Every SKU-location gets what the first one has.</summary>
    private Task Stock(NpgsqlDataSource source) => Execute(source, $"""
        CREATE TEMP TABLE added AS
        SELECT 'SKU-' || lpad(i::text, 5, '0') AS sku, 'store-' || (p + 1000) AS place
        FROM generate_series(0, {SeedPlan.Skus - 1}) AS s(i), generate_series(1, {plan.Places - 1}) AS q(p);
        INSERT INTO journal (stream, version, at, events, trace_parent)
        SELECT 'stock/{OrderMaker.Tenant}/' || sku || '/' || place, 1, at, events, NULL
        FROM added, journal WHERE stream = 'stock/{OrderMaker.Tenant}/{First}' AND version = 1;
        INSERT INTO directory (tenant, kind, key, status, grp, changed_at, version, data)
        SELECT tenant, kind, added.sku || '/' || place, status, added.sku, changed_at, 1,
          replace(replace(data, '{SeedPlan.SkuOf(0)}', added.sku), '{OrderMaker.Location}', place)
        FROM added, directory WHERE tenant = '{OrderMaker.Tenant}' AND kind = 'stock' AND key = '{First}';
        DROP TABLE added
        """);

    private async Task Versions(NpgsqlDataSource source)
    {
        Array.Fill(_versions, 1);
        await using var command = source.CreateCommand(
            $"SELECT max(version) FROM journal WHERE stream = 'stock/{OrderMaker.Tenant}/{First}'");
        _versions[0] = (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task Journal(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY journal (stream, version, at, events) FROM STDIN (FORMAT BINARY)");
        for (var n = 0; n < plan.Orders + StayOpen; n++)
        {
            if (n < plan.Orders)
            {
                await Entries(copy, n, n, template.Open);
            }
            if (n - StayOpen is >= 0 and var leaving && leaving < plan.Closed)
            {
                await Entries(copy, leaving, n, template.Closing);
            }
            if (n % 100_000 == 0 && n > 0)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{n:N0} orders"));
            }
        }
        await copy.CompleteAsync();
    }

    private async Task Entries(NpgsqlBinaryImporter copy, int order, int now, IReadOnlyList<SeedEntry> entries)
    {
        var (names, later, stock) = (Names(order), Later(now), plan.StockOf(order));
        foreach (var entry in entries)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(entry.Stream.With(names, later), NpgsqlDbType.Text);
            await copy.WriteAsync(entry.OfStock ? ++_versions[stock] : entry.Version, NpgsqlDbType.Bigint);
            await copy.WriteAsync(entry.At + later, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(entry.Events.With(names, later), NpgsqlDbType.Text);
        }
    }

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
