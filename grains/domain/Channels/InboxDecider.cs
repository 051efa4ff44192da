using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Channels;

/// <summary>A message is a fact: it is stored whatever it says, has its effect once, or ends with somebody who decides.
/// </summary>
public static partial class InboxDecider
{
    /// <summary>Most attempts at something that is not there yet; with <see cref="LongestPause"/>, 4 hours.</summary>
    public const int MaxAttempts = 24;

    /// <summary>Most daily looks whether a newer release understands a message.</summary>
    public const int MaxDays = 30;

    /// <summary>Most other bodies noted under one id; more change nothing.</summary>
    public const int MaxOtherBodies = 16;

    /// <summary>Most decisions remembered.</summary>
    public const int MaxDecisions = 32;

    /// <summary>The part of the message that a decision about itself names.</summary>
    public const string ItselfPart = "message";

    private const string BodyPart = "body:";

    /// <summary>Pause before the second attempt; it doubles.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Pause between two looks at a message that is not understood.</summary>
    public static readonly TimeSpan ReleasePause = TimeSpan.FromDays(1);

    /// <summary>Takes a message in. Results in the order of <see cref="InboxResult"/>.</summary>
    public static (InboxResult, InboxEvent[]) Decide(Inbox s, InboxMessage message, DateTimeOffset now)
    {
        if (s is not Inbox.Kept kept)
        {
            return (InboxResult.Received, [new InboxEvent.Received(message, now)]);
        }
        if (kept.Message.BodyHash == message.BodyHash)
        {
            return (InboxResult.AlreadyReceived, []);
        }
        var noted = kept.OtherBodies.Contains(message.BodyHash) || kept.OtherBodies.Length >= MaxOtherBodies;
        return (InboxResult.ReceivedDifferently, noted ? [] : [new InboxEvent.Differed(message.BodyHash, now)]);
    }

    /// <summary>Records what an attempt came to; one that comes late changes nothing.</summary>
    public static InboxEvent[] Decide(Inbox s, InboxOutcome outcome, DateTimeOffset now)
    {
        if (s is not Inbox.Kept { Standing: InboxStanding.Received or InboxStanding.Parked } kept)
        {
            return [];
        }
        return outcome switch
        {
            InboxOutcome.Applied a => [new InboxEvent.Applied(a.Commands, now)],
            InboxOutcome.Ignored i => [new InboxEvent.Ignored(i.Reason, now)],
            InboxOutcome.Refused r => [new InboxEvent.Failed(r.Reason, r.Detail, now)],
            InboxOutcome.TooEarly t when kept.Attempts + 1 >= MaxAttempts =>
                [new InboxEvent.Failed(t.Reason, $"Not there after {MaxAttempts} attempts.", now)],
            InboxOutcome.TooEarly t => [new InboxEvent.Parked(t.Reason, now + Pause(kept.Attempts), now)],
            InboxOutcome.NotUnderstood n when kept.Attempts + 1 >= MaxDays =>
                [new InboxEvent.Failed(n.Reason, $"Not understood for {MaxDays} days.", now)],
            InboxOutcome.NotUnderstood n => [new InboxEvent.Parked(n.Reason, now + ReleasePause, now)],
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Notes that the desk knows of a part.</summary>
    public static InboxEvent[] DecideReported(Inbox s, string part, DateTimeOffset now) =>
        s is Inbox.Kept kept && kept.ToReport.Contains(part) ? [new InboxEvent.Reported(part, now)] : [];

    /// <summary>Takes in a decision of the desk. Results in the order of <see cref="ResolutionResult"/>.</summary>
    public static (ResolutionResult, InboxEvent[]) Decide(Inbox s, Resolution decision, DateTimeOffset now)
    {
        if (s is not Inbox.Kept kept || !HasPart(kept, decision.Part))
        {
            return (ResolutionResult.NotFound, []);
        }
        if (kept.Decisions.Contains(decision.Id) || !kept.Open.Contains(decision.Part))
        {
            return (ResolutionResult.AlreadyResolved, []);
        }
        var allowed = decision.Kind == ResolutionKind.Waive
            || (decision.Kind == ResolutionKind.Retry && decision.Part == ItselfPart);
        return allowed
            ? (ResolutionResult.Resolved,
                [new InboxEvent.Resolved(decision.Id, decision.Part, decision.Kind, decision.By, now)])
            : (ResolutionResult.NotAllowed, []);
    }

    /// <summary>How long to wait after so many attempts.</summary>
    public static TimeSpan Pause(int attempts) =>
        attempts >= 9 ? LongestPause : FirstPause * (1 << attempts);

    /// <summary>The state after an event.</summary>
    public static Inbox Evolve(Inbox s, InboxEvent e) => (s, e) switch
    {
        (Inbox.Absent, InboxEvent.Received r) => new Inbox.Kept(
            r.Message, new InboxStanding.Received(), 0, [], [], [], []),
        (Inbox.Kept k, InboxEvent.Differed d) => Wait(
            k with { OtherBodies = k.OtherBodies.Add(d.BodyHash) }, BodyPart + d.BodyHash),
        (Inbox.Kept k, InboxEvent.Applied) => Settle(k, new InboxStanding.Done()),
        (Inbox.Kept k, InboxEvent.Ignored i) => Settle(k, new InboxStanding.Ignored(i.Reason)),
        (Inbox.Kept k, InboxEvent.Parked p) => Settle(k, new InboxStanding.Parked(p.Reason, p.NextAt)),
        (Inbox.Kept k, InboxEvent.Failed f) => Wait(
            Settle(k, new InboxStanding.Failed(f.Reason, f.Detail)), ItselfPart),
        (Inbox.Kept k, InboxEvent.Reported r) => k with { ToReport = k.ToReport.Remove(r.Part) },
        (Inbox.Kept k, InboxEvent.Resolved r) => Resolve(k, r),
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow {s.GetType().Name}."),
    };

    private static Inbox.Kept Settle(Inbox.Kept k, InboxStanding standing) =>
        k with { Standing = standing, Attempts = k.Attempts + 1 };

    private static Inbox.Kept Wait(Inbox.Kept k, string part) =>
        k with { ToReport = k.ToReport.Add(part), Open = k.Open.Add(part) };

    private static Inbox.Kept Resolve(Inbox.Kept k, InboxEvent.Resolved r)
    {
        var decisions = k.Decisions.Length >= MaxDecisions ? k.Decisions.RemoveAt(0) : k.Decisions;
        // A part that was decided before the desk was told of it needs no telling any more.
        var after = k with
        {
            Open = k.Open.Remove(r.Part),
            ToReport = k.ToReport.Remove(r.Part),
            Decisions = decisions.Add(r.DecisionId),
        };
        return (r.Part, r.Kind) switch
        {
            (ItselfPart, ResolutionKind.Retry) => after with { Standing = new InboxStanding.Received(), Attempts = 0 },
            (ItselfPart, _) => after with { Standing = new InboxStanding.Waived() },
            _ => after,
        };
    }

    private static bool HasPart(Inbox.Kept k, string part) =>
        part == ItselfPart
        || (part.StartsWith(BodyPart, StringComparison.Ordinal) && k.OtherBodies.Contains(part[BodyPart.Length..]));
}
