using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class HoldSpecs
{
    private static readonly ReserveResult _expired = new ReserveResult.Expired();
    private static readonly ReserveResult _differently = new ReserveResult.ReservedDifferently();

    [Fact]
    public void A_hold_moves_units_from_available_to_reserved() =>
        Given(Counted(10)).When(Reserve("h1", 3))
            .Then(new ReserveResult.Reserved(Soon), Reserved("h1", 3)).Leaves(available: 7, reserved: 3);

    [Fact]
    public void The_end_of_a_hold_is_kept_in_utc() =>
        Given(Counted(10)).When(Reserve("h1", 3, Soon.ToOffset(TimeSpan.FromHours(2))))
            .Then(new ReserveResult.Reserved(Soon), Reserved("h1", 3));

    [Fact]
    public void The_last_unit_can_be_held() =>
        Given(Counted(3)).When(Reserve("h1", 3)).Then(new ReserveResult.Reserved(Soon), Reserved("h1", 3));

    [Fact]
    public void More_than_available_is_refused_whole() =>
        Given(Counted(3)).When(Reserve("h1", 4)).Then(new ReserveResult.OutOfStock(3)).Leaves(available: 3);

    [Fact]
    public void Nothing_is_held_where_nothing_was_ever_stocked() =>
        Given().When(Reserve("h1", 1)).Then(new ReserveResult.OutOfStock(0));

    [Fact]
    public void Nothing_is_held_while_available_is_below_zero() =>
        Given(Counted(1), Moved(MovementKind.Sale, 3)).When(Reserve("h1", 1)).Then(new ReserveResult.OutOfStock(0));

    [Fact]
    public void A_refusal_for_stock_is_not_final() =>
        Given(Counted(1)).When(Reserve("h1", 2)).Then(new ReserveResult.OutOfStock(1))
            .Given(Moved(MovementKind.Receive, 1))
            .When(Reserve("h1", 2)).Then(new ReserveResult.Reserved(Soon), Reserved("h1", 2));

    [Fact]
    public void A_retry_of_a_reservation_changes_nothing() =>
        Given(Counted(10), Reserved("h1", 2)).When(Reserve("h1", 2)).Then(new ReserveResult.AlreadyReserved(Soon));

    [Fact]
    public void A_retry_with_another_end_is_told_the_end_that_counts() =>
        Given(Counted(10), Reserved("h1", 2)).When(Reserve("h1", 2, Later))
            .Then(new ReserveResult.AlreadyReserved(Soon));

    [Fact]
    public void A_retry_with_another_quantity_is_refused() =>
        Given(Counted(10), Reserved("h1", 2)).When(Reserve("h1", 3)).Then(_differently);

    [Fact]
    public void The_id_of_an_allocation_cannot_be_held() =>
        Given(Counted(10), Allocated("o1/1", 2)).When(Reserve("o1/1", 2)).Then(_differently);

    [Fact]
    public void The_id_of_an_unknown_hand_over_cannot_be_held() =>
        Given(Counted(10), Fulfilled("x", 2)).When(Reserve("x", 2)).Then(_differently);

    [Fact]
    public void A_hold_that_ends_now_is_refused() =>
        Given(Counted(10)).When(Reserve("h1", 2, Noon)).Then(_expired);

    [Fact]
    public void Expired_comes_before_any_other_refusal() =>
        Given(Counted(10), Reserved("h1", 2)).When(Reserve("h1", 3, Noon)).Then(_expired);

    [Fact]
    public void A_retry_after_the_expiry_says_so() =>
        Given(Counted(10), Reserved("h1", 2), HoldExpired("h1")).At(Soon).When(Reserve("h1", 2, Later)).Then(_expired);

    [Fact]
    public void A_retry_after_an_expiry_that_nobody_has_written_writes_it_and_says_so() =>
        Given(Counted(10), Reserved("h1", 2)).At(Soon).When(Reserve("h1", 2, Later))
            .Then(_expired, HoldExpired("h1")).Leaves(available: 10);

    [Fact]
    public void A_retry_after_the_release_says_so() =>
        Given(Counted(10), Reserved("h1", 2), Released("h1", 2)).When(Reserve("h1", 2))
            .Then(new ReserveResult.AlreadyResolved(ReservationStatus.Released));

    [Fact]
    public void A_retry_after_an_order_took_the_hold_says_so() =>
        Given(Counted(10), Reserved("h1", 2), AllocatedFromHold("o1/1", 2, "h1")).When(Reserve("h1", 2))
            .Then(new ReserveResult.AlreadyResolved(ReservationStatus.Consumed));

    [Theory, InlineData(0), InlineData(-1), InlineData(StockDecider.MaxQuantity + 1)]
    public void A_quantity_that_is_none_is_a_bug_of_the_caller(int quantity) =>
        Given(Counted(10)).When(Reserve("h1", quantity)).ThenIsABug<ArgumentOutOfRangeException>();

    [Fact]
    public void A_live_hold_can_be_extended() =>
        Given(Counted(10), Reserved("h1", 2)).When(Extend("h1", Later))
            .Then(new ExtendResult.Extended(Later), HoldExtended("h1", Later)).At(Soon)
            .When(Reserve("h1", 2, Later)).Then(new ReserveResult.AlreadyReserved(Later));

    [Fact]
    public void A_hold_can_be_made_shorter() =>
        Given(Counted(10), Reserved("h1", 2, Later)).When(Extend("h1", Soon))
            .Then(new ExtendResult.Extended(Soon), HoldExtended("h1", Soon)).At(Soon)
            .When(Reserve("h2", 10, Later))
            .Then(new ReserveResult.Reserved(Later), HoldExpired("h1"), Reserved("h2", 10, Later));

    [Fact]
    public void A_hold_whose_end_is_moved_into_the_past_ends_at_once() =>
        Given(Counted(10), Reserved("h1", 2)).When(Extend("h1", Noon))
            .Then(new ExtendResult.Extended(Noon), HoldExtended("h1", Noon), HoldExpired("h1")).Leaves(available: 10)
            .When(Extend("h1", Noon)).Then(new ExtendResult.AlreadyResolved(ReservationStatus.Expired));

    [Fact]
    public void Extending_to_the_same_end_again_changes_nothing() =>
        Given(Counted(10), Reserved("h1", 2)).When(Extend("h1", Soon)).Then(new ExtendResult.Extended(Soon));

    [Fact]
    public void An_unknown_hold_cannot_be_extended() =>
        Given(Counted(10)).When(Extend("h1", Later)).Then(new ExtendResult.NotFound());

    [Fact]
    public void An_allocation_is_no_hold_to_extend() =>
        Given(Counted(10), Allocated("o1/1", 2)).When(Extend("o1/1", Later)).Then(new ExtendResult.NotFound());

    [Fact]
    public void An_expired_hold_stays_expired_when_the_extension_comes_late() =>
        Given(Counted(10), Reserved("h1", 2)).At(Soon).When(Extend("h1", Later))
            .Then(new ExtendResult.AlreadyResolved(ReservationStatus.Expired), HoldExpired("h1"))
            .When(Extend("h1", Later)).Then(new ExtendResult.AlreadyResolved(ReservationStatus.Expired));

    [Fact]
    public void A_released_hold_cannot_be_extended() =>
        Given(Counted(10), Reserved("h1", 2), Released("h1", 2)).When(Extend("h1", Later))
            .Then(new ExtendResult.AlreadyResolved(ReservationStatus.Released));

    [Fact]
    public void A_hold_that_an_order_took_cannot_be_extended() =>
        Given(Counted(10), Reserved("h1", 2), AllocatedFromHold("o1/1", 2, "h1")).When(Extend("h1", Later))
            .Then(new ExtendResult.AlreadyResolved(ReservationStatus.Consumed));
}
