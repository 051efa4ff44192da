using System.Globalization;
using RetailActors.Retail.Verify.Books;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RetailActors.Retail.Cluster;

/// <summary>A cluster from its start to the signal that ends it.</summary>
internal static class Uptime
{
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until cancelled. 0 after an orderly end; 1 when a silo ended that nobody had asked to.</summary>
    public static async Task<int> Run(
        int silos, LocalClusterOptions options, Terminal terminal, CancellationToken cancellation)
    {
        await using var cluster = await LocalCluster.Create(options, cancellation);
        using var end = new CancellationTokenSource();
        var showing = Show(cluster, terminal, end.Token);
        try
        {
            await cluster.Grow(silos, _longestStart, cancellation);
            terminal.Out.WriteLine($"{silos} silos are ready at {cluster.Url}; database for verify: "
                + string.Join(' ', cluster.Database.Options.Select(o => o.StartsWith("--") ? o : $"\"{o}\""))
                + $" --books {BooksReader.Beside(cluster.Sandbox.Url)}");
            while (cluster.Nodes.All(s => s.State != NodeState.Failed))
                await Task.Delay(_redraw, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Out.WriteLine("Stopping: the silos take no new requests and finish what they have.");
        }
        var failed = cluster.Nodes.FirstOrDefault(s => s.State == NodeState.Failed);
        await cluster.Leave();
        await Task.Delay(_redraw, CancellationToken.None);
        await end.CancelAsync();
        await showing;
        if (failed is null)
            return Verbs.Green;
        await terminal.Error.WriteLineAsync($"retail: {failed.Name} has ended by itself, see {failed.Log}");
        return Verbs.Violated;
    }

    private static Task Show(LocalCluster cluster, Terminal terminal, CancellationToken end) => terminal.Interactive
        ? terminal.Out.Live(View(cluster)).StartAsync(async live =>
        {
            while (!end.IsCancellationRequested)
            {
                live.UpdateTarget(View(cluster));
                await Task.Delay(_redraw, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            live.UpdateTarget(View(cluster));
        })
        : Tell(cluster, terminal, end);

    /// <summary>A line for every change, for a file.</summary>
    private static async Task Tell(LocalCluster cluster, Terminal terminal, CancellationToken end)
    {
        var told = new Dictionary<string, NodeState>();
        while (!end.IsCancellationRequested)
        {
            foreach (var node in cluster.Nodes)
            {
                var state = node.State;
                if (told.TryGetValue(node.Name, out var before) && before == state)
                    continue;
                told[node.Name] = state;
                terminal.Out.WriteLine($"{node.Name} (pid {node.Id}) at {node.Url}: {Word(state)}");
            }
            await Task.Delay(_redraw / 2, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IRenderable View(LocalCluster cluster)
    {
        var title = Markup.Escape($"{cluster.Url}  ·  {cluster.Database.Description}");
        var table = new Table().RoundedBorder().Title(title);
        foreach (var column in new[] { "Process", "State", "HTTP" })
            table.AddColumn(column);
        foreach (var column in new[] { "Pid", "Silo port", "Memory (MiB)", "Since (s)" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var node in cluster.Nodes)
        {
            var state = node.State;
            table.AddRow(
                node.Name, $"[{Colour(state)}]{Word(state)}[/]", Markup.Escape(node.Url.ToString()), Number(node.Id),
                Number(node.SiloPort), Number(node.Memory >> 20),
                Number(node.Id == 0 ? 0 : (long)(DateTime.UtcNow - node.StartedAt).TotalSeconds));
        }
        return table;
    }

    private static string Word(NodeState state) => state switch
    {
        NodeState.NotReady => "not ready",
        NodeState.Unknown => "waiting",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string Colour(NodeState state) => state switch
    {
        NodeState.Ready => "green",
        NodeState.Failed or NodeState.Killed => "red",
        NodeState.Left => "grey",
        _ => "yellow",
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
