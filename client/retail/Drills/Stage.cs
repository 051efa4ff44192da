using System.Diagnostics;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>What a drill works with: the cluster under load, and the record of what was seen.</summary>
internal sealed class Stage(
    LocalCluster cluster, DrillShelf shelf, Load load, Probes probes, string key, DrillOptions options,
    DrillRecord record, Action<string> tell)
{
    public LocalCluster Cluster => cluster;
    public Load Load => load;
    public Probes Probes => probes;
    public Membership Membership { get; } = new(cluster.Database);
    public Outside Outside { get; } = new(cluster.Sandbox.Url);
    public string Key => key;
    public DrillShelf Shelf => shelf;
    public DrillOptions Options => options;

    /// <summary>Silos that are ready now, in the order of their names.</summary>
    public SiloNode[] Ready => [.. cluster.Silos.Where(s => s.IsReady)];

    /// <summary>The proxy before a silo's port.</summary>
    public TcpProxy LinkTo(SiloNode silo) => cluster.SiloLinks[cluster.Silos.ToList().IndexOf(silo)];

    /// <summary>Orders acknowledged so far.</summary>
    public long Accepted => load.Tally[FlashSale.Outcome.Accepted];

    /// <summary>The longer time, or in the short set the shorter one, unless <c>--seconds</c> says another.</summary>
    public TimeSpan Span(double seconds, double inSmoke) =>
        TimeSpan.FromSeconds(options.Seconds ?? (options.IsSmoke ? inSmoke : seconds));

    /// <summary>A blow, or the end of a fault that lasts: recovery is counted from now.</summary>
    public void CountFromNow() => probes.Mark();

    /// <summary>Hardly anything was accepted. What was stored just before is told to whoever asks again, some seconds
    /// later too: its actor knows it.</summary>
    public bool StoodStill(long accepted, TimeSpan length) => accepted < load.PerSecond * length.TotalSeconds / 20;

    /// <summary>Says for people what happens.</summary>
    public void Tell(string what) => tell(what);

    /// <inheritdoc cref="DrillRecord.Bit"/>
    public void Bit(bool felt, string evidence) => record.Bit(felt, evidence);

    /// <inheritdoc cref="DrillRecord.Require"/>
    public void Require(bool kept, string what) => record.Require(kept, what);

    /// <inheritdoc cref="DrillRecord.Measure"/>
    public void Measure(Figure figure)
    {
        record.Measure(figure);
        tell(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{figure.Name} {figure.Value:0.##} {figure.Unit}"));
    }

    /// <summary>How long actors did not answer, and how long they may.</summary>
    public void MeasureGap(double seconds, double limit) =>
        Measure(new Figure("every actor answers again after", seconds, "s", limit));

    /// <summary>Waits until every actor has answered since <see cref="CountFromNow"/>; at most 5 s are allowed.
    /// </summary>
    public async Task MeasureRecovery() => MeasureGap(await probes.Recovered(TimeSpan.FromSeconds(60)), 5);

    /// <summary>Requires that no silo was declared dead since, and that none has ended by itself.</summary>
    /// <param name="dead">How many had been declared dead before the fault.</param>
    public async Task NobodyLost(long dead)
    {
        var lost = await Membership.CountDead() - dead;
        Require(lost == 0, $"{lost} silos were declared dead");
        Require(cluster.Silos.All(s => s.State != NodeState.Failed), "a silo has ended by itself");
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<Task<bool>> reached, TimeSpan within, string what)
    {
        for (var started = Stopwatch.StartNew(); !await reached(); await Task.Delay(100))
        {
            if (started.Elapsed > within)
                throw new CommandFailedException($"Waited {within.TotalSeconds:N0} s in vain for {what}.");
        }
    }
}
