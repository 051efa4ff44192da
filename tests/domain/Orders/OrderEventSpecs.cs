using System.Text.Json;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>The journal outlives every version: what was written once is read for ever, and written the same.</summary>
public class OrderEventSpecs
{
    private static readonly HandoverNote _note =
        new(Now.AddHours(1), "UPS", "1Z-9", new Origin("pos", "counter 3"), Now.AddHours(2));

    private static readonly OrderEvent[] _samples =
    [
        ReceivedSample(),
        new OrderEvent.LinesAllocated([new(new("1"), Store)], [new(new("2"), 3, 1)]),
        new OrderEvent.StrayAllocated(new("1"), Warehouse),
        new OrderEvent.PaymentAuthorised(1),
        new OrderEvent.PaymentDeclined(2, "do-not-honour"),
        new OrderEvent.Accepted(Now),
        new OrderEvent.Rejected("out-of-stock", Now),
        new OrderEvent.CancelRequested("c1", [new(new("1"), 2)], By, Now),
        new OrderEvent.UnitsCancelled("c1", [new(new("1"), 2)], By, Now),
        new OrderEvent.MadeReady(new("f1"), [new(new("1"), 2)], _note with { Carrier = null, Tracking = null }),
        new OrderEvent.PickedUp(new("f1"), [new(new("1"), 2, 2200)], [new(1, 1500), new(2, 700)], _note),
        new OrderEvent.Shipped(new("f1"), [new(new("1"), 2, 2200)], [new(1, 2200)], _note),
        new OrderEvent.LineReleased("release/1/1"),
        new OrderEvent.LineFulfilled("fulfil/1/1"),
        new OrderEvent.PaymentCaptured("capture/p1/1", 2200, Now),
        new OrderEvent.PaymentVoided("void/p1", 2200),
        new OrderEvent.MoneyMoved(P1, new("ref-1"), OperationKind.Refund, 500, Now),
        new OrderEvent.CallRefused("capture/p1/1", "lost-card"),
        new OrderEvent.StepsTold(["accepted", "handed-over:f1"]),
        new OrderEvent.ReturnClaimed(OrderReturnSpecs.Claim(), Now),
        new OrderEvent.ReturnOpened("return/r1"),
        new OrderEvent.ReturnReceived(
            new("r1"), new("store-7"), [OrderReturnSpecs.Claim().Lines[0] with { Disposition = Disposition.Restocked }],
            Now),
        new OrderEvent.ReturnRefunded(new("r1"), P1, 1100, Now),
        new OrderEvent.ReturnReleased(new("r1")),
        new OrderEvent.UnitsMissing(new("m1"), [new(new("1"), 1)], _note with { Carrier = null, Tracking = null }),
        new OrderEvent.MissingDecided("missing/1/1", "d1", ShortfallDecision.Backorder, Now.AddDays(14), By, Now),
        new OrderEvent.UnitsSourced("source/1/1/1", [Warehouse]),
        new OrderEvent.SourcingFailed("source/1/1/1", Now),
        new OrderEvent.Held("h1", HoldReason.FraudCheck, By, Now),
        new OrderEvent.HoldsReleased(["h1"], "d1", By, Now),
        new OrderEvent.RefusalDecided("capture/p1/1", "d1", true, By, Now),
        new OrderEvent.ExceptionRaised("hold/h1", OrderDecider.HeldKind),
        new OrderEvent.ExceptionCleared("hold/h1"),
    ];

    public static TheoryData<string> Names => [.. OrderDecider.Codec.Names];

    [Fact]
    public void Every_event_has_a_sample() =>
        _samples.Select(OrderDecider.Codec.NameOf).ShouldBe(OrderDecider.Codec.Names, ignoreOrder: true);

    [Theory, MemberData(nameof(Names))]
    public void An_event_is_written_as_it_is_checked_in(string name)
    {
        var sample = _samples.Single(e => OrderDecider.Codec.NameOf(e) == name);
        (OrderDecider.Codec.Write([sample]) + "\n").ShouldBeGolden($"events/{name}.json");
    }

