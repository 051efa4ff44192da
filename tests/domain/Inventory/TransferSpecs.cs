using CsCheck;
using RetailActors.Inventory;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>Goods between two places: sent = arrived + in transit + lost.</summary>
public sealed class TransferSpecs
{
    [Fact]
    public void What_leaves_for_another_place_is_announced_there()
    {
        var here = Given(Counted(5)).When(Move(TransferOut, 2, document: "TO-1", other: "store-7")).Then(
            new MovementResult.Recorded(false), Moved(TransferOut, 2, document: "TO-1", other: "store-7"));
        var call = StockDecider.Calls(here.State).ShouldHaveSingleItem().ShouldBeOfType<StockCall.Announce>();
        (call.To.Value, call.Incoming.Id.Value, call.Incoming.Kind, call.Incoming.Counterpart)
            .ShouldBe(("store-7", "m-1:from:store-12", Incoming, Shelf.Location));
        StockDecider.Outbox(here.State).Select(o => o.Call).ShouldBe(["announce/m-1"]);
        here.Given(StockDecider.Made(here.State, call));
        StockDecider.Outbox(here.State).ShouldBeEmpty();
        StockDecider.Made(here.State, call).ShouldBeEmpty();
    }

    [Fact]
    public void More_cannot_be_lost_than_is_in_transit() =>
        Given(Moved(Incoming, 5, "m-2", "TO-1", other: "w"), Moved(TransferIn, 2, "m-3", "TO-1"))
            .Leaves(available: 2, incoming: 3)
            .When(Move(TransferLost, 4, "m-4", "TO-1")).Then(new MovementResult.InsufficientStock(3))
            .When(Move(TransferLost, 3, "m-4", "TO-1"))
            .Then(new MovementResult.Recorded(false), Moved(TransferLost, 3, "m-4", "TO-1"))
            .Leaves(available: 2);

    [Fact]
    public void Beyond_the_bound_of_transfers_that_nobody_has_heard_of_one_more_has_to_wait()
    {
        var stock = Given(Counted(5_000)).Given(Enumerable.Range(0, Transit.Unannounced)
            .Select(i => Moved(TransferOut, 1, $"t{i}", $"TO-{i}", other: "store-7")));
        stock.When(Move(TransferOut, 1, "more", "TO-x", other: "store-7")).ThenIsABug<BusyException>();
    }

    [Fact]
    public void Complete_transfers_are_forgotten_beyond_the_bound_and_open_ones_never_are()
    {
        var stock = Given(Moved(Incoming, 5, "open", "TO-open", other: "w")).Given(Enumerable.Range(0, 400).SelectMany(
            i => new[] { Moved(Incoming, 1, $"a{i}", $"TO-{i}", other: "w"),
                Moved(TransferIn, 1, $"b{i}", $"TO-{i}") }));
        stock.State.Transits.Count.ShouldBe(Transit.Remembered);
        stock.State.Transits.ShouldContainKey("TO-open");
        stock.Leaves(available: 400, incoming: 5);
    }

    [Fact]
    public void The_parts_of_a_transfer_add_up_in_any_order() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 9], Gen.Int[0, 9]).SelectMany((sent, part, rest) =>
        {
            var arrived = Math.Min(part, sent);
            var lost = Math.Min(rest, sent - arrived);
            StockEvent[] parts =
            [
                Moved(Incoming, sent, "s", "TO-1", other: "w"),
                .. arrived > 0 ? [Moved(TransferIn, arrived, "a", "TO-1")] : Array.Empty<StockEvent>(),
                .. lost > 0 ? [Moved(TransferLost, lost, "l", "TO-1")] : Array.Empty<StockEvent>(),
            ];
            return Gen.Shuffle(parts).Select(p => (p, sent, arrived, lost));
        }).Sample(t =>
        {
            var (parts, sent, arrived, lost) = t;
            var stock = Given(parts).State;
            var view = StockDecider.Overview(stock, 1, Noon).Announced.ShouldHaveSingleItem();
            (view.Sent, view.Arrived, view.Lost).ShouldBe((sent, arrived, lost));
            view.Incoming.ShouldBe(sent - arrived - lost);
            stock.Levels.Incoming.ShouldBe(view.Incoming);
        });
}
