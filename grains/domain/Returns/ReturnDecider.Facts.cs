using RetailActors.Payments;

namespace RetailActors.Returns;

public static partial class ReturnDecider
{
    /// <summary>Takes in what came of calls, one by one. Never refuses; a repetition gives no events.</summary>
    public static ReturnEvent[] Decide(Return s, IReadOnlyList<ReturnFact> facts, DateTimeOffset now)
    {
        if (s.Stage == ReturnStage.None)
            return [];
        var events = new List<ReturnEvent>(4);
        foreach (var fact in facts)
        {
            if (Take(s, fact, now) is { } e)
                Add(e);
            if (fact is ReturnFact.DocumentsStand documents)
                Reverse(documents);
            else if (s.ClosedAt is null && IsDoneHere(s) && !s.Claim.Tells)
                Add(new ReturnEvent.Closed(now));
        }
        return [.. events];

        void Add(ReturnEvent e)
        {
            events.Add(e);
            s = Evolve(s, e);
        }

        void Reverse(ReturnFact.DocumentsStand documents)
        {
            if (s.ClosedAt is not null || !IsDoneHere(s) || !documents.IsTaxReversed)
                return;
            if (s.TaxAdjustedAt is null)
                Add(new ReturnEvent.TaxAdjusted(now));
            if (!documents.IsPosted)
                return;
            Add(new ReturnEvent.ReversalPosted(now));
            Add(new ReturnEvent.Closed(now));
        }
    }

    private static ReturnEvent? Take(Return s, ReturnFact fact, DateTimeOffset now) => fact switch
    {
        ReturnFact.UnitsStored f when IsOwed(s, f.Call) => new ReturnEvent.UnitsStored(f.Call, now),
        ReturnFact.OrderTold f when IsOwed(s, f.Call) => new ReturnEvent.OrderTold(f.Call),
        ReturnFact.RefundAnswered f when IsOwed(s, PartOf(f.Number)) =>
            Answered(s.Refunds[f.Number - 1], f.Result, now),
        ReturnFact.ExceptionRaised f when IsOwed(s, $"exception/{PartOf(f.Number)}") =>
            new ReturnEvent.ExceptionRaised(f.Number),
        _ => null,
    };

    private static ReturnEvent? Answered(Refund refund, OperationResult result, DateTimeOffset now) => result switch
    {
        OperationResult.Done => new ReturnEvent.Refunded(refund.Number, now),
        OperationResult.Pending => refund.Standing is RefundStanding.Owed
            ? new ReturnEvent.RefundPending(refund.Number, now)
            : null,
        OperationResult.Refused r => new ReturnEvent.RefundRefused(refund.Number, r.Code, now),
        OperationResult.ExceedsCaptured => new ReturnEvent.RefundRefused(refund.Number, "exceeds-captured", now),
        OperationResult.DoneDifferently => new ReturnEvent.RefundRefused(refund.Number, "done-differently", now),
        OperationResult.WrongCurrency => new ReturnEvent.RefundRefused(refund.Number, "wrong-currency", now),
        OperationResult.NotFound => new ReturnEvent.RefundRefused(refund.Number, "not-found", now),
        _ => new ReturnEvent.RefundRefused(refund.Number, "not-allowed", now),
    };

    private static bool IsOwed(Return s, string call)
    {
        foreach (var owed in Calls(s))
            if (owed.Call == call) return true;
        return false;
    }
}
