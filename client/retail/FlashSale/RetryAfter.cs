namespace RetailActors.Retail.FlashSale;

/// <summary>What <c>Retry-After</c> means for a buyer.</summary>
internal static class RetryAfter
{
    /// <summary>No buyer waits longer than this before the next attempt, whatever it is told.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The header, bounded; zero without one.</summary>
    public static TimeSpan Of(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
        return after < Longest ? after : Longest;
    }

    /// <summary>How long to wait: not less than it was told, and not all in the same instant.</summary>
    /// <param name="reply">What came of the attempt.</param>
    /// <param name="wait">The pause that grows from attempt to attempt, in milliseconds.</param>
    public static TimeSpan Pause(Reply reply, int wait)
    {
        var least = Math.Max(wait / 2, (int)reply.RetryAfter.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Random.Shared.Next(least, least + wait));
    }
}
