using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>When an endpoint is called, and what people decide about it. Pure.</summary>
public static class EndpointDecider
{
    /// <summary>Disabled because the receiver said 410.</summary>
    public const string Gone = "gone";

    /// <summary>Disabled by an operator.</summary>
    public const string ByHand = "by-hand";

    /// <summary>Owed: tell the desk that the receiver is gone.</summary>
    public const string ReportCall = "report";

    /// <summary>Owed: take that exception off the desk.</summary>
    public const string ClearCall = "clear";

    /// <summary>Owed: send what was held.</summary>
    public const string ReleaseCall = "release";

    /// <summary>Owed: send what was given up.</summary>
    public const string ReplayCall = "replay";

    /// <summary>Part of the exception about an endpoint that is gone.</summary>
    public const string ItselfPart = "endpoint";

    /// <summary>Part of the exception about what was given up.</summary>
    public const string DeadLettersPart = "dead-letters";

    /// <summary>Kind of the exception about an endpoint that is gone.</summary>
    public const string GoneKind = "webhook-endpoint-gone";

    /// <summary>Kind of the exception about what was given up.</summary>
    public const string DeadLettersKind = "webhook-dead-letter";

    /// <summary>Most decisions remembered.</summary>
    public const int MaxDecisions = 32;

    /// <summary>How long the desk has.</summary>
    public static readonly TimeSpan TimeToDecide = TimeSpan.FromHours(8);

    /// <summary>Disables it; nothing when it is disabled.</summary>
    public static EndpointEvent[] Disable(
        Endpoint s, string reason, string evidence, Origin by, DateTimeOffset now) =>
        s.Standing is EndpointStanding.Enabled ? [new EndpointEvent.Disabled(reason, evidence, by, now)] : [];

    /// <summary>Enables it; nothing when it is enabled.</summary>
    public static EndpointEvent[] Enable(Endpoint s, Origin by, DateTimeOffset now) =>
        s.Standing is EndpointStanding.Disabled ? [new EndpointEvent.Enabled(by, now)] : [];

    /// <summary>Asks for everything that was given up; nothing while that is under way.</summary>
    public static EndpointEvent[] Replay(Endpoint s, Origin by, DateTimeOffset now) =>
        s.Owes.Contains(ReplayCall) ? [] : [new EndpointEvent.ReplayAsked(by, now)];

    /// <summary>Notes that an owed call was made.</summary>
    public static EndpointEvent[] Done(Endpoint s, string call, DateTimeOffset now) =>
        s.Owes.Contains(call) ? [new EndpointEvent.Done(call, now)] : [];

    /// <summary>Takes in a decision of the desk. Results in the order of <see cref="ResolutionResult"/>.</summary>
    public static (ResolutionResult, EndpointEvent[]) Decide(Endpoint s, Resolution decision, DateTimeOffset now)
    {
        if (decision.Part is not (ItselfPart or DeadLettersPart))
        {
            return (ResolutionResult.NotFound, []);
        }
        if (s.Decisions.Contains(decision.Id))
        {
            return (ResolutionResult.AlreadyResolved, []);
        }
        if (decision.Kind is not (ResolutionKind.Retry or ResolutionKind.Waive))
        {
            return (ResolutionResult.NotAllowed, []);
        }
        EndpointEvent[] follows = (decision.Part, decision.Kind) switch
        {
            (ItselfPart, ResolutionKind.Retry) => Enable(s, decision.By, now),
            (DeadLettersPart, ResolutionKind.Retry) => Replay(s, decision.By, now),
            _ => [],
        };
        return (ResolutionResult.Resolved,
        [
            new EndpointEvent.Decided(decision.Id, decision.Part, decision.Kind, decision.By, now), .. follows,
        ]);
    }

    /// <summary>What the desk is told of a receiver that is gone, or null when there is nothing to tell.</summary>
    public static ExceptionReport? Report(Endpoint s, EndpointKey key) =>
        s.Standing is EndpointStanding.Disabled { Reason: Gone } d
            ? Report(key, GoneKind, ItselfPart, $"{key.Name} is disabled. {d.Evidence}", d.At)
            : null;

    /// <summary>What the desk is told of deliveries that were given up.</summary>
    public static ExceptionReport DeadLetters(EndpointKey key, string evidence, DateTimeOffset now) =>
        Report(key, DeadLettersKind, DeadLettersPart, evidence, now);

    /// <summary>The state after an event.</summary>
    public static Endpoint Evolve(Endpoint s, EndpointEvent e) => e switch
    {
        EndpointEvent.Disabled d => s with
        {
            Standing = new EndpointStanding.Disabled(d.Reason, d.Evidence, d.At),
            Owes = d.Reason == Gone
                ? Owing(s.Owes.Remove(ClearCall).Remove(ReleaseCall), ReportCall)
                : s.Owes.Remove(ReleaseCall),
        },
        EndpointEvent.Enabled enabled => s with
        {
            Standing = new EndpointStanding.Enabled(enabled.At),
            Owes = Owing(Owing(s.Owes.Remove(ReportCall), ClearCall), ReleaseCall),
        },
        EndpointEvent.ReplayAsked => s with { Owes = Owing(s.Owes, ReplayCall) },
        EndpointEvent.Done d => s with { Owes = s.Owes.Remove(d.Call) },
        EndpointEvent.Decided d => s with
        {
            Decisions = (s.Decisions.Length < MaxDecisions ? s.Decisions : s.Decisions.RemoveAt(0)).Add(d.Id),
        },
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of an endpoint."),
    };

    /// <summary>The calls owed: <c>report</c>, <c>clear</c>, <c>release</c>, <c>replay</c>.</summary>
    public static IReadOnlyList<Owed> Outbox(Endpoint s) => [.. s.Owes.Select(call => new Owed(call))];

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<EndpointEvent> Codec = new EventCodec<EndpointEvent>()
        .Add("disabled", EndpointJson.Default.Disabled)
        .Add("enabled", EndpointJson.Default.Enabled)
        .Add("replay-asked", EndpointJson.Default.ReplayAsked)
        .Add("done", EndpointJson.Default.Done)
        .Add("decided", EndpointJson.Default.Decided);

    /// <summary>All that the journal needs to know of endpoints.</summary>
    public static readonly Fold<Endpoint, EndpointEvent> Fold =
        new("webhook-endpoint", Endpoint.Fresh, Evolve, Outbox, Index, Codec);

    private static ImmutableArray<string> Owing(ImmutableArray<string> owes, string call) =>
        owes.Contains(call) ? owes : owes.Add(call);

    private static IndexRow? Index(Endpoint s)
    {
        var (status, row) = s.Standing switch
        {
            EndpointStanding.Disabled d => ("disabled", new EndpointRow(d.Reason, d.At)),
            EndpointStanding.Enabled e => ("enabled", new EndpointRow(null, e.At)),
            _ => throw new UnreachableException(),
        };
        return new IndexRow(status, row.Reason ?? "", JsonSerializer.Serialize(row, EndpointJson.Default.EndpointRow));
    }

    private static ExceptionReport Report(
        EndpointKey key, string kind, string part, string evidence, DateTimeOffset at) => new(
            kind, $"webhook-endpoint/{key}", part, key.Name, Role.It, evidence, at, at + TimeToDecide,
            [ResolutionKind.Retry, ResolutionKind.Waive]);
}
