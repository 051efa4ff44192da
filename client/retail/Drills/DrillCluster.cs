using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>A cluster of three silos with goods to sell, for the drills that it suits.</summary>
internal sealed class DrillCluster : IAsyncDisposable
{
    /// <summary>API key.</summary>
    public const string Key = "dev-key";

    private const int Silos = 3;
    private const double WarmUpRate = 60;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(3);

    private DrillCluster(LocalCluster cluster, ClusterShape shape) => (Cluster, Shape) = (cluster, shape);

    public LocalCluster Cluster { get; }

    public ClusterShape Shape { get; }

    /// <summary>What is sold.</summary>
    public DrillShelf Shelf { get; private set; } = null!;

    /// <summary>The ERP's books.</summary>
    public ErpAudit Erp { get; private set; } = null!;

    /// <summary>Starts one.</summary>
    /// <param name="options">Of the run.</param>
    /// <param name="shape">What it begins with.</param>
    /// <param name="folder">Of this cluster only: its systems outside keep their books there.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<DrillCluster> Open(
        DrillOptions options, ClusterShape shape, string folder, CancellationToken cancellation)
    {
        var opened = new DrillCluster(
            await LocalCluster.Create(
                new LocalClusterOptions(folder, options.Database, WithFaultProxies: true,
                    Settings: [.. SignedTraffic.FirstOnly, .. options.Settings])
                {
                    Shards = shape.Shards, Gateways = shape.Gateways,
                    Program = shape.IsOld ? options.OldSilo!.FullName : null,
                },
                cancellation), shape);
        try
        {
            await opened.Cluster.Grow(Silos, _longestStart, cancellation);
            opened.Shelf = await DrillShelf.Fill(opened.Cluster.Url, Key, cancellation);
            opened.Erp = new ErpAudit(opened.Cluster.Sandbox.Url);
            if (!options.IsSmoke)
                await opened.WarmUp(folder, cancellation);
            return opened;
        }
        catch
        {
            await opened.Cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes orders until .NET has compiled what they need. Until then an order costs ten times the processor
    /// time, and a fault in the first minute of a cluster's life is not the one that operators have.</summary>
    private async Task WarmUp(string folder, CancellationToken cancellation)
    {
        var ledger = new FileInfo(Path.Combine(folder, "warm-up.acknowledged"));
        ledger.Delete();
        using var acknowledged = new AckLedger(ledger);
        using var load = new Load(Cluster, Shelf, Key, acknowledged, WarmUpRate);
        load.Start();
        await Task.Delay(_warmUp, cancellation);
        await load.Stop();
    }

    /// <summary>For people.</summary>
    public override string ToString() =>
        $"{Silos} silos{(Shape.IsOld ? " of the earlier release" : "")}"
        + $"{(Shape.Gateways > 0 ? $" and {Shape.Gateways} gateways" : "")} on {Cluster.Database.Description}";

    /// <summary>Exactly three silos, and all gateways, all ready: the ones that an earlier drill has left dead are
    /// started again.</summary>
    public async Task ThreeSilos(CancellationToken cancellation)
    {
        var ready = Cluster.Silos.Where(s => s.IsReady).ToList();
        foreach (var silo in ready.Skip(Silos))
            await LocalCluster.Leave(silo);
        var missing = Cluster.Silos.Where(s => !s.IsReady && !ready.Contains(s))
            .Take(Math.Max(0, Silos - ready.Count))
            .Concat(Cluster.Gateways.Where(g => !g.IsReady)).ToList();
        foreach (var node in missing)
        {
            if (node.State is NodeState.NotReady or NodeState.Leaving or NodeState.Paused)
                node.Kill();
            node.Start();
        }
        await LocalCluster.Ready(missing, _longestStart, cancellation);
    }

    /// <summary>No fault any more.</summary>
    public void Heal()
    {
        foreach (var proxy in Cluster.Proxies)
            proxy.Fault = ProxyFault.None;
        foreach (var node in Cluster.Nodes.Where(n => n.State == NodeState.Paused))
            node.Resume();
    }

    /// <summary>Asks everybody to leave, then ends what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await Cluster.Leave();
        await Cluster.DisposeAsync();
    }
}
