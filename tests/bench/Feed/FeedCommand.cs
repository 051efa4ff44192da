using System.CommandLine;
using System.Globalization;
using RetailActors.Bench.Report;

namespace RetailActors.Bench.Feed;

/// <summary><c>feed</c>: how long a sale at a till takes to reach the inventory of a channel.</summary>
public static class FeedCommand
{
    private static readonly Option<int> _orders = new("--orders")
    {
        Description = "Orders per second besides.", DefaultValueFactory = _ => 200,
    };
    private static readonly Option<int> _sales = new("--sales")
    {
        Description = "Sales at tills per second, the ones that are measured.", DefaultValueFactory = _ => 50,
    };
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time.", DefaultValueFactory = _ => 25,
    };
    private static readonly Option<int> _skus = new("--skus")
    {
        Description = "Articles.", DefaultValueFactory = _ => 500,
    };
    private static readonly Option<string> _database = new("--database")
    {
        Description = "postgres or sqlite.", DefaultValueFactory = _ => "postgres",
    };
    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Writes the result here." };

    /// <summary>What is promised: 99 of 100 sales in less.</summary>
    private const double TargetMs = 2_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        _database.AcceptOnlyFromAmong("postgres", "sqlite");
        var command = new Command("feed", "From a sale at a till to the inventory of a channel, under orders.")
        {
            _orders, _sales, _seconds, _skus, _database, _report,
        };
        command.SetAction((parsed, _) => Run(new FeedOptions(
            parsed.GetValue(_orders), parsed.GetValue(_sales), TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_skus), parsed.GetValue(_database) == "postgres"), parsed.GetValue(_report)));
        return command;
    }

    private static async Task<int> Run(FeedOptions options, FileInfo? report)
    {
        await using var server = options.Postgres ? await PostgreSqlServer.Create("synchronous_commit = on") : null;
        var r = await FeedRun.Run(options, server);
        var l = r.Latency;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
             feed, {(options.Postgres ? "PostgreSQL" : "SQLite")}, {options.Skus} articles
               orders accepted   {r.OrdersPerSecond:F0}/s, failed {r.OrdersFailed}
               sales measured    {r.Sales}, not seen by the channel {r.Missing}
               sale to channel   p50 {l.P50:F0} ms, p90 {l.P90:F0} ms, p99 {l.P99:F0} ms, max {l.Max:F0} ms
               told the channel  {r.Told} times
             """));
        if (report is not null)
        {
            await File.WriteAllTextAsync(report.FullName, Text(options, r));
        }
        return r.Missing == 0 && r.OrdersFailed == 0 && l.P99 < TargetMs ? 0 : 1;
    }

    private static string Text(FeedOptions options, FeedResult r) => string.Create(CultureInfo.InvariantCulture, $"""
        # From a sale at a till to the inventory of a channel

        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Here()}.

        The production host in one process, with a channel that takes everything at once. Orders and sales come at their
        times, whether or not the ones before are through. The clock runs from the arrival of a sale until the channel
        has been told a version of the stock that contains it: the append of the sale, the pause of the feed (at most
        two publications a second for a SKU at a location), the queue, the stream, the append of the channel's feed,
        the call.
        Target: less than {TargetMs / 1_000:F0} s in 99 of 100 cases under 200 orders a second.
        Again: `dotnet run -c Release --project tests/bench -- feed`.

        | | |
        |---|---:|
        | database | {(options.Postgres ? "PostgreSQL" : "SQLite")} |
        | articles | {options.Skus} |
        | measured time | {options.Duration.TotalSeconds:F0} s |
        | orders accepted besides | {r.OrdersPerSecond:F0}/s, failed {r.OrdersFailed} |
        | sales measured | {r.Sales} ({options.Sales}/s), never seen by the channel {r.Missing} |
        | sale to channel, p50 | {r.Latency.P50:F0} ms |
        | p90 | {r.Latency.P90:F0} ms |
        | p99 | {r.Latency.P99:F0} ms |
        | max | {r.Latency.Max:F0} ms |
        | the channel was told | {r.Told} times |

        """);
}
