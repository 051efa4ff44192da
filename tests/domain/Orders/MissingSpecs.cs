using RetailActors.Operations;
using RetailActors.Orders;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>Units that are not where they should be: they leave stock, and somebody decides.</summary>
public class MissingSpecs
{
    private const string Part = "missing/1/1";
    private const string Search = "source/1/1/1";

    private static readonly Step[] _missing = [.. Accepted, Missing("m1", ("1", 1)), Fulfilled("missing/1/1")];

    private static Step Decide(string resolution, params (string, string)[] more) =>
        Resolve(Part, ResolutionKind.Edit, "d1", [("resolution", resolution), .. more]);

    [Fact]
    public void Missing_units_leave_stock_and_wait_for_somebody()
    {
        var outcome = Given(Accepted).When(Missing("m1", ("1", 1))).Then<RecordResult.Recorded>("units-missing")
            .Being(OrderStatus.OnHold).Owing("missing/1/1", "raise/missing/1/1");
        OrderDecider.Calls(outcome.After)[0].ShouldBe(new OrderCall.FulfilLine(
            "missing/1/1", new("1"), new($"{Key.Id}:1"), new("SKU-1"), Store, new("m1"), 1, Now.AddHours(1)));
        var line = outcome.After.Lines[0];
        (line.Open, line.Allocated, line.Fulfilled).ShouldBe((1, 1, 0));
        OrderDecider.View(outcome.After).Missing.ShouldHaveSingleItem().Status.ShouldBe("undecided");
    }

    [Fact]
    public void A_report_counts_once_and_only_for_units_that_are_allocated()
    {
        Given(_missing).When(Missing("m1", ("1", 1))).Then<RecordResult.AlreadyRecorded>();
        Given(_missing).When(Missing("m2", ("1", 2))).Then<RecordResult.ExceedsOpen>();
        Given(Submitted()).When(Missing("m1")).Then<RecordResult.NotAccepted>();
        Given([.. Accepted, PickUp("f1")]).When(Missing("m1")).Then<RecordResult.ExceedsOpen>();
        Given([.. Accepted, Hold("h1")]).When(Missing("m1")).Then<RecordResult.Recorded>("units-missing");
    }

    [Fact]
    public void The_rest_can_be_handed_over_while_somebody_decides() =>
        Given(_missing).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up").Being(OrderStatus.OnHold)
            .Owing("fulfil/2/1", "capture/p1/2", "raise/missing/1/1");

    [Fact]
    public void Cancelled_units_cost_nothing_and_the_order_goes_on()
    {
        var outcome = Given(_missing).When(Decide(OrderParts.Cancel))
            .ThenEvents("missing-decided", "units-cancelled").Being(OrderStatus.Accepted).Owing();
        outcome.Result.ShouldBe(ResolutionResult.Resolved);
        new Situation(outcome.After).When(PickUp("f1")).Then<RecordResult.Recorded>("picked-up")
            .Owing("fulfil/2/1", "capture/p1/2", "void/p1").Being(OrderStatus.Completed);
    }

    [Fact]
    public void Units_that_are_found_elsewhere_are_handed_over_with_the_others()
    {
        var searching = Given(_missing).When(Resolve(Part, ResolutionKind.Retry)).ThenEvents("missing-decided")
            .Being(OrderStatus.Accepted).Owing(Search);
        var request = OrderDecider.Calls(searching.After).OfType<OrderCall.SourceUnits>().Single().Request;
        (request.Quantity, request.Reservation).ShouldBe((1, new ReservationId($"{Key.Id}:1:m1.1")));
        request.Candidates.ShouldBe([Warehouse, Store], "where they were not found comes last");
        var found = new Situation(searching.After).When(Sourced(Search, Warehouse)).ThenEvents("units-sourced").Owing();
        found.After.Lines[0].Open.ShouldBe(0);
        var gone = new Situation(found.After).When(Ship("f1")).Then<RecordResult.Recorded>("shipped")
            .Owing("fulfil/2/1", "fulfil/2/1/m1.1/dc-1", "capture/p1/2").Being(OrderStatus.Completed);
        gone.After.Payments[0].Charged.ShouldBe(2200);
        gone.After.Fulfilments[^1].Lines.ShouldBe([new LineQuantity(new("1"), 2)]);
    }

