using Orleans.Configuration;

namespace RetailActors.Hosting;

/// <summary>How fast a silo that has gone is noticed, and how long a call waits for one that does not answer.</summary>
/// <remarks>Measured with <c>retail drill</c> on two cores; the figures are in docs/drills.md.</remarks>
public static class FailureDetection
{
    /// <summary>A silo that has not answered a probe after this is suspected. Orleans' own default is 5 s.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Probes that are missed before a silo votes against another one.</summary>
    public const int MissedProbes = 3;

    /// <summary>How often the membership table is read although nobody has told of a change.</summary>
    public static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a silo says in the membership table that it is alive, and how many of these may be missing before it
    /// is taken for gone by whoever joins. Only after a crash of all silos it matters: nobody is left to declare them
    /// dead, and the next ones, on other ports or machines, do not join before. Orleans' own defaults, 30 s and 3, kept
    /// them out for a minute and a half.
    /// </summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="Heartbeat"/>
    public const int MissedHeartbeats = 4;

    /// <summary>
    /// A start of a silo that nobody knows of and that is older than this is taken for one of the past. Orleans' own
    /// default is an hour by the clock of whoever looks: a silo whose clock is an hour ahead takes every start of today
    /// for one of the past, its own too, and ends.
    /// </summary>
    public static readonly TimeSpan OldestStart = TimeSpan.FromDays(2);

    /// <summary>
    /// The longest that a call waits for its answer, and a third of what the gateway spends on one request: a call that
    /// was lost is made twice more within the same request. A retry finds out what the first one did.
    /// </summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Sets Orleans' options.</summary>
    public static void UseFailureDetection(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = cluster.Probe;
            o.NumMissedProbesLimit = MissedProbes;
            o.TableRefreshTimeout = TableRefresh;
            o.IAmAliveTablePublishTimeout = Heartbeat;
            o.NumMissedTableIAmAliveLimit = MissedHeartbeats;
            o.SiloGenerationRetirementAge = OldestStart;
            // Orleans has a silo that joins for more than five minutes, by the start that it wrote and the clock of
            // whoever looks, declared dead; for somebody whose clock is ahead that is every silo that joins, at once.
            // One that ends while it joins is probed like all others and found by that.
            o.EvictWhenMaxJoinAttemptTimeExceeded = false;
            // A silo that is short of CPU answers late and also probes late: it must not accuse the others of that.
            o.ExtendProbeTimeoutDuringDegradation = true;
            o.EnableIndirectProbes = true;
        });
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = cluster.Response);
        silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = cluster.Response);
    }
}
