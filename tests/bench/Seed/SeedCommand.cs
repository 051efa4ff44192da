using System.CommandLine;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using Spectre.Console;

namespace RetailActors.Bench.Seed;

/// <summary><c>seed</c>: a PostgreSQL server with a long history, until Ctrl+C.</summary>
public static class SeedCommand
{
    private static readonly Option<int> _closed = new("--closed")
    {
        Description = "Orders handed out and paid.", DefaultValueFactory = _ => 1_000_000,
    };
    private static readonly Option<int> _open = new("--open")
    {
        Description = "Orders that wait to be fetched.", DefaultValueFactory = _ => 20_000,
    };
    private static readonly Option<int> _places = new("--places")
    {
        Description = "Locations, each with stock of 2,000 articles.", DefaultValueFactory = _ => 1,
    };
    private static readonly Option<int> _hot = new("--hot")
    {
        Description = "Every so many-th order wants one article; 0: none is preferred.", DefaultValueFactory = _ => 10,
    };
    private static readonly Option<string> _address = new("--address")
    {
        Description = "File for the connection string, written when all is there.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "retail-seed"),
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("seed", "A PostgreSQL with a long history, for recovery, growth and activations.")
        {
            _closed, _open, _places, _hot, _address,
        };
        command.SetAction((parsed, cancellation) => Run(
            new SeedPlan(parsed.GetValue(_closed), parsed.GetValue(_open), parsed.GetValue(_places),
                parsed.GetValue(_hot)),
            parsed.GetValue(_address)!, cancellation));
        return command;
    }

    private static async Task<int> Run(SeedPlan plan, string address, CancellationToken cancellation)
    {
        var started = DateTime.UtcNow;
        await using var server = await PostgreSqlServer.Create(true, "synchronous_commit = on");
        await using var database = await BenchDatabase.Create(server);
        SeedTemplate template;
        await using (var silo = await BenchSilo.Start(database, inProcessPsp: true))
        {
            await Assortment.Put(silo.Grains, SeedPlan.Skus);
            await Assortment.Places(silo.Grains, plan.Places);
            template = await SeedTemplate.Take(database, silo);
        }
        Say($"one order writes {template.Open.Count} + {template.Closing.Count} entries");
        await new Seeding(database, plan, template, Say).Run();
        Say($"{await database.Scalar("SELECT count(*) FROM journal"):N0} entries");
        await File.WriteAllTextAsync(address, database.Postgres, cancellation);
        Say($"{address}: {database.Postgres}; Ctrl+C ends it");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(address);
        return 0;

        void Say(string what) => AnsiConsole.WriteLine($"{(DateTime.UtcNow - started).TotalSeconds,6:N0} s  {what}");
    }
}
