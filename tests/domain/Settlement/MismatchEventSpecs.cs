using RetailActors.Events;
using RetailActors.Payments;
using RetailActors.Settlement;
using RetailActors.Tests.Events;
using Case = RetailActors.Settlement.Case;

namespace RetailActors.Tests.Settlement;

public sealed class MismatchEventSpecs
{
    private static readonly Tenant _demo = new("demo");

    [Fact]
    public async Task A_line_that_does_not_tie_out_is_told_as_its_schema_says()
    {
        var report = new LineCase(
            MismatchClass.Gross, LineStatus.Mismatched, "sandbox", "set_1", "18", new PaymentId("o-1.p1"),
            new SettlementEntry("set_1:18", OperationKind.Capture, "psp_1", null, BatchSpec.Usd(4_300)), "28 less");
        var e = MismatchEvents.Of(new(_demo, "set_1:18"), new Case.Raised(report, BatchSpec.Now), null);
        (await EventDocs.Faults(CloudEventJson.Write(e))).ShouldBeEmpty();
        (e.Subject, e.Id).ShouldBe(("set_1", "demo:settlement.mismatched:set_1:18:1795514400000"));
        e.Data.ShouldStartWith("""{"provider":"sandbox","batch":"set_1","line":"18","class":"gross",""");
        e.Data.ShouldEndWith("""
            "payment":"o-1.p1","settled":{"minor":4300,"currency":"USD"}}
            """.Trim());
    }

    [Fact]
    public async Task Money_that_has_not_come_is_told_without_a_settlement()
    {
        var payment = new PaymentId("o-2.p1");
        var report = new LineCase(
            MismatchClass.MissingSettlement, LineStatus.Expected, "sandbox", null, "capture", payment, null, "9 days");
        var e = MismatchEvents.Of(
            SettlementLineKey.Missing(_demo, payment), new Case.Raised(report, BatchSpec.Now), null);
        (await EventDocs.Faults(CloudEventJson.Write(e))).ShouldBeEmpty();
        e.Subject.ShouldBe("o-2.p1");
        e.Data.ShouldContain("\"class\":\"missing-settlement\"");
    }

    [Fact]
    public void Raised_again_it_is_another_event()
    {
        var report = new LineCase(
            MismatchClass.Fee, LineStatus.Mismatched, "sandbox", "set_1", "3", null, null, "7 more");
        var key = new SettlementLineKey(_demo, "set_1:3");
        MismatchEvents.Of(key, new Case.Raised(report, BatchSpec.Now), null).Id
            .ShouldNotBe(MismatchEvents.Of(key, new Case.Raised(report, BatchSpec.Now.AddDays(1)), null).Id);
    }
}
