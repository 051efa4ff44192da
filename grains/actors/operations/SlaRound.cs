using System.Collections.Immutable;
using RetailActors.Orders;

namespace RetailActors.Operations;

/// <summary>Reads what waits in one business process, and what of it is late. Grain turns only.</summary>
/// <remarks>Costs one sum over the index when nothing waits or nothing is old; two more for each target, and a bounded
/// number of rows, when something is.</remarks>
public sealed class SlaRound(
    SlaKey key, SlaProcess process, SlaTarget target, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Most late rows read for each target. Twice the breaches that there may be.</summary>
    public const int MaxRows = 2 * SlaDecider.MaxCases;

    /// <summary>Orders asked for their channel side by side.</summary>
    public const int SideBySide = 16;

    // An order never changes its channel. Kept as long as the order is among those that wait too long.
    private ImmutableDictionary<string, string> _channels = ImmutableDictionary<string, string>.Empty;

    /// <summary>One look.</summary>
    /// <exception cref="BusyException">The directory cannot be read now.</exception>
    public async Task<SlaFindings> Look()
    {
        var now = clock.GetUtcNow();
        var open = await Ask(0, null);
        var soonest = Targets.Min(target.Warning);
        if (open.OldestAt is not { } oldest || now - oldest < soonest)
        {
            _channels = _channels.Clear();
            return new SlaFindings(
                now, [.. open.Groups.Select(g => Named(g.Group, g.Count, 0, 0, g.OldestAt))], [], null);
        }
        // Orders that are not decided have no row that could name their channel.
        return process.Statuses is ["deciding"]
            ? await Undecided(now, open, soonest)
            : await Grouped(now, open);
    }

    private IEnumerable<TimeSpan> Targets => target.By.Values.Append(target.Target).Distinct();

    private async Task<SlaFindings> Grouped(DateTimeOffset now, WaitingSummary open)
    {
        var near = new Dictionary<TimeSpan, WaitingSummary>();
        var late = new Dictionary<TimeSpan, WaitingSummary>();
        foreach (var limit in Targets)
        {
            near[limit] = await Ask(0, now - target.Warning(limit));
            late[limit] = near[limit].Total == 0 ? near[limit] : await Ask(0, now - limit);
        }
        var groups = open.Groups.Select(g =>
        {
            var (close, over) = (Count(near, g.Group), Count(late, g.Group));
            return Named(g.Group, g.Count, close - over, over, g.OldestAt);
        }).ToImmutableArray();
        var (rows, wholeUntil) = groups.Any(g => g.Late > 0) ? await Rows(now) : ([], null);
        return new SlaFindings(now, groups, rows, wholeUntil);

        long Count(Dictionary<TimeSpan, WaitingSummary> sums, string group) =>
            sums[target.For(group)].Groups.FirstOrDefault(g => g.Group == group)?.Count ?? 0;
    }

    /// <summary>The oldest rows that are late: those of all groups, then of each one with a target of its own.
    /// </summary>
    private async Task<(ImmutableArray<SlaLate> Rows, DateTimeOffset? WholeUntil)> Rows(DateTimeOffset now)
    {
        var late = new List<SlaLate>();
        DateTimeOffset? wholeUntil = null;
        foreach (var (group, limit) in target.By.Select(b => ((string?)b.Key, b.Value)).Prepend((null, target.Target)))
        {
            var rows = (await Ask(MaxRows, now - limit, group)).Rows;
            late.AddRange(rows.Where(r => group is not null || !target.By.ContainsKey(r.Row.Group))
                .Select(r => new SlaLate(StreamOf(r), r.Row.Group, r.Since)));
            if (rows.Length == MaxRows && !(wholeUntil <= rows[^1].Since))
            {
                wholeUntil = rows[^1].Since;
            }
        }
        return ([.. late.OrderBy(l => l.Since).ThenBy(l => l.Subject, StringComparer.Ordinal)], wholeUntil);
    }

    /// <summary>Asks the oldest orders for their channel; the rest is told as <see cref="SlaGroup.Other"/>.</summary>
    private async Task<SlaFindings> Undecided(DateTimeOffset now, WaitingSummary open, TimeSpan soonest)
    {
        var waiting = await Ask(MaxRows, now - soonest);
        await NameChannels(waiting.Rows);
        var rows = waiting.Rows.Select(r => new SlaLate(StreamOf(r), _channels[r.Row.Key], r.Since)).ToList();
        var late = rows.Where(IsLate).ToImmutableArray();
        var groups = rows.GroupBy(r => r.Group).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new SlaGroup(
            g.Key, g.Count(), g.Count(r => now - r.Since >= target.Warning(target.For(g.Key)) && !IsLate(r)),
            g.Count(IsLate), g.Min(r => r.Since))).ToList();
        var isWhole = waiting.Rows.Length < MaxRows;
        if (open.Total > rows.Count)
        {
            var over = isWhole ? 0 : Math.Max(0, (await Ask(0, now - target.Target)).Total - late.Length);
            groups.Add(new SlaGroup(
                SlaGroup.Other, open.Total - rows.Count, isWhole ? 0 : Math.Max(0, waiting.Total - rows.Count - over),
                over, isWhole ? now - soonest : rows[^1].Since));
        }
        return new SlaFindings(now, [.. groups], late, isWhole ? null : rows[^1].Since);

        bool IsLate(SlaLate row) => now - row.Since >= target.For(row.Group);
    }

    private async Task NameChannels(ImmutableArray<WaitingRow> rows)
    {
        var known = rows.Where(r => _channels.ContainsKey(r.Row.Key))
            .ToImmutableDictionary(r => r.Row.Key, r => _channels[r.Row.Key]);
        foreach (var part in rows.Where(r => !known.ContainsKey(r.Row.Key)).Chunk(SideBySide))
        {
            var channels = await Task.WhenAll(part.Select(r => ChannelOf(r.Row.Key)));
            known = known.AddRange(part.Zip(channels, (r, channel) => KeyValuePair.Create(r.Row.Key, channel)));
        }
        _channels = known;
    }

    private async Task<string> ChannelOf(string order)
    {
        try
        {
            return (await grains.Actor<IOrder>($"{key.Tenant.Value}/{order}").Read())?.Channel.Value ?? SlaGroup.Other;
        }
        catch (RecordUnreadableException)
        {
            // It is late all the same, and must not keep anybody from seeing the others.
            return SlaGroup.Other;
        }
    }

    private Task<WaitingSummary> Ask(int rows, DateTimeOffset? until, string? group = null) =>
        grains.Actor<IDirectory>(key.Tenant.Value).Waiting(new WaitingQuery(
            process.Kind, process.Statuses, rows, group, Until: until));

    private string StreamOf(WaitingRow row) => $"{process.Kind}/{key.Tenant.Value}/{row.Row.Key}";

    private static SlaGroup Named(string group, long open, long near, long late, DateTimeOffset oldest) =>
        new(group.Length > 0 ? group : SlaGroup.Other, open, Math.Max(0, near), late, oldest);
}
