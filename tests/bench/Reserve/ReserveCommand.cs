using System.CommandLine;
using System.Globalization;
using RetailActors.Bench.Report;

namespace RetailActors.Bench.Reserve;

/// <summary><c>reserve</c>: units taken from stock, ours and its peers in one run.</summary>
public static class ReserveCommand
{
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time of each cell.", DefaultValueFactory = _ => 15,
    };
    private static readonly Option<int> _warmUp = new("--warmup")
    {
        Description = "Seconds before it.", DefaultValueFactory = _ => 5,
    };
    private static readonly Option<string> _callers = new("--callers")
    {
        Description = "Numbers of callers.", DefaultValueFactory = _ => "8,64,512",
    };
    private static readonly Option<int> _skus = new("--skus")
    {
        Description = "Articles of the uniform load.", DefaultValueFactory = _ => 2000,
    };
    private static readonly Option<bool> _quick = new("--quick") { Description = "3 seconds for each cell." };
    private static readonly Option<bool> _actors = new("--actors")
    {
        Description = "Only actors on PostgreSQL: ours, the plain grain, and the empty grain as the floor.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("reserve", "Reservations per second of RetailActors and its peers.")
        {
            _seconds, _warmUp, _callers, _skus, _quick, _actors,
        };
        command.SetAction((parsed, _) => Run(Read(parsed)));
        return command;
    }

    private static ReserveOptions Read(ParseResult parsed)
    {
        var quick = parsed.GetValue(_quick);
        return new ReserveOptions(
            [.. parsed.GetValue(_callers)!.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
            parsed.GetValue(_skus), TimeSpan.FromSeconds(quick ? 1 : parsed.GetValue(_warmUp)),
            TimeSpan.FromSeconds(quick ? 3 : parsed.GetValue(_seconds)), parsed.GetValue(_actors));
    }

    private static async Task<int> Run(ReserveOptions options)
    {
        await using var server = await PostgreSqlServer.Create("synchronous_commit = on");
        var cells = new List<ReserveCell>();
        await new ReserveRun(options, server, Progressing.Show, cells.Add).Run();
        ReserveTable.Print(cells);
        return cells.All(c => c.Mismatch == 0) ? 0 : 1;
    }
}
