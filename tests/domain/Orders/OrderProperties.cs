using CsCheck;
using RetailActors.Orders;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>What holds for every order, whatever happens to it in whatever order.</summary>
public class OrderProperties
{
    private const int Orders = 2_000;

    internal static readonly Gen<SubmitOrder> Submissions = Gen.Select(
        Gen.Select(Gen.Int[1, 5], Gen.Long[0, 3_333]).Array[1, 4], Gen.Long[0, 500], Gen.Long[0, 500],
        Gen.Int[1, 3], Submission);

    internal static readonly Gen<Act[]> Acts =
        Gen.Select(Gen.Int[0, 16], Gen.Int[0, 999], Gen.Int[0, 999], (k, a, b) => new Act(k, a, b)).Array[0, 40];

    [Fact]
    public void Units_and_money_add_up_after_every_step() =>
        Gen.Select(Submissions, Acts).Sample((submission, acts) =>
        {
            var order = new RandomOrder(submission);
            foreach (var act in acts)
            {
                order.Do(act);
                Check(order.State);
            }
        }, iter: Orders);

    [Fact]
    public void An_order_that_was_answered_keeps_only_what_is_still_open() =>
        Gen.Select(Submissions, Acts).Sample((submission, acts) =>
        {
            var order = new RandomOrder(submission);
            foreach (var act in acts)
                order.Do(act);
            order.Drain();
            Check(order.State);
            CheckStock(order);
            CheckMoney(order.State);
        }, iter: Orders);

    [Fact]
    public void Replaying_the_journal_gives_the_same_state() =>
        Gen.Select(Submissions, Acts).Sample((submission, acts) =>
        {
            var order = new RandomOrder(submission);
            foreach (var act in acts)
                order.Do(act);
            var replayed = OrderDecider.Codec.Read(OrderDecider.Codec.Write(order.Events))
                .Aggregate(Order.None, OrderDecider.Evolve);
            Show(replayed).ShouldBe(Show(order.State));
        }, iter: Orders / 3);

    [Fact]
    public void Facts_told_any_number_of_times_give_the_same_state() =>
        Gen.Select(Submissions, Acts).Sample((submission, acts) =>
        {
            var (once, often) = (new RandomOrder(submission), new RandomOrder(submission, doubled: true));
            foreach (var act in acts)
            {
                once.Do(act);
                often.Do(act);
            }
            Show(often.State).ShouldBe(Show(once.State));
        }, iter: Orders / 3);

    [Fact]
    public void Handing_everything_over_captures_exactly_the_total() =>
        Gen.Select(Submissions, Gen.Int[0, 999].Array[0, 20]).Sample((submission, picks) =>
        {
            var order = new RandomOrder(submission);
            order.Drain();
            for (var i = 0; i < picks.Length; i++)
                order.Do(new Act(7, i, picks[i]));
            var rest = Run(order.State, PickUp("rest"));
            rest.Lines.ShouldAllBe(l => l.Fulfilled == l.Ordered);
            var asked = rest.Payments.Sum(p => p.Charged);
            asked.ShouldBe(submission.Total.Minor);
            rest.Following.OfType<OrderCall.VoidPayment>().ShouldBeEmpty();
        }, iter: Orders);

    private static SubmitOrder Submission((int Quantity, long Price)[] lines, long tax, long shipping, int tenders)
    {
        var total = lines.Sum(l => l.Quantity * l.Price) + tax + shipping;
        var share = total / tenders;
        long[] amounts = total == 0 ? [] : share == 0 ? [total]
            : [.. Enumerable.Range(1, tenders).Select(i => i < tenders ? share : total - share * (tenders - 1))];
        return OrderSpec.Submission() with
        {
            Lines = [.. lines.Select((l, i) => Line($"{i + 1}", l.Quantity, l.Price))],
            Tax = Money(tax),
            Shipping = Money(shipping),
            Total = Money(total),
            Tenders = [.. amounts.Select(a => new Tender("sandbox", "tok", Money(a)))],
        };
    }

    private static void Check(Order s)
    {
        foreach (var line in s.Lines)
        {
            int[] units = [line.Open, line.Allocated, line.Fulfilled, line.Cancelled];
            if (units.Min() < 0 || units.Sum() != line.Ordered || line.Ready < 0 || line.Ready > line.Allocated)
                throw new InvalidOperationException($"Units do not add up: {line}");
            var missing = s.Shortfalls.Where(f => f.LineId == line.Id
                && f.Standing != ShortfallStanding.Withdrawn).Sum(f => f.Quantity);
            if (s.Stage == OrderStage.Accepted && missing != line.Open)
                throw new InvalidOperationException($"{missing} units are missing: {line}");
            if (line.Charged < 0 || line.Charged > line.Value)
                throw new InvalidOperationException($"Charged beyond its value: {line}");
        }
        foreach (var p in s.Payments)
        {
            if (p.Captured > p.Charged || p.Charged + p.Voiding > p.Intake.Amount || p.Voided > p.Voiding
                || (p.Money != TenderMoney.Authorised && p.Charged + p.Voiding > 0))
                throw new InvalidOperationException($"Money does not add up: {p}");
        }
        s.Lines.Sum(l => l.Value).ShouldBe(s.Intake.Total);
        var calls = OrderDecider.Calls(s).Select(c => c.Call).ToList();
        calls.Distinct().Count().ShouldBe(calls.Count);
        OrderDecider.Outbox(s).Select(o => o.Call).ShouldBe(calls);
    }

    private static void CheckStock(RandomOrder order)
    {
        var expected = new Dictionary<(ReservationId, LocationId), int>();
        foreach (var line in order.State.Lines.Where(l => l.Location is not null))
        {
            expected[(line.Reservation, line.Location!.Value)] =
                line.Allocated - line.Others.Sum(other => other.Units);
            foreach (var other in line.Others)
                expected[(other.Reservation, other.Location)] = other.Units;
        }
        foreach (var (place, units) in order.Committed)
            units.ShouldBe(
                expected.GetValueOrDefault(place), $"{place} of an order that is {order.State.Status}");
    }

    private static void CheckMoney(Order s)
    {
        var isOpen = s.Stage == OrderStage.Accepted && s.Lines.Any(l => !l.IsClosed);
        foreach (var p in s.Payments.Where(p => p.Money == TenderMoney.Authorised))
        {
            p.Captured.ShouldBe(p.Charged);
            if (!isOpen)
                (p.Captured + p.Voided).ShouldBe(p.Intake.Amount);
        }
        s.Payments.Sum(p => p.Captured).ShouldBe(s.Lines.Sum(l => l.Charged));
    }
}
