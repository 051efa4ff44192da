using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Tests.Orders;

namespace RetailActors.Tests.Process;

/// <summary>What an auditor finds when everything has come to rest.</summary>
internal static class SimChecks
{
    public static void Check(SimWorld world)
    {
        foreach (var customer in world.Customers)
            customer.IsDone.ShouldBeTrue($"the customer of {customer.Submission.ExternalId} got no answer");
        foreach (var order in world.AllOrders)
        {
            CheckOrder(order.Actor.State);
            CheckReplay(order);
            CheckMoney(world, order.Actor.State);
        }
        foreach (var (customer, order) in world.Customers.Zip(world.AllOrders))
            OrderDecider.Answer(order.Actor.State, true).GetType().ShouldBe(customer.Told!.GetType());
        CheckStock(world);
        foreach (var payment in world.AllPayments.Keys)
            world.AllOrders.Any(o => o.Actor.State.Payments.Any(p => p.Id == payment)).ShouldBeTrue();
    }

    private static void CheckOrder(Order s)
    {
        OrderDecider.Calls(s).ShouldBeEmpty($"order {s.Intake.ExternalId} is {s.Status}");
        s.Status.ShouldBeOneOf(
            OrderStatus.Accepted, OrderStatus.InFulfilment, OrderStatus.ReadyForPickup, OrderStatus.Completed,
            OrderStatus.Cancelled, OrderStatus.Rejected);
        foreach (var line in s.Lines)
            (line.Open + line.Allocated + line.Fulfilled + line.Cancelled).ShouldBe(line.Ordered);
    }

    private static void CheckReplay(SimOrder order)
    {
        var json = OrderDecider.Codec.Write(order.Actor.Journal);
        var replayed = OrderDecider.Codec.Read(json).Aggregate(Order.None, OrderDecider.Evolve);
        OrderSpec.Show(replayed).ShouldBe(OrderSpec.Show(order.Actor.State));
    }

    private static void CheckStock(SimWorld world)
    {
        foreach (var stock in world.AllStock)
        {
            var levels = stock.Actor.State.Levels;
            var lines = world.AllOrders.SelectMany(o => o.Actor.State.Lines)
                .Where(l => l.Intake.Sku == stock.Key.Sku && l.Location == stock.Key.Location).ToList();
            levels.Committed.ShouldBe(lines.Sum(l => l.Allocated), $"committed at {stock.Key}");
            levels.OnHand.ShouldBe(stock.Units - lines.Sum(l => l.Fulfilled), $"on hand at {stock.Key}");
            levels.Available.ShouldBeGreaterThanOrEqualTo(0, $"oversold at {stock.Key}");
            levels.Reserved.ShouldBe(0, $"holds that never end at {stock.Key}");
            levels.OnHand.ShouldBe(levels.Available + levels.Committed);
        }
    }

    private static void CheckMoney(SimWorld world, Order s)
    {
        var isOpen = s.Lines.Any(l => l.Allocated > 0);
        foreach (var p in s.Payments)
        {
            var sums = world.AllPayments.GetValueOrDefault(p.Id)?.Actor.State is Payment.Opened o ? o.Sum() : default;
            var book = world.Provider.Of(p.Id);
            (book.Authorised, book.Captured, book.Voided)
                .ShouldBe((sums.Authorised, sums.Captured, sums.Voided), $"the provider's books of {p.Id}");
            (p.Captured, p.Voided).ShouldBe((book.Captured, book.Voided), $"the order's view of {p.Id}");
            p.Captured.ShouldBe(p.Charged);
            var isAuthorised = book.Authorised == p.Intake.Amount;
            isAuthorised.ShouldBe(p.Money == TenderMoney.Authorised, $"the authorisation of {p.Id}");
            if (s.Stage == OrderStage.Accepted)
                isAuthorised.ShouldBeTrue($"{p.Id} of an accepted order");
            book.Held.ShouldBe(isOpen ? book.Authorised - p.Charged : 0, $"held for {p.Id} of an order {s.Status}");
        }
        s.Payments.Sum(p => p.Captured).ShouldBe(s.Lines.Sum(l => l.Charged));
        if (s.Lines.All(l => l.Fulfilled == l.Ordered))
            s.Payments.Sum(p => p.Captured).ShouldBe(s.Intake.Total);
    }
}
