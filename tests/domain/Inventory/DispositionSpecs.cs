using RetailActors.Inventory;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;
using Disposition = RetailActors.Returns.Disposition;

namespace RetailActors.Tests.Inventory;

/// <summary>What becomes of goods that came back, and of those that were inspected.</summary>
public sealed class DispositionSpecs
{
    private static readonly MovementResult _recorded = new MovementResult.Recorded(false);

    [Theory]
    [InlineData(Disposition.Unknown, 7, 0, 0), InlineData(Disposition.Restocked, 7, 0, 0)]
    [InlineData(Disposition.ProcessingRequired, 5, 2, 0), InlineData(Disposition.NotRestocked, 5, 0, 2)]
    [InlineData(Disposition.Missing, 5, 0, 0)]
    public void The_disposition_of_a_return_chooses_the_bucket(
        Disposition disposition, long available, long inspection, long damaged) =>
        Given(Counted(5)).When(Move(Return, 2) with { Disposition = disposition })
            .Then(_recorded, Moved(Return, 2) with { Disposition = disposition })
            .State.Levels.ShouldBe(Levels(available, inspection, damaged));

    [Theory]
    [InlineData(Disposition.Restocked, 2, 1, 0), InlineData(Disposition.NotRestocked, 0, 1, 2)]
    [InlineData(Disposition.Missing, 0, 1, 0)]
    public void Inspected_units_leave_quality_control(
        Disposition disposition, long available, long inspection, long damaged) =>
        Given(Inspecting(3)).When(Move(ChangeState, 2, "m-2") with { Disposition = disposition })
            .Then(_recorded, Moved(ChangeState, 2, "m-2") with { Disposition = disposition })
            .State.Levels.ShouldBe(Levels(available, inspection, damaged));

    [Fact]
    public void No_more_units_are_inspected_than_there_are() =>
        Given(Inspecting(3)).When(Move(ChangeState, 4, "m-2") with { Disposition = Disposition.Restocked })
            .Then(new MovementResult.InsufficientStock(3));

    [Theory, InlineData(Disposition.Unknown), InlineData(Disposition.ProcessingRequired)]
    public void An_inspection_without_an_end_is_a_bug_of_the_caller(Disposition disposition) =>
        Given(Inspecting(3)).When(Move(ChangeState, 1, "m-2") with { Disposition = disposition })
            .ThenIsABug<ArgumentOutOfRangeException>();

    [Fact]
    public void A_snapshot_keeps_what_is_to_be_inspected()
    {
        var s = Given(Inspecting(3)).State;
        StockSnapshot.Read(Shelf, StockSnapshot.Write(s)).Levels.ShouldBe(s.Levels);
    }

    private static StockEvent.MovementRecorded Inspecting(long quantity) =>
        Moved(Return, quantity) with { Disposition = Disposition.ProcessingRequired };

    private static StockLevels Levels(long available, long inspection, long damaged) =>
        new(available + inspection + damaged, available, 0, 0, damaged, 0, inspection, 0);
}
