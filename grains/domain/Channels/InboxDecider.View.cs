using System.Diagnostics;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Channels;

public static partial class InboxDecider
{
    /// <summary>The call that works a message off.</summary>
    public const string WorkCall = "work";

    /// <summary>Kind of the exception about a message that had no effect.</summary>
    public const string FailedKind = "webhook-failed";

    /// <summary>Kind of the exception about another body under the same id.</summary>
    public const string DiffersKind = "webhook-differs";

    private const string ReportCall = "report/";

    /// <summary>How long the desk has for a decision.</summary>
    public static readonly TimeSpan TimeToDecide = TimeSpan.FromHours(4);

    /// <summary>The calls owed: <c>work</c>, <c>report/PART</c>.</summary>
    public static IReadOnlyList<Owed> Outbox(Inbox s)
    {
        if (s is not Inbox.Kept kept)
        {
            return [];
        }
        var owed = new List<Owed>(1 + kept.ToReport.Length);
        if (kept.Standing is InboxStanding.Received)
        {
            owed.Add(new Owed(WorkCall));
        }
        if (kept.Standing is InboxStanding.Parked parked)
        {
            owed.Add(new Owed(WorkCall, parked.NextAt));
        }
        owed.AddRange(kept.ToReport.Select(part => new Owed(ReportCall + part)));
        return owed;
    }

    /// <summary>Kind of the exception about a part of a message.</summary>
    public static string KindOf(string part) => part == ItselfPart ? FailedKind : DiffersKind;

    /// <summary>Journal stream of a message. What it has caused elsewhere names it as its reason.</summary>
    public static string StreamOf(InboxKey key) => $"inbox/{key}";

    /// <summary>True when the message is to be worked on now.</summary>
    public static bool IsDue(Inbox s, DateTimeOffset now) => s is Inbox.Kept kept && kept.Standing switch
    {
        InboxStanding.Received => true,
        InboxStanding.Parked parked => parked.NextAt <= now,
        _ => false,
    };

    /// <summary>What the desk has to be told.</summary>
    public static IReadOnlyList<ExceptionReport> Reports(Inbox s, InboxKey key, DateTimeOffset now)
    {
        if (s is not Inbox.Kept kept)
        {
            return [];
        }
        return [.. kept.ToReport.Select(part => new ExceptionReport(
            KindOf(part), StreamOf(key), part, kept.Message.Source,
            OwnerOf(kept, part), Evidence(kept, key, part), now, now + TimeToDecide,
            part == ItselfPart ? [ResolutionKind.Retry, ResolutionKind.Waive] : [ResolutionKind.Waive]))];
    }

    /// <summary>The row in the directory, grouped by source.</summary>
    public static IndexRow? Index(Inbox s)
    {
        if (s is not Inbox.Kept kept)
        {
            return null;
        }
        var row = new InboxRow(
            kept.Message.Topic, kept.Message.Account, ReasonOf(kept.Standing), kept.Attempts, kept.Message.ReceivedAt,
            (kept.Standing as InboxStanding.Parked)?.NextAt);
        return new IndexRow(
            Slug(kept.Standing), kept.Message.Source, JsonSerializer.Serialize(row, InboxJson.Default.InboxRow),
            Slug(kept.Standing) is "received" or "parked" or "failed" ? kept.Message.ReceivedAt : null);
    }

    /// <summary>What <see cref="IInbox.Read"/> answers.</summary>
    public static InboxView? View(Inbox s, long version) => s is Inbox.Kept kept
        ? new InboxView(kept.Message, Slug(kept.Standing), ReasonOf(kept.Standing), kept.Attempts,
            (kept.Standing as InboxStanding.Parked)?.NextAt, version)
        : null;

    private static string Slug(InboxStanding standing) => standing switch
    {
        InboxStanding.Received => "received",
        InboxStanding.Parked => "parked",
        InboxStanding.Done => "done",
        InboxStanding.Ignored => "ignored",
        InboxStanding.Failed => "failed",
        InboxStanding.Waived => "waived",
        _ => throw new UnreachableException(),
    };

    private static string? ReasonOf(InboxStanding standing) => standing switch
    {
        InboxStanding.Parked p => p.Reason,
        InboxStanding.Ignored i => i.Reason,
        InboxStanding.Failed f => f.Reason,
        _ => null,
    };

    private static string Evidence(Inbox.Kept k, InboxKey key, string part)
    {
        var what = $"{k.Message.Source} {k.Message.Topic} {key.Id}";
        return part != ItselfPart
            ? $"{what}: another body came under the same id, SHA-256 {part[BodyPart.Length..]}; the first one counts."
            : k.Standing is InboxStanding.Failed f ? $"{what}: {f.Reason}. {f.Detail}" : what;
    }

    private static Role OwnerOf(Inbox.Kept k, string part) => (part, ReasonOf(k.Standing)) switch
    {
        (ItselfPart, "out-of-stock" or "payment-declined" or "order-differs" or "already-fulfilled") => Role.Service,
        (ItselfPart, "unknown-order" or "exceeds-open" or "order-not-accepted" or "unknown-sku" or "unknown-location"
            or "insufficient-stock" or "count-stale" or "movement-differs" or "not-handed-over"
            or "return-differs") => Role.Operations,
        (ItselfPart, "unknown-payment") => Role.Finance,
        _ => Role.It,
    };
}
