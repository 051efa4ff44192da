using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The rooms that requests wait in, and the look at the processors that their bounds follow. Health and the
/// page need no room.</summary>
public sealed class Door : BackgroundService
{
    /// <summary>Time between two looks at the processors.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private const double FullHeap = 0.9;
    private const Scopes OfOperations = Scopes.OperationsRead | Scopes.OperationsWrite | Scopes.ClusterRead;

    private readonly WaitingRoom _trade;
    private readonly WaitingRoom _operations;
    private readonly TimeProvider _time;

    // Of its own, because instruments of the shared meter would outlive this host.
    private readonly Meter _meter = new(Signals.Name);

    /// <summary>Makes the rooms.</summary>
    public Door(GatewayOptions options, TimeProvider time)
    {
        var admission = options.Admission;
        var wait = TimeSpan.FromSeconds(admission.WaitSeconds);
        _time = time;
        _trade = new WaitingRoom(
            new AdmissionLimit(
                admission.Least, admission.Start, options.MaxInFlight,
                TimeSpan.FromMilliseconds(admission.TargetLagMs)),
            admission.MaxWaiting, wait, time);
        var fixedLimit = admission.MaxOperations;
        _operations = new WaitingRoom(
            new AdmissionLimit(fixedLimit, fixedLimit, fixedLimit, TimeSpan.MaxValue), fixedLimit, wait, time);
        Watching = new AdmissionGate(admission.MaxWaiting);
        Gauge("retailactors.admission.inside", "Requests worked on now.", room => room.Inside);
        Gauge("retailactors.admission.waiting", "Requests that wait for their turn.", room => room.Waiting);
        Gauge("retailactors.admission.limit", "Requests that may be worked on at once.", room => room.Limit);
    }

    /// <summary>Bounds the requests that wait for the answer of another one with their key.</summary>
    public AdmissionGate Watching { get; }

    /// <summary>The room of an operation.</summary>
    public WaitingRoom RoomOf(Operation operation) => (operation.Scope & OfOperations) == 0 ? _trade : _operations;

    /// <summary>Goes in, and counts what came of it.</summary>
    /// <param name="operation">What for.</param>
    /// <param name="gone">Fires when the client has gone.</param>
    public ValueTask<Admission> Enter(Operation operation, CancellationToken gone)
    {
        var room = RoomOf(operation);
        var entering = room.Enter(operation.Asks, gone);
        if (!entering.IsCompletedSuccessfully)
        {
            return Wait(room, entering);
        }
        Count(room, entering.Result == Admission.Admitted ? "admitted" : "full");
        return entering;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        _trade.Dispose();
        _operations.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Look, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var ready = _time.GetTimestamp();
            // Queues behind everything that is ready, as each step of a request does.
            await Task.Yield();
            var lag = _time.GetElapsedTime(ready);
            _trade.Observe(IsShortOfMemory() ? TimeSpan.FromSeconds(1) : lag);
        }
    }

    /// <summary>Objects that live fill nearly all that this process may have: more at once would end in nothing but
    /// collections.</summary>
    private static bool IsShortOfMemory()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        return memory.HeapSizeBytes > memory.TotalAvailableMemoryBytes * FullHeap;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Admission> Wait(WaitingRoom room, ValueTask<Admission> entering)
    {
        var admission = await entering;
        Count(room, admission switch
        {
            Admission.Admitted => "waited",
            Admission.Full => "full",
            Admission.Late => "late",
            _ => "gone",
        });
        return admission;
    }

    private void Count(WaitingRoom room, string outcome) =>
        Signals.Admission.One(("room", NameOf(room)), ("outcome", outcome));

    private string NameOf(WaitingRoom room) => ReferenceEquals(room, _trade) ? "trade" : "operations";

    private void Gauge(string name, string description, Func<WaitingRoom, int> value) => _meter.CreateObservableGauge(
        name,
        () => new[] { _trade, _operations }.Select(room => new Measurement<int>(
            value(room), new KeyValuePair<string, object?>("room", NameOf(room)))),
        "{request}", description);
}
