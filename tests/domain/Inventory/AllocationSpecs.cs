using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class AllocationSpecs
{
    private static readonly AllocateResult _allocated = new AllocateResult.Allocated();
    private static readonly AllocateResult _differently = new AllocateResult.AllocatedDifferently();

    [Fact]
    public void An_allocation_moves_units_from_available_to_committed() =>
        Given(Counted(10)).When(Allocate("o1/1", 3))
            .Then(_allocated, Allocated("o1/1", 3)).Leaves(available: 7, committed: 3);

    [Fact]
    public void A_retry_of_an_allocation_changes_nothing() =>
        Given(Counted(10), Allocated("o1/1", 3)).When(Allocate("o1/1", 3)).Then(new AllocateResult.AlreadyAllocated());

    [Fact]
    public void Another_quantity_under_the_same_id_is_refused() =>
        Given(Counted(10), Allocated("o1/1", 3)).When(Allocate("o1/1", 4)).Then(_differently);

    [Fact]
    public void Another_order_under_the_same_id_is_refused() =>
        Given(Counted(10), Allocated("o1/1", 3)).When(Allocate("o1/1", 3) with { Order = new("o2") })
            .Then(_differently);

    [Fact]
    public void Differently_comes_before_resolved() =>
        Given(Counted(10), Allocated("o1/1", 3), Released("o1/1", 3)).When(Allocate("o1/1", 4)).Then(_differently);

    [Fact]
    public void The_id_of_a_hold_cannot_be_allocated() =>
        Given(Counted(10), Reserved("h1", 3)).When(Allocate("h1", 3, hold: "h1")).Then(_differently);

    [Fact]
    public void An_allocation_after_its_release_says_so_and_takes_nothing() =>
        Given(Counted(10), Allocated("o1/1", 3), Released("o1/1", 3)).When(Allocate("o1/1", 3))
            .Then(new AllocateResult.AlreadyResolved(ReservationStatus.Released)).Leaves(available: 10);

    [Fact]
    public void An_allocation_after_its_fulfilment_says_so() =>
        Given(Counted(10), Allocated("o1/1", 3), Fulfilled("o1/1", 3)).When(Allocate("o1/1", 3))
            .Then(new AllocateResult.AlreadyResolved(ReservationStatus.Consumed)).Leaves(available: 7);

    [Fact]
    public void An_allocation_that_the_hand_over_overtook_takes_nothing_more() =>
        Given(Counted(10), Fulfilled("o1/1", 3)).When(Allocate("o1/1", 3))
            .Then(new AllocateResult.AlreadyResolved(ReservationStatus.Consumed)).Leaves(available: 7);

    [Fact]
    public void More_than_available_is_refused_whole() =>
        Given(Counted(3)).When(Allocate("o1/1", 4)).Then(new AllocateResult.OutOfStock(3)).Leaves(available: 3);

    [Fact]
    public void Sold_out_says_zero_also_when_more_has_left_than_there_was() =>
        Given(Counted(1), Moved(MovementKind.Sale, 3)).When(Allocate("o1/1", 1)).Then(new AllocateResult.OutOfStock(0));

    [Fact]
    public void Safety_stock_is_not_sold() =>
        Given(Counted(3), Moved(MovementKind.SafetyStock, 2)).When(Allocate("o1/1", 2))
            .Then(new AllocateResult.OutOfStock(1));

    [Fact]
    public void A_hold_of_the_same_size_goes_over_into_the_order() =>
        Given(Counted(3), Reserved("h1", 3)).When(Allocate("o1/1", 3, "h1"))
            .Then(_allocated, AllocatedFromHold("o1/1", 3, "h1")).Leaves(available: 0, committed: 3);

    [Fact]
    public void What_a_hold_has_too_few_comes_from_free_stock() =>
        Given(Counted(5), Reserved("h1", 3)).When(Allocate("o1/1", 5, "h1"))
            .Then(_allocated, AllocatedFromHold("o1/1", 5, "h1")).Leaves(available: 0, committed: 5);

    [Fact]
    public void What_a_hold_has_too_many_goes_back() =>
        Given(Counted(5), Reserved("h1", 3)).When(Allocate("o1/1", 1, "h1"))
            .Then(_allocated, AllocatedFromHold("o1/1", 1, "h1")).Leaves(available: 4, committed: 1);

    [Fact]
    public void Hold_and_free_stock_together_may_not_suffice_and_then_the_hold_stays() =>
        Given(Counted(4), Reserved("h1", 3)).When(Allocate("o1/1", 5, "h1"))
            .Then(new AllocateResult.OutOfStock(4)).Leaves(available: 1, reserved: 3);

    [Fact]
    public void A_held_unit_is_committed_even_while_available_is_below_zero() =>
        Given(Counted(3), Reserved("h1", 3), Moved(MovementKind.Sale, 2)).When(Allocate("o1/1", 3, "h1"))
            .Then(_allocated, AllocatedFromHold("o1/1", 3, "h1")).Leaves(available: -2, committed: 3);

    [Fact]
    public void A_hold_goes_into_one_order_only() =>
        Given(Counted(3), Reserved("h1", 3), AllocatedFromHold("o1/1", 3, "h1")).When(Allocate("o2/1", 3, "h1"))
            .Then(new AllocateResult.OutOfStock(0));

    [Fact]
    public void When_the_hold_has_expired_free_stock_is_used() =>
        Given(Counted(3), Reserved("h1", 3)).At(Soon).When(Allocate("o1/1", 2, "h1"))
            .Then(_allocated, HoldExpired("h1"), Allocated("o1/1", 2)).Leaves(available: 1, committed: 2);

    [Fact]
    public void When_the_hold_is_unknown_or_released_free_stock_is_used() =>
        Given(Counted(3), Reserved("h1", 3), Released("h1", 3)).When(Allocate("o1/1", 2, "h1"))
            .Then(_allocated, Allocated("o1/1", 2))
            .When(Allocate("o2/1", 1, "h9")).Then(_allocated, Allocated("o2/1", 1));

    [Fact]
    public void An_allocation_of_another_order_is_no_hold_to_take_from() =>
        Given(Counted(3), Allocated("o1/1", 3)).When(Allocate("o2/1", 1, "o1/1"))
            .Then(new AllocateResult.OutOfStock(0));

    [Fact]
    public void The_expiry_loses_the_race_against_the_order() =>
        Given(Counted(3), Reserved("h1", 3), AllocatedFromHold("o1/1", 3, "h1")).At(Soon)
            .When(Reserve("h2", 1, Later)).Then(new ReserveResult.OutOfStock(0)).Leaves(available: 0, committed: 3);

    [Fact]
    public void A_partly_handed_out_hold_gives_the_order_what_is_left() =>
        Given(Counted(3), Reserved("h1", 3), Fulfilled("h1", 1)).When(Allocate("o1/1", 2, "h1"))
            .Then(_allocated, AllocatedFromHold("o1/1", 2, "h1")).Leaves(available: 0, committed: 2);

    [Theory, InlineData(0), InlineData(-5)]
    public void A_quantity_that_is_none_is_a_bug_of_the_caller(int quantity) =>
        Given(Counted(10)).When(Allocate("o1/1", quantity)).ThenIsABug<ArgumentOutOfRangeException>();
}
