using System.Collections.Concurrent;
using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The worklists, flows and lanes of one moment.</summary>
/// <param name="At">UTC.</param>
/// <param name="Lists">As in <see cref="Worklists.All"/>, in its order.</param>
/// <param name="Sla">How the business processes stand, and the targets of the lists.</param>
/// <param name="Flows">What goes through all silos.</param>
/// <param name="Lanes">The lanes before the outside accounts; they belong to no tenant.</param>
public sealed record Look(
    DateTimeOffset At, ImmutableArray<WaitingSummary> Lists, SlaBoard Sla, ImmutableArray<FlowRate> Flows,
    ImmutableArray<LaneReport> Lanes);

/// <summary>A point of the plots.</summary>
public sealed record Moment(
    DateTimeOffset At, ImmutableArray<double> Counts, ImmutableArray<double> Ages,
    ImmutableDictionary<string, double> Rates);

/// <summary>Looks at the worklists for everybody who has the overview open: one look for all, however many they are.
/// What was seen is kept for the plots, as long as somebody looks.</summary>
public sealed class Watch(Cluster cluster, Worklists worklists, TimeProvider time)
{
    /// <summary>A look is not repeated sooner.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    /// <summary>Points kept: a quarter of an hour at the pace of the overview.</summary>
    public const int MaxMoments = 300;

    private readonly ConcurrentDictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>How it stands, at most <see cref="Fresh"/> old, and how it was.</summary>
    public async Task<(Look Now, ImmutableArray<Moment> Past)> At(Tenant tenant)
    {
        var room = _rooms.GetOrAdd(tenant.Value, static _ => new Room());
        await room.Turn.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            if (room.Last is null || now - room.Last.At >= Fresh)
            {
                room.Last = await See(tenant, now);
                var past = room.Past.Count < MaxMoments ? room.Past : room.Past.RemoveAt(0);
                room.Past = past.Add(MomentOf(room.Last));
            }
            return (room.Last, [.. room.Past]);
        }
        finally
        {
            room.Turn.Release();
        }
    }

    private async Task<Look> See(Tenant tenant, DateTimeOffset now)
    {
        var lists = Task.WhenAll(Worklists.All.Select(
            w => worklists.Read(tenant, w, new WorklistPage(0)).AsTask()));
        var flows = cluster.Ask<IFlowBoard, ImmutableArray<FlowRate>>(tenant.Value, b => b.Read()).AsTask();
        var lanes = cluster.Ask<ILaneBoard, ImmutableArray<LaneReport>>(ILaneBoard.Key, b => b.Read()).AsTask();
        var sla = worklists.Board(tenant).AsTask();
        await Task.WhenAll(lists, sla, flows, lanes);
        return new Look(now, [.. await lists], await sla, await flows, await lanes);
    }

    private static Moment MomentOf(Look look) => new(
        look.At, [.. look.Lists.Select(l => (double)l.Total)],
        [.. look.Lists.Select(l => l.OldestAt is { } at ? Math.Max(0, (look.At - at).TotalSeconds) : 0)],
        look.Flows.ToImmutableDictionary(f => f.Flow, f => f.PerSecond));

    private sealed class Room
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public ImmutableList<Moment> Past = [];
        public Look? Last;
    }
}
