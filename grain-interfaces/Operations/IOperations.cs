using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Operations;

/// <summary>Lists entities from the index rows that every append keeps. One stateless worker per silo and
/// key.</summary>
/// <remarks>Grain key: the tenant. Read only; as fresh as the last durable append.</remarks>
[Alias("IDirectory")]
public interface IDirectory : IGrainWithStringKey
{
    /// <summary>One page of entities of a kind, ordered by key.</summary>
    [Alias("List")] Task<DirectoryPage> List(DirectoryQuery query);

    /// <summary>Owed calls that are still open, oldest first: what the system is behind with.</summary>
    [Alias("Owed")] Task<OwedSummary> Owed(int rows);

    /// <summary>Entities of a kind in some statuses: how many, since when, by group, and a page of them.</summary>
    [Alias("Waiting")] Task<WaitingSummary> Waiting(WaitingQuery query);
}

/// <summary>What to sum up.</summary>
/// <param name="Kind">As in <see cref="DirectoryQuery"/>; also <c>posting</c>, <c>exception</c>, <c>inbox</c>.</param>
/// <param name="Statuses">Any of these, 1 to 16.</param>
/// <param name="Rows">How many to tell, 0 to 1,000.</param>
/// <param name="Group">Only rows of this group, or null; the sums are over all groups all the same.</param>
/// <param name="Text">Only rows whose key or data contain this text in any case, or null; of several lines each, at
/// most
/// four.</param>
/// <param name="Newest">Rows that wait the shortest first, instead of the longest.</param>
/// <param name="After">Only rows after this one, or null.</param>
/// <param name="Until">Only what waits since then or longer, UTC, sums included; null: everything.</param>
/// <param name="RowsOnly">Without sums: they are zero and empty.</param>
/// <remarks>Sums of 20,000 and more may be three seconds old. Orders that are not decided yet are kind <c>order</c>
/// with the one status <c>deciding</c>; they are read from what they owe and have no group and no data. They wait since
/// the step that they are at.</remarks>
[GenerateSerializer, Immutable, Alias("WaitingQuery")]
public sealed record WaitingQuery(
    string Kind, ImmutableArray<string> Statuses, int Rows, string? Group = null, string? Text = null,
    bool Newest = false, WaitingCursor? After = null, DateTimeOffset? Until = null,
    bool RowsOnly = false);

/// <summary>Where a page of waiting entities ends.</summary>
[GenerateSerializer, Immutable, Alias("WaitingCursor")]
public sealed record WaitingCursor(DateTimeOffset Since, string Key);

/// <summary>Entities that wait for something.</summary>
/// <param name="Total">All of them.</param>
/// <param name="OldestAt">Since when the oldest waits, UTC.</param>
/// <param name="Groups">By group.</param>
/// <param name="Rows">The page asked for, oldest first unless asked otherwise.</param>
[GenerateSerializer, Immutable, Alias("WaitingSummary")]
public sealed record WaitingSummary(
    long Total, DateTimeOffset? OldestAt, ImmutableArray<WaitingGroup> Groups, ImmutableArray<WaitingRow> Rows);

/// <summary>The entities of one group.</summary>
[GenerateSerializer, Immutable, Alias("WaitingGroup")]
public sealed record WaitingGroup(string Group, long Count, DateTimeOffset OldestAt);

/// <summary>One entity that waits.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Since">UTC.</param>
[GenerateSerializer, Immutable, Alias("WaitingRow")]
public sealed record WaitingRow(DirectoryRow Row, DateTimeOffset Since);

/// <summary>What to list.</summary>
/// <param name="Kind"><c>order</c>, <c>payment</c>, <c>return</c>, <c>stock</c>, <c>product</c>, <c>price</c>,
/// <c>customer</c>, <c>location</c>. An empty kind lists nothing and only finds out whether the silo can take changes.
/// </param>
/// <param name="Status">Only this status (kebab-case), or null.</param>
/// <param name="Group">Only this group (stock: the SKU; order: the channel; payment: the order; return: the
/// location, or the channel as long as there is none), or null.</param>
/// <param name="After">Key of the last row of the page before, or null.</param>
/// <param name="Limit">1 to 1,000 rows.</param>
[GenerateSerializer, Immutable, Alias("DirectoryQuery")]
public sealed record DirectoryQuery(string Kind, string? Status, string? Group, string? After, int Limit);

