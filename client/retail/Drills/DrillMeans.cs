using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>What there is for drills on this machine and command line.</summary>
/// <param name="Database">As for <c>cluster up</c>.</param>
/// <param name="IsRoot">This process may mount file systems.</param>
/// <param name="HasOldSilo">The program of an earlier release was given.</param>
internal sealed record DrillMeans(string Database, bool IsRoot, bool HasOldSilo)
{
    /// <summary>What there is here.</summary>
    public static DrillMeans Here(DrillOptions options) =>
        new(options.Database, Environment.UserName == "root", options.OldSilo is not null);

    /// <summary>Why a drill cannot be done; null when it can.</summary>
    public string? Lacking(Drill drill)
    {
        bool Needs(DrillNeeds what) => drill.Needs.HasFlag(what);
        return Needs(DrillNeeds.PostgreSql) && Database == ClusterDatabase.Sqlite
            ? $"it needs PostgreSQL: --database {ClusterDatabase.PostgreSql}"
            : Needs(DrillNeeds.OwnServer) && Database != ClusterDatabase.PostgreSql
            ? $"it stops or fills a server, so it needs one of its own: --database {ClusterDatabase.PostgreSql}"
            : Needs(DrillNeeds.Root) && !IsRoot ? "it mounts a small file system, so it needs root"
            : Needs(DrillNeeds.OldSilo) && !HasOldSilo ? "it needs a silo of an earlier release: --old-silo"
            : null;
    }
}
