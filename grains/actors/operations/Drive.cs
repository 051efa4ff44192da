namespace RetailActors.Operations;

/// <summary>What an activation does in the background, once at a time. Grain turns only.</summary>
public sealed class Drive(TimeProvider clock)
{
    /// <summary>How long an activation that is asked to end waits for its calls.</summary>
    public static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(10);

    private Task? _work;

    /// <summary>Begins, or joins what is under way.</summary>
    public Task Join(Func<Task> work) => _work is { IsCompleted: false } ? _work : _work = work();

    /// <summary>Begins, or joins, without anybody who waits: afterwards the activation may rest; what fails is told.
    /// </summary>
    public void Begin(Func<Task> work, Action rest, Action<Exception> failed)
    {
        Going().Watched(failed);

        async Task Going()
        {
            await Join(work);
            rest();
        }
    }

    /// <summary>Waits until what is under way has ended, for a bounded time: an activation that ends with calls on the
    /// way would write against its successor, and both would leave their calls to the sweeper.</summary>
    public Task Ended(CancellationToken cancellation) => _work is { IsCompleted: false } work
        ? Task.WhenAny(work, Task.Delay(LongestEnding, clock, cancellation))
        : Task.CompletedTask;
}
