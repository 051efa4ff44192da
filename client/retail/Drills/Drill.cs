namespace RetailActors.Retail.Drills;

/// <summary>One named fault: what is done to the cluster under load, and how it is seen that it was done.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Does">One line for people.</param>
/// <param name="IsSmoke">True: it is in the short set.</param>
/// <param name="Act">Turns the fault on and off. It has to call <see cref="Stage.Bit"/>; a fault that nothing felt
/// proves nothing, and the drill has failed.</param>
internal sealed record Drill(string Name, string Does, bool IsSmoke, Func<Stage, Task> Act)
{
    /// <summary>What has to be there for it.</summary>
    public DrillNeeds Needs { get; init; }

    /// <summary>The cluster that it is done to.</summary>
    public ClusterShape Shape(DrillOptions options) => new(
        Math.Max(options.Shards, Needs.HasFlag(DrillNeeds.SecondServer) ? 2 : 1),
        Math.Max(options.Gateways, Needs.HasFlag(DrillNeeds.Gateways) ? 2 : 0),
        Needs.HasFlag(DrillNeeds.OldSilo));
}

/// <summary>What not every machine or command line has.</summary>
[Flags]
internal enum DrillNeeds
{
    /// <summary>Nothing: SQLite will do.</summary>
    None = 0,

    /// <summary>PostgreSQL, whoever runs it.</summary>
    PostgreSql = 1,

    /// <summary>A PostgreSQL server that was started for the drills and may be stopped.</summary>
    OwnServer = 2 | PostgreSql,

    /// <summary>Two such servers.</summary>
    SecondServer = 4 | OwnServer,

    /// <summary>Rights to mount a file system.</summary>
    Root = 8,

    /// <summary>The program of an earlier release.</summary>
    OldSilo = 16 | PostgreSql,

    /// <summary>Two gateways as processes of their own.</summary>
    Gateways = 32 | PostgreSql,
}

/// <summary>Which processes a cluster begins with, besides three silos.</summary>
/// <param name="Shards">PostgreSQL servers that the journal is spread over.</param>
/// <param name="Gateways">Gateways as processes of their own; 0: the silos take the requests themselves.</param>
/// <param name="IsOld">True: the silos are of the earlier release.</param>
internal readonly record struct ClusterShape(int Shards, int Gateways, bool IsOld);

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

/// <summary>What became of a drill: it was passed, has failed, or was skipped.</summary>
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
    /// <summary>Why it was not done; null when it was.</summary>
    public string? Skipped { get; private init; }

    public bool IsPassed => Skipped is null && Violations.Count == 0;

    public bool HasFailed => Violations.Count > 0;

    /// <summary>One that was not done, because something for it is not here.</summary>
    public static DrillResult NotDone(Drill drill, string why) =>
        new(drill.Name, drill.Does, "", 0, 0, 0, [], [], 0) { Skipped = why };

    /// <summary>One that ended in a way that it does not know.</summary>
    public static DrillResult Broken(Drill drill, Exception cause) => new(
        drill.Name, drill.Does, "", double.PositiveInfinity, 0, 0, [], [$"{cause.GetType().Name}: {cause.Message}"], 0);
}
