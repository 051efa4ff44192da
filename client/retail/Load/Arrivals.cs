namespace RetailActors.Retail.Load;

/// <summary>
/// The times at which requests are due, fixed before anything is sent, so that a slow answer does not move them. All
/// parts of a load (its processes) together follow the ramp.
/// </summary>
internal sealed class Arrivals(Ramp ramp, TimeSpan until, int part, int parts, Random? random)
{
    private readonly Lock _gate = new();
    private double _count;
    private long _taken;

    /// <summary>The next arrival, in order of time; null when there is none before the end.</summary>
    /// <remarks>Without <c>random</c> arrivals are evenly spaced, part after part; with it they are a Poisson
    /// process, and so are all parts together.</remarks>
    public TimeSpan? Next()
    {
        lock (_gate)
        {
            if (random is null)
                _count = (_taken * parts) + part;
            else
                _count -= Math.Log(1 - random.NextDouble()) * parts;
            _taken++;
            return ramp.When(_count) is { } at && at < until ? at : null;
        }
    }
}
