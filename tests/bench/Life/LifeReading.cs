using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Retail.Cluster;

namespace RetailActors.Bench.Life;

/// <summary>Counters of a cluster at one moment, or what they grew by.</summary>
/// <param name="Counts">By name.</param>
internal sealed record LifeReading(IReadOnlyDictionary<string, double> Counts)
{
    private const string Orders = "orders";
    private const string SiloCpu = "CPU of the silo, s";
    private const string DatabaseCpu = "CPU of PostgreSQL, s";
    private const string SandboxCpu = "CPU of the systems outside, s";
    private const string Entry = "journal entries, ";

    private static readonly string[] _busy = [SiloCpu, DatabaseCpu, SandboxCpu];

    public static async Task<LifeReading> Take(LocalCluster cluster, BenchDatabase database)
    {
        var counts = new Dictionary<string, double>
        {
            [SiloCpu] = cluster.Silos.Sum(s => CpuClock.Tree(s.Id)),
            [DatabaseCpu] = CpuClock.Tree(database.ServerPid),
            [SandboxCpu] = CpuClock.Tree(cluster.Sandbox.Id),
        };
        foreach (var (kind, rows) in await database.Counts(
            "SELECT split_part(stream, '/', 1), count(*) FROM journal GROUP BY 1"))
        {
            counts[Entry + kind] = rows;
        }
        counts[Orders] = await database.Scalar("SELECT count(*) FROM directory WHERE kind = 'order'");
        counts["events put into queues"] = await database.Scalar(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('queue_message', 'id')::regclass), 0)");
        counts["WAL bytes"] = await database.Scalar("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
        counts["WAL syncs"] = await database.Scalar("SELECT wal_sync FROM pg_stat_wal");
        counts["bytes on disk, journal"] = await database.Scalar("SELECT pg_total_relation_size('journal')");
        counts["bytes on disk, directory"] = await database.Scalar("SELECT pg_total_relation_size('directory')");
        return new LifeReading(counts);
    }

    public static LifeReading operator -(LifeReading a, LifeReading b) => new(
        a.Counts.ToDictionary(c => c.Key, c => c.Value - b.Counts.GetValueOrDefault(c.Key)));

    /// <summary>In one second of so many.</summary>
    public LifeReading Per(double seconds) => new(Counts.ToDictionary(c => c.Key, c => c.Value / seconds));

    /// <summary>A table row for each, per order; what an idle cluster takes in the same time is left out.</summary>
    public IEnumerable<string> Rows(LifeReading idle, double seconds)
    {
        var orders = Math.Max(1, Counts[Orders]);
        yield return Row("orders", orders, "N0");
        yield return Row("journal entries", Counts.Where(c => c.Key.StartsWith(Entry, StringComparison.Ordinal))
            .Sum(c => c.Value) / orders, "N2");
        foreach (var (name, value) in Counts.Where(c => c.Key != Orders).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            yield return _busy.Contains(name)
                ? Row(name.Replace(", s", ", µs", StringComparison.Ordinal),
                    (value - (idle.Counts[name] * seconds)) * 1_000_000 / orders, "N0")
                : Row(name, value / orders, "N2");
        }
    }

    private static string Row(string what, double value, string format) =>
        $"| {what} | {value.ToString(format, CultureInfo.InvariantCulture)} |";
}
