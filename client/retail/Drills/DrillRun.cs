using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;
using RetailActors.Retail.Verify;
using RetailActors.Retail.Verify.Books;
using Spectre.Console;

namespace RetailActors.Retail.Drills;

/// <summary>Runs drills one after the other on one cluster of three silos.</summary>
internal sealed class DrillRun(DrillOptions options, Terminal terminal)
{
    private const string Key = "dev-key";
    private const int Silos = 3;
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _longestRecovery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _quiesce = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private LocalCluster _cluster = null!;
    private DrillShelf _shelf = null!;
    private ErpAudit _erp = null!;

    /// <summary>0 when every drill was passed, 1 when one was not.</summary>
    public static async Task<int> Run(DrillOptions options, Terminal terminal, CancellationToken cancellation)
    {
        // One line of result is one line, also in a file.
        if (!terminal.Interactive)
            terminal.Out.Profile.Width = 1_000;
        var run = new DrillRun(options, terminal);
        var results = new List<DrillResult>();
        await using (run._cluster = await LocalCluster.Create(
            new LocalClusterOptions(options.Folder, options.Database, WithFaultProxies: true,
                Settings: [.. SignedTraffic.FirstOnly, .. options.Settings])
            {
                Shards = options.Shards,
            },
            cancellation))
        {
            await run._cluster.Grow(Silos, _longestStart, cancellation);
            run._shelf = await DrillShelf.Fill(run._cluster.Silos[0].Url, Key, cancellation);
            run._erp = new ErpAudit(run._cluster.Sandbox.Url);
            run.Tell($"{Silos} silos on {run._cluster.Database.Description}, {options.Rate} orders/s");
            foreach (var drill in options.Drills)
            {
                cancellation.ThrowIfCancellationRequested();
                var result = await run.Try(drill, cancellation);
                results.Add(result);
                run.Say(result);
            }
            await run._cluster.Leave();
        }
        if (options.SigningKey is not null)
            terminal.Out.WriteLine(await DrillReport.Write(options, results, cancellation));
        terminal.Out.WriteLine($"{results.Count(r => r.IsPassed)} of {results.Count} drills passed");
        return results.All(r => r.IsPassed) ? Verbs.Green : Verbs.Violated;
    }

