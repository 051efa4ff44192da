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
    private volatile State _state = new([]);

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
            "retailactors.worklist.group.size", () => _state.Lists.SelectMany(l => l.Summary.Groups.Take(MaxGroups)
                .Select(g => Of(l, g.Count, new KeyValuePair<string, object?>("group", g.Group)))), "{row}",
            "Rows of a worklist by account, provider or channel.");
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
            foreach (var tenant in _clients.Tenants)
            {
                var directory = _grains.Actor<IDirectory>(tenant.Value);
                foreach (var list in Worklists.All)
                {
                    lists.Add(new Seen(
                        tenant, list.Name, await directory.Waiting(new WaitingQuery(list.Kind, list.Statuses, 0))));
                }
                var owed = await directory.Owed(0);
                lists.Add(new Seen(tenant, "calls-owed", new WaitingSummary(owed.Total, owed.OldestAt, [], [])));
            }
            _state = new State([.. lists]);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // What was seen last stays until the next look.
            NotSeen(_log, e.Message);
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "The worklists were not seen: {Cause}")]
    private static partial void NotSeen(ILogger log, string cause);

    private sealed record Seen(Tenant Tenant, string Name, WaitingSummary Summary);

    private sealed record State(ImmutableArray<Seen> Lists);
}
