using RetailActors.Journal;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>What nobody has asked for on behalf of the order is told to the order once it is done.</summary>
public sealed class TellingSpecs
{
    private static readonly MoneyMoved _captured =
        new(Key.Id, new OperationId("c1"), OperationKind.Capture, Usd(60), Now);

    [Fact]
    public void A_direct_capture_is_owed_to_the_order_once_it_is_done()
    {
        var asked = Authorised().Directly(OperationKind.Capture, "c1", 60);
        asked.Result.ShouldBe(new OperationResult.Pending(Usd(60)));
        PaymentDecider.Outbox(asked.State).ShouldBe([new Owed("capture/c1")]);
        PaymentDecider.Untold(asked.State, Key).ShouldBeNull();
        var done = asked.Answer("c1", Approved(60, "psp_2"));
        PaymentDecider.Outbox(done.State).ShouldBe([new Owed("tell/c1")]);
        PaymentDecider.Untold(done.State, Key).ShouldBe(_captured);
    }

    [Fact]
    public void What_the_order_has_asked_for_is_not_told_to_it()
    {
        PaymentDecider.Outbox(Captured(60).State).ShouldBeEmpty();
        PaymentDecider.Untold(Refunded(60).State, Key).ShouldBeNull();
        PaymentDecider.Untold(Payment.None, Key).ShouldBeNull();
    }

    [Fact]
    public void The_order_is_told_once()
    {
        var told = Direct(60).Told("c1");
        told.Events.ShouldBe([new PaymentEvent.OrderTold(new OperationId("c1"), Now)]);
        PaymentDecider.Outbox(told.State).ShouldBeEmpty();
        told.Told("c1").Events.ShouldBeEmpty();
        Captured(60).Told("c1").Events.ShouldBeEmpty();
        Authorised().Told("c1").Events.ShouldBeEmpty();
    }

    [Fact]
    public void What_happened_first_is_told_first()
    {
        var both = Direct(60).Directly(OperationKind.Refund, "r1", 10).Answer("r1", Approved(10, "psp_3"));
        PaymentDecider.Outbox(both.State).ShouldBe([new Owed("tell/c1"), new Owed("tell/r1")]);
        PaymentDecider.Untold(both.State, Key).ShouldBe(_captured);
        PaymentDecider.Untold(both.Told("c1").State, Key)!.Kind.ShouldBe(OperationKind.Refund);
    }

    [Fact]
    public void What_was_refused_or_booked_otherwise_has_not_been_done()
    {
        var asked = Authorised().Directly(OperationKind.Capture, "c1", 60);
        PaymentDecider.Outbox(asked.Answer("c1", new ProviderAnswer.Declined("no")).State).ShouldBeEmpty();
        PaymentDecider.Outbox(asked.Answer("c1", Approved(61)).State).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_webhook_has_settled_is_told_too()
    {
        var told = Authorised().Directly(OperationKind.Capture, "c1", 60)
            .Tell(Said("e1", ProviderEventTypes.Captured, "c1", 60));
        PaymentDecider.Untold(told.State, Key).ShouldBe(_captured);
    }

    [Fact]
    public void The_order_does_not_take_a_direct_operation_for_its_own()
    {
        Direct(60).Capture("c1", 60).Result.ShouldBe(new OperationResult.DoneDifferently());
        Direct(60).Directly(OperationKind.Capture, "c1", 60).Result.ShouldBe(new OperationResult.Done(Usd(60)));
        Captured(60).Directly(OperationKind.Capture, "c1", 60).Result.ShouldBe(new OperationResult.Done(Usd(60)));
    }
}
