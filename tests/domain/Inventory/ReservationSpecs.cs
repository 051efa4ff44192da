using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

public sealed class ReservationSpecs
{
    private static readonly PlaceStep _ask = new PlaceStep.AskStock();
    private static readonly ReservationEvent.Placed _placed = new(Shelf.Sku, Shelf.Location, 2, Till);

    private static Spec<Reservation, ReservationEvent> Hold(params ReservationEvent[] events) =>
        new Spec<Reservation, ReservationEvent>(ReservationDecider.Fold, Noon).Given(events);

    private static PlaceReservation Place(int quantity = 2, string? sku = null, string? at = null) =>
        new(new(sku ?? Shelf.Sku.Value), new(at ?? Shelf.Location.Value), quantity, Soon, Till);

    private static PlaceStep Answer(ReserveResult result) => new PlaceStep.Answered(result);

    private static Func<Reservation, DateTimeOffset, (PlaceStep, ReservationEvent[])> Deciding(PlaceReservation c) =>
        (s, now) => ReservationDecider.Decide(s, c, now);

    [Fact]
    public void A_hold_is_tied_to_its_place_before_stock_is_asked() =>
        Hold().When(Deciding(Place())).Then(_ask, _placed).State
            .ShouldBe(new Reservation.Placed(Shelf.Sku, Shelf.Location, 2));

    [Fact]
    public void A_retry_asks_stock_again_and_writes_nothing() =>
        Hold(_placed).When(Deciding(Place())).Then(_ask);

    [Fact]
    public void A_retry_with_another_end_asks_stock_which_end_counts() =>
        Hold(_placed).When(Deciding(Place() with { Expires = Later })).Then(_ask);

    [Fact]
    public void A_hold_in_the_past_is_refused_and_leaves_no_trace() =>
        Hold().At(Soon).When(Deciding(Place())).Then(Answer(new ReserveResult.Expired()));

    [Theory, InlineData(3, null, null), InlineData(2, "CAP", null), InlineData(2, null, "store-13")]
    public void Another_content_under_the_same_id_is_refused(int quantity, string? sku, string? location) =>
        Hold(_placed).When(Deciding(Place(quantity, sku, location)))
            .Then(Answer(new ReserveResult.ReservedDifferently()));

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        Func<Reservation, (string, ReservationEvent[])> Places(PlaceReservation c) =>
            s => ReservationDecider.Decide(s, c, Noon) is var (step, events)
                ? ((step as PlaceStep.Answered)?.Result.GetType().Name ?? step.GetType().Name, events)
                : default;
        SpecTable.Matches("reservation-table.txt", ReservationDecider.Fold,
            [("unplaced", []), ("placed", [_placed])],
            [
                ("place", Places(Place())), ("place, another end", Places(Place() with { Expires = Later })),
                ("place in the past", Places(Place() with { Expires = Noon })),
                ("place, another quantity", Places(Place(3))), ("place, another SKU", Places(Place(2, "CAP"))),
                ("place, another location", Places(Place(2, null, "store-13"))),
            ]);
    }

    [Fact]
    public void It_owes_nothing_and_no_list_shows_it()
    {
        ReservationDecider.Fold.Outbox(Hold(_placed).State).ShouldBeEmpty();
        ReservationDecider.Fold.Index(Hold(_placed).State).ShouldBeNull();
    }
}
