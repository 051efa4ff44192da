namespace RetailActors.Bench.Load;

/// <summary>How hard and how long to ask.</summary>
/// <param name="Callers">Callers in a closed loop: each asks again as soon as it has its answer.</param>
/// <param name="WarmUp">Not measured.</param>
/// <param name="Duration">Measured, in two halves.</param>
public sealed record LoadPlan(int Callers, TimeSpan WarmUp, TimeSpan Duration);

/// <summary>What one call came to.</summary>
public enum Outcome
{
    /// <summary>What the measurement is about: units allocated, an order accepted.</summary>
    Counted,
    /// <summary>A correct answer of another kind, such as out of stock.</summary>
    Refused,
    /// <summary>No answer, or a wrong one.</summary>
    Failed,
}

/// <summary>Latencies in milliseconds.</summary>
public sealed record Latency(double P50, double P90, double P99, double Max)
{
    /// <summary>Nothing was measured.</summary>
    public static readonly Latency None = new(0, 0, 0, 0);
}

/// <summary>What a load came to.</summary>
/// <param name="Rate">Counted calls per second of the measured time.</param>
/// <param name="FirstHalf">The same, of its first half.</param>
/// <param name="SecondHalf">The same, of its second half.</param>
/// <param name="Counted">Counted calls in the measured time.</param>
/// <param name="Refused">Calls refused in the measured time.</param>
/// <param name="Failed">Calls failed, warm-up included.</param>
/// <param name="Latency">Of all calls answered in the measured time.</param>
/// <param name="Failures">Examples of what went wrong.</param>
public sealed record LoadResult(
    double Rate, double FirstHalf, double SecondHalf, long Counted, long Refused, long Failed, Latency Latency,
    IReadOnlyList<string> Failures);

/// <summary>Where a load stands.</summary>
/// <param name="Share">0 to 1 of warm-up and measured time.</param>
/// <param name="Rate">Counted calls in the last second.</param>
/// <param name="WarmingUp">Not measured yet.</param>
public readonly record struct LoadProgress(double Share, double Rate, bool WarmingUp);
