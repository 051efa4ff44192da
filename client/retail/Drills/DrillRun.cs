using System.Diagnostics;
using System.Globalization;
using RetailActors.Retail.Cluster;
using Spectre.Console;

namespace RetailActors.Retail.Drills;

/// <summary>Runs drills one after the other; those that need the same cluster share one.</summary>
internal sealed class DrillRun(DrillOptions options, Terminal terminal, CancellationToken cancellation)
    : IAsyncDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private DrillCluster? _open;
    private int _opened;

    /// <summary>0 when no drill has failed, 1 when one has. One that was skipped is neither passed nor failed.
    /// </summary>
    public static async Task<int> Run(DrillOptions options, Terminal terminal, CancellationToken cancellation)
    {
        if (options.Database == ClusterDatabase.PostgreSql && !PostgreSqlServer.Installed)
            throw new CommandFailedException("PostgreSQL is not installed here. Use --database sqlite.");
        // One line of result is one line, also in a file.
        if (!terminal.Interactive)
            terminal.Out.Profile.Width = 1_000;
        IReadOnlyList<DrillResult> results;
        await using (var run = new DrillRun(options, terminal, cancellation))
        {
            results = await DrillSequence.Run(
                options.Drills, DrillMeans.Here(options), run.Play, run.Say, cancellation);
        }
        if (options.SigningKey is not null)
            terminal.Out.WriteLine(await DrillReport.Write(options, results, cancellation));
        var skipped = results.Count(r => r.Skipped is not null);
        terminal.Out.WriteLine($"{results.Count(r => r.IsPassed)} of {results.Count} drills passed"
            + (skipped > 0 ? $", {skipped} skipped" : ""));
        return results.Any(r => r.HasFailed) ? Verbs.Violated : Verbs.Green;
    }

    public ValueTask DisposeAsync() => Close();

    private async Task<DrillResult> Play(Drill drill)
    {
        var shape = drill.Shape(options);
        if (_open?.Shape != shape)
        {
            await Close();
            // The first one where it has always been; a further one beside its logs.
            var folder = _opened++ == 0 ? options.Folder : Path.Combine(options.Folder, $"cluster-{_opened}");
            _open = await DrillCluster.Open(options, shape, folder, cancellation);
            Tell($"{_open}, {options.Rate} orders/s");
        }
        Tell($"{drill.Name}: {drill.Does}");
        return await new Trial(drill, _open, options, what => Tell($"  {what}")).Run(cancellation);
    }

    private async ValueTask Close()
    {
        if (_open is not { } open)
            return;
        _open = null;
        await open.DisposeAsync();
    }

    private void Tell(string what) => terminal.Out.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,6:0.0}] {what}"));

    private void Say(DrillResult result)
    {
        if (result.Skipped is { } why)
        {
            terminal.Out.MarkupLineInterpolated($"[yellow]SKIPPED[/] {result.Name}: {why}");
            return;
        }
        var verdict = result.IsPassed ? "[green]PASSED[/]" : "[red]FAILED[/]";
        terminal.Out.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict} {result.Name}: recovered in {result.RecoverySeconds:0.0} s, {result.Accepted} orders accepted, "
            + $"{result.FailedRequests} requests sent again; {Markup.Escape(result.Bite)} ({result.TookSeconds:0} s)"));
        foreach (var violation in result.Violations)
            terminal.Out.MarkupLineInterpolated($"  [red]VIOLATION[/] {violation}");
    }
}
