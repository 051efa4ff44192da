namespace RetailActors.Retail.Load;

/// <summary>All that a process has to know to take its part of a load. Travels as JSON.</summary>
/// <param name="Run">Begins every id that this load makes, so that two loads never meet.</param>
/// <param name="Ramp">Arrival rate of all processes together; null in a closed loop.</param>
/// <param name="Callers">Callers of all processes together; 0 in an open loop.</param>
/// <param name="InFlight">Requests under way at once, of all processes together.</param>
/// <param name="Patience">An arrival that could not be sent for so long is given up.</param>
/// <param name="RetryFor">For how long a request is sent again while the system is busy or away; zero: never.</param>
/// <param name="HotPercent">Of the order lines, so many ask for one and the same SKU.</param>
internal sealed record LoadPlan(
    Uri Url, string Key, string Run, string Location, string? Ramp, bool Poisson, int Callers, TimeSpan Think,
    TimeSpan Duration, TimeSpan WarmUp, string Mix, int FewestLines, int MostLines, int Skus, int HotPercent,
    int InFlight, TimeSpan Patience, TimeSpan Timeout, TimeSpan RetryFor, int Seed, int Processes)
{
    /// <summary>How the load comes, in words.</summary>
    public string Shape => Ramp is { } ramp
        ? $"open loop, {Rate(ramp)} arrivals/s, {(Poisson ? "Poisson" : "evenly spaced")}"
        : $"closed loop, {Callers:N0} callers, thinking {Think.TotalMilliseconds:N0} ms";

    private static string Rate(string ramp) => ramp.Contains(',', StringComparison.Ordinal)
        ? ramp
        : ramp[(ramp.IndexOf(':') + 1)..];

    /// <summary>The share of one process of a number that all processes have together; at least 1.</summary>
    public int Share(int whole, int part) => Math.Max(1, (whole / Processes) + (part < whole % Processes ? 1 : 0));
}

/// <summary>What a load must keep to be called good; null: not asked.</summary>
internal sealed record Gates(TimeSpan? MaxP99, double? MaxErrorPercent);

/// <summary>A load as the command line asks for it.</summary>
internal sealed record LoadOptions(
    LoadPlan Plan, int UnitsPerSku, Gates Gates, FileInfo? Json, FileInfo? Html);
