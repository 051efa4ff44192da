using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Postings;

namespace RetailActors.Operations;

/// <summary>One thing that a replay came by.</summary>
/// <param name="Finding">What it would do about it.</param>
/// <param name="Exception">The exception to be decided, or null when it is left alone.</param>
public sealed record ReplayItem(ReplayFinding Finding, ExceptionKey? Exception);

/// <summary>What is to be tried again, from rows of the directory and what they stand for. Pure.</summary>
public static class ReplayRules
{
    /// <summary>The action for what is left alone.</summary>
    public const string None = "none";

    /// <summary>The action for what only a person can decide.</summary>
    public const string Decide = "decide";

    /// <summary>The result of what gave no answer.</summary>
    public const string Failed = "failed";

    private const string DeadLetterEnd = "-dead-letter";
    private const string EventDeadLetter = "event-dead-letter";

    /// <summary>The lists that a plan goes through, in this order: kind in the directory, and status or null.</summary>
    public static ImmutableArray<(string Kind, string? Status)> ListsOf(ReplayPlan plan) => plan.Scope switch
    {
        ReplayScope.DeadLetters =>
        [
            ("exception", plan.Kind?.EndsWith(DeadLetterEnd, StringComparison.Ordinal) is false
                ? "open" : ExceptionDecider.DeadLetter),
        ],
        ReplayScope.Period => [("inbox", null), ("posting", null)],
        _ => [],
    };

    /// <summary>An exception on the desk; null when it is not meant.</summary>
    public static ReplayItem? OfException(ReplayPlan plan, Tenant tenant, DirectoryRow row)
    {
        var data = JsonSerializer.Deserialize(row.Data, ExceptionJson.Default.ExceptionRow)!;
        if ((plan.Kind ?? data.Kind) != data.Kind || (plan.Group ?? row.Group) != row.Group || !IsIn(plan, data.Since)
            || !(plan.Owners.IsDefaultOrEmpty || plan.Owners.Contains(data.Owner)))
        {
            return null;
        }
        var action = data.Kind switch
        {
            // Its event is gone from the queue: there is nothing left to send.
            EventDeadLetter => Decide,
            PostingDecider.DeadLetterKind => "look-up",
            PostingDecider.RejectedKind => "send",
            _ => "retry",
        };
        return new ReplayItem(
            new ReplayFinding(data.Entity, data.Part, row.Group, action, $"{data.Kind} since {data.Since:u}."),
            action == Decide ? null : new ExceptionKey(tenant, row.Key));
    }

    /// <summary>A message; null when it is not meant.</summary>
    public static ReplayItem? OfMessage(ReplayPlan plan, Tenant tenant, DirectoryRow row)
    {
        var data = JsonSerializer.Deserialize(row.Data, InboxJson.Default.InboxRow)!;
        if (!IsIn(plan, data.ReceivedAt) || (plan.Group is { } only && only != row.Group && only != data.Account))
        {
            return null;
        }
        var entity = $"inbox/{tenant.Value}/{row.Key}";
        var (action, difference) = row.Status switch
        {
            "failed" => ("retry", $"Had no effect: {data.Reason}."),
            "received" or "parked" => (None, "Goes on by itself."),
            _ => (None, $"It is {row.Status}."),
        };
        return new ReplayItem(
            new ReplayFinding(entity, InboxDecider.ItselfPart, row.Group, action, difference),
            action == None ? null
                : ExceptionKey.For(tenant, InboxDecider.FailedKind, entity, InboxDecider.ItselfPart));
    }

    /// <summary>True when the documents of a row have to be read one by one: some are not on record.</summary>
    public static bool IsUnfinished(DirectoryRow row) => row.Status != "done";

    /// <summary>True when nothing of a row is of the plan's time: it has not changed since before.</summary>
    public static bool IsBefore(ReplayPlan plan, DirectoryRow row) => row.ChangedAt < plan.From;

    /// <summary>The channel of a row's order; of a customer's or settlement's documents <c>-</c>.</summary>
    public static string ChannelOf(DirectoryRow row) =>
        JsonSerializer.Deserialize(row.Data, PostingJson.Default.PostingRow)?.Channel ?? "-";

    /// <summary>All documents of an entity that has none open; null when it is not meant.</summary>
    public static ReplayItem? OfFinished(ReplayPlan plan, Tenant tenant, DirectoryRow row) =>
        plan.Group is { } only && only != ChannelOf(row)
            ? null
            : new ReplayItem(
                new ReplayFinding($"posting/{tenant.Value}/{row.Key}", "", row.Group, None, "All on record."), null);

    /// <summary>A document; null when it is not meant.</summary>
    public static ReplayItem? OfDocument(ReplayPlan plan, PostingKey key, string channel, DocumentView d)
    {
        if (!IsIn(plan, d.PlannedAt) || (plan.Group is { } only && only != d.Account && only != channel))
        {
            return null;
        }
        var entity = $"posting/{key}";
        var (action, kind, difference) = d.Status switch
        {
            DocumentStatus.Posted => (None, null, $"On record as {d.Number}."),
            DocumentStatus.Waived => (None, null, "Waived."),
            DocumentStatus.Rejected => ("send", PostingDecider.RejectedKind, $"Not on record: {d.Code}."),
            DocumentStatus.DeadLettered => ("look-up", PostingDecider.DeadLetterKind, $"Not known: {d.Code}."),
            _ => (None, (string?)null, "Not on record yet; goes on by itself."),
        };
        return new ReplayItem(
            new ReplayFinding(entity, d.Key, d.Account, action, difference),
            kind is null ? null : ExceptionKey.For(key.Tenant, kind, entity, d.Key));
    }

    /// <summary>How a decision of the desk is counted.</summary>
    public static string ResultOf(ResolutionResult result) => result switch
    {
        ResolutionResult.Resolved => "retried",
        ResolutionResult.NotAllowed => "not-allowed",
        _ => "gone-on",
    };

    private static bool IsIn(ReplayPlan plan, DateTimeOffset at) =>
        (plan.From is null || at >= plan.From) && (plan.To is null || at < plan.To);
}
