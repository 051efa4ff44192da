namespace RetailActors.Retail.Drills;

/// <summary>One named fault: what is done to the cluster under load, and how it is seen that it was done.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Does">One line for people.</param>
/// <param name="IsSmoke">True: it is in the short set.</param>
/// <param name="Act">Turns the fault on and off. It has to call <see cref="Stage.Bit"/>; a fault that nothing felt
/// proves nothing, and the drill has failed.</param>
internal sealed record Drill(string Name, string Does, bool IsSmoke, Func<Stage, Task> Act)
{
    /// <summary>True: it is left out of all drills unless the program of an earlier release is given.</summary>
    public bool NeedsOldSilo { get; init; }
}

/// <summary>A measured value of a drill.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">s, requests, orders/s and so on.</param>
/// <param name="Limit">Above it, or below it when <paramref name="IsFloor"/>, the drill has failed; null for none.
/// </param>
/// <param name="IsFloor">True: the limit is the least.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Limit = null, bool IsFloor = false)
{
    public bool IsKept => Limit is not { } limit || (IsFloor ? Value >= limit : Value <= limit);
}

/// <summary>What became of a drill.</summary>
/// <param name="Name">Of the drill.</param>
/// <param name="Does">Of the drill.</param>
/// <param name="Bite">Why it is sure that the fault was felt; empty when it is not.</param>
/// <param name="RecoverySeconds">From the end of the fault, or from its blow when it has no end, until every probed
/// actor had answered again.</param>
/// <param name="Accepted">Orders acknowledged during the drill.</param>
/// <param name="FailedRequests">Requests that had to be sent again.</param>
/// <param name="Figures">What else was measured.</param>
/// <param name="Violations">What was broken; empty when the drill was passed.</param>
/// <param name="TookSeconds">The whole drill.</param>
internal sealed record DrillResult(
    string Name, string Does, string Bite, double RecoverySeconds, long Accepted, long FailedRequests,
    IReadOnlyList<Figure> Figures, IReadOnlyList<string> Violations, double TookSeconds)
{
    public bool IsPassed => Violations.Count == 0;
}
