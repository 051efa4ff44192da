using System.CommandLine;
using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Http;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Report;
using RetailActors.Bench.Seed;
using Spectre.Console;

namespace RetailActors.Bench.Growth;

/// <summary><c>growth</c>: orders on a database that has a history, and what each costs.</summary>
public static class GrowthCommand
{
    private static readonly Option<string> _database = new("--database")
    {
        Description = "Connection string, or the file in which seed wrote it.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "retail-seed"),
    };
    private static readonly Option<int> _places = new("--places")
    {
        Description = "Orders choose among so many locations.", DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string> _name = new("--name")
    {
        Description = "How it is called in the table.", DefaultValueFactory = _ => "as it is",
    };
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time.", DefaultValueFactory = _ => 15,
    };
    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Adds a line to this file." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("growth", "Orders over HTTP on a seeded database: rate and cost of each.")
        {
            _database, _places, _name, _seconds, _report,
        };
        command.SetAction((parsed, _) => Run(parsed));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed)
    {
        await using var database = await BenchDatabase.Attach(SeedAddress.Read(parsed.GetValue(_database)!));
        await using var silo = await SiloProcesses.Start(database, 1, compiled: true);
        using var meter = new CostMeter(database, silo);
        var plan = new LoadPlan(256, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
        var order = new LoadOrder(
            silo.Addresses, "dev-key", plan,
            new OrderShape(1, 1, SeedPlan.Skus, Hot: false, Mix: false, Places: parsed.GetValue(_places)),
            Run: $"g{Guid.NewGuid():n}"[..9]);
        var name = parsed.GetValue(_name)!;
        var (result, _, _) = await Progressing.Show(
            name, progress => LoadProcess.Run(order, progress, meter.Mark));
        var each = 1_000_000 / Math.Max(1, (double)result.Counted);
        var memory = silo.Silos.Sum(s => s.Process.Memory) / 1024.0 / 1024;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {result.Rate:N0} | {result.Latency.P50:N1} | {result.Latency.P99:N1} "
            + $"| {meter.Span.SiloCpu * each:N0} | {meter.Span.DatabaseCpu * each:N0} "
            + $"| {(double)meter.Span.WalBytes / Math.Max(1, result.Counted):N0} | {memory:N0} | {result.Failed} |");
        AnsiConsole.WriteLine(line);
        if (parsed.GetValue(_report) is { } report)
        {
            await File.AppendAllTextAsync(report.FullName, line + "\n");
        }
        return result.Failed == 0 ? 0 : 1;
    }
}
