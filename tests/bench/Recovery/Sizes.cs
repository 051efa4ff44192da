using System.Globalization;
using Npgsql;
using RetailActors.Bench.Hosting;

namespace RetailActors.Bench.Recovery;

/// <summary>How large the tables are, and how deep the index is.</summary>
internal static class Sizes
{
    public static async Task<IReadOnlyList<string>> Read(BenchDatabase database)
    {
        await using var source = NpgsqlDataSource.Create($"{database.Postgres};Command Timeout=600");
        await using (var extension = source.CreateCommand("CREATE EXTENSION IF NOT EXISTS pageinspect"))
        {
            await extension.ExecuteNonQueryAsync();
        }
        var entries = await database.Scalar("SELECT count(*) FROM journal");
        var orders = await database.Scalar("SELECT count(*) FROM directory WHERE kind = 'order'");
        var heap = await database.Scalar("SELECT pg_table_size('journal')");
        var key = await database.Scalar("SELECT pg_relation_size('journal_pkey')");
        var archive = await database.Scalar("SELECT pg_total_relation_size('journal_archive')");
        var list = await database.Scalar("SELECT pg_total_relation_size('directory')");
        var depth = await database.Scalar("SELECT level FROM bt_metap('journal_pkey')") + 1;
        return
        [
            Row("entries in the journal", $"{entries:N0}"),
            Row("orders", $"{orders:N0}"),
            Row("journal without its key", $"{Gib(heap)}, {heap / entries:N0} bytes per entry"),
            Row("its primary key", $"{Gib(key)}, {key / entries:N0} bytes per entry, {depth} levels"),
            Row("archive with its key", $"{Gib(archive)}, {archive / Math.Max(1, orders):N0} bytes per order"),
            Row("directory with its indexes", $"{Gib(list)}, {list / Math.Max(1, orders):N0} bytes per order"),
            Row("all of it per order", $"{(heap + key + archive + list) / Math.Max(1, orders):N0} bytes"),
        ];
    }

    private static string Gib(long bytes) =>
        (bytes / 1024.0 / 1024 / 1024).ToString("N2", CultureInfo.InvariantCulture) + " GiB";

    private static string Row(string what, FormattableString value) =>
        $"| {what} | {value.ToString(CultureInfo.InvariantCulture)} |";
}
