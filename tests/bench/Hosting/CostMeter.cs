using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RetailActors.Bench.Load;

namespace RetailActors.Bench.Hosting;

/// <summary>Reads counters of the kernel and of PostgreSQL.</summary>
internal sealed class CostMeter(BenchDatabase database, SiloProcesses silos) : IDisposable
{
    private const string Counters =
        """
        SELECT coalesce((SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'journal'), 0),
          (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables)::bigint,
          (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint, (SELECT wal_sync FROM pg_stat_wal)
        """;

    private readonly NpgsqlConnection _connection = Open(database);
    private readonly int _databasePort = new NpgsqlConnectionStringBuilder(database.Postgres).Port;
    private Cost? _start;

    /// <summary>Between the first mark and the last one.</summary>
    public Cost Span { get; private set; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Begins, or ends.</summary>
    public void Mark()
    {
        var now = Read();
        _start ??= now;
        Span = now - _start;
    }

    public void Dispose() => _connection.Dispose();

    private Cost Read()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Counters;
        using var reader = command.ExecuteReader();
        reader.Read();
        var sockets = Sockets();
        return new Cost(
            silos.Silos.Sum(s => CpuClock.Tree(s.Process.Id)), CpuClock.Tree(database.ServerPid), reader.GetInt64(0),
            reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), Bytes(sockets, [.. Ports(s => s.Address.Port)]),
            Bytes(sockets, [_databasePort]), Bytes(sockets, [.. Ports(s => s.SiloPort)]));
    }

    private IEnumerable<int> Ports(Func<SiloProcess, int> port) => silos.Silos.Select(port);

    /// <summary>Bytes of the connections that these ports have accepted; both directions are counted at that
    /// end.</summary>
    private static long Bytes(IReadOnlyList<string> sockets, int[] ports)
    {
        var ends = ports.Select(p => string.Create(CultureInfo.InvariantCulture, $":{p}")).ToArray();
        long sum = 0;
        foreach (var words in sockets.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words.Length > 3 && Array.Exists(ends, end => words[2].EndsWith(end, StringComparison.Ordinal)))
            {
                sum += Count(words, "bytes_sent:") + Count(words, "bytes_received:");
            }
        }
        return sum;
    }

    private static long Count(string[] words, string name) =>
        Array.Find(words, w => w.StartsWith(name, StringComparison.Ordinal)) is { } found
            ? long.Parse(found.AsSpan(name.Length), CultureInfo.InvariantCulture)
            : 0;

    /// <summary>One line for each connection, by <c>ss</c>; none where there is no such program.</summary>
    private static IReadOnlyList<string> Sockets()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("ss", "-tinHO state established") { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text.Split('\n');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }

    private static NpgsqlConnection Open(BenchDatabase database)
    {
        var connection = new NpgsqlConnection($"{database.Postgres};Pooling=false");
        connection.Open();
        return connection;
    }
}
