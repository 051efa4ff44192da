using RetailActors.Journal;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>What stands in journals today must be readable for ever: one golden file per event type.</summary>
public sealed class PaymentGolden
{
    private static readonly PaymentEvent[] _samples =
    [
        new PaymentEvent.AuthorisationRequested(
            Auth, new OrderId("ord_1"), "sandbox", "tok_visa", Usd(4328), Now, new Origin("web", "checkout")),
        new PaymentEvent.Authorised(Auth, Usd(4328), "psp_1", Now),
        new PaymentEvent.AuthorisationDeclined(Auth, "card_declined", Now),
        new PaymentEvent.CaptureRequested(new OperationId("c1"), Usd(4328), true, Now, By),
        new PaymentEvent.Captured(new OperationId("c1"), Usd(4328), "psp_2", Now),
        new PaymentEvent.VoidRequested(new OperationId("v1"), Usd(28), false, Now, By),
        new PaymentEvent.Voided(new OperationId("v1"), Usd(28), "psp_3", Now),
        new PaymentEvent.RefundRequested(new OperationId("r1"), Usd(1000), false, Now, By),
        new PaymentEvent.Refunded(new OperationId("r1"), Usd(1000), "psp_4", Now),
        new PaymentEvent.OperationRefused(new OperationId("r1"), "account-closed", Now),
        new PaymentEvent.AnswerLost(new OperationId("r1"), "timeout", Now),
        new PaymentEvent.FoundNotDone(new OperationId("r1"), Now),
        new PaymentEvent.Conflicted(new OperationId("c1"), Usd(4329), "psp_2", Now),
        new PaymentEvent.SettlementMatched(new OperationId("c1"), "set_1:1", Usd(4328), Now),
        new PaymentEvent.SettlementDiffered(new OperationId("c1"), "set_1:1", Usd(4330), Now),
        new PaymentEvent.SettlementAccepted(new OperationId("c1"), "set_1:1", Usd(4330), Now, By),
        new PaymentEvent.ProviderTold(new OperationId("c1"), new ProviderEvent(
            "evt_1", ProviderEventTypes.Captured, "pay_1:c1", "psp_2", Usd(4328), Now), false, Now),
        new PaymentEvent.OrderTold(new OperationId("c1"), Now),
    ];

    [Fact]
    public void Every_event_type_has_a_sample() =>
        _samples.Select(PaymentDecider.Codec.NameOf).ShouldBe(PaymentDecider.Codec.Names, ignoreOrder: true);

    [Fact]
    public void Every_event_is_written_and_read_as_in_its_golden_file()
    {
        foreach (var sample in _samples)
        {
            var path = Path.Combine(Here(), "golden", $"{PaymentDecider.Codec.NameOf(sample)}.json");
            var written = PaymentDecider.Codec.Write([sample]);
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, written + "\n");
            }
            var golden = File.ReadAllText(path);
            (written + "\n").ShouldBe(golden);
            PaymentDecider.Codec.Read(golden).ShouldBe([sample]);
        }
    }

    [Fact]
    public void What_was_asked_for_directly_is_marked_and_nothing_else_is()
    {
        var direct = new PaymentEvent.CaptureRequested(new OperationId("c1"), Usd(1), false, Now, By, Direct: true);
        PaymentDecider.Codec.Write([direct]).ShouldContain("\"direct\":true");
        PaymentDecider.Codec.Read(PaymentDecider.Codec.Write([direct])).ShouldBe([direct]);
        PaymentDecider.Codec.Write([direct with { Direct = false }]).ShouldNotContain("direct");
    }

    [Fact]
    public void An_event_of_a_newer_version_is_not_guessed() =>
        Should.Throw<JournalFormatException>(() => PaymentDecider.Codec.Read("""[{"e":"disputed","d":{}}]"""));
}
