using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Returns;

public static partial class ReturnDecider
{
    /// <summary>The return after an event.</summary>
    public static Return Evolve(Return s, ReturnEvent e)
    {
        var next = e switch
        {
            ReturnEvent.Opened x => OnOpened(x),
            ReturnEvent.Approved => s with { Stage = ReturnStage.Approved },
            ReturnEvent.Declined => s with { Stage = ReturnStage.Declined },
            ReturnEvent.Cancelled => s with { Stage = ReturnStage.Cancelled },
            ReturnEvent.Sent => s with { Stage = ReturnStage.InTransit },
            ReturnEvent.Received x => s with
            {
                Stage = ReturnStage.Received,
                Location = x.Location,
                Units = x.Units,
                ReceivedAt = x.OccurredAt,
            },
            ReturnEvent.UnitsStored x => s with { Answered = s.Answered.Add(x.Call) },
            ReturnEvent.OrderTold x => s with { Answered = s.Answered.Add(x.Call) },
            ReturnEvent.RefundPending x => Stand(s, x.Number, r => new RefundStanding.Pending(r.Tries)),
            ReturnEvent.Refunded x => Stand(s, x.Number, r => new RefundStanding.Done(r.Tries, x.At)),
            ReturnEvent.RefundRefused x => Stand(
                s, x.Number, r => new RefundStanding.Refused(r.Tries, x.Code, x.At, false)),
            ReturnEvent.ExceptionRaised x => Stand(
                s, x.Number, r => r is RefundStanding.Refused refused ? refused with { IsRaised = true } : r),
            ReturnEvent.RefundResolved x => OnResolved(s, x),
            ReturnEvent.TaxAdjusted x => s with { TaxAdjustedAt = x.At },
            ReturnEvent.ReversalPosted x => s with { ReversedAt = x.At },
            ReturnEvent.Closed x => s with { ClosedAt = x.At },
            _ => throw new UnreachableException(),
        };
        return next with { Version = s.Version + 1 };
    }

    private static Return OnOpened(ReturnEvent.Opened e)
    {
        var refunds = ImmutableArray.CreateBuilder<Refund>(e.Claim.Refunds.Length);
        foreach (var part in e.Claim.Refunds)
            refunds.Add(new Refund(refunds.Count + 1, part, new RefundStanding.Owed(0)));
        return Return.None with
        {
            Claim = e.Claim,
            Stage = ReturnStage.Requested,
            OpenedAt = e.At,
            Location = e.Claim.Request.Location,
            Units = ReturnMoney.Split(e.Claim.Lines, e.Claim.Request.Lines) ?? e.Claim.Lines,
            Refunds = refunds.MoveToImmutable(),
        };
    }

    private static Return OnResolved(Return s, ReturnEvent.RefundResolved e) => Stand(
        s, e.Number, r => e.Kind == ResolutionKind.Waive
            ? new RefundStanding.Waived(r.Tries, e.At)
            : new RefundStanding.Owed(r.Tries + 1)) with
    {
        Decisions = s.Decisions.Add(e.Decision),
    };

    private static Return Stand(Return s, int number, Func<RefundStanding, RefundStanding> next) => s with
    {
        Refunds = s.Refunds.SetItem(
            number - 1, s.Refunds[number - 1] with { Standing = next(s.Refunds[number - 1].Standing) }),
    };
}
