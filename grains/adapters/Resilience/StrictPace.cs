using Polly;

namespace RetailActors.Adapters.Resilience;

/// <summary>
/// Lets at most so many calls arrive within any second, whatever second one looks at. A token bucket keeps a rate on
/// average; an account that counts by itself refuses what is over it now. A call arrives somewhere between its start
/// and its end: so the second is counted from the end of one call to the start of that many calls later, which holds
/// however long a thread or the network is held up. An account that answers slowly gets fewer calls for it.
/// </summary>
internal sealed class StrictPace(int perSecond, TimeProvider time) : IDisposable
{
    /// <summary>A second, and the grain of a timer.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1_005);

    private readonly Place[] _places = [.. Enumerable.Range(0, perSecond).Select(_ => new Place())];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _next;

    /// <summary>Comes back when a call may start; its place is left with <see cref="Leave"/>. Callers come in their
    /// order.</summary>
    public async ValueTask<Place> Enter(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var place = _places[_next];
            await place.Ended.WaitAsync(cancellation);
            try
            {
                // A timer may fire a little early.
                while (place.Left is { } left && Window - time.GetElapsedTime(left) is var pause
                    && pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, time, cancellation);
                }
            }
            catch (OperationCanceledException)
            {
                place.Ended.Release();
                throw;
            }
            _next = (_next + 1) % _places.Length;
            return place;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The call has ended.</summary>
    public void Leave(Place place)
    {
        place.Left = time.GetTimestamp();
        place.Ended.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        Array.ForEach(_places, place => place.Ended.Dispose());
    }

    /// <summary>One of the calls of a second.</summary>
    internal sealed class Place
    {
        public SemaphoreSlim Ended { get; } = new(1, 1);

        public long? Left { get; set; }
    }
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
        StrictPace.Place place;
        try
        {
            place = await pace.Enter(context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<TAnswer>(e);
        }
        try
        {
            return await callback(context, state);
        }
        finally
        {
            pace.Leave(place);
        }
    }
}
