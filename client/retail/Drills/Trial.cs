using System.Diagnostics;
using Npgsql;
using RetailActors.Retail.FlashSale;
using RetailActors.Retail.Verify;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Drills;

/// <summary>One drill from the first order to the verdict.</summary>
internal sealed class Trial(Drill drill, DrillCluster theatre, DrillOptions options, Action<string> tell)
{
    private static readonly TimeSpan _longestRecovery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _quiesce = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);

    private readonly DrillRecord _record = new();

    /// <summary>What became of it.</summary>
    public async Task<DrillResult> Run(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await theatre.ThreeSilos(cancellation);
        var ledger = new FileInfo(Path.Combine(options.Folder, $"{drill.Name}.acknowledged"));
        ledger.Delete();
        using var acknowledged = new AckLedger(ledger);
        using var load = new Load(theatre.Cluster, theatre.Shelf, DrillCluster.Key, acknowledged, options.Rate);
        await using var probes = new Probes(theatre.Cluster, theatre.Shelf, DrillCluster.Key);
        var stage = new Stage(
            theatre.Cluster, theatre.Shelf, load, probes, DrillCluster.Key, options, _record, tell);
        load.Start();
        var recovery = await Act(stage, cancellation);
        theatre.Heal();
        await Attempt(() => load.Stop(), cancellation);
        var causes = Enum.GetValues<RetryCause>().Where(c => load.Tally[c] > 0).Select(c => $"{c} {load.Tally[c]}");
        tell($"sent again: {string.Join(", ", causes.DefaultIfEmpty("none"))}");
        Judge(load);
        await Attempt(() => Verify(load, ledger, cancellation), cancellation);
        return new DrillResult(
            drill.Name, drill.Does, _record.Bite, recovery, stage.Accepted, load.Failed, _record.Figures,
            _record.Violations(recovery), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>The drill itself; seconds until every actor answered again.</summary>
    private async Task<double> Act(Stage stage, CancellationToken cancellation)
    {
        var recovery = double.PositiveInfinity;
        await Attempt(
            async () =>
            {
                await Task.Delay(_warmUp, cancellation);
                await Stage.Until(
                    () => Task.FromResult(stage.Accepted >= options.Rate), _longestRecovery, "the first orders");
                stage.CountFromNow();
                await drill.Act(stage);
                recovery = await stage.Probes.Recovered(_longestRecovery);
                await Task.Delay(_warmUp / 2, cancellation);
            }, cancellation);
        return recovery;
    }

    /// <summary>Whatever it throws is something that does not hold, and what comes afterwards is still looked at.
    /// </summary>
    private async Task Attempt(Func<Task> act, CancellationToken cancellation)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _record.Require(false, e is CommandFailedException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What holds for every drill: all orders have ended as they must.</summary>
    private void Judge(Load load)
    {
        var tally = load.Tally;
        _record.Require(tally[Outcome.Unresolved] == 0, $"{tally[Outcome.Unresolved]} orders never ended");
        _record.Require(tally[Outcome.Failed] == 0, $"{tally[Outcome.Failed]} orders got an answer that is none: "
            + string.Join(", ", tally.Complaints.Keys));
        _record.Require(tally[Outcome.OutOfStock] == 0, $"{tally[Outcome.OutOfStock]} orders found plenty sold out");
        _record.Require(tally[RetryCause.ServerError] == 0,
            $"{tally[RetryCause.ServerError]} requests were answered with a failure of ours (500)");
        _record.Require(load.TurnedAway == 0, $"{load.TurnedAway} arrivals could not be sent");
    }

    /// <summary>And verify finds nothing.</summary>
    private async Task Verify(Load load, FileInfo ledger, CancellationToken cancellation)
    {
        await theatre.ThreeSilos(cancellation);
        // What the pool kept from before may have been ended by the fault.
        NpgsqlConnection.ClearAllPools();
        var (cluster, output) = (theatre.Cluster, new StringWriter());
        var status = await Verification.Run(
            new VerifyOptions(
                cluster.Url, DrillCluster.Key, cluster.Database.ForVerify, BooksReader.Beside(cluster.Sandbox.Url),
                ledger, _quiesce, null)
            {
                Shards = [.. cluster.Database.Others.Select(other => other.Connection)],
            },
            Terminal.Plain(output, output), cancellation);
        var text = output.ToString();
        await File.WriteAllTextAsync(Path.ChangeExtension(ledger.FullName, "verify.txt"), text, cancellation);
        _record.Require(status == Verbs.Green, $"verify: {Evidence(text)}");
        foreach (var wrong in await theatre.Erp.Judge(load.Accepted, DrillCluster.Key))
            _record.Require(false, wrong);
        _record.Require(!text.Contains("were still owed", StringComparison.Ordinal),
            $"something was still owed {_quiesce.TotalMinutes} minutes later");
    }

    private static string Evidence(string text) => string.Join(' ', text.Split('\n')
        .SkipWhile(l => !l.Contains("VIOLATION", StringComparison.Ordinal)).Take(3).Select(l => l.Trim()));
}
