using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>A replay of many things.</summary>
/// <param name="Scope">dead-letters, or period: all messages received and documents planned in a span of time.</param>
/// <param name="From">Raised, received or planned then or later; needed for a period.</param>
/// <param name="To">Before; needed for a period, at most 31 days later.</param>
/// <param name="Group">Only of this account, provider, channel or source.</param>
/// <param name="Kind">Only exceptions of this kind.</param>
public sealed record BulkReplayBody(
    ReplayScope Scope, DateTimeOffset? From, DateTimeOffset? To, string? Group, string? Kind, string Reason);

/// <summary>Why a replay is started or cancelled.</summary>
public sealed record BulkReplayDecisionBody(string Reason);

/// <summary>A replay of many things as it stands.</summary>
/// <param name="Status">looking, ready (to be started), working, done or cancelled.</param>
/// <param name="Found">What it would do: how many by action. none is left alone; decide needs a person.</param>
/// <param name="Handled">What it has done: how many by result.</param>
/// <param name="Sample">The first 100 of those that it would try again.</param>
public sealed record BulkReplayAnswer(
    string Id, ReplayScope Scope, DateTimeOffset? From, DateTimeOffset? To, string? Group, string? Kind, string Status,
    string By, string? Why, DateTimeOffset At, DateTimeOffset? EndedAt, Dictionary<string, long> Found,
    Dictionary<string, long> Handled, BulkReplayFinding[] Sample);

/// <summary>Something that a replay would try again.</summary>
/// <param name="Action">send, look-up (and send only when nothing is on record), retry, or decide.</param>
/// <param name="Changes">The fields that trying it again would change, as they stood when it was looked at.</param>
/// <param name="NotKnown">What cannot be said before it is done, and why.</param>
public sealed record BulkReplayFinding(
    string Entity, string Part, string Group, string Action, string Difference, FieldChange[]? Changes,
    string? NotKnown);

/// <summary>A page of replays.</summary>
public sealed record BulkReplayList(BulkReplayItem[] Items, string? Next);

/// <summary>A replay in a list.</summary>
public sealed record BulkReplayItem(
    string Id, string Scope, DateTimeOffset? From, DateTimeOffset? To, string? Group, string? Kind, string Status,
    string By, string? Why, DateTimeOffset At, Dictionary<string, long> Found, Dictionary<string, long> Handled,
    string Self);

/// <summary>What the directory has of a replay.</summary>
public sealed record ReplayRowData(
    ReplayPlanData Plan, string By, string? Reason, DateTimeOffset At, Dictionary<string, long> Found,
    Dictionary<string, long> Handled);

/// <summary>The plan in it.</summary>
/// <param name="Owners">Whose exceptions; none for all.</param>
public sealed record ReplayPlanData(
    DateTimeOffset? From, DateTimeOffset? To, string? Group, string? Kind, Role[]? Owners = null);
