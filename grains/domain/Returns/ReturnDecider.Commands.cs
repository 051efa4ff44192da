using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Returns;

public static partial class ReturnDecider
{
    /// <summary>What is known of a request without asking anybody, or null when the return is new.</summary>
    public static ReturnResult? Known(Return s, RequestReturn c) => s.Stage == ReturnStage.None ? null
        : IsSame(s.Claim.Request, c) ? new ReturnResult.Requested(View(s)!, true)
        : new ReturnResult.RequestedDifferently();

    /// <summary>Takes over what the order has allocated. A fact; a repetition changes nothing.</summary>
    public static ReturnEvent[] Open(Return s, ReturnClaim claim, DateTimeOffset now)
    {
        if (s.Stage != ReturnStage.None)
            return [];
        var opened = new ReturnEvent.Opened(claim, now);
        if (claim.Request is not { Received: true, Location: { } location } request)
            return [opened];
        var units = ReturnMoney.Split(claim.Lines, request.Lines) ?? claim.Lines;
        return [opened, new ReturnEvent.Received(
            location, units, request.OccurredAt.ToUniversalTime(), request.By, now)];
    }

    /// <summary>Agrees, refuses, takes back or sends. Results in the order of <see cref="IReturn.Approve"/>.</summary>
    /// <param name="s">The return.</param>
    /// <param name="to">Approved, Declined, Cancelled or InTransit.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">UTC.</param>
    public static (ReturnChange, ReturnEvent[]) Decide(Return s, ReturnStage to, Origin by, DateTimeOffset now)
    {
        if (s.Stage == ReturnStage.None)
            return (new ReturnChange.NotFound(), []);
        if (s.Stage == to)
            return (new ReturnChange.Done(View(s)!), []);
        // Its credit is a part of another order: only the exchange knows whether that has come about.
        if (s.Claim.Request.Credit is not null && to != ReturnStage.InTransit)
            return (new ReturnChange.NotAllowed(s.Status), []);
        return Change(s, to, by, now);
    }

    /// <summary>Takes in how the exchange of the return has gone.</summary>
    public static (ReturnChange, ReturnEvent[]) Decide(Return s, bool accepted, Origin by, DateTimeOffset now)
    {
        var to = accepted ? ReturnStage.Approved : ReturnStage.Cancelled;
        return s.Stage == ReturnStage.None ? (new ReturnChange.NotFound(), [])
            : s.Stage == to || s.Stage is ReturnStage.InTransit or ReturnStage.Received && accepted
                ? (new ReturnChange.Done(View(s)!), [])
            : s.Stage != ReturnStage.Requested || s.Claim.Request.Credit is null
                ? (new ReturnChange.NotAllowed(s.Status), [])
            : Change(s, to, by, now);
    }

    private static (ReturnChange, ReturnEvent[]) Change(Return s, ReturnStage to, Origin by, DateTimeOffset now)
    {
        ReturnEvent? e = (s.Stage, to) switch
        {
            (ReturnStage.Requested, ReturnStage.Approved) => new ReturnEvent.Approved(by, now),
            (ReturnStage.Requested, ReturnStage.Declined) => new ReturnEvent.Declined(by, now),
            (ReturnStage.Requested or ReturnStage.Approved or ReturnStage.InTransit, ReturnStage.Cancelled) =>
                new ReturnEvent.Cancelled(by, now),
            (ReturnStage.Approved, ReturnStage.InTransit) => new ReturnEvent.Sent(by, now),
            _ => null,
        };
        return e is null
            ? (new ReturnChange.NotAllowed(s.Status), [])
            : (new ReturnChange.Done(View(Evolve(s, e))!), [e]);
    }

    /// <summary>Records that the goods are here. Results in the order of <see cref="IReturn.RecordReceived"/>; the
    /// location was looked up before.</summary>
    public static (ReturnChange, ReturnEvent[]) Decide(
        Return s, ReceiveReturn fact, bool isLocationKnown, DateTimeOffset now)
    {
        switch (s.Stage)
        {
            case ReturnStage.None:
                return (new ReturnChange.NotFound(), []);
            case ReturnStage.Received:
                return (new ReturnChange.Done(View(s)!), []);
            case ReturnStage.Declined or ReturnStage.Cancelled:
            case ReturnStage.Requested when s.Claim.Request.Credit is not null:
                return (new ReturnChange.NotAllowed(s.Status), []);
        }
        if (!isLocationKnown)
            return (new ReturnChange.UnknownLocation(), []);
        var lines = fact.Lines is { IsDefaultOrEmpty: false } told ? told : s.Claim.Request.Lines;
        if (ReturnMoney.WrongLine(s.Claim.Lines, lines) is var (line, announced))
            return (new ReturnChange.UnitsDiffer(line, announced), []);
        var e = new ReturnEvent.Received(
            fact.Location, ReturnMoney.Split(s.Claim.Lines, lines)!.Value, fact.OccurredAt.ToUniversalTime(), fact.By,
            now);
        return (new ReturnChange.Done(View(Evolve(s, e))!), [e]);
    }

    /// <summary>Takes in a decision about a refused refund; its part is <c>refund/NUMBER</c>.</summary>
    public static (ResolutionResult, ReturnEvent[]) Decide(Return s, Resolution c, DateTimeOffset now)
    {
        foreach (var refund in s.Refunds)
        {
            if (c.Part != PartOf(refund.Number))
                continue;
            if (s.Decisions.Contains(c.Id))
                return (ResolutionResult.Resolved, []);
            if (refund.Standing is not RefundStanding.Refused)
                return (ResolutionResult.AlreadyResolved, []);
            return c.Kind is ResolutionKind.Retry or ResolutionKind.Waive
                ? (ResolutionResult.Resolved,
                    [new ReturnEvent.RefundResolved(refund.Number, c.Id, c.Kind, c.By, now)])
                : (ResolutionResult.NotAllowed, []);
        }
        return (ResolutionResult.NotFound, []);
    }

    /// <summary>What the exception desk calls a part of the refund.</summary>
    public static string PartOf(int number) => $"refund/{number}";
}
