using RetailActors.Finance;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>What an auditor finds when everything has come to rest, in the journals as they replay.</summary>
internal static class SimChecks
{
    private static readonly OrderStatus[] _atRest =
    [
        OrderStatus.Accepted, OrderStatus.InFulfilment, OrderStatus.ReadyForPickup, OrderStatus.Completed,
        OrderStatus.Cancelled, OrderStatus.Rejected,
    ];

    public static void Check(SimWorld world)
    {
        var orders = world.AllOrders.Select(o => o.Actor.Replay()).ToList();
        foreach (var (customer, order) in world.Customers.Zip(orders))
        {
            CheckOrder(customer, order);
            CheckMoney(world, order);
            CheckSteps(world, order);
            CheckReturns(world, customer, order);
        }
        foreach (var stock in world.AllStock)
            CheckStock(stock, orders, [.. world.AllReturns.Values.Select(r => r.Actor.Replay())]);
        foreach (var payment in world.AllPayments.Keys)
            Expect(true, orders.Any(o => o.Payments.Any(p => p.Id == payment)), "an order has", payment);
    }

    private static void CheckOrder(SimCustomer customer, Order s)
    {
        var id = customer.Submission.ExternalId;
        Expect(true, customer.IsDone, "answers to the customer of", id);
        Expect(0, OrderDecider.Calls(s).Count, "calls owed by", id);
        Expect(true, _atRest.Contains(s.Status), $"at rest in {s.Status}", id);
        Expect(customer.Told!.GetType(), OrderDecider.Answer(s, true).GetType(), "what was told of", id);
        foreach (var line in s.Lines)
            Expect(line.Ordered, line.Open + line.Allocated + line.Fulfilled + line.Cancelled, "units of", line);
        if (customer.WholeCancelled)
            Expect(0, s.Lines.Sum(l => l.Open + l.Allocated), "units left of the cancelled", id);
        foreach (var fact in customer.Recorded)
            Expect(true, s.Fulfilments.Any(f => f.Id == fact), $"has the recorded {fact}", id);
    }

    private static void CheckStock(SimStock stock, List<Order> orders, List<Return> returns)
    {
        var levels = stock.Actor.Replay().Levels;
        var lines = orders.SelectMany(o => o.Lines)
            .Where(l => l.Intake.Sku == stock.Key.Sku && l.Location == stock.Key.Location).ToList();
        Expect(lines.Sum(l => l.Allocated), levels.Committed, "committed at", stock.Key);
        var back = returns.Where(r => r.Stage == ReturnStage.Received && r.Location == stock.Key.Location)
            .SelectMany(r => r.Units).Where(u => u.Sku == stock.Key.Sku).ToLookup(u => u.Disposition, u => u.Quantity);
        Expect(
            stock.Units - lines.Sum(l => l.Fulfilled) + back.Where(b => b.Key != Disposition.Missing).Sum(b => b.Sum()),
            levels.OnHand, "on hand at", stock.Key);
        Expect(back[Disposition.NotRestocked].Sum(), levels.Damaged, "damaged at", stock.Key);
        Expect(back[Disposition.ProcessingRequired].Sum(), levels.QualityControl, "to be inspected at", stock.Key);
        Expect(levels.OnHand - levels.Committed - levels.Damaged - levels.QualityControl, levels.Available,
            "available at", stock.Key);
        Expect(true, levels.Available >= 0, "not oversold at", stock.Key);
    }

    private static void CheckMoney(SimWorld world, Order s)
    {
        var isOpen = s.Lines.Any(l => l.Allocated > 0);
        foreach (var p in s.Payments)
        {
            var payment = world.AllPayments.GetValueOrDefault(p.Id)?.Actor.Replay();
            var sums = payment is Payment.Opened opened ? opened.Sum() : default;
            var book = world.Provider.Of(p.Id);
            Expect(book, new SimProvider.Book(sums.Authorised, sums.Captured, sums.Voided, sums.Refunded),
                "the provider's and our books of", p.Id);
            Expect((book.Captured, book.Voided), (p.Captured, p.Voided), "the order's view of", p.Id);
            Expect(p.Charged - p.Covered + p.Direct, p.Captured, "captured of", p.Id);
            Expect((p.Refunding + p.GivenBack, p.Refunded), (book.Refunded, book.Refunded), "refunded of", p.Id);
            var isAuthorised = p.Money == TenderMoney.Authorised;
            Expect(isAuthorised ? p.Intake.Amount : 0, book.Authorised, "authorised for", p.Id);
            Expect(true, isAuthorised || s.Stage != OrderStage.Accepted, "money of an accepted order in", p.Id);
            Expect(isOpen ? book.Authorised - p.Captured - p.Voiding : 0, book.Held,
                $"held for an order {s.Status} in", p.Id);
        }
        var captured = s.Payments.Sum(p => p.Captured - p.Direct + p.Covered);
        Expect(s.Lines.Sum(l => l.Charged), captured, "captured in all for", s.Intake.ExternalId);
        if (s.Lines.All(l => l.Fulfilled == l.Ordered))
            Expect(s.Intake.Total, captured, "captured of all of", s.Intake.ExternalId);
    }