/// <summary>One entity.</summary>
/// <param name="Key">Grain key without the tenant.</param>
/// <param name="Status">Kebab-case.</param>
/// <param name="Group">See <see cref="DirectoryQuery.Group"/>.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="Version">Appends so far.</param>
/// <param name="Data">JSON of what the list shows.</param>
[GenerateSerializer, Immutable, Alias("DirectoryRow")]
public sealed record DirectoryRow(
    string Key, string Status, string Group, DateTimeOffset ChangedAt, long Version, string Data);

/// <summary>One page.</summary>
/// <param name="Rows">At most the limit.</param>
/// <param name="Next">Cursor of the next page, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("DirectoryPage")]
public sealed record DirectoryPage(ImmutableArray<DirectoryRow> Rows, string? Next);

/// <summary>What is owed.</summary>
/// <param name="Total">All open calls of the tenant.</param>
/// <param name="OldestAt">Since when the oldest waits, UTC; null when nothing is owed.</param>
/// <param name="Rows">The oldest ones.</param>
[GenerateSerializer, Immutable, Alias("OwedSummary")]
public sealed record OwedSummary(long Total, DateTimeOffset? OldestAt, ImmutableArray<OwedCall> Rows);

/// <summary>One owed call.</summary>
/// <param name="Stream">Journal stream of the entity that owes it.</param>
/// <param name="Call">Derived id of the call within the stream.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="DueAt">UTC time of the next attempt.</param>
/// <param name="Attempts">Attempts by the sweeper so far.</param>
[GenerateSerializer, Immutable, Alias("OwedCall")]
public sealed record OwedCall(string Stream, string Call, DateTimeOffset CreatedAt, DateTimeOffset DueAt, int Attempts);

/// <summary>Remembers the answer of one HTTP request by its idempotency key.</summary>
/// <remarks>Grain key: tenant, client, route and a hash of the key. An answer is kept for
/// <see cref="KeptFor"/>, durably.</remarks>
[Alias("IIdempotency")]
public interface IIdempotency : IGrainWithStringKey
{
    /// <summary>How long an answer is remembered at least.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>Asks whether to go on with a request.</summary>
    /// <param name="bodyHash">Hash of the request's body.</param>
    /// <returns>First that applies: Different, Replay, InFlight, Proceed.</returns>
    [Alias("Begin")] Task<BeginResult> Begin(string bodyHash);

    /// <summary>Stores the answer, durably, before it is sent.</summary>
    [Alias("Complete")] Task Complete(string bodyHash, StoredAnswer answer);

    /// <summary>The request ended without an answer worth keeping (5xx, 429): the key is free again.</summary>
    [Alias("Abandon")] Task Abandon();
}

/// <summary>An HTTP answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Location">Location header, or null.</param>
/// <param name="Body">UTF-8 text.</param>
[GenerateSerializer, Immutable, Alias("StoredAnswer")]
public sealed record StoredAnswer(int Status, string ContentType, string? Location, string Body);

/// <summary>Whether to go on.</summary>
[GenerateSerializer, Immutable, Alias("BeginResult")]
public abstract record BeginResult
{
    private BeginResult() { }

    /// <summary>The key came with another body before.</summary>
    [GenerateSerializer, Immutable, Alias("BeginResult.Different")]
    public sealed record Different : BeginResult;
    /// <summary>Answered before.</summary>
    [GenerateSerializer, Immutable, Alias("BeginResult.Replay")]
    public sealed record Replay(StoredAnswer Answer) : BeginResult;
    /// <summary>The first request is still running.</summary>
    [GenerateSerializer, Immutable, Alias("BeginResult.InFlight")]
    public sealed record InFlight : BeginResult;
    /// <summary>Go on, then Complete or Abandon.</summary>
    [GenerateSerializer, Immutable, Alias("BeginResult.Proceed")]
    public sealed record Proceed : BeginResult;
}
