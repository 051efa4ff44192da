using System.Collections.Immutable;
using RetailActors.Journal;
using RetailActors.Payments;

namespace RetailActors.Returns;

public static partial class ReturnDecider
{
    private const string TellReleased = "tell/released";
    private const string TellReceived = "tell/received";

    /// <summary>All calls that the return owes right now. Goods are put away before money is paid back, and the order
    /// hears of the goods before it hears of the money.</summary>
    public static IReadOnlyList<ReturnCall> Calls(Return s)
    {
        var calls = new List<ReturnCall>();
        if (s.Stage is ReturnStage.Declined or ReturnStage.Cancelled && !s.Answered.Contains(TellReleased))
            calls.Add(new ReturnCall.TellOrder(TellReleased, new ReturnProgress.Released(s.Claim.Id)));
        if (s.Stage != ReturnStage.Received || s.ClosedAt is not null)
            return calls;
        Store(s, calls);
        if (!s.Answered.Contains(TellReceived))
            calls.Add(new ReturnCall.TellOrder(TellReceived, new ReturnProgress.Received(
                s.Claim.Id, s.Location!.Value, s.Units, s.ReceivedAt!.Value)));
        if (s.IsStored)
            PayBack(s, calls);
        if (IsDoneHere(s) && s.Claim.Tells)
            calls.Add(new ReturnCall.AwaitReversal());
        return calls;
    }

    /// <summary>The ids of <see cref="Calls"/>.</summary>
    public static IReadOnlyList<Owed> Outbox(Return s) => [.. Calls(s).Select(c => new Owed(c.Call))];

    /// <summary>The movement by which some of a return's units came into stock.</summary>
    /// <param name="id">The return.</param>
    /// <param name="line">Their line.</param>
    /// <param name="at">Their place among the units of the return, 0 for the first.</param>
    public static MovementId MovementOf(ReturnId id, LineId line, int at) =>
        new($"return:{id.Value}:{line.Value}:{at + 1}");

    private static void Store(Return s, List<ReturnCall> calls)
    {
        for (var i = 0; i < s.Units.Length; i++)
        {
            var (units, call) = (s.Units[i], Return.StoreCall(i));
            if (units.Disposition != Disposition.Missing && !s.Answered.Contains(call))
                calls.Add(new ReturnCall.StoreUnits(
                    call, s.Location!.Value, units,
                    MovementOf(s.Claim.Id, units.LineId, i), s.ReceivedAt!.Value));
        }
    }

    private static void PayBack(Return s, List<ReturnCall> calls)
    {
        foreach (var refund in s.Refunds)
        {
            var call = PartOf(refund.Number);
            switch (refund.Standing)
            {
                case RefundStanding.Owed or RefundStanding.Pending:
                    calls.Add(new ReturnCall.PayBack(
                        call, refund.Number, refund.Part.Payment, OperationOf(s, refund), refund.Part.Amount,
                        refund.Part.IsCredit));
                    break;
                case RefundStanding.Refused { IsRaised: false } refused:
                    calls.Add(new ReturnCall.RaiseException($"exception/{call}", refund, refused));
                    break;
                case RefundStanding.Done or RefundStanding.Waived
                    when s.Answered.Contains(TellReceived) && !s.Answered.Contains(TellOf(refund)):
                    calls.Add(new ReturnCall.TellOrder(TellOf(refund), new ReturnProgress.Refunded(
                        s.Claim.Id, refund.Part.Payment, PaidOf(refund), refund.Standing.FinalAt!.Value,
                        refund.Part.IsCredit)));
                    break;
            }
        }
    }

    private static string TellOf(Refund refund) => $"tell/{PartOf(refund.Number)}";

    private static Money PaidOf(Refund refund) =>
        refund.Standing is RefundStanding.Done ? refund.Part.Amount : Money.Zero(refund.Part.Amount.Currency);

    // A refused operation stays refused under its id; what somebody decides to try again is another one.
    private static OperationId OperationOf(Return s, Refund refund) => new(refund.Standing.Tries == 0
        ? $"{refund.Part.Payment.Value}:refund:{s.Claim.Id.Value}"
        : $"{refund.Part.Payment.Value}:refund:{s.Claim.Id.Value}:{refund.Standing.Tries + 1}");

    /// <summary>Goods, money and the order are done with; what remains is with the systems outside.</summary>
    private static bool IsDoneHere(Return s)
    {
        if (!s.IsRefunded || !s.Answered.Contains(TellReceived))
            return false;
        foreach (var refund in s.Refunds)
            if (!s.Answered.Contains(TellOf(refund))) return false;
        return true;
    }
}
