using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class FulfilmentSpecs
{
    private static readonly RecordFulfilmentResult _clean = new RecordFulfilmentResult.Recorded(0);

    [Fact]
    public void Committed_units_leave_the_building() =>
        Given(Counted(5), Allocated("o1/1", 3)).When(Fulfil("o1/1", 3))
            .Then(_clean, Fulfilled("o1/1", 3)).Leaves(available: 2);

    [Fact]
    public void An_order_line_may_leave_in_parts() =>
        Given(Counted(5), Allocated("o1/1", 3)).When(Fulfil("o1/1", 1))
            .Then(_clean, Fulfilled("o1/1", 1)).Leaves(available: 2, committed: 2)
            .When(Fulfil("o1/1", 2, "f-2")).Then(_clean, Fulfilled("o1/1", 2, "f-2")).Leaves(available: 2);

    [Fact]
    public void A_retry_of_a_hand_over_changes_nothing() =>
        Given(Counted(5), Allocated("o1/1", 3), Fulfilled("o1/1", 1)).When(Fulfil("o1/1", 1))
            .Then(new RecordFulfilmentResult.AlreadyRecorded()).Leaves(available: 2, committed: 2);

    [Fact]
    public void One_hand_over_may_hold_units_of_two_reservations() =>
        Given(Counted(5), Allocated("o1/1", 1), Allocated("o1/2", 1)).When(Fulfil("o1/1", 1))
            .Then(_clean, Fulfilled("o1/1", 1))
            .When(Fulfil("o1/2", 1)).Then(_clean, Fulfilled("o1/2", 1)).Leaves(available: 3);

    [Fact]
    public void Units_beyond_the_commitment_come_out_of_available_as_a_discrepancy() =>
        Given(Counted(5), Allocated("o1/1", 3)).When(Fulfil("o1/1", 4))
            .Then(new RecordFulfilmentResult.Recorded(1), Fulfilled("o1/1", 4), Discrepancy("f-1", 1, 1))
            .Leaves(available: 1);

    [Fact]
    public void A_hand_over_after_the_release_is_recorded_below_zero_if_need_be() =>
        Given(Counted(3), Allocated("o1/1", 3), Released("o1/1", 3), Allocated("o2/1", 3)).When(Fulfil("o1/1", 3))
            .Then(new RecordFulfilmentResult.Recorded(3), Fulfilled("o1/1", 3), Discrepancy("f-1", 3, -3))
            .Leaves(available: -3, committed: 3)
            .When(Fulfil("o1/1", 3)).Then(new RecordFulfilmentResult.AlreadyRecorded());

    [Fact]
    public void A_hand_over_of_an_unknown_reservation_is_recorded_once() =>
        Given(Counted(3)).When(Fulfil("x", 2))
            .Then(new RecordFulfilmentResult.Recorded(2), Fulfilled("x", 2), Discrepancy("f-1", 2, 1))
            .When(Fulfil("x", 2)).Then(new RecordFulfilmentResult.AlreadyRecorded()).Leaves(available: 1);

    [Fact]
    public void A_hand_over_where_nothing_was_ever_stocked_is_recorded_too() =>
        Given().When(Fulfil("x", 2))
            .Then(new RecordFulfilmentResult.Recorded(2), Fulfilled("x", 2), Discrepancy("f-1", 2, -2))
            .Leaves(available: -2);

    [Fact]
    public void Held_units_that_are_handed_over_come_out_of_the_hold() =>
        Given(Counted(3), Reserved("h1", 3)).When(Fulfil("h1", 1))
            .Then(_clean, Fulfilled("h1", 1)).Leaves(available: 0, reserved: 2)
            .When(Fulfil("h1", 2, "f-2")).Then(_clean, Fulfilled("h1", 2, "f-2")).Leaves(available: 0)
            .At(Soon).When(Release("h1")).Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Consumed));

    [Fact]
    public void A_hand_over_of_an_expired_hold_is_a_fact_and_a_discrepancy() =>
        Given(Counted(3), Reserved("h1", 3)).At(Soon).When(Fulfil("h1", 3))
            .Then(new RecordFulfilmentResult.Recorded(3),
                HoldExpired("h1"), Fulfilled("h1", 3, at: Soon), Discrepancy("f-1", 3, 0))
            .Leaves(available: 0);

    [Fact]
    public void An_ended_claim_keeps_its_end_when_a_late_hand_over_is_recorded() =>
        StockDecider.View(Given(Counted(3), Allocated("o1/1", 3), Released("o1/1", 3), Fulfilled("o1/1", 3)).State,
            new("o1/1"), Noon)!.Status.ShouldBe(ReservationStatus.Released);

    [Fact]
    public void Handing_over_nothing_is_a_bug_of_the_caller() =>
        Given(Counted(3)).When(Fulfil("x", 0)).ThenIsABug<ArgumentOutOfRangeException>();
}
