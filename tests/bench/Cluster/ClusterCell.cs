using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;

namespace RetailActors.Bench.Cluster;

/// <summary>What is asked of a cluster.</summary>
public enum ClusterLoad
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>Whole orders of one line over many articles.</summary>
    Orders,

    /// <summary>Checkout holds of one article.</summary>
    HotReservations,
}

/// <summary>One measurement of a cluster.</summary>
/// <param name="Load">What was asked.</param>
/// <param name="Silos">Processes.</param>
/// <param name="Round">Cells of one round were measured right after each other.</param>
/// <param name="Seconds">Measured time.</param>
/// <param name="Callers">In a closed loop.</param>
/// <param name="Result">Rates and latencies.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="LoadCpu">CPU seconds of the load generator.</param>
/// <param name="Faults">Where the database disagrees with the answers.</param>
public sealed record ClusterCell(
    ClusterLoad Load, int Silos, int Round, double Seconds, int Callers, LoadResult Result, Cost Cost, double LoadCpu,
    IReadOnlyList<string> Faults)
{
    /// <summary>CPU seconds of silos and database for one counted call: what the rate is when nothing else holds it
    /// up.</summary>
    public double CpuEach => Each(Cost.SiloCpu + Cost.DatabaseCpu);

    /// <summary>A cost in the measured time as a share of one counted call.</summary>
    public double Each(double cost) => cost / Math.Max(1, Result.Counted);
}
