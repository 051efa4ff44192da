using RetailActors.Inventory;
using RetailActors.Journal;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class StockReadSpecs
{
    private const int Crowd = StockDecider.ExpiriesPerDecision + 500;

    private static Stock Crowded() => Given(Counted(Crowd))
        .Given(Enumerable.Range(0, Crowd).Select(i => Reserved($"h{i}", 1, Soon.AddSeconds(-i)))).State;

    [Fact]
    public void A_hold_past_its_end_reads_as_available_before_its_expiry_is_written()
    {
        var stock = Given(Counted(5), Reserved("h1", 2), Reserved("h2", 1, Later)).State;
        StockDecider.LevelsAt(stock, Noon).ShouldBe(new StockLevels(5, 2, 0, 3, 0, 0, 0, 0));
        StockDecider.LevelsAt(stock, Soon).ShouldBe(new StockLevels(5, 4, 0, 1, 0, 0, 0, 0));
        StockDecider.LevelsAt(stock, Later).ShouldBe(new StockLevels(5, 5, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Levels_of_a_key_that_never_had_a_movement_are_zero() =>
        StockDecider.LevelsAt(Stock.For(Shelf), Noon).ShouldBe(StockLevels.Zero);

    [Fact]
    public void One_decision_writes_a_bounded_number_of_expiries_the_oldest_first()
    {
        var stock = Crowded();
        var first = StockDecider.Expire(stock, Soon);
        first.Length.ShouldBe(StockDecider.ExpiriesPerDecision);
        first[0].ShouldBe(HoldExpired($"h{Crowd - 1}"));
        stock = first.Aggregate(stock, StockDecider.Evolve);
        var second = StockDecider.Expire(stock, Soon);
        second.Length.ShouldBe(500);
        StockDecider.Expire(second.Aggregate(stock, StockDecider.Evolve), Soon).ShouldBeEmpty();
    }

    [Fact]
    public void A_buyer_gets_units_of_due_holds_even_when_there_are_more_than_one_decision_writes()
    {
        var (result, events) = StockDecider.Decide(Crowded(), Allocate("o1/1", 1_000), Soon);
        result.ShouldBe(new AllocateResult.Allocated());
        events.Length.ShouldBe(StockDecider.ExpiriesPerDecision + 1);
    }

    [Fact]
    public void The_only_call_owed_is_the_next_expiry()
    {
        StockDecider.Outbox(Given(Counted(5), Allocated("o1/1", 1)).State).ShouldBeEmpty();
        StockDecider.Outbox(Given(Counted(5), Reserved("h1", 1, Later), Reserved("h2", 1)).State)
            .ShouldBe([new Owed("expire", Soon)]);
        StockDecider.Outbox(Given(Counted(5), Reserved("h1", 1, Later), Reserved("h2", 1), Released("h2", 1)).State)
            .ShouldBe([new Owed("expire", Later)]);
        StockDecider.Outbox(Given(Counted(5), Reserved("h1", 1), HoldExpired("h1")).State).ShouldBeEmpty();
    }

    [Fact]
    public void The_directory_row_is_there_from_the_first_event_and_never_changes()
    {
        StockDecider.Index(Stock.For(Shelf)).ShouldBeNull();
        var spec = Given(Counted(5));
        var row = StockDecider.Index(spec.State).ShouldNotBeNull();
        row.ShouldBe(new IndexRow("stocked", "TEE-BLK-M", """{"sku":"TEE-BLK-M","location":"store-12"}"""));
        StockDecider.Index(spec.Given(Allocated("o1/1", 5)).State).ShouldBeSameAs(row);
        StockDecider.Index(Given(Fulfilled("x", 1)).State).ShouldBe(row);
    }

    [Fact]
    public void A_reservation_reads_as_what_it_is()
    {
        var stock = Given(
            Counted(50), Reserved("held", 2), Allocated("o1/1", 3), Fulfilled("o1/1", 1), Reserved("taken", 2),
            AllocatedFromHold("o2/1", 2, "taken"), Reserved("gone", 2), Released("gone", 2),
            Reserved("late", 2, Noon.AddMinutes(1)), Fulfilled("stray", 2)).State;
        StockDecider.View(stock, new("none"), Noon).ShouldBeNull();
        View("held").ShouldBe(Expected("held", 2, 2, ReservationStatus.Held, Soon));
        View("o1/1").ShouldBe(Expected("o1/1", 3, 2, ReservationStatus.Committed, null, "o1"));
        View("taken").ShouldBe(Expected("taken", 2, 0, ReservationStatus.Consumed, Soon, "o2"));
        View("gone").ShouldBe(Expected("gone", 2, 0, ReservationStatus.Released, Soon));
        View("late").ShouldBe(Expected("late", 2, 0, ReservationStatus.Expired, Noon.AddMinutes(1)));
        View("stray").ShouldBe(Expected("stray", 2, 0, ReservationStatus.Consumed, null));

        ReservationView? View(string id) => StockDecider.View(stock, new(id), Noon.AddMinutes(1));
        static ReservationView Expected(
            string id, int quantity, int open, ReservationStatus status, DateTimeOffset? until, string? order = null) =>
            new(new(id), Shelf, quantity, open, status, until, order is null ? null : new OrderId(order));
    }
}
