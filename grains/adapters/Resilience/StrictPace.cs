using Polly;

namespace RetailActors.Adapters.Resilience;

/// <summary>
/// Lets at most so many calls start within any second, whatever second one looks at. A token bucket keeps a rate on
/// average; an account that counts by itself refuses what is over it now. Only starts count: an account that answers
/// slowly has heard of a call long before it answers, and gets the next one when its second is over.
/// </summary>
internal sealed class StrictPace(int perSecond, TimeProvider time) : IDisposable
{
    /// <summary>A second, the grain of a timer, and what the way of one request may be longer than another's.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1_025);

    // When each of the calls of the last second has started: the next one takes the place of the oldest.
    private readonly long?[] _starts = new long?[perSecond];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _oldest;

    /// <summary>Starts the call when its second has come and answers what it answers. Callers come in their order.
    /// </summary>
    public async ValueTask<TResult> Run<TState, TResult>(
        Func<TState, ValueTask<TResult>> call, TState state, CancellationToken cancellation)
    {
        ValueTask<TResult> running;
        await _turn.WaitAsync(cancellation);
        try
        {
            // A timer may fire a little early.
            while (_starts[_oldest] is { } started && Window - time.GetElapsedTime(started) is var pause
                && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellation);
            }
            running = Start(call, state);
        }
        finally
        {
            _turn.Release();
        }
        return await running;
    }

    /// <summary>Counts a call from when it is on its way. It starts within its turn, and is not counted before: a
    /// thread that is held up between the two would make it arrive in a later second than it was counted in.</summary>
    private ValueTask<TResult> Start<TState, TResult>(Func<TState, ValueTask<TResult>> call, TState state)
    {
        try
        {
            return call(state);
        }
        finally
        {
            _starts[_oldest] = time.GetTimestamp();
            _oldest = (_oldest + 1) % _starts.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}

/// <summary>The pace has nothing to be configured but itself.</summary>
internal sealed class PaceOptions : ResilienceStrategyOptions;

/// <summary>Puts the pace into a lane.</summary>
internal sealed class PaceStrategy<TAnswer>(StrictPace pace) : ResilienceStrategy<TAnswer>
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<TAnswer>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TAnswer>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            return await pace.Run(
                static s => s.callback(s.context, s.state), (callback, context, state), context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<TAnswer>(e);
        }
    }
}
