using Polly;

namespace RetailActors.Adapters.Resilience;

/// <summary>
/// Lets at most so many calls start within any second, whatever second one looks at. A token bucket keeps a rate on
/// average; an account that counts by itself refuses what is over it now.
/// </summary>
internal sealed class StrictPace(int perSecond, TimeProvider time) : IDisposable
{
    /// <summary>A second, and something for the way from here to the other side's clock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1_020);

    private readonly long?[] _starts = new long?[perSecond];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _next;

    /// <summary>Comes back when a call may start. Callers come in their order.</summary>
    public async ValueTask Wait(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            // A timer may fire a little early.
            while (_starts[_next] is { } start && Window - time.GetElapsedTime(start) is var left
                && left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancellation);
            }
            _starts[_next] = time.GetTimestamp();
            _next = (_next + 1) % _starts.Length;
        }
        finally
        {
            _turn.Release();
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
            await pace.Wait(context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<TAnswer>(e);
        }
        return await callback(context, state);
    }
}
