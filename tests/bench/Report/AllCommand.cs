using System.CommandLine;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Reserve;
using Spectre.Console;

namespace RetailActors.Bench.Report;

/// <summary><c>all</c>: the whole table in one run, with a report.</summary>
public static class AllCommand
{
    private static readonly Option<bool> _quick = new("--quick") { Description = "3 seconds for each cell." };
    private static readonly Option<string> _out = new("--out")
    {
        Description = "Folder of the report.", DefaultValueFactory = _ => Path.Combine("docs", "bench"),
    };
    private static readonly Option<string[]> _only = new("--only")
    {
        Description = "reserve, orders, or both; what is not measured again is taken from the report that is there.",
        DefaultValueFactory = _ => ["reserve", "orders"],
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        _only.AcceptOnlyFromAmong("reserve", "orders");
        var command = new Command("all", "Everything, with a report in docs/bench.") { _quick, _out, _only };
        command.SetAction((parsed, _) => Run(
            parsed.GetValue(_quick), parsed.GetValue(_out)!, parsed.GetValue(_only)!));
        return command;
    }

    /// <summary><c>report</c>: writes the report again from its results.json.</summary>
    public static Command CreateReport()
    {
        var command = new Command("report", "Writes results.md and the plots again from results.json.") { _out };
        command.SetAction(parsed => Results.Read(parsed.GetValue(_out)!).Write(parsed.GetValue(_out)!));
        return command;
    }

    private static async Task<int> Run(bool quick, string folder, string[] only)
    {
        var before = only.Length < 2 && File.Exists(Path.Combine(folder, "results.json")) ? Results.Read(folder) : null;
        var results = new Results
        {
            Quick = quick || before is { Quick: true },
            OrdersSeconds = quick ? 3 : 40,
            ReserveSeconds = quick ? 3 : 8,
            Reserve = only.Contains("reserve") ? [] : before?.Reserve ?? [],
            Orders = only.Contains("orders") ? [] : before?.Orders ?? [],
        };
        await using var server = await PostgreSqlServer.Create("synchronous_commit = on");
        if (only.Contains("reserve"))
        {
            await Reserve(results, server, quick, folder);
        }
        if (only.Contains("orders"))
        {
            await Orders(results, server, quick, folder);
        }
        foreach (var target in Targets.Of(results))
        {
            AnsiConsole.MarkupLine(
                $"{(target.Reached ? "[green]reached[/]    " : "[red]not reached[/]")} {target.Text}: {target.Found}");
        }
        AnsiConsole.WriteLine($"Report: {Path.Combine(folder, "results.md")}");
        return results.Agrees ? 0 : 1;
    }

    private static async Task Reserve(Results results, PostgreSqlServer server, bool quick, string folder)
    {
        var options = new ReserveOptions([8, 64, 512], 2000, TimeSpan.FromSeconds(quick ? 1 : 3),
            TimeSpan.FromSeconds(results.ReserveSeconds));
        await new ReserveRun(options, server, Progressing.Show, cell =>
        {
            results.Reserve.Add(cell);
            results.Write(folder);
            AnsiConsole.WriteLine(
                $"{cell.Load.Rate,9:N0}/s  {cell.Peer}, {(cell.Hot ? "hot" : "many")}, {cell.Callers} callers");
        }).Run();
        ReserveTable.Print(results.Reserve);
    }

    private static async Task Orders(Results results, PostgreSqlServer server, bool quick, string folder)
    {
        var matrix = OrdersMatrix.Of(quick, TimeSpan.FromSeconds(results.OrdersSeconds)).ToList();
        // Compiling is over when the first cell begins; its numbers are not worse than those of the last.
        var rehearsal = matrix[0] with { Plan = matrix[0].Plan with { Duration = matrix[0].Plan.WarmUp * 2 } };
        await Progressing.Show("rehearsal", progress => OrdersRun.Run(rehearsal, server, progress));
        foreach (var options in matrix)
        {
            var title = OrdersCommand.Title(options);
            var result = await Progressing.Show(title, progress => OrdersRun.Run(options, server, progress));
            results.Orders.Add(OrdersCell.From(options, result));
            results.Write(folder);
            OrdersTable.Print(title, options, result);
        }
    }
}
