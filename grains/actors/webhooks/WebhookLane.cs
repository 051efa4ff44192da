namespace RetailActors.Webhooks;

/// <summary>The valve before one endpoint: calls in flight, a bounded queue, turns for what does not fit, and a rest
/// after failures. In memory, grain turns only.</summary>
public sealed class WebhookLane(int concurrency, TimeProvider clock)
{
    /// <summary>Calls that wait for a place; a further one gets a turn later.</summary>
    public const int MaxWaiting = 256;

    /// <summary>Failures one after the other before the endpoint rests.</summary>
    public const int FailuresBeforeRest = 8;

    /// <summary>How long a call waits for a place.</summary>
    public static readonly TimeSpan PlaceWait = TimeSpan.FromSeconds(5);

    /// <summary>The first rest; it doubles.</summary>
    public static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);

    /// <summary>The longest rest after failures.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <summary>The longest rest that a receiver may ask for with Retry-After.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <summary>The furthest turn given out.</summary>
    public static readonly TimeSpan FurthestTurn = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan _least = TimeSpan.FromSeconds(1);

    private readonly Queue<TaskCompletionSource<bool>> _places = new();
    private TimeSpan _mean = TimeSpan.FromMilliseconds(100);
    private DateTimeOffset _promised = DateTimeOffset.MinValue;
    private int _waiting;
    private int _failures;

    /// <summary>Calls now.</summary>
    public int InFlight { get; private set; }

    /// <summary>No calls until then.</summary>
    public DateTimeOffset RestsUntil { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>What is left of a rest, or null.</summary>
    public TimeSpan? Rest => RestsUntil - clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : null;

    /// <summary>Takes a place, after waiting for it if need be.</summary>
    /// <returns>Null: it has one and must leave again. Otherwise when to come back.</returns>
    public async Task<TimeSpan?> Enter()
    {
        if (InFlight < concurrency)
        {
            InFlight++;
            return null;
        }
        if (_waiting >= MaxWaiting)
        {
            return Turn();
        }
        var place = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _places.Enqueue(place);
        _waiting++;
        try
        {
            await place.Task.WaitAsync(PlaceWait, clock);
            return null;
        }
        catch (TimeoutException)
        {
            // When it cannot be withdrawn any more, the place has just been given.
            if (!place.TrySetResult(false))
            {
                return null;
            }
            _waiting--;
            return Turn();
        }
    }

    /// <summary>Gives the place to the next one. The outcome is null when no call was made.</summary>
    public void Leave(TimeSpan took, SendOutcome? outcome)
    {
        if (outcome is not null)
        {
            _mean = ((_mean * 7) + took) / 8;
            Judge(outcome);
        }
        while (_places.TryDequeue(out var next))
        {
            if (next.TrySetResult(true))
            {
                _waiting--;
                return;
            }
        }
        InFlight--;
    }

    private void Judge(SendOutcome outcome)
    {
        if (outcome is not SendOutcome.Missed missed)
        {
            (_failures, RestsUntil) = (0, DateTimeOffset.MinValue);
            return;
        }
        _failures++;
        var over = _failures - FailuresBeforeRest;
        var own = over < 0 ? TimeSpan.Zero : Shorter(FirstRest * Math.Pow(2, Math.Min(over, 10)), LongestRest);
        var asked = Shorter(missed.RetryAfter ?? TimeSpan.Zero, LongestAsked);
        var until = clock.GetUtcNow() + (asked > own ? asked : own);
        RestsUntil = until > RestsUntil ? until : RestsUntil;
    }

    /// <summary>Turns are spread as calls take: who comes back finds a place rather than a crowd.</summary>
    private TimeSpan Turn()
    {
        var now = clock.GetUtcNow();
        var last = (_promised > now ? _promised : now) + (_mean / concurrency);
        _promised = last < now + FurthestTurn ? last : now + FurthestTurn;
        return _promised - now > _least ? _promised - now : _least;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
