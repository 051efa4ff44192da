using RetailActors.Inventory;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class StockFeedSpecs
{
    private static readonly RetailActors.Journal.Fold<Stock, StockEvent> _fold = StockFeed.FoldFor(Shelf);

    [Fact]
    public void Nobody_follows_nothing_is_kept_and_nothing_is_owed()
    {
        var alone = StockDecider.FoldFor(Shelf);
        var s = new[] { Counted(5), Allocated("o1/1", 2) }.Aggregate(alone.Initial, alone.Evolve);
        s.Feed.ShouldBeNull();
        alone.Outbox(s).ShouldBeEmpty();
        alone.Evolve(s, new StockEvent.Fed(1)).ShouldBe(s);
    }

    [Fact]
    public void A_change_is_owed_until_it_is_told_once()
    {
        var s = After(Counted(5), Moved(Sale, 1, "m-1"));
        _fold.Outbox(s).ShouldHaveSingleItem().Call.ShouldBe(StockFeed.Call);
        s.Feed!.Moves.Select(m => (m.Move.Cause, m.Move.Kind, m.Move.Quantity)).Last().ShouldBe(("m-1", "sale", -1L));
        var fed = StockFeed.Tell(s, s.Feed.Changes).ShouldHaveSingleItem();
        s = _fold.Evolve(s, fed);
        _fold.Outbox(s).ShouldBeEmpty();
        s.Feed!.Moves.ShouldBeEmpty();
        StockFeed.Tell(s, s.Feed.Changes).ShouldBeEmpty();
    }

    [Fact]
    public void What_changes_while_it_is_told_is_owed_still()
    {
        var told = After(Counted(5)).Feed!.Changes;
        var s = After(Counted(5), Moved(Sale, 1, "m-1"));
        s = _fold.Evolve(s, StockFeed.Tell(s, told).Single());
        s.Feed!.Owes.ShouldBeTrue();
        s.Feed.Moves.Select(m => m.Move.Cause).ShouldBe(["m-1"]);
    }

    [Fact]
    public void An_allocation_changes_what_can_be_sold_and_moves_nothing()
    {
        var s = After(Counted(5));
        s = _fold.Evolve(s, StockFeed.Tell(s, s.Feed!.Changes).Single());
        s = _fold.Evolve(s, Allocated("o1/1", 2));
        s.Feed!.Owes.ShouldBeTrue();
        s.Feed.Moves.ShouldBeEmpty();
    }

    [Fact]
    public void What_somebody_decides_about_a_gap_and_what_is_taken_over_move_goods()
    {
        var corrected = After(
            Counted(5), Snapped(3, gap: -2),
            new StockEvent.DiscrepancyResolved(DiscrepancyParts.ErpGap, "d-1", -2, Noon, Till));
        var move = corrected.Feed!.Moves.Last().Move;
        (move.Cause, move.Kind, move.Quantity).ShouldBe(($"{DiscrepancyParts.ErpGap}:d-1", "correction", -2L));
        move = After(Snapped(7, adopted: 7)).Feed!.Moves.ShouldHaveSingleItem().Move;
        (move.Cause, move.Kind, move.Quantity).ShouldBe(("erp:2026-05-04T12:00:00Z", "opening", 7L));
    }

    [Fact]
    public void More_moves_than_fit_into_a_message_are_counted_and_let_go()
    {
        var moves = Enumerable.Range(0, StockFeed.MaxMoves + 3).Select(i => Moved(Receive, 1, $"m-{i}"));
        var s = moves.Aggregate(_fold.Initial, _fold.Evolve);
        (s.Feed!.Count, s.Feed.Omitted, s.Feed.Moves.Count()).ShouldBe((StockFeed.MaxMoves, 3, StockFeed.MaxMoves));
        s.Feed.Moves.Peek().Move.Cause.ShouldBe("m-3");
    }

    [Fact]
    public void A_snapshot_without_a_feed_makes_the_levels_be_told_again()
    {
        var alone = StockDecider.FoldFor(Shelf);
        var snapshot = StockSnapshot.Write(alone.Evolve(alone.Initial, Counted(5)));
        var s = StockFeed.Follow(StockSnapshot.Read(Shelf, snapshot));
        s.Feed!.Owes.ShouldBeTrue();
        var followed = After(Counted(5));
        StockFeed.Follow(StockSnapshot.Read(Shelf, StockSnapshot.Write(followed))).Feed!.Changes
            .ShouldBe(followed.Feed!.Changes);
    }

    private static Stock After(params StockEvent[] events) => events.Aggregate(_fold.Initial, _fold.Evolve);
}
