using System.CommandLine;
using System.Globalization;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Report;
using Spectre.Console;

namespace RetailActors.Bench.Telemetry;

/// <summary><c>telemetry</c>: what traces and metrics cost, as pairs of runs with and without them.</summary>
public static class TelemetryCommand
{
    private const double Target = 0.08;
    private static readonly TimeSpan _scrape = TimeSpan.FromSeconds(5);

    private static readonly Option<int> _pairs = new("--pairs")
    {
        Description = "Pairs of runs of each kind.", DefaultValueFactory = _ => 4,
    };

    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time of a run.", DefaultValueFactory = _ => 15,
    };

    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Writes the result here." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("telemetry", "Orders per second with and without traces and metrics, in pairs.")
        {
            _pairs, _seconds, _report,
        };
        command.SetAction((parsed, _) => Run(
            parsed.GetValue(_pairs), parsed.GetValue(_seconds), parsed.GetValue(_report)));
        return command;
    }

    private static async Task<int> Run(int pairs, int seconds, FileInfo? report)
    {
        await using var server = await PostgreSqlServer.Create("synchronous_commit = on");
        var rows = new List<string>();
        var costs = new List<double>();
        foreach (var http in (bool[])[false, true])
        {
            costs.Add(await Pairs(server, http, pairs, seconds, rows));
        }
        if (report is not null)
        {
            await File.WriteAllTextAsync(report.FullName, Text(rows, costs, seconds));
        }
        return costs.All(c => c <= Target) ? 0 : 1;
    }

    /// <summary>The middle one of what the pairs say; every other pair begins with the other of the two.</summary>
    private static async Task<double> Pairs(
        PostgreSqlServer server, bool http, int pairs, int seconds, List<string> rows)
    {
        var costs = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            var first = pair % 2 == 0;
            var one = await Rate(server, http, seconds, with: !first);
            var other = await Rate(server, http, seconds, with: first);
            var (without, with) = first ? (one, other) : (other, one);
            costs.Add(1 - (with.Rate / without.Rate));
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {(http ? "HTTP, another process" : "in process")} | {pair + 1} | {without.Rate:N0} "
                + $"| {with.Rate:N0} | {100 * costs[^1]:F1} % | {with.Sent / 1024.0 / seconds:N0} |"));
            AnsiConsole.WriteLine(rows[^1]);
        }
        costs.Sort();
        return (costs[(pairs - 1) / 2] + costs[pairs / 2]) / 2;
    }

    private static async Task<(double Rate, long Sent)> Rate(PostgreSqlServer server, bool http, int seconds, bool with)
    {
        await using var collector = with ? await Collector.Start() : null;
        string[] more = collector is null
            ? []
            : [$"--Telemetry:Otlp:Endpoint={collector.Address}", "--Telemetry:Prometheus=true"];
        var options = new OrdersOptions(
            new LoadPlan(http ? 256 : 512, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(seconds)),
            new OrderShape(1, 1, 2000, Hot: false, Mix: false), Postgres: true, http, InProcessPsp: true,
            Memory: false, more);
        using var stop = new CancellationTokenSource();
        var scraping = Task.CompletedTask;
        var result = await OrdersRun.Run(options, server, _ => { }, silo =>
            scraping = collector is null ? Task.CompletedTask : Scrape(silo.Address, stop.Token));
        await stop.CancelAsync();
        await scraping;
        return result.Faults.Count == 0
            ? (result.Load.Rate, collector?.Bytes ?? 0)
            : throw new InvalidOperationException(string.Join(' ', result.Faults));
    }

    private static async Task Scrape(Uri silo, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = silo };
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await http.GetStringAsync("/metrics", stop);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The silo ends before the scraper does.
            }
            await Task.Delay(_scrape, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Text(List<string> rows, List<double> costs, int seconds) => string.Create(
        CultureInfo.InvariantCulture, $"""
        # What telemetry costs

        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Here()}.

        Whole orders of one line on PostgreSQL, {seconds} s each, in pairs of runs without and with telemetry; every
        other pair begins with the other of the two. With: traces and metrics over OTLP to a collector in the same
        process, whose work counts as ours, `Telemetry:Traces:PerSecond` as by default, Prometheus at `/metrics` every
        {_scrape.TotalSeconds:F0} s. Target: at most {100 * Target:F0} %.
        Middle of the pairs: **{100 * costs[0]:F1} %** in process, **{100 * costs[1]:F1} %** over HTTP.
        Again: `dotnet run -c Release --project tests/bench -- telemetry`.

        | load | pair | orders/s without | orders/s with | cost | KiB/s sent |
        |---|---:|---:|---:|---:|---:|
        {string.Join('\n', rows)}

        """);
}
