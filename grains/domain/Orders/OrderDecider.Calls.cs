using System.Collections.Immutable;
using RetailActors.Journal;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>All calls that the order owes right now. An order that is being decided owes one at a time.</summary>
    public static IReadOnlyList<OrderCall> Calls(Order s)
    {
        if (!NeedsDesk(s))
            return Usual(s);
        var calls = new List<OrderCall>(Usual(s));
        foreach (var missing in s.Shortfalls)
            if (IsSearched(missing)) calls.Add(SearchFor(s, missing));
        AddDesk(s, calls);
        return calls;
    }

    /// <summary>The ids of <see cref="Calls"/>.</summary>
    public static IReadOnlyList<Owed> Outbox(Order s) =>
        NeedsDesk(s) ? [.. Calls(s).Select(c => new Owed(c.Call))] : UsualOutbox(s);

    private static ImmutableArray<OrderCall> Usual(Order s)
    {
        if (s.Stage != OrderStage.Deciding)
            return s.Untold.IsEmpty ? s.Following : s.Following.Add(new OrderCall.TellSteps(
                s.Untold.Length > OrderCall.TellSteps.MaxSteps ? s.Untold[..OrderCall.TellSteps.MaxSteps] : s.Untold));
        if (!IsStockDecided(s))
            return s.Following.Add(new OrderCall.AllocateLines(Requests(s)));
        return NextPayment(s) is { } p
            ? s.Following.Add(new OrderCall.AuthorisePayment(
                AuthoriseCall(p), p.Id, new Tender(p.Intake.Provider, p.Intake.Method,
                    new Money(p.Intake.Amount, s.Intake.Currency)), s.Intake.At))
            : s.Following;
    }

    private static Owed[] UsualOutbox(Order s)
    {
        var decision = s.Stage != OrderStage.Deciding ? s.Untold.IsEmpty ? null : OrderCall.TellSteps.Id
            : !IsStockDecided(s) ? OrderCall.AllocateLines.Id
            : NextPayment(s) is { } p ? AuthoriseCall(p) : null;
        var owed = new Owed[s.Following.Length + (decision is null ? 0 : 1)];
        for (var i = 0; i < s.Following.Length; i++)
            owed[i] = new Owed(s.Following[i].Call);
        if (decision is not null)
            owed[^1] = new Owed(decision);
        return owed;
    }

    private static string AuthoriseCall(OrderPayment p) => p.Number == 1 ? "authorise/p1" : $"authorise/p{p.Number}";

    private static bool IsStockDecided(Order s)
    {
        foreach (var line in s.Lines)
            if (line.Stock == LineStock.Undecided) return false;
        return true;
    }

    private static OrderPayment? NextPayment(Order s)
    {
        foreach (var payment in s.Payments)
            if (payment.Money == TenderMoney.Undecided) return payment;
        return null;
    }

    private static ImmutableArray<AllocationRequest> Requests(Order s)
    {
        var requests = ImmutableArray.CreateBuilder<AllocationRequest>(s.Lines.Length);
        foreach (var line in s.Lines)
        {
            if (line.Stock == LineStock.Undecided)
                requests.Add(new AllocationRequest(
                    line.Id, line.Intake.Sku, line.Ordered, line.Reservation, s.Intake.Candidates, line.Intake.Hold));
        }
        return requests.DrainToImmutable();
    }
}
