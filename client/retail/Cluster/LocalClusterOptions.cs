namespace RetailActors.Retail.Cluster;

/// <summary>What a cluster on this machine is made of.</summary>
/// <param name="Folder">Logs, the sandbox's books and the SQLite file.</param>
/// <param name="Database">See <see cref="ClusterDatabase.Open"/>.</param>
/// <param name="Port">Port of the one address for all; 0 takes a free one.</param>
/// <param name="WithFaultProxies">True: a proxy stands before the database, before the outside systems and before the
/// port of every silo.</param>
/// <param name="Settings">Configuration for silos and gateways in addition, as on their command line.</param>
public sealed record LocalClusterOptions(
    string Folder, string Database = ClusterDatabase.Sqlite, int Port = 0, bool WithFaultProxies = false,
    IReadOnlyList<string>? Settings = null)
{
    /// <summary>PostgreSQL servers that the journal is spread over; more than one only with
    /// <see cref="ClusterDatabase.PostgreSql"/>.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Gateways as processes of their own, which get the requests; 0: the silos take them. More than none only
    /// with PostgreSQL.</summary>
    public int Gateways { get; init; }

    /// <summary>Variables of every silo's process in addition; <see cref="CoreShare"/>.</summary>
    public IReadOnlyDictionary<string, string> SiloEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The silos' program when it is not the one that was built here.</summary>
    public string? Program { get; init; }
}
