using System.CommandLine;
using RetailActors.Bench.Load;
using RetailActors.Bench.Report;
using Spectre.Console;

namespace RetailActors.Bench.Orders;

/// <summary><c>orders</c>: one measurement of whole orders.</summary>
public static class OrdersCommand
{
    private static readonly Option<int> _callers = new("--callers")
    {
        Description = "Callers in a closed loop.", DefaultValueFactory = _ => 256,
    };
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time.", DefaultValueFactory = _ => 60,
    };
    private static readonly Option<int> _minutes = new("--minutes")
    {
        Description = "Measured time in minutes, instead of --seconds.",
    };
    private static readonly Option<int> _warmUp = new("--warmup")
    {
        Description = "Seconds before the measured time.", DefaultValueFactory = _ => 10,
    };
    private static readonly Option<string> _lines = new("--lines")
    {
        Description = "Lines of an order: 1 or 1-10.", DefaultValueFactory = _ => "1",
    };
    private static readonly Option<int> _skus = new("--skus")
    {
        Description = "Articles.", DefaultValueFactory = _ => 2000,
    };
    private static readonly Option<bool> _hot = new("--hot") { Description = "All orders want the same article." };
    private static readonly Option<bool> _mix = new("--mix")
    {
        Description = "10 % declined, 10 % out of stock, 5 % cancelled afterwards.",
    };
    private static readonly Option<bool> _pickup = new("--pickup")
    {
        Description = "Accepted orders are made ready and picked up, and their money is captured (in process).",
    };
    private static readonly Option<string> _plot = new("--plot")
    {
        Description = "With --memory: file of the plot of memory over time, as SVG.",
    };
    private static readonly Option<string> _database = new("--database")
    {
        Description = "postgres or sqlite.", DefaultValueFactory = _ => "postgres",
    };
    private static readonly Option<int> _shards = new("--shards")
    {
        Description = "PostgreSQL servers that the journal is spread over: 1 or 2.", DefaultValueFactory = _ => 1,
    };
    private static readonly Option<bool> _http = new("--http")
    {
        Description = "Over HTTP, from a process of its own.",
    };
    private static readonly Option<string> _psp = new("--psp")
    {
        Description = "in-process or sandbox (over HTTP).", DefaultValueFactory = _ => "in-process",
    };
    private static readonly Option<bool> _memory = new("--memory")
    {
        Description = "Print memory and activations every ten seconds, and collect all garbage once a minute.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        _database.AcceptOnlyFromAmong("postgres", "sqlite");
        _psp.AcceptOnlyFromAmong("in-process", "sandbox");
        var command = new Command("orders", "Whole orders per second: taken in, allocated, paid, accepted, durable.")
        {
            _callers, _seconds, _minutes, _warmUp, _lines, _skus, _hot, _mix, _pickup, _database, _shards, _http, _psp,
            _memory, _plot,
        };
        command.SetAction((parsed, _) => Run(Read(parsed), parsed.GetValue(_plot)));
        return command;
    }

    /// <summary>A measurement in a line.</summary>
    public static string Title(OrdersOptions options) =>
        $"orders, {(options.Http ? "HTTP" : "in process")}, {options.Shape}, "
        + $"{(options.Postgres ? "PostgreSQL" : "SQLite")}{(options.Shards > 1 ? " on two servers" : "")}, "
        + $"{options.Plan.Callers} callers"
        + (options.InProcessPsp ? "" : ", sandbox PSP");

    private static OrdersOptions Read(ParseResult parsed)
    {
        var (min, max) = OrderShape.ParseLines(parsed.GetValue(_lines)!);
        var minutes = parsed.GetValue(_minutes);
        var duration = minutes > 0 ? TimeSpan.FromMinutes(minutes) : TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        return new OrdersOptions(
            new LoadPlan(parsed.GetValue(_callers), TimeSpan.FromSeconds(parsed.GetValue(_warmUp)), duration),
            new OrderShape(min, max, parsed.GetValue(_skus), parsed.GetValue(_hot), parsed.GetValue(_mix),
                parsed.GetValue(_pickup)),
            parsed.GetValue(_database) == "postgres", parsed.GetValue(_http), parsed.GetValue(_psp) == "in-process",
            parsed.GetValue(_memory))
        {
            Shards = Math.Clamp(parsed.GetValue(_shards), 1, 2),
        };
    }

    private static async Task<int> Run(OrdersOptions options, string? plot)
    {
        await using var server = options.Postgres ? await PostgreSqlServer.Create("synchronous_commit = on") : null;
        var title = Title(options);
        var result = await Progressing.Show(title, progress => OrdersRun.Run(options, server, progress));
        OrdersTable.Print(title, options, result);
        if (plot is not null && result.Memory.Count > 0)
        {
            MemoryPlot.Draw(title, result.Memory, plot);
        }
        return result.Faults.Count == 0 && result.Load.Failed == 0 ? 0 : 1;
    }
}
