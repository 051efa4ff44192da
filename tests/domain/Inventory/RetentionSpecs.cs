using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class RetentionSpecs
{
    private static readonly DateTimeOffset _oneWeekOn = Noon + Stock.Retention;
    private static readonly DateTimeOffset _almost = _oneWeekOn.AddTicks(-1);

    private static StockEvent.MovementRecorded Tick(DateTimeOffset at) =>
        Moved(MovementKind.Receive, 1, $"tick-{at.Ticks}", at: at);

    [Fact]
    public void An_ended_reservation_is_forgotten_a_week_later_by_the_time_of_the_events()
    {
        var spec = Given(Counted(9), Allocated("o1/1", 1), Released("o1/1", 1))
            .Given(Allocated("o2/1", 1), Allocated("o3/1", 1)).Given(Released("o2/1", 1, at: _almost));
        spec.State.Claims.ShouldContainKey(new ReservationId("o1/1"));
        spec.Given(Released("o3/1", 1, at: _oneWeekOn)).State.Claims.ShouldNotContainKey(new ReservationId("o1/1"));
    }

    [Fact]
    public void A_live_reservation_is_never_forgotten() =>
        Given(Counted(9), Allocated("o1/1", 1), Reserved("h1", 1, Noon.AddYears(1)), Allocated("o2/1", 1))
            .Given(Released("o2/1", 1, at: Noon.AddMonths(6)), Tick(Noon.AddMonths(6)))
            .Leaves(available: 8, reserved: 1, committed: 1)
            .State.Claims.Keys.ShouldBe(
                [new ReservationId("o1/1"), new("h1"), new("o2/1")], ignoreOrder: true);

    [Fact]
    public void A_movement_is_forgotten_a_week_later()
    {
        var spec = Given(Moved(MovementKind.Receive, 1)).Given(Tick(_almost));
        spec.At(_almost).When(Move(MovementKind.Receive, 1)).Then(new MovementResult.AlreadyRecorded());
        spec.Given(Tick(_oneWeekOn)).State.Movements.ShouldNotContainKey(new MovementId("m-1"));
    }

    [Fact]
    public void A_hand_over_recorded_after_the_end_begins_the_week_anew()
    {
        var spec = Given(Counted(9), Allocated("o1/1", 1), Released("o1/1", 1))
            .Given(Fulfilled("o1/1", 1, at: Noon.AddDays(5)))
            .Given(Enumerable.Range(0, 4).SelectMany(i => new StockEvent[]
            {
                Allocated($"x{i}/1", 1), Released($"x{i}/1", 1, at: _oneWeekOn.AddDays(i)),
            }));
        spec.At(_oneWeekOn).When(Fulfil("o1/1", 1)).Then(new RecordFulfilmentResult.AlreadyRecorded());
        spec.Given(Allocated("y/1", 1), Released("y/1", 1, at: _oneWeekOn.AddDays(5)))
            .State.Claims.ShouldNotContainKey(new ReservationId("o1/1"));
    }

    [Fact]
    public void No_more_ended_reservations_are_remembered_than_the_cap()
    {
        var stock = Given(Counted(1)).Given(Enumerable.Range(0, Stock.RememberedClaims + 10)
            .Select(i => Fulfilled($"x{i}", 1))).State;
        stock.Claims.Count.ShouldBe(Stock.RememberedClaims);
        stock.Ended.Count.ShouldBe(Stock.RememberedClaims);
        stock.Claims.ShouldNotContainKey(new ReservationId("x9"));
        stock.Claims.ShouldContainKey(new ReservationId("x10"));
    }

    [Fact]
    public void No_more_movements_are_remembered_than_the_cap()
    {
        var stock = Given().Given(Enumerable.Range(0, Stock.RememberedMovements + 10)
            .Select(i => Moved(MovementKind.Sale, 1, $"s{i}"))).State;
        stock.Movements.Count.ShouldBe(Stock.RememberedMovements);
        stock.Moved.Count.ShouldBe(Stock.RememberedMovements);
        stock.Levels.Available.ShouldBe(-Stock.RememberedMovements - 10);
    }
}
