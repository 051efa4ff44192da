using System.Diagnostics;

namespace RetailActors.Retail.Load;

/// <summary>The clock of a load: what time it is since its start, and waiting until a time.</summary>
internal interface IPace
{
    TimeSpan Now { get; }

    ValueTask Until(TimeSpan at, CancellationToken cancellation);
}

/// <summary>The real clock; zero is a moment that all processes of a load agree on.</summary>
internal sealed class WallPace(DateTimeOffset start) : IPace
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _ahead = start - DateTimeOffset.UtcNow;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_begun) - _ahead;

    public async ValueTask Until(TimeSpan at, CancellationToken cancellation)
    {
        // Timers are late by up to a millisecond and never early: rounding down keeps the mean where it should be.
        var left = (int)(at - Now).TotalMilliseconds;
        if (left > 0)
            await Task.Delay(left, cancellation);
    }
}
