using System.CommandLine;
using System.Globalization;

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

    /// <summary>The command.</summary>
    public static Command Create()
    {
        _database.AcceptOnlyFromAmong("postgres", "sqlite");
        var command = new Command("feed", "From a sale at a till to the inventory of a channel, under orders.")
        {
            _orders, _sales, _seconds, _skus, _database,
        };
        command.SetAction((parsed, _) => Run(new FeedOptions(
            parsed.GetValue(_orders), parsed.GetValue(_sales), TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_skus), parsed.GetValue(_database) == "postgres")));
        return command;
    }

    private static async Task<int> Run(FeedOptions options)
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
        return r.Missing == 0 && r.OrdersFailed == 0 ? 0 : 1;
    }
}
