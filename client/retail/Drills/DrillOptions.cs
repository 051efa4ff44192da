namespace RetailActors.Retail.Drills;

/// <summary>What is drilled, and with what.</summary>
/// <param name="Drills">One after the other, on one cluster.</param>
/// <param name="Database">As for <c>cluster up</c>.</param>
/// <param name="Folder">Logs, ledgers and the report.</param>
/// <param name="Rate">Orders per second.</param>
/// <param name="IsSmoke">True: shorter faults.</param>
/// <param name="SigningKey">PEM file of the key that signs the report; made when it is missing. Null: no report.
/// </param>
/// <param name="Settings">For every silo, as on its command line.</param>
/// <param name="Seconds">How long faults last; null leaves it to the drill.</param>
/// <param name="OldSilo">The program of a silo of an earlier release, or null.</param>
internal sealed record DrillOptions(
    IReadOnlyList<Drill> Drills, string Database, string Folder, int Rate, bool IsSmoke, FileInfo? SigningKey,
    IReadOnlyList<string> Settings, double? Seconds = null, FileInfo? OldSilo = null)
{
    /// <summary>Database servers that the journal is spread over.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Gateways as processes of their own that get the load; 0: the silos get it.</summary>
    public int Gateways { get; init; }
}
