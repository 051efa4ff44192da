using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Retail;
using RetailActors.Retail.Cluster;
using Spectre.Console;

namespace RetailActors.Bench.Life;

/// <summary><c>life</c>: what an order costs that all systems hear of, until it is fetched and paid.</summary>
public static class LifeCommand
{
    private const string Mix = "order=50,pick-up=50";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(5);

    private static readonly Option<int> _rate = new("--rate")
    {
        Description = "Requests per second; half of them are orders.", DefaultValueFactory = _ => 200,
    };
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long.", DefaultValueFactory = _ => 30,
    };
    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Adds the rows to this file." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("life", "An order through all systems: one silo, sandbox, PostgreSQL; cost of each.")
        {
            _rate, _seconds, _report,
        };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(_rate), parsed.GetValue(_seconds), parsed.GetValue(_report), cancellation));
        return command;
    }

    private static async Task<int> Run(int rate, int seconds, FileInfo? report, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("retail-life-").FullName;
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(folder, ClusterDatabase.PostgreSql), cancellation);
        await cluster.Grow(1, TimeSpan.FromSeconds(90), cancellation);
        await using var database = await BenchDatabase.Attach(cluster.Database.Connection!);
        await Load(cluster, rate, seconds / 2, cancellation);
        await Quiet(database);
        var start = await LifeReading.Take(cluster, database);
        await Task.Delay(_idle, cancellation);
        var idle = (await LifeReading.Take(cluster, database) - start).Per(_idle.TotalSeconds);
        start = await LifeReading.Take(cluster, database);
        var watch = Stopwatch.StartNew();
        await Load(cluster, rate, seconds, cancellation);
        await Quiet(database);
        var span = await LifeReading.Take(cluster, database) - start;
        var rows = span.Rows(idle, watch.Elapsed.TotalSeconds).ToArray();
        Array.ForEach(rows, Console.WriteLine);
        if (report is not null)
        {
            await File.AppendAllLinesAsync(report.FullName, rows, cancellation);
        }
        await cluster.Leave();
        return 0;
    }

    private static async Task Load(LocalCluster cluster, int rate, int seconds, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "load", "--url", cluster.Url.ToString(), "--rate", rate.ToString(CultureInfo.InvariantCulture),
            "--for", string.Create(CultureInfo.InvariantCulture, $"{seconds}s"), "--mix", Mix, "--no-live",
        ];
        await Verbs.Run(arguments, Terminal.OfConsole(), cancellation);
    }

    private static async Task Quiet(BenchDatabase database)
    {
        const string owed = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM queue_message)";
        for (var waited = Stopwatch.StartNew(); await database.Scalar(owed) > 0; await Task.Delay(250))
        {
            if (waited.Elapsed > _patience)
            {
                AnsiConsole.WriteLine("Calls are still owed; what they cost is missing.");
                return;
            }
        }
    }
}
