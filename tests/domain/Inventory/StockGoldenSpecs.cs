using RetailActors.Inventory;
using RetailActors.Journal;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class StockGoldenSpecs
{
    [Fact]
    public void Every_event_of_stock_is_written_and_read_as_it_ever_was() =>
        SpecGolden.Holds(StockCodecs.Stock, [
            Reserved("h1", 2),
            HoldExtended("h1", Later),
            HoldExpired("h1"),
            Allocated("o1/1", 2),
            AllocatedFromHold("o1/1", 2, "h1"),
            Released("o1/1", 2),
            Fulfilled("o1/1", 2),
            Moved(MovementKind.Receive, 5, document: "PO-1") with { Reason = "delivery" },
            Discrepancy("f-1", 1, -1),
            new StockEvent.DiscrepancyReported(DiscrepancyParts.Oversold, 1),
            new StockEvent.DiscrepancyCleared(DiscrepancyParts.Oversold, 2),
            new StockEvent.DiscrepancyResolved(DiscrepancyParts.ErpGap, "d-1", -2, Noon, Till),
            Snapped(12, gap: -2, lagMinutes: 10),
            new StockEvent.TransferAnnounced(new("m-1")),
            new StockEvent.Fed(7),
        ]);

    [Fact]
    public void Every_event_of_a_checkout_hold_is_written_and_read_as_it_ever_was() =>
        SpecGolden.Holds(StockCodecs.Reservation,
            [new ReservationEvent.Placed(Shelf.Sku, Shelf.Location, 2, Till)], "reservation-");

    [Fact]
    public void An_event_of_a_newer_version_is_refused_and_not_skipped() =>
        Should.Throw<JournalFormatException>(() => StockCodecs.Stock.Read("""[{"e":"teleported","d":{}}]"""));

    [Fact]
    public void An_allocation_costs_less_than_a_hundred_bytes_in_the_journal() =>
        StockCodecs.Stock.Write([Allocated("o1/1", 2)]).Length.ShouldBeLessThan(100);
}
