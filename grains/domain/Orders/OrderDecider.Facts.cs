using System.Collections.Immutable;
using RetailActors.Payments;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Takes in what came of calls, one by one. Never refuses; a repetition gives no events.</summary>
    public static OrderEvent[] Decide(Order s, IReadOnlyList<OrderFact> facts, DateTimeOffset now)
    {
        if (s.Stage == OrderStage.None)
            return [];
        var events = new List<OrderEvent>(4);
        for (var i = 0; i < facts.Count; i++)
        {
            var before = events.Count;
            Take(s, facts[i], events, now);
            s = EvolveFrom(s, events, before);
            before = events.Count;
            Conclude(s, events, now);
            s = EvolveFrom(s, events, before);
        }
        return [.. events];
    }

    private static Order EvolveFrom(Order s, List<OrderEvent> events, int from)
    {
        for (var i = from; i < events.Count; i++)
            s = Evolve(s, events[i]);
        return s;
    }

    private static void Take(Order s, OrderFact fact, List<OrderEvent> events, DateTimeOffset now)
    {
        switch (fact)
        {
            case OrderFact.LinesAllocated f:
                TakeAllocation(s, f, events);
                break;
            case OrderFact.PaymentAuthorised f:
                if (FindPayment(s, f.Payment) is { Money: not TenderMoney.Authorised } authorised)
                    events.Add(new OrderEvent.PaymentAuthorised(authorised.Number));
                break;
            case OrderFact.PaymentDeclined f:
                if (FindPayment(s, f.Payment) is { Money: TenderMoney.Undecided } declined)
                    events.Add(new OrderEvent.PaymentDeclined(declined.Number, f.Code));
                break;
            case OrderFact.LineReleased f:
                if (FindFollowing(s, f.Call) is OrderCall.ReleaseLine)
                    events.Add(new OrderEvent.LineReleased(f.Call));
                break;
            case OrderFact.LineFulfilled f:
                if (FindFollowing(s, f.Call) is OrderCall.FulfilLine)
                    events.Add(new OrderEvent.LineFulfilled(f.Call));
                break;
            case OrderFact.PaymentCaptured f:
                if (FindOwedOrRefused(s, f.Call) is OrderCall.CapturePayment capture)
                    TakeOperation(
                        s, capture, f.Result, (c, a) => new OrderEvent.PaymentCaptured(c, a, now), now, events);
                break;
            case OrderFact.PaymentVoided f:
                if (FindOwedOrRefused(s, f.Call) is OrderCall.VoidPayment release)
                    TakeOperation(s, release, NothingHeld(f.Result, release.Amount),
                        static (c, a) => new OrderEvent.PaymentVoided(c, a), now, events);
                break;
            case OrderFact.ReturnOpened f:
                if (FindFollowing(s, f.Call) is OrderCall.OpenReturn)
                    events.Add(new OrderEvent.ReturnOpened(f.Call));
                break;
            case OrderFact.UnitsSourced f:
                AddIf(events, SourcedBy(s, f, now));
                break;
            case OrderFact.DeskTold f:
                AddIf(events, DeskTold(s, f));
                break;
            case OrderFact.StepsTold f:
                if (f.Steps.RemoveAll(id => !IsUntold(s, id)) is { IsEmpty: false } steps)
                    events.Add(new OrderEvent.StepsTold(steps));
                break;
        }
    }

    private static void AddIf(List<OrderEvent> events, OrderEvent? e)
    {
        if (e is not null)
            events.Add(e);
    }

    private static void TakeAllocation(Order s, OrderFact.LinesAllocated fact, List<OrderEvent> events)
    {
        var allocated = ImmutableArray.CreateBuilder<LineAllocation>(fact.Allocated.Length);
        var strays = new List<LineAllocation>(0);
        foreach (var a in fact.Allocated)
        {
            var at = IndexOf(s, a.LineId);
            if (at < 0 || s.Lines[at].First == a.Location || allocated.Contains(a))
                continue;
            if (s.Lines[at].Stock == LineStock.Undecided && !Contains(allocated, a.LineId))
                allocated.Add(a);
            else if (!s.Strays.Contains(a) && !strays.Contains(a))
                strays.Add(a);
        }
        var shortages = ImmutableArray.CreateBuilder<Shortage>(0);
        foreach (var shortage in fact.Shortages)
        {
            var at = IndexOf(s, shortage.LineId);
            if (at >= 0 && s.Lines[at].Stock == LineStock.Undecided && !Contains(allocated, shortage.LineId)
                && !Contains(shortages, shortage.LineId))
                shortages.Add(shortage);
        }
        if (allocated.Count + shortages.Count > 0)
            events.Add(new OrderEvent.LinesAllocated(allocated.DrainToImmutable(), shortages.DrainToImmutable()));
        foreach (var stray in strays)
            events.Add(new OrderEvent.StrayAllocated(stray.LineId, stray.Location));
    }

    private static void TakeOperation(
        Order s, OrderCall call, OperationResult result, Func<string, long, OrderEvent> done, DateTimeOffset now,
        List<OrderEvent> events)
    {
        switch (result)
        {
            case OperationResult.Done d:
                events.Add(done(call.Call, d.Amount.Minor));
                break;
            case OperationResult.Pending:
                break;
            default:
                if (FindFollowing(s, call.Call) is not null)
                    events.Add(new OrderEvent.CallRefused(call.Call, CodeOf(result), now));
                break;
        }
    }

    // Letting go of money that nobody holds any more is what was wanted.
    private static OperationResult NothingHeld(OperationResult result, Money asked) => result switch
    {
        OperationResult.NotAllowed
        {
            Status: PaymentStatus.Voided or PaymentStatus.AuthExpired or PaymentStatus.Declined,
        } => new OperationResult.Done(asked),
        _ => result,
    };

    private const string ExceedsCode = "exceeds-authorised";
    private const string NotAllowedCode = "not-allowed";

    private static string CodeOf(OperationResult result) => result switch
    {
        OperationResult.NotFound => "not-found",
        OperationResult.DoneDifferently => "done-differently",
        OperationResult.WrongCurrency => "wrong-currency",
        OperationResult.NotAllowed => NotAllowedCode,
        OperationResult.ExceedsAuthorised => ExceedsCode,
        OperationResult.ExceedsCaptured => "exceeds-captured",
        OperationResult.Refused r => r.Code,
        _ => "unknown",
    };

    // Nothing is concluded before every line is decided: a location may have committed units that we do not know of.
    private static void Conclude(Order s, List<OrderEvent> events, DateTimeOffset now)
    {
        if (s.Stage != OrderStage.Deciding)
            return;
        var isShort = false;
        foreach (var line in s.Lines)
        {
            if (line.Stock == LineStock.Undecided)
                return;
            isShort |= line.Stock == LineStock.Short;
        }
        if (isShort)
        {
            events.Add(new OrderEvent.Rejected("out-of-stock", now));
            return;
        }
        var waiting = false;
        foreach (var payment in s.Payments)
        {
            if (payment.Money == TenderMoney.Declined)
            {
                events.Add(new OrderEvent.Rejected("payment-declined", now));
                return;
            }
            waiting |= payment.Money == TenderMoney.Undecided;
        }
        if (waiting)
            return;
        events.Add(new OrderEvent.Accepted(now));
        foreach (var cancel in s.Requested)
            events.Add(new OrderEvent.UnitsCancelled(cancel.Id, cancel.Lines, cancel.By, now));
    }

    private static bool Contains(ImmutableArray<LineAllocation>.Builder lines, LineId id)
    {
        foreach (var line in lines)
            if (line.LineId == id) return true;
        return false;
    }

    private static bool Contains(ImmutableArray<Shortage>.Builder lines, LineId id)
    {
        foreach (var line in lines)
            if (line.LineId == id) return true;
        return false;
    }

    private static OrderPayment? FindPayment(Order s, PaymentId id)
    {
        foreach (var payment in s.Payments)
            if (payment.Id == id) return payment;
        return null;
    }

    private static OrderCall? FindFollowing(Order s, string call)
    {
        foreach (var following in s.Following)
            if (following.Call == call) return following;
        return null;
    }

    private static OrderCall? FindOwedOrRefused(Order s, string call)
    {
        foreach (var refused in s.Refused)
            if (refused.Call.Call == call) return refused.Call;
        return FindFollowing(s, call);
    }
}
