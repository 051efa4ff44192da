namespace RetailActors.Tests.Simulation;

/// <summary>Carries calls and answers between actors, badly: loses, doubles, delays and reorders them.</summary>
internal sealed class SimBus(SimClock clock)
{
    /// <summary>After this a caller gives up and knows nothing.</summary>
    public const long TimeOut = 10_000;

    /// <summary>Makes a call.</summary>
    /// <param name="deliver">Hands the call to its actor, with the way back for the answer.</param>
    /// <param name="expires">
    /// True: the call is not doubled, and dropped on arrival when the caller has given up, as the real bus does. An
    /// allocation relies on that (a second copy may find the units that the first did not); all else on its ids only.
    /// </param>
    /// <returns>The answer, or null when none came in time.</returns>
    public Task<T?> Ask<T>(Action<Action<T>> deliver, bool expires = false) where T : class
    {
        var exchange = new TaskCompletionSource<T?>();
        clock.After(TimeOut, () => exchange.TrySetResult(null));
        Send(() =>
        {
            if (!expires || !exchange.Task.IsCompleted)
                deliver(answer => Send(() => exchange.TrySetResult(answer)));
        }, mayDouble: !expires);
        return exchange.Task;
    }

    private void Send(Action arrive, bool mayDouble = true)
    {
        var copies = clock.Fault(6) ? 0 : mayDouble && clock.Fault(8) ? 2 : 1;
        for (var i = 0; i < copies; i++)
            clock.After(Delay(), arrive);
    }

    private long Delay() => clock.Fault(4) ? clock.Next(15_000) : 1 + clock.Next(20);
}
