namespace RetailActors.Operations;

/// <summary>How the calls of one account are spread over time (virtual scheduling). Pure.</summary>
/// <param name="Last">When the latest call starts that was let through.</param>
/// <param name="Promised">The latest turn given out to somebody who comes back for it; never before
/// <paramref name="Last"/>.</param>
public sealed record LaneSchedule(DateTimeOffset Last, DateTimeOffset Promised)
{
    /// <summary>A little slower than the limit: what leaves evenly arrives less evenly.</summary>
    public const double Margin = 1.04;

    /// <summary>Who is on time for a call within this waits for it; all others come back.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    /// <summary>The same for those who came back for their turn: they go before new ones.</summary>
    public static readonly TimeSpan ReturningHold = TimeSpan.FromSeconds(4);

    /// <summary>Before the first call.</summary>
    public static readonly LaneSchedule Empty = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>Gives a turn.</summary>
    /// <param name="returning">Somebody who comes back. Calls are packed in the order in which they are ready, so a
    /// turn that somebody is late for is not lost: the next one takes it.</param>
    /// <param name="ratePerSecond">The account's limit.</param>
    /// <param name="now">UTC.</param>
    public (LaneTurn Turn, LaneSchedule Next) Enter(bool returning, int ratePerSecond, DateTimeOffset now)
    {
        var gap = TimeSpan.FromSeconds(Margin / ratePerSecond);
        var call = Later(now, Last == DateTimeOffset.MinValue ? now : Last + gap);
        var ahead = returning ? call : Later(call, Promised);
        if (ahead - now > (returning ? ReturningHold : Hold))
        {
            var turn = Later(call, Promised == DateTimeOffset.MinValue ? call : Promised + gap);
            return (new LaneTurn(turn - now, false), this with { Promised = turn });
        }
        return (new LaneTurn(call - now, true), new LaneSchedule(call, Later(call, Promised)));
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
