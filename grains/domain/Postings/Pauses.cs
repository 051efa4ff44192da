namespace RetailActors.Postings;

/// <summary>How long to wait before an account is tried again. Pure: the spread comes from the key.</summary>
public static class Pauses
{
    /// <summary>The first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>No pause of our own is longer: an account that is back is noticed within it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>No account can ask for a longer one.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <summary>The pause after a number of failures in a row; at least what the account asks for.</summary>
    public static TimeSpan After(string key, int failures, TimeSpan? asked)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 10));
        var own = (doubled < Longest ? doubled : Longest) * Spread(key, failures);
        var wanted = asked is { } time ? time < LongestAsked ? time : LongestAsked : TimeSpan.Zero;
        return wanted > own ? wanted : own;
    }

    /// <summary>0.75 to 1.25: documents that failed together do not come back together.</summary>
    private static double Spread(string key, int failures)
    {
        var hash = 2166136261u + (uint)failures;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619u;
        }
        return 0.75 + (hash % 1000 / 2000.0);
    }
}
