using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Shows the worklists of the configured tenants as gauges. Looks every few seconds while somebody collects
/// them.</summary>
public sealed partial class WorklistMeter : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Most groups of a worklist that are shown by themselves.</summary>
    public const int MaxGroups = 100;

    private readonly IGrainFactory _grains;
    private readonly ApiClients _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    // Of its own, because instruments of the shared meter would outlive this host.
    private readonly Meter _meter = new(Signals.Name);
    private readonly ObservableGauge<long> _size;
    private volatile State _state = new([], []);
    private bool _isBlind;

    /// <summary>Makes the gauges.</summary>
    public WorklistMeter(IGrainFactory grains, ApiClients clients, TimeProvider time, ILogger<WorklistMeter> log)
    {
        (_grains, _clients, _time, _log) = (grains, clients, time, log);
        _size = _meter.CreateObservableGauge<long>(
            "retailactors.worklist.size", () => _state.Lists.Select(l => Of(l, l.Summary.Total)), "{row}",
            "Rows of a worklist.");
        _meter.CreateObservableGauge<double>(
            "retailactors.worklist.age", () => _state.Lists.Select(l => Of(l, Age(l.Summary.OldestAt))), "s",
            "Age of the oldest row of a worklist.");
        _meter.CreateObservableGauge<long>(
            "retailactors.sla.late", () => _state.Boards.SelectMany(Late), "{entity}",
            "What has waited longer than the target of its business process.");
        _meter.CreateObservableGauge<double>(
            "retailactors.sla.target", () => _state.Boards.SelectMany(b => b.Sla.Targets.Select(
                t => Of(b.Tenant, t.Key, t.Value.Target.TotalSeconds))), "s",
            "Targets of business processes and worklists.");
        _meter.CreateObservableGauge<long>(
            "retailactors.worklist.group.size", () => _state.Lists.SelectMany(l => l.Summary.Groups.Take(MaxGroups)
                .Select(g => Of(l, g.Count, new KeyValuePair<string, object?>("group", g.Group)))), "{row}",
            "Rows of a worklist by account, provider or channel.");
        _meter.CreateObservableGauge<double>(
            "retailactors.worklist.group.age", () => _state.Lists.SelectMany(l => l.Summary.Groups
                .OrderBy(g => g.OldestAt).Take(MaxGroups)
                .Select(g => Of(l, Age(g.OldestAt), new KeyValuePair<string, object?>("group", g.Group)))), "s",
            "Age of the oldest row of a worklist by account, provider or channel.");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_size.Enabled)
            {
                await Look(stoppingToken);
            }
            await Task.Delay(Pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            var lists = new List<Seen>();
            var boards = new List<Board>();
            foreach (var tenant in _clients.Tenants)
            {
                var directory = _grains.Actor<IDirectory>(tenant.Value);
                foreach (var list in Worklists.All)
                {
                    lists.Add(new Seen(
                        tenant, list.Name,
                        await list.Read(query => new(directory.Waiting(query)), new WorklistPage(0))));
                }
                boards.Add(new Board(tenant, await _grains.Actor<ISlaBoard>(tenant.Value).Read()));
                var owed = await directory.Owed(0);
                lists.Add(new Seen(tenant, "calls-owed", new WaitingSummary(owed.Total, owed.OldestAt, [], [])));
            }
            _state = new State([.. lists], [.. boards]);
            if (_isBlind)
            {
                SeenAgain(_log);
            }
            _isBlind = false;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // What was seen last stays until the next look. It is said once, not every few seconds.
            if (!_isBlind)
            {
                NotSeen(_log, e.Message);
            }
            _isBlind = true;
        }
    }

    private double Age(DateTimeOffset? oldest) =>
        oldest is { } at ? Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds) : 0;

    private static Measurement<T> Of<T>(Seen list, T value, params KeyValuePair<string, object?>[] more)
        where T : struct
    {
        KeyValuePair<string, object?>[] tags =
            [new("tenant", list.Tenant.Value), new("worklist", list.Name), .. more];
        return new Measurement<T>(value, tags);
    }

    /// <summary>A process without anything that waits shows as well: an alert on it has to end.</summary>
    private static IEnumerable<Measurement<long>> Late(Board board) => board.Sla.Processes.SelectMany(
        p => p.Groups.IsEmpty
            ? [Of(board.Tenant, p.Process, 0L, "none")]
            : p.Groups.Take(MaxGroups).Select(g => Of(board.Tenant, p.Process, g.Late, g.Group)));

    private static Measurement<T> Of<T>(Tenant tenant, string process, T value, string? group = null) where T : struct
    {
        KeyValuePair<string, object?>[] tags = [new("tenant", tenant.Value), new("process", process)];
        return new Measurement<T>(value, group is null ? tags : [.. tags, new("group", group)]);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The worklists cannot be seen; gauges keep what was seen last: {Cause}")]
    private static partial void NotSeen(ILogger log, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The worklists are seen again.")]
    private static partial void SeenAgain(ILogger log);

    private sealed record Seen(Tenant Tenant, string Name, WaitingSummary Summary);

    private sealed record Board(Tenant Tenant, SlaBoard Sla);

    private sealed record State(ImmutableArray<Seen> Lists, ImmutableArray<Board> Boards);
}