    [Fact]
    public void A_search_without_success_comes_back_to_the_desk()
    {
        Step[] searching = [.. _missing, DeskTold(Part, OrderDecider.UnitsMissingKind),
            Resolve(Part, ResolutionKind.Retry)];
        var failed = Given(searching).When(Sourced(Search)).ThenEvents("sourcing-failed").Being(OrderStatus.OnHold)
            .Owing("raise/missing/1/1");
        new Situation(failed.After).When(Resolve(Part, ResolutionKind.Retry, "d2")).ThenEvents("missing-decided")
            .Owing("source/1/1/2");
        Given(searching).When(Resolve(Part, ResolutionKind.Retry, "d2")).Result
            .ShouldBe(ResolutionResult.AlreadyResolved);
    }

    [Fact]
    public void A_backorder_waits_for_stock_until_its_end()
    {
        var waiting = Given(_missing).When(Decide(OrderParts.Backorder, ("days", "3"))).ThenEvents("missing-decided")
            .Being(OrderStatus.Backordered).Owing(Search);
        new Situation(waiting.After).When(Sourced(Search)).ThenEvents();
        new Situation(waiting.After).When(Sourced(Search, Store)).ThenEvents("units-sourced")
            .Being(OrderStatus.Accepted);
        var late = OrderDecider.Decide(waiting.After, [new OrderFact.UnitsSourced(Search, [])], Now.AddDays(3));
        late.Select(OrderDecider.Codec.NameOf).ShouldBe(["sourcing-failed"]);
    }

    [Theory]
    [InlineData("resolution", "give-away"), InlineData("days", "3")]
    public void What_is_no_resolution_is_not_allowed(string field, string value) =>
        Given(_missing).When(Resolve(Part, ResolutionKind.Edit, "d1", (field, value))).Result
            .ShouldBe(ResolutionResult.NotAllowed);

    [Theory, InlineData("0"), InlineData("61"), InlineData("-1"), InlineData("soon")]
    public void So_many_days_are_not_waited(string days) =>
        Given(_missing).When(Decide(OrderParts.Backorder, ("days", days))).Result
            .ShouldBe(ResolutionResult.NotAllowed);

    [Fact]
    public void A_cancellation_takes_missing_units_too_and_the_desk_hears_of_it()
    {
        Step[] known = [.. _missing, DeskTold(Part, OrderDecider.UnitsMissingKind)];
        Given(known).When(Cancel("c1")).Then<CancelResult.Cancelled>("units-cancelled").Being(OrderStatus.Cancelled)
            .Owing("release/1/1", "void/p1", "clear/missing/1/1");
    }

    [Fact]
    public void What_a_search_finds_for_cancelled_units_is_given_back()
    {
        Step[] searching = [.. _missing, Resolve(Part, ResolutionKind.Retry)];
        var cancelled = Given(searching).When(Cancel("c1")).Then<CancelResult.Cancelled>("units-cancelled")
            .Owing("release/1/1", "void/p1", Search);
        new Situation(cancelled.After).When(Sourced(Search, Warehouse)).ThenEvents("units-sourced")
            .Owing("release/1/1", "void/p1", "release/2/1/m1.1/dc-1");
        new Situation(cancelled.After).When(Sourced(Search)).ThenEvents("units-sourced")
            .Owing("release/1/1", "void/p1");
    }

    [Fact]
    public void Units_found_at_two_places_are_kept_once() =>
        Given([.. _missing, Resolve(Part, ResolutionKind.Retry)]).When(Sourced(Search, Warehouse, Store))
            .ThenEvents("units-sourced").Owing("release/1/1/m1.1/store-12");
}