    private static void CheckReturns(SimWorld world, SimCustomer customer, Order s)
    {
        foreach (var id in customer.Returned)
            Expect(true, s.Returns.Any(r => r.Claim.Id == id), "has the acknowledged return", id);
        foreach (var r in s.Returns)
        {
            var back = world.AllReturns[r.Claim.Id].Actor.Replay();
            Expect(0, ReturnDecider.Calls(back).Count, "calls owed by", r.Claim.Id);
            Expect(true, back.Stage is ReturnStage.Requested || r.IsReleased == back.Stage is ReturnStage.Declined,
                "ended as its order says", r.Claim.Id);
            Expect(back.Stage is ReturnStage.Received, back.ClosedAt is not null, "closed once here", r.Claim.Id);
        }
        foreach (var line in s.Lines)
        {
            Expect(true, line.Returning <= line.Fulfilled, "returned no more than was handed over of", line);
            Expect(s.Returns.Where(r => r.IsReceived).SelectMany(r => r.Units).Where(u => u.LineId == line.Id)
                .Sum(u => u.Quantity), line.Returned, "units back of", line);
        }
        if (!s.Intake.Tells)
            return;
        var told = world.Posting.Of(s.Intake.Id);
        Expect(s.Payments.Sum(p => p.Refunded), told.OfType<Step.Refunded>().Sum(x => x.Amount.Minor),
            "told as refunded of", s.Intake.ExternalId);
        Expect(told.OfType<Step.Refunded>().Where(x => x.Return.Length > 0).Sum(x => x.Amount.Minor),
            told.OfType<Step.Returned>().Sum(x => x.Lines.Sum(l => l.Gross.Minor) - (x.PaidBefore?.Minor ?? 0)),
            "told as returned of", s.Intake.ExternalId);
        var books = Balances.Of(told.Select(Bookings.Of).OfType<Entry>());
        long Balance(Account account) => books.GetValueOrDefault((account, s.Intake.Currency));
        Expect(-s.Payments.Sum(p => p.Ahead), Balance(Account.DeferredRevenue), "not earned of", s.Intake.ExternalId);
        Expect(0, Balance(Account.RefundsPayable), "owed to the customer of", s.Intake.ExternalId);
    }

    private static void CheckSteps(SimWorld world, Order s)
    {
        var (id, told) = (s.Intake.ExternalId, world.Posting.Of(s.Intake.Id));
        if (!s.Intake.Tells || s.Stage != OrderStage.Accepted)
        {
            Expect(0, told.Count, "steps told of", id);
            return;
        }
        Expect(true, told[0] is Step.Accepted, "told first that it is accepted:", id);
        var gone = told.OfType<Step.HandedOver>().SelectMany(x => x.Lines).ToList();
        Expect(s.Lines.Sum(l => l.Fulfilled), gone.Sum(l => l.Quantity), "told units that left of", id);
        Expect(s.Lines.Sum(l => l.Charged), gone.Sum(l => l.Gross.Minor), "told as charged for", id);
        Expect(s.Payments.Sum(p => p.Captured), told.OfType<Step.Captured>().Sum(x => x.Amount.Minor),
            "told as captured for", id);
        var cancelled = told.OfType<Step.Cancelled>().SelectMany(x => x.Lines).ToList();
        Expect(s.Lines.Sum(l => l.Cancelled), cancelled.Sum(l => l.Quantity), "told as cancelled of", id);
        if (s.Lines.All(l => l.IsClosed))
            Expect(s.Intake.Tax, gone.Concat(cancelled).Sum(l => l.Tax.Minor), "told tax of", id);
    }

    // Shouldly would cost more than the run that is checked.
    private static void Expect<T>(T expected, T actual, string what, object of)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"{what} {of}: expected {expected}, found {actual}");
    }
}
