using System.Collections.Immutable;
using RetailActors.Finance;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Finance;

/// <summary>What each step means in the books.</summary>
public sealed class BookingSpecs
{
    private static readonly DateTimeOffset _at = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly Currency _usd = new("USD");
    private static readonly PaymentId _payment = new("o1.p1");

    private static Money Usd(long minor) => new(minor, _usd);

    private static StepLine Line(string id, long net, long tax, long shipping = 0) => new(
        new LineId(id), new Sku("TEE"), 1, new LocationId("store-12"), Usd(net), Usd(tax), Usd(shipping));

    private static Step Captured(long minor) => new Step.Captured("c1", _at, _payment, "sandbox", Usd(minor));

    private static Step HandedOver(params StepLine[] lines) =>
        new Step.HandedOver("f1", _at, FulfilmentMethod.Pickup, [.. lines], null, null);

    private static Step Returned(string id, params StepLine[] lines) =>
        new Step.Returned(id, _at, new LocationId("store-7"), [.. lines]);

    private static Step Refunded(string id, string back, long minor) =>
        new Step.Refunded(id, _at, back, _payment, "sandbox", Usd(minor), []);

    private static ImmutableDictionary<(Account Account, Currency Currency), long> Books(params Step[] steps) =>
        Balances.Of(steps.Select(Bookings.Of).OfType<Entry>());

    private static long Of(
        ImmutableDictionary<(Account Account, Currency Currency), long> books, params Account[] accounts) =>
        accounts.Sum(a => books.GetValueOrDefault((a, _usd)));

    [Fact]
    public void A_capture_debits_clearing_and_credits_deferred_revenue() =>
        Bookings.Of(Captured(4328))!.Lines.Select(l => (l.Account.Code, l.Amount.Minor))
            .ShouldBe([("psp-clearing:sandbox", 4328), ("deferred-revenue", -4328)]);

    [Fact]
    public void A_hand_over_turns_deferred_revenue_into_revenue_shipping_and_tax() =>
        Bookings.Of(HandedOver(Line("1", 1999, 165, 300), Line("2", 1999, 165)))!
            .Lines.Select(l => (l.Account.Code, l.Amount.Minor)).ShouldBe(
            [("deferred-revenue", 4628), ("revenue", -3998), ("shipping-revenue", -300), ("tax-payable", -330)]);

    [Fact]
    public void Goodwill_lessens_the_revenue_without_a_return() =>
        Bookings.Of(Refunded("r", "", 500))!.Lines.Select(l => (l.Account.Code, l.Amount.Minor))
            .ShouldBe([("returns", 500), ("psp-clearing:sandbox", -500)]);

    [Fact]
    public void What_is_paid_back_before_a_hand_over_was_never_revenue() =>
        Of(Books(Captured(1000), (Step.Refunded)Refunded("r", "", 1000) with { Unearned = Usd(1000) }),
            Account.DeferredRevenue, Account.Returns, Account.ClearingOf("sandbox")).ShouldBe(0);

    [Fact]
    public void Goodwill_that_was_paid_before_its_return_is_not_owed_for_the_goods()
    {
        var returned = (Step.Returned)Returned("returned:r1", Line("1", 1000, 100)) with { PaidBefore = Usd(500) };
        var books = Books(Refunded("g", "", 500), returned, Refunded("r", "r1", 600));
        Of(books, Account.RefundsPayable).ShouldBe(0);
        Of(books, Account.Returns).ShouldBe(1000);
        Of(books, Account.ClearingOf("sandbox")).ShouldBe(-1100);
    }

    [Fact]
    public void A_step_that_moves_no_value_has_no_entry()
    {
        Bookings.Of(new Step.ReadyForPickup("r1", _at, [Line("1", 1, 0)])).ShouldBeNull();
        Bookings.Of(HandedOver(Line("1", 0, 0))).ShouldBeNull();
    }

    [Fact]
    public void An_entry_that_does_not_balance_cannot_be_made() =>
        Should.Throw<InvalidOperationException>(() => new Entry("off", _at, new EntryLine(Account.Cash, Usd(1))));

    [Fact]
    public void An_entry_balances_in_each_currency_and_not_over_all() =>
        Should.Throw<InvalidOperationException>(() => new Entry("mixed", _at,
            new EntryLine(Account.Cash, Usd(100)), new EntryLine(Account.Fees, new Money(-100, new Currency("EUR")))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Capture_and_hand_over_leave_nothing_deferred_in_any_order(bool captureFirst)
    {
        Step[] steps = [Captured(4328), HandedOver(Line("1", 3998, 330))];
        Of(Books(captureFirst ? steps : [.. steps.Reverse()]), Account.DeferredRevenue).ShouldBe(0);
    }

    [Fact]
    public void Any_order_of_the_steps_of_a_returned_order_leaves_every_result_and_tax_account_at_nothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 500; run++)
        {
            var lines = Enumerable.Range(1, random.Next(1, 6)).Select(i => Line(
                $"{i}", random.Next(1, 100_000), random.Next(0, 9_000), random.Next(0, 900))).ToArray();
            var total = lines.Sum(l => l.Gross.Minor);
            var first = random.NextInt64(0, total);
            List<Step> steps =
            [
                Captured(total), Refunded("r1", "ret1", first), Refunded("r2", "ret2", total - first),
                .. lines.Select(l => HandedOver(l)), .. lines.Select((l, i) => Returned($"ret{i}", l)),
            ];
            var shuffled = steps.ToArray();
            random.Shuffle(shuffled);
            foreach (var entry in shuffled.Select(Bookings.Of).OfType<Entry>())
            {
                entry.Lines.Sum(l => l.Amount.Minor).ShouldBe(0, $"seed {seed}, run {run}, {entry.Text}");
            }
            var books = Books(shuffled);
            var why = $"seed {seed}, run {run}";
            Of(books, Account.Revenue, Account.Returns).ShouldBe(0, why);
            Of(books, Account.ShippingRevenue).ShouldBe(0, why);
            Of(books, Account.TaxPayable).ShouldBe(0, why);
            Of(books, Account.DeferredRevenue).ShouldBe(0, why);
            Of(books, Account.RefundsPayable).ShouldBe(0, why);
            Of(books, Account.ClearingOf("sandbox")).ShouldBe(0, why);
        }
    }

    [Fact]
    public void A_payout_moves_the_clearing_to_cash_and_fees_and_a_dispute_to_its_own_account()
    {
        var settled = new Step.Settled("reconciled", _at, "set_1", "sandbox",
        [
            new(SettledPurpose.Payout, Usd(900)), new(SettledPurpose.Fee, Usd(50)),
            new(SettledPurpose.Chargeback, Usd(60)), new(SettledPurpose.Rounding, Usd(-1)),
            new(SettledPurpose.Unidentified, Usd(-9)), new(SettledPurpose.Cleared, Usd(-1000)),
        ]);
        Bookings.Of(settled)!.Lines.Select(l => (l.Account.Code, l.Amount.Minor)).ShouldBe(
        [
            ("cash", 900), ("fees", 50), ("chargeback-receivable", 60), ("rounding", -1),
            ("unidentified-receipts", -9), ("psp-clearing:sandbox", -1000),
        ]);
    }
}
