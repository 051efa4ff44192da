namespace RetailActors.Journal;

/// <summary>What is told when the database does not answer and nothing was done.</summary>
internal static class DatabaseAway
{
    /// <summary>When to come again. A database that is away is hardly back within a second, and all who wait for it
    /// keep busy what still works.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    /// <summary>The exception that says so; one that says it already stays as it is.</summary>
    public static BusyException Busy(string what, Exception e) =>
        e as BusyException ?? new($"{what}: {e.Message}") { RetryAfter = RetryAfter };
}
