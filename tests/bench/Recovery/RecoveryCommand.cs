using System.CommandLine;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Seed;

namespace RetailActors.Bench.Recovery;

/// <summary><c>recovery</c>: how soon a cluster answers when its journal is long.</summary>
public static class RecoveryCommand
{
    private static readonly Option<string> _database = new("--database")
    {
        Description = "Connection string, or the file in which seed wrote it.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "retail-seed"),
    };
    private static readonly Option<int> _orders = new("--orders")
    {
        Description = "Orders that were seeded.", DefaultValueFactory = _ => 1_020_000,
    };
    private static readonly Option<string[]> _what = new("--what")
    {
        Description = "sizes, start, kill; archive moves all that is closed and tells the sizes again.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["sizes", "start", "kill"],
    };
    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Adds the rows to this file." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        _what.AcceptOnlyFromAmong("sizes", "archive", "start", "kill");
        var command = new Command("recovery", "Cold start and kill -9 with a long journal.")
        {
            _database, _orders, _what, _report,
        };
        command.SetAction((parsed, _) => Run(
            SeedAddress.Read(parsed.GetValue(_database)!), parsed.GetValue(_orders), parsed.GetValue(_what)!,
            parsed.GetValue(_report)));
        return command;
    }

    private static async Task<int> Run(string connection, int orders, string[] what, FileInfo? report)
    {
        await using var database = await BenchDatabase.Attach(connection);
        var rows = new List<string>();
        if (what.Contains("sizes"))
        {
            rows.AddRange(await Sizes.Read(database));
        }
        if (what.Contains("archive"))
        {
            rows.AddRange(await Archiving.Run(database));
            rows.AddRange(await Sizes.Read(database));
        }
        rows.ForEach(Console.WriteLine);
        var run = new RecoveryRun(database, orders);
        if (what.Contains("start"))
        {
            await run.Start();
        }
        if (what.Contains("kill"))
        {
            await run.Kill();
        }
        rows.AddRange(run.Rows);
        if (report is not null)
        {
            await File.AppendAllLinesAsync(report.FullName, rows);
        }
        return 0;
    }
}