    [Theory, MemberData(nameof(Names))]
    public void An_event_that_is_checked_in_is_read_back_and_written_identically(string name)
    {
        var json = File.ReadAllText(Path.Combine(OrderGolden.Folder(), "events", $"{name}.json")).TrimEnd();
        var read = OrderDecider.Codec.Read(json);
        OrderDecider.Codec.Write(read).ShouldBe(json);
        OrderJsonText.Of(read[0]).ShouldBe(OrderJsonText.Of(
            _samples.Single(e => OrderDecider.Codec.NameOf(e) == name)));
    }

    [Fact]
    public void An_order_without_anything_optional_is_read_back()
    {
        var c = Submission() with { Customer = null, Fulfilment = new(FulfilmentMethod.Ship, null), Tenders = [] };
        var e = ReceivedSample(c with { Tenders = [new Tender("sandbox", "tok", c.Total)] });
        var json = OrderDecider.Codec.Write([e]);
        json.ShouldNotContain("null");
        OrderDecider.Codec.Write(OrderDecider.Codec.Read(json)).ShouldBe(json);
    }

    [Fact]
    public void The_directory_row_changes_with_the_status_only()
    {
        OrderDecider.Index(Order.None).ShouldBeNull();
        OrderDecider.Index(Run(Order.None, Submitted())).ShouldBeNull("the outbox shows what is being decided");
        var order = Run(Order.None, Accepted);
        var accepted = OrderDecider.Index(order)!;
        accepted.ShouldBe(new("accepted", "web", accepted.Data, order.AcceptedAt));
        using var data = JsonDocument.Parse(accepted.Data);
        data.RootElement.GetProperty("externalId").GetString().ShouldBe("W-1");
        data.RootElement.GetProperty("total").GetInt64().ShouldBe(2200);
        data.RootElement.GetProperty("currency").GetString().ShouldBe("USD");
        data.RootElement.GetProperty("submittedAt").GetDateTimeOffset().ShouldBe(Now);
    }

    [Fact]
    public void A_pick_up_waits_from_its_acceptance_until_all_that_is_still_to_leave_lies_ready()
    {
        DateTimeOffset? Since(params Step[] later) =>
            OrderDecider.Index(Run(Order.None, [.. Accepted, .. later]))!.Since;
        Since().ShouldNotBeNull().ShouldBe(Run(Order.None, Accepted).AcceptedAt!.Value);
        Since(Ready("f1", ("1", 1))).ShouldNotBeNull();
        Since(Ready("f1")).ShouldBeNull();
        Since(Ready("f1"), PickUp("f1")).ShouldBeNull();
        Since(Cancel("c1")).ShouldBeNull();
        var shipped = Submission() with { Fulfilment = new(FulfilmentMethod.Ship, null) };
        OrderDecider.Index(Run(Order.None, AcceptedOf(shipped)))!.Since.ShouldBeNull();
    }

    [Fact]
    public void A_view_carries_the_versions_that_it_is_asked_for()
    {
        var s = Run(Order.None, Accepted);
        OrderDecider.View(s).Version.ShouldBe(4);
        OrderDecider.View(s).Lines[0].Others.ShouldBeEmpty();
        (OrderDecider.View(s).Lines[0] with { Others = default }).ShouldBe(new OrderLineView(
            new("1"), new("SKU-1"), 2, 0, 2, 0, 0, 0, Money(1000), "apparel", Store, new($"{Key.Id}:1")));
    }

    [Fact]
    public void Every_status_has_a_name_of_its_own() =>
        Enum.GetValues<OrderStatus>().Select(OrderDecider.NameOf).ShouldBeUnique();

    private static OrderEvent.Received ReceivedSample(SubmitOrder? order = null)
    {
        var c = order ?? Submission([1500, 700], Line("1") with { Hold = new("h1") });
        return (OrderEvent.Received)OrderDecider.Decide(Order.None, c, Facts(c), Key, Now).Item2[0];
    }
}
