using RetailActors.Events;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Events;

/// <summary>What the event stream says about each step.</summary>
public sealed class StepEventSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly Currency _usd = new("USD");
    private static readonly PaymentId _payment = new("pay_1");

    private static readonly StepLine _line = new(
        new("1"), new("TEE-BLK-M"), 2, new("store-12"), new(3998, _usd), new(330, _usd), new(0, _usd));

    private static readonly AcceptedOrder _order = new(
        new("ord_1"), new("web"), new("W-1"), null, _usd, new(FulfilmentMethod.Ship, null), [_line],
        new(330, _usd), new(0, _usd), new(4328, _usd), [new(_payment, "sandbox", new(4328, _usd))], "priority");

    public static readonly IReadOnlyList<(Step Step, EventType Type)> Steps =
    [
        (new Step.Accepted("accepted", _noon, _order), EventType.OrderAccepted),
        (new Step.Cancelled("c1", _noon, [_line], false), EventType.OrderCancelled),
        (new Step.ReadyForPickup("r1", _noon, [_line with { Location = null }]), EventType.OrderReadyForPickup),
        (new Step.HandedOver("f1", _noon, FulfilmentMethod.Pickup, [_line], null, null), EventType.OrderHandedOver),
        (new Step.HandedOver("f2", _noon, FulfilmentMethod.Ship, [_line], "DHL", "123"),
            EventType.OrderHandedOver),
        (new Step.Captured("p1", _noon, _payment, "sandbox", new(4328, _usd)), EventType.PaymentCaptured),
        (new Step.Returned("ret_1", _noon, new("store-7"),
            [_line with { Disposition = Disposition.ProcessingRequired }]), EventType.OrderReturned),
        (new Step.Refunded("x1", _noon, "ret_1", _payment, "sandbox", new(4328, _usd), []), EventType.PaymentRefunded),
        (new Step.CustomerChanged("v4", _noon, new("C-9"), 4, null, true), EventType.CustomerChanged),
        (new Step.Settled("reconciled", _noon, "sandbox-2026-03-16", "sandbox",
            [new(SettledPurpose.WrittenOff, new(1, _usd)), new(SettledPurpose.Rounding, new(-1, _usd))]),
            EventType.SettlementReconciled),
    ];

    [Fact]
    public async Task Every_step_becomes_an_event_that_agrees_with_its_schema()
    {
        foreach (var (step, type) in Steps)
        {
            var e = StepEvents.Of(new("demo"), "demo:business-event:ord_1:1", "ord_1", step, null);
            (e.Type, e.Time, e.Tenant).ShouldBe((type.Name, _noon, new Tenant("demo")));
            (await EventDocs.Faults(CloudEventJson.Write(e))).ShouldBeEmpty();
            CloudEventJson.Read(CloudEventJson.Write(e)).ShouldBe(e);
        }
    }

    [Fact]
    public void Every_kind_of_step_is_tried_here() =>
        // A corrected tax is told to finance alone.
        Steps.Select(s => s.Step.GetType()).Append(typeof(Step.TaxCorrected)).Distinct().Count()
            .ShouldBe(typeof(Step).GetNestedTypes().Count(t => t.IsSubclassOf(typeof(Step))));

    [Fact]
    public void The_same_document_is_the_same_event() =>
        StepEvents.Of(new("demo"), "k", "ord_1", Steps[0].Step, null)
            .ShouldBe(StepEvents.Of(new("demo"), "k", "ord_1", Steps[0].Step, null));
}
