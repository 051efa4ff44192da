namespace RetailActors.Gateway;

/// <summary>All worklists.</summary>
public sealed record WorklistsAnswer(WorklistSummary[] Items);

/// <summary>How much is waiting.</summary>
/// <param name="Count">Rows in all.</param>
/// <param name="OldestAt">Since when the oldest waits.</param>
/// <param name="OldestAgeSeconds">For how long.</param>
/// <param name="More">True when there are more than were counted.</param>
public sealed record WorklistSummary(
    string Name, long Count, bool More, DateTimeOffset? OldestAt, double? OldestAgeSeconds, WorklistGroup[] By,
    string Link);

/// <summary>How much of it by channel, provider or kind.</summary>
public sealed record WorklistGroup(string Key, long Count);

/// <summary>One worklist with a page of its rows, the oldest first.</summary>
/// <param name="Next">Cursor of the next page, when there is one.</param>
public sealed record WorklistAnswer(
    string Name, long Count, bool More, DateTimeOffset? OldestAt, double? OldestAgeSeconds, WorklistGroup[] By,
    WorklistRow[] Rows, string? Next = null);

/// <summary>Something that waits.</summary>
public sealed record WorklistRow(
    string Key, string Status, string Group, DateTimeOffset Since, DateTimeOffset? DueAt, int Attempts);

/// <summary>Health for load balancers.</summary>
public sealed record HealthAnswer(string Status, string? Reason);

/// <summary>An error (RFC 9457).</summary>
/// <param name="Type">Stable; ends in a slug.</param>
/// <param name="Errors">What is wrong, by field; with status 422.</param>
/// <param name="Lines">Lines that could not be had; with out-of-stock.</param>
public sealed record ProblemAnswer(
    string Type, string Title, int Status, string Detail, string TraceId,
    IReadOnlyDictionary<string, string[]>? Errors, ShortageAnswer[]? Lines);
