using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class ReleaseSpecs
{
    [Fact]
    public void A_hold_gives_its_units_back() =>
        Given(Counted(5), Reserved("h1", 3)).When(Release("h1"))
            .Then(new ReleaseResult.Released(3), Released("h1", 3)).Leaves(available: 5);

    [Fact]
    public void A_part_of_an_allocation_can_be_given_back() =>
        Given(Counted(5), Allocated("o1/1", 3)).When(Release("o1/1", 2))
            .Then(new ReleaseResult.Released(2), Released("o1/1", 2)).Leaves(available: 4, committed: 1)
            .When(Release("o1/1", null, "r-2")).Then(new ReleaseResult.Released(1), Released("o1/1", 1, "r-2"))
            .Leaves(available: 5);

    [Fact]
    public void Never_more_than_is_open_is_given_back() =>
        Given(Counted(5), Allocated("o1/1", 3), Fulfilled("o1/1", 1)).When(Release("o1/1", 3))
            .Then(new ReleaseResult.Released(2), Released("o1/1", 2)).Leaves(available: 4);

    [Fact]
    public void A_retry_of_a_release_changes_nothing() =>
        Given(Counted(5), Allocated("o1/1", 3), Released("o1/1", 2)).When(Release("o1/1", 2))
            .Then(new ReleaseResult.AlreadyReleased()).Leaves(available: 4, committed: 1);

    [Fact]
    public void A_retry_of_the_last_release_is_told_that_it_had_its_effect() =>
        Given(Counted(5), Allocated("o1/1", 3), Released("o1/1", 3)).When(Release("o1/1"))
            .Then(new ReleaseResult.AlreadyReleased());

    [Fact]
    public void A_second_release_of_a_released_hold_is_told_so() =>
        Given(Counted(5), Reserved("h1", 3), Released("h1", 3)).When(Release("h1", null, "r-2"))
            .Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Released));

    [Fact]
    public void A_release_after_the_hand_over_is_told_so() =>
        Given(Counted(5), Allocated("o1/1", 3), Fulfilled("o1/1", 3)).When(Release("o1/1"))
            .Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Consumed)).Leaves(available: 2);

    [Fact]
    public void A_release_of_a_hold_that_an_order_took_is_told_so() =>
        Given(Counted(5), Reserved("h1", 3), AllocatedFromHold("o1/1", 3, "h1")).When(Release("h1"))
            .Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Consumed)).Leaves(available: 2, committed: 3);

    [Fact]
    public void A_release_that_comes_after_the_end_finds_the_hold_expired() =>
        Given(Counted(5), Reserved("h1", 3)).At(Soon).When(Release("h1"))
            .Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Expired), HoldExpired("h1"))
            .Leaves(available: 5);

    [Fact]
    public void A_release_of_nothing_known_is_not_found() =>
        Given(Counted(5)).When(Release("h1")).Then(new ReleaseResult.NotFound());

    [Fact]
    public void A_released_hold_expires_no_more() =>
        Given(Counted(5), Reserved("h1", 3)).When(Release("h1"))
            .Then(new ReleaseResult.Released(3), Released("h1", 3)).At(Later)
            .When(Release("h1", null, "r-2")).Then(new ReleaseResult.AlreadyResolved(ReservationStatus.Released));

    [Fact]
    public void Releasing_zero_units_is_a_bug_of_the_caller() =>
        Given(Counted(5), Allocated("o1/1", 3)).When(Release("o1/1", 0)).ThenIsABug<ArgumentOutOfRangeException>();
}
