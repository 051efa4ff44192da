using System.CommandLine;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Report;
using Spectre.Console;

namespace RetailActors.Bench.Cluster;

/// <summary><c>cluster</c>: what a cluster of several silos costs on one machine.</summary>
public static class ClusterCommand
{
    private static readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each number of silos is measured, in turn.", DefaultValueFactory = _ => 1,
    };
    private static readonly Option<int[]> _silos = new("--silos")
    {
        Description = "Numbers of silos.", DefaultValueFactory = _ => [1, 2, 4], AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<ClusterLoad[]> _loads = new("--load")
    {
        Description = "Orders, HotReservations, or both.", AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [ClusterLoad.Orders, ClusterLoad.HotReservations],
    };
    private static readonly Option<int> _callers = new("--callers")
    {
        Description = "Callers in a closed loop, of all silos together.", DefaultValueFactory = _ => 1_024,
    };
    private static readonly Option<int> _seconds = new("--seconds")
    {
        Description = "Measured time.", DefaultValueFactory = _ => 15,
    };
    private static readonly Option<int> _warmUp = new("--warmup")
    {
        Description = "Seconds before the measured time, for each silo.", DefaultValueFactory = _ => 10,
    };
    private static readonly Option<string[]> _set = new("--set")
    {
        Description = "A setting for every silo, as Cluster:ProbeMs=5000.", DefaultValueFactory = _ => [],
    };
    private static readonly Option<bool> _allCores = new("--all-cores")
    {
        Description = "Each silo believes to have all processors of this machine, instead of its share of them.",
    };
    private static readonly Option<string> _out = new("--out")
    {
        Description = "Folder of the report; rounds are added to those that it has.",
        DefaultValueFactory = _ => Path.Combine("docs", "bench"),
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("cluster", "Orders and hot reservations on 1, 2 and 4 silo processes.")
        {
            _rounds, _silos, _loads, _callers, _seconds, _warmUp, _set, _allCores, _out,
        };
        command.SetAction((parsed, _) => Run(parsed));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed)
    {
        var folder = parsed.GetValue(_out)!;
        var plan = new LoadPlan(
            parsed.GetValue(_callers), TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
        string[] settings = [.. parsed.GetValue(_set)!.Select(s => $"--{s}")];
        var results = ClusterResults.Read(Path.Combine(folder, "cluster.json"));
        await using var server = await PostgreSqlServer.Create("synchronous_commit = on");
        await using var prepared = await ClusterRun.Prepare(server);
        var run = new ClusterRun(server, prepared, plan, parsed.GetValue(_allCores));
        var first = results.NextRound;
        for (var round = first; round < first + parsed.GetValue(_rounds); round++)
        {
            foreach (var (load, silos) in parsed.GetValue(_loads)!.SelectMany(
                l => parsed.GetValue(_silos)!.Select(n => (l, n))))
            {
                var cell = await Progressing.Show($"{load}, {silos} silos, round {round}",
                    progress => run.Measure(load, silos, round, settings, progress));
                results = results.With(cell);
                Print(cell);
                Write(results, folder);
            }
        }
        AnsiConsole.WriteLine(ClusterMarkdown.Target(results).Replace("**", "", StringComparison.Ordinal));
        return results.Agrees && results.Loss(ClusterLoad.Orders, 2) is not > ClusterResults.Allowed ? 0 : 1;
    }

    private static void Print(ClusterCell cell)
    {
        AnsiConsole.WriteLine(
            $"{cell.Result.Rate,9:N0}/s  p50 {cell.Result.Latency.P50:N1}, p99 {cell.Result.Latency.P99:N1} ms, "
            + $"{cell.Each(cell.Cost.SiloCpu) * 1e6:N0} + {cell.Each(cell.Cost.DatabaseCpu) * 1e6:N0} µs, "
            + $"{cell.Each(cell.Cost.SiloBytes):N0} bytes between silos, {cell.Result.Failed} failed");
        foreach (var fault in cell.Faults.Concat(cell.Result.Failures))
        {
            AnsiConsole.WriteLine($"  {fault}");
        }
    }

    private static void Write(ClusterResults results, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "cluster.json"), results.ToJson());
        File.WriteAllText(Path.Combine(folder, "cluster.md"), ClusterMarkdown.Of(results));
        ClusterPlot.Draw(results, Path.Combine(folder, "cluster.svg"));
    }
}
