using System.CommandLine;
using System.Globalization;
using Orleans;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Seed;
using Spectre.Console;

namespace RetailActors.Bench.Growth;

/// <summary><c>activations</c>: what an actor takes of a silo's memory while it is active.</summary>
public static class ActivationsCommand
{
    private const int SideBySide = 256;

    private static readonly Option<string> _database = new("--database")
    {
        Description = "Connection string, or the file in which seed wrote it.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "retail-seed"),
    };
    private static readonly Option<int> _number = new("--number")
    {
        Description = "Actors.", DefaultValueFactory = _ => 20_000,
    };
    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Adds lines to this file." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("activations", "Memory of active stock actors.")
        {
            _database, _number, _report,
        };
        command.SetAction((parsed, _) => Run(
            SeedAddress.Read(parsed.GetValue(_database)!), parsed.GetValue(_number),
            parsed.GetValue(_report)));
        return command;
    }

    // Orders and payments are active for as long as they owe something and no longer; only stock stays.
    private static async Task<int> Run(string connection, int number, FileInfo? report)
    {
        await using var database = await BenchDatabase.Attach(connection);
        // As many SKU-locations as are wanted: those of places that nobody has sold from have one entry each.
        await using var silo = await BenchSilo.Start(database, inProcessPsp: true);
        var grains = silo.Grains;
        var rows = new List<string>
        {
            await Measure(silo, "stock of a SKU-location, one entry", number, i => grains.Actor<Inventory.IStock>(
                $"{OrderMaker.Tenant}/{SeedPlan.SkuOf(i)}/{SeedPlan.PlaceOf(i + SeedPlan.Skus)}").Read()),
        };
        if (report is not null)
        {
            await File.AppendAllLinesAsync(report.FullName, rows);
        }
        return 0;
    }

    private static async Task<string> Measure(BenchSilo silo, string what, int number, Func<int, Task> activate)
    {
        // What the first of a kind loads is not what each of them takes.
        await Activate(0, 200, activate);
        var (actors, bytes) = (await silo.Activations(), GC.GetTotalMemory(true));
        await Activate(200, number, activate);
        var (more, after) = (await silo.Activations() - actors, GC.GetTotalMemory(true));
        var row = string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {more:N0} | {(double)(after - bytes) / Math.Max(1, more):N0} |");
        AnsiConsole.WriteLine(row);
        return row;
    }

    private static Task Activate(int from, int count, Func<int, Task> activate) => Parallel.ForAsync(
        from, from + count, new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
        async (i, _) => await activate(i));
}
