namespace RetailActors.Tests.Simulation;

/// <summary>
/// Time, chance and the order of things, all from one seed. Nothing runs beside it: a task that waits goes on inside
/// the step that ends its waiting, so the same seed is the same run.
/// </summary>
internal sealed class SimClock(int seed)
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<Action, (long At, long Order)> _steps = new();
    private readonly Random _random = new(seed);
    private long _order;
    private long _now;
    private Exception? _failure;

    /// <summary>What is wrong on purpose, to see that it is found.</summary>
    public SimFlaw Flaw { get; init; }

    /// <summary>Milliseconds since the start.</summary>
    public long Millis => _now;

    public DateTimeOffset Now => _start.AddMilliseconds(_now);

    /// <summary>False: nothing is lost, doubled or killed any more.</summary>
    public bool Faults { get; set; } = true;

    public int Next(int below) => _random.Next(below);

    /// <summary>True in so many of a hundred cases, and never once the faults are over.</summary>
    public bool Fault(int percent) => Faults && _random.Next(100) < percent;

    public bool Chance(int percent) => _random.Next(100) < percent;

    public void After(long millis, Action step) => _steps.Enqueue(step, (_now + millis, _order++));

    /// <summary>Starts something that waits in between; a failure in it ends the run.</summary>
    public void Spawn(Func<Task> work)
    {
        var task = work();
        _ = task.ContinueWith(
            t => _failure ??= t.Exception!.GetBaseException(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public Task Sleep(long millis)
    {
        var done = new TaskCompletionSource();
        After(millis, done.SetResult);
        return done.Task;
    }

    /// <summary>Runs all that is due until a time.</summary>
    public void RunUntil(long millis)
    {
        while (_failure is null && _steps.TryPeek(out _, out var next) && next.At <= millis)
        {
            var step = _steps.Dequeue();
            _now = next.At;
            step();
        }
        if (_failure is not null)
            throw new InvalidOperationException($"At {_now} ms: {_failure.Message}", _failure);
        _now = millis;
    }
}