    private async Task<DrillResult> Try(Drill drill, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        Tell($"{drill.Name}: {drill.Does}");
        await ThreeSilos(cancellation);
        var ledger = new FileInfo(Path.Combine(options.Folder, $"{drill.Name}.acknowledged"));
        ledger.Delete();
        using var acknowledged = new AckLedger(ledger);
        using var load = new Load(_cluster, _shelf, Key, acknowledged, options.Rate);
        await using var probes = new Probes(_cluster, _shelf, Key);
        var stage = new Stage(_cluster, _shelf, load, probes, Key, options, what => Tell($"  {what}"));
        var recovery = double.PositiveInfinity;
        load.Start();
        try
        {
            await Task.Delay(_warmUp, cancellation);
            await Stage.Until(
                () => Task.FromResult(stage.Accepted >= options.Rate), _longestRecovery, "the first orders");
            stage.CountFromNow();
            await drill.Act(stage);
            recovery = await probes.Recovered(_longestRecovery);
            await Task.Delay(_warmUp / 2, cancellation);
        }
        catch (Exception e) when (e is CommandFailedException or HttpRequestException or OperationCanceledException
            or System.Data.Common.DbException)
        {
            stage.Require(false, e.Message);
        }
        Heal();
        await load.Stop();
        var causes = Enum.GetValues<RetryCause>().Where(c => load.Tally[c] > 0).Select(c => $"{c} {load.Tally[c]}");
        Tell($"  sent again: {string.Join(", ", causes.DefaultIfEmpty("none"))}");
        await Judge(stage, recovery, ledger, cancellation);
        return new DrillResult(
            drill.Name, drill.Does, stage.Bite, recovery, stage.Accepted, load.Failed, stage.Figures, stage.Broken,
            Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Exactly three silos, all ready: the ones that an earlier drill has left dead are started
    /// again.</summary>
    private async Task ThreeSilos(CancellationToken cancellation)
    {
        var ready = _cluster.Silos.Where(s => s.IsReady).ToList();
        foreach (var silo in ready.Skip(Silos))
            await LocalCluster.Leave(silo);
        var missing = _cluster.Silos.Where(s => !s.IsReady && !ready.Contains(s))
            .Take(Math.Max(0, Silos - ready.Count)).ToList();
        foreach (var silo in missing)
        {
            if (silo.State is NodeState.NotReady or NodeState.Leaving or NodeState.Paused)
                silo.Kill();
            silo.Start();
        }
        await LocalCluster.Ready(missing, _longestStart, cancellation);
    }

    private void Heal()
    {
        foreach (var proxy in _cluster.Proxies)
            proxy.Fault = ProxyFault.None;
        foreach (var silo in _cluster.Silos.Where(s => s.State == NodeState.Paused))
            silo.Resume();
    }

    /// <summary>What holds for every drill: the fault was felt, all orders have ended, and verify finds
    /// nothing.</summary>
    private async Task Judge(Stage stage, double recovery, FileInfo ledger, CancellationToken cancellation)
    {
        stage.Require(stage.Bite.Length > 0, "nothing shows that the fault was felt");
        stage.Require(double.IsFinite(recovery), $"not every actor answered within {_longestRecovery.TotalSeconds} s");
        var tally = stage.Load.Tally;
        stage.Require(tally[Outcome.Unresolved] == 0, $"{tally[Outcome.Unresolved]} orders never ended");
        stage.Require(tally[Outcome.Failed] == 0, $"{tally[Outcome.Failed]} orders got an answer that is none: "
            + string.Join(", ", tally.Complaints.Keys));
        stage.Require(tally[Outcome.OutOfStock] == 0, $"{tally[Outcome.OutOfStock]} orders found plenty sold out");
        stage.Require(stage.Load.TurnedAway == 0, $"{stage.Load.TurnedAway} arrivals could not be sent");
        try
        {
            await ThreeSilos(cancellation);
            // What the pool kept from before may have been ended by the fault.
            NpgsqlConnection.ClearAllPools();
            var output = new StringWriter();
            var status = await Verification.Run(
                new VerifyOptions(
                    stage.Ready[0].Url, Key, _cluster.Database.ForVerify, BooksReader.Beside(_cluster.Sandbox.Url),
                        ledger,
                    _quiesce, null)
                {
                    Shards = [.. _cluster.Database.Others.Select(other => other.Connection)],
                },
                Terminal.Plain(output, output), cancellation);
            var text = output.ToString();
            await File.WriteAllTextAsync(Path.ChangeExtension(ledger.FullName, "verify.txt"), text, cancellation);
            stage.Require(status == Verbs.Green, $"verify: {Evidence(text)}");
            foreach (var wrong in await _erp.Judge(stage.Load.Accepted, Key))
                stage.Require(false, wrong);
            stage.Require(!text.Contains("were still owed", StringComparison.Ordinal),
                $"something was still owed {_quiesce.TotalMinutes} minutes later");
        }
        catch (CommandFailedException e)
        {
            stage.Require(false, $"verify: {e.Message}");
        }
    }

    private static string Evidence(string text) => string.Join(' ', text.Split('\n')
        .SkipWhile(l => !l.Contains("VIOLATION", StringComparison.Ordinal)).Take(3).Select(l => l.Trim()));

    private void Tell(string what) => terminal.Out.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,6:0.0}] {what}"));

    private void Say(DrillResult result)
    {
        var verdict = result.IsPassed ? "[green]PASSED[/]" : "[red]FAILED[/]";
        terminal.Out.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict} {result.Name}: recovered in {result.RecoverySeconds:0.0} s, {result.Accepted} orders accepted, "
            + $"{result.FailedRequests} requests sent again; {Markup.Escape(result.Bite)} ({result.TookSeconds:0} s)"));
        foreach (var violation in result.Violations)
            terminal.Out.MarkupLineInterpolated($"  [red]VIOLATION[/] {violation}");
    }
}
