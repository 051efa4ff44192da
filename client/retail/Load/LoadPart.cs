using System.Text.Json;

namespace RetailActors.Retail.Load;

/// <summary>The part of a load that one process does.</summary>
internal sealed class LoadPart(LoadPlan plan, int part)
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Does the part, and hands over what is new twice a second and at the end.</summary>
    public async Task Run(DateTimeOffset start, Action<Findings, int> tell, CancellationToken cancellation)
    {
        var pace = new WallPace(start);
        var recorder = new Recorder(plan.WarmUp);
        var lanes = plan.Share(plan.Ramp is null ? plan.Callers : plan.InFlight, part);
        using var shopper = new Shopper(plan, part, lanes, pace);
        var seed = plan.Seed + (part * 1_000_003);
        var loops = new Loops(shopper, Mix.Parse(plan.Mix)!, recorder, pace, seed);
        var load = plan.Ramp is { } ramp
            ? loops.Open(
                new Arrivals(
                    Ramp.Parse(ramp)!, plan.Duration, part, plan.Processes, plan.Poisson ? new Random(seed) : null),
                lanes, plan.Patience, cancellation)
            : loops.Closed(lanes, plan.Think, plan.Duration, cancellation);
        while (await Task.WhenAny(load, Task.Delay(_tick, cancellation)) != load)
        {
            cancellation.ThrowIfCancellationRequested();
            tell(recorder.Take(), recorder.InFlight);
        }
        await load;
        tell(recorder.Take(), 0);
    }

    /// <summary>
    /// The life of a child process: the plan and the number of its part come as the first two lines, the start as the
    /// third. The key of the API comes this way too, because everybody can read arguments.
    /// </summary>
    public static async Task Serve(TextReader orders, TextWriter told, CancellationToken cancellation)
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(await Line(orders, cancellation))!;
        var part = new LoadPart(plan, JsonSerializer.Deserialize<int>(await Line(orders, cancellation)));
        Tell(told, new Findings(), 0, ready: true);
        var start = JsonSerializer.Deserialize<DateTimeOffset>(await Line(orders, cancellation));
        using var orphaned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Nobody else stops this process when the one that started it was killed: then its standard input ends.
        _ = orders.ReadLineAsync(cancellation).AsTask().ContinueWith(_ => orphaned.Cancel(), TaskScheduler.Default);
        await part.Run(start, (found, inFlight) => Tell(told, found, inFlight), orphaned.Token);
        Tell(told, new Findings(), 0, ended: true);
    }

    private static void Tell(
        TextWriter told, Findings found, int inFlight, bool ready = false, bool ended = false) =>
        told.WriteLine(Wire.Write(found, ready, ended, inFlight, Environment.CpuUsage.TotalTime));

    private static async Task<string> Line(TextReader orders, CancellationToken cancellation) =>
        await orders.ReadLineAsync(cancellation)
        ?? throw new CommandFailedException("load-part is started by load and by nobody else.");
}
