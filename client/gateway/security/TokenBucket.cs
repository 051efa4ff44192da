namespace RetailActors.Gateway;

/// <summary>What a client's bucket said.</summary>
/// <param name="Passed">False: over the rate.</param>
/// <param name="Remaining">Requests left right now.</param>
/// <param name="ResetSeconds">Seconds until the next request passes, or until the bucket is full again.</param>
public readonly record struct RateVerdict(bool Passed, int Remaining, int ResetSeconds);

/// <summary>A client's rate limit: so many per second, with a burst.</summary>
public sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Value of the <c>RateLimit-Policy</c> header.</summary>
    public string Policy { get; } = FormattableString.Invariant(
        $"\"client\";q={burst};w={Math.Max(1, (int)Math.Ceiling(burst / perSecond))}");

    /// <summary>Takes one request out, if there is one.</summary>
    public RateVerdict Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
            _filledAt = now;
            if (_tokens < 1)
            {
                return new RateVerdict(false, 0, Math.Max(1, (int)Math.Ceiling((1 - _tokens) / perSecond)));
            }
            _tokens--;
            return new RateVerdict(true, (int)_tokens, (int)Math.Ceiling((burst - _tokens) / perSecond));
        }
    }
}
