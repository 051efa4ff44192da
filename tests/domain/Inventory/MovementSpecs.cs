using RetailActors.Inventory;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class MovementSpecs
{
    private static readonly MovementResult _recorded = new MovementResult.Recorded(false);
    private static readonly MovementResult _discrepancy = new MovementResult.Recorded(true);

    [Fact]
    public void Received_goods_are_available() =>
        Given().When(Move(Receive, 5)).Then(_recorded, Moved(Receive, 5)).Leaves(available: 5);

    [Fact]
    public void Received_goods_are_no_longer_announced_by_their_document() =>
        Given(Moved(Incoming, 5, "m-2", "PO-1"), Moved(Incoming, 7, "m-3", "PO-2"))
            .When(Move(Receive, 4, document: "PO-1")).Then(_recorded, Moved(Receive, 4, document: "PO-1"))
            .Leaves(available: 4, incoming: 8);

    [Fact]
    public void More_received_than_announced_leaves_nothing_announced() =>
        Given(Moved(Incoming, 5, "m-2", "PO-1")).When(Move(Receive, 6, document: "PO-1"))
            .Then(_recorded, Moved(Receive, 6, document: "PO-1")).Leaves(available: 6)
            .State.Incoming.ShouldBeEmpty();

    [Fact]
    public void Goods_of_another_document_leave_the_announcement_alone() =>
        Given(Moved(Incoming, 5, "m-2", "PO-1")).When(Move(Receive, 6)).Then(_recorded, Moved(Receive, 6))
            .Leaves(available: 6, incoming: 5);

    [Fact]
    public void Announced_goods_lie_outside_on_hand_and_cannot_be_sold() =>
        Given(Moved(Incoming, 5, "m-2", "PO-1")).When(Allocate("o1/1", 1)).Then(new AllocateResult.OutOfStock(0));

    [Fact]
    public void A_sale_at_the_till_takes_available_units() =>
        Given(Counted(5)).When(Move(Sale, 2)).Then(_recorded, Moved(Sale, 2)).Leaves(available: 3);

    [Fact]
    public void A_sale_of_more_than_there_is_is_a_fact_and_a_discrepancy() =>
        Given(Counted(1)).When(Move(Sale, 2)).Then(_discrepancy, Moved(Sale, 2), Discrepancy("m-1", 0, -1))
            .Leaves(available: -1);

    [Fact]
    public void Every_further_sale_below_zero_is_a_discrepancy_of_its_own() =>
        Given(Counted(1), Moved(Sale, 2)).When(Move(Sale, 1, "m-2"))
            .Then(_discrepancy, Moved(Sale, 1, "m-2"), Discrepancy("m-2", 0, -2));

    [Fact]
    public void What_comes_in_below_zero_is_no_discrepancy() =>
        Given(Counted(1), Moved(Sale, 4)).When(Move(Receive, 1, "m-2")).Then(_recorded, Moved(Receive, 1, "m-2"))
            .Leaves(available: -2);

    [Fact]
    public void A_return_is_available_again() =>
        Given(Counted(5)).When(Move(Return, 2)).Then(_recorded, Moved(Return, 2)).Leaves(available: 7);

    [Fact]
    public void A_correction_goes_either_way() =>
        Given(Counted(5)).When(Move(Adjust, -2)).Then(_recorded, Moved(Adjust, -2)).Leaves(available: 3)
            .When(Move(Adjust, 4, "m-2")).Then(_recorded, Moved(Adjust, 4, "m-2")).Leaves(available: 7);

    [Fact]
    public void A_correction_below_zero_is_a_discrepancy() =>
        Given(Counted(1)).When(Move(Adjust, -2)).Then(_discrepancy, Moved(Adjust, -2), Discrepancy("m-1", 0, -1));

    [Fact]
    public void A_count_sets_on_hand_and_leaves_promises_alone() =>
        Given(Counted(10), Reserved("h1", 2), Allocated("o1/1", 3)).When(Move(Count, 8))
            .Then(_recorded, Moved(Count, 8))
            .Leaves(available: 3, reserved: 2, committed: 3);

    [Fact]
    public void A_count_of_less_than_is_promised_is_a_discrepancy() =>
        Given(Counted(10), Allocated("o1/1", 3)).When(Move(Count, 1))
            .Then(_discrepancy, Moved(Count, 1), Discrepancy("m-1", 0, -2)).Leaves(available: -2, committed: 3);

    [Fact]
    public void A_count_applies_when_on_hand_is_what_the_counter_saw() =>
        Given(Counted(10)).When(Move(Count, 8, changeFrom: 10)).Then(_recorded, Moved(Count, 8));

    [Fact]
    public void A_count_of_a_stale_number_is_refused_and_may_be_retried() =>
        Given(Counted(10), Moved(Sale, 1, "m-2")).When(Move(Count, 8, changeFrom: 10))
            .Then(new MovementResult.CountStale(9))
            .When(Move(Count, 8, changeFrom: 9)).Then(_recorded, Moved(Count, 8));

    [Fact]
    public void Damaged_units_stay_on_hand_and_cannot_be_sold() =>
        Given(Counted(5)).When(Move(Damage, 2)).Then(_recorded, Moved(Damage, 2)).Leaves(available: 3, damaged: 2);

    [Fact]
    public void Safety_stock_is_a_level_not_a_difference() =>
        Given(Counted(5)).When(Move(SafetyStock, 3)).Then(_recorded, Moved(SafetyStock, 3))
            .Leaves(available: 2, safetyStock: 3)
            .When(Move(SafetyStock, 1, "m-2")).Then(_recorded, Moved(SafetyStock, 1, "m-2"))
            .Leaves(available: 4, safetyStock: 1);

    [Fact]
    public void Safety_stock_can_be_lowered_while_available_is_below_zero() =>
        Given(Counted(5), Moved(SafetyStock, 3, "m-2"), Moved(Sale, 4, "m-3")).When(Move(SafetyStock, 0))
            .Then(_recorded, Moved(SafetyStock, 0)).Leaves(available: 1);

    [Fact]
    public void A_transfer_takes_units_off_the_shelf_here_and_brings_them_there() =>
        Given(Counted(5)).When(Move(TransferOut, 2)).Then(_recorded, Moved(TransferOut, 2)).Leaves(available: 3)
            .When(Move(TransferIn, 1, "m-2")).Then(_recorded, Moved(TransferIn, 1, "m-2")).Leaves(available: 4);

    [Theory, InlineData(Damage, 6), InlineData(TransferOut, 6), InlineData(SafetyStock, 6)]
    public void Our_own_decisions_are_refused_for_stock(MovementKind kind, int quantity) =>
        Given(Counted(5)).When(Move(kind, quantity)).Then(new MovementResult.InsufficientStock(5)).Leaves(available: 5);

    [Fact]
    public void A_retry_of_a_movement_changes_nothing() =>
        Given(Counted(5), Moved(Sale, 2)).When(Move(Sale, 2)).Then(new MovementResult.AlreadyRecorded())
            .Leaves(available: 3);

    [Fact]
    public void A_retry_of_a_count_is_not_stale() =>
        Given(Counted(10)).When(Move(Count, 8, changeFrom: 10)).Then(_recorded, Moved(Count, 8))
            .When(Move(Count, 8, changeFrom: 10)).Then(new MovementResult.AlreadyRecorded());

    [Theory, InlineData(Sale, 3), InlineData(Return, 2)]
    public void Another_content_under_the_same_id_is_refused(MovementKind kind, int quantity) =>
        Given(Counted(5), Moved(Sale, 2)).When(Move(kind, quantity)).Then(new MovementResult.RecordedDifferently());

    [Theory, InlineData(Unknown, 1), InlineData(Sale, 0), InlineData(Receive, -1), InlineData(Adjust, 0)]
    [InlineData(Count, -1), InlineData(Incoming, 0), InlineData((MovementKind)99, 1)]
    [InlineData(Receive, StockDecider.MaxQuantity + 1L), InlineData(Adjust, -StockDecider.MaxQuantity - 1L)]
    public void A_movement_that_is_none_is_a_bug_of_the_caller(MovementKind kind, long quantity) =>
        Given(Counted(5)).When(Move(kind, quantity)).ThenIsABug<ArgumentOutOfRangeException>();

    [Fact]
    public void A_movement_writes_the_expiries_that_are_due_first() =>
        Given(Counted(5), Reserved("h1", 5)).At(Soon).When(Move(TransferOut, 5))
            .Then(_recorded, HoldExpired("h1"), Moved(TransferOut, 5, at: Soon)).Leaves(available: 0);
}
