namespace RetailActors.Gateway;

/// <summary>Configuration section <c>Gateway:Admission</c>: how many requests are worked on at once, and how many wait
/// for it.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Requests worked on at once to begin with.</summary>
    public int Start { get; set; } = 64;

    /// <summary>The bound never falls below this, however busy the machine is.</summary>
    public int Least { get; set; } = 16;

    /// <summary>The bound falls while work that is ready waits longer than this for a processor, on the average. An
    /// order takes some twenty steps, so this is half a second or so for an order.</summary>
    public double TargetLagMs { get; set; } = 25;

    /// <summary>Requests that wait for their turn; with one more the one that has waited longest is refused. 0: nobody
    /// waits.</summary>
    public int MaxWaiting { get; set; } = 1024;

    /// <summary>Who has waited for so long is refused.</summary>
    public double WaitSeconds { get; set; } = 2;

    /// <summary>Requests for operations worked on at once; as many wait. They have places of their own, so that
    /// somebody can look and act while everybody else waits.</summary>
    public int MaxOperations { get; set; } = 32;

    /// <summary>How long a request whose key is in flight waits for the answer of the first before it is told so.
    /// </summary>
    public double InFlightWaitSeconds { get; set; } = 1;

    /// <summary>Checks the ranges.</summary>
    internal void Check(Action<bool, string, string> require)
    {
        require(Start is >= 1 and <= 100_000, $"Admission:{nameof(Start)}", "1 to 100000");
        require(Least is >= 1 and <= 100_000, $"Admission:{nameof(Least)}", "1 to 100000");
        require(TargetLagMs is >= 1 and <= 10_000, $"Admission:{nameof(TargetLagMs)}", "1 to 10000");
        require(MaxWaiting is >= 0 and <= 100_000, $"Admission:{nameof(MaxWaiting)}", "0 to 100000");
        require(WaitSeconds is >= 0.1 and <= 60, $"Admission:{nameof(WaitSeconds)}", "0.1 to 60");
        require(MaxOperations is >= 1 and <= 1_000, $"Admission:{nameof(MaxOperations)}", "1 to 1000");
        require(InFlightWaitSeconds is >= 0 and <= 30, $"Admission:{nameof(InFlightWaitSeconds)}", "0 to 30");
    }
}
