using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>An operation is paid by one line of one report; what does not fit is said and never adjusted.</summary>
public sealed class SettlementSpecs
{
    private static SettlementEntry Entry(
        long minor, string line = "set_1:1", string? operation = "psp_2", OperationKind kind = OperationKind.Capture) =>
        new(line, kind, "psp_1", operation, Usd(minor));

    private static (Payment State, SettlementFit Fit, string Events) Settle(Payment state, SettlementEntry entry)
    {
        var (verdicts, events) = PaymentDecider.Decide(state, new RecordSettlement([entry], 1), Now);
        return (events.Aggregate(state, PaymentDecider.Evolve), verdicts.Single().Fit,
            string.Join(",", events.Select(PaymentDecider.Codec.NameOf)));
    }

    [Fact]
    public void A_line_as_expected_settles_the_payment_and_the_same_line_again_changes_nothing()
    {
        var (state, fit, events) = Settle(Captured(100).State, Entry(100));
        (fit, events, PaymentDecider.StatusOf(state)).ShouldBe(
            (SettlementFit.Exact, "settlement-matched", PaymentStatus.Settled));
        PaymentDecider.Index(state)!.Status.ShouldBe("settled");
        PaymentDecider.View(state, Key, 1)!.Operations[1].PaidBy.ShouldBe("set_1:1");
        var (_, again, nothing) = Settle(state, Entry(100));
        (again, nothing).ShouldBe((SettlementFit.Exact, ""));
    }

    [Fact]
    public void Another_line_for_the_same_operation_is_a_duplicate_in_whatever_file_it_comes()
    {
        var (state, _, _) = Settle(Captured(100).State, Entry(100));
        var (_, fit, events) = Settle(state, Entry(100, "set_2:9"));
        (fit, events).ShouldBe((SettlementFit.Duplicate, ""));
        Settle(state, Entry(100, "set_2:9", null)).Fit.ShouldBe(SettlementFit.Duplicate);
    }

    [Fact]
    public void A_difference_claims_the_operation_without_settling_it_until_somebody_accepts()
    {
        var (state, fit, events) = Settle(Captured(100).State, Entry(102));
        (fit, events, PaymentDecider.StatusOf(state)).ShouldBe(
            (SettlementFit.AmountDiffers, "settlement-differed", PaymentStatus.Captured));
        Settle(state, Entry(100, "set_2:1")).Fit.ShouldBe(SettlementFit.Duplicate);
        var (accepted, _, how) = Settle(state, Entry(102) with { Accepted = By });
        (how, PaymentDecider.StatusOf(accepted)).ShouldBe(("settlement-accepted", PaymentStatus.Settled));
        Settle(accepted, Entry(102) with { Accepted = By }).Events.ShouldBe("");
    }

    [Fact]
    public void A_difference_within_the_tolerance_settles_and_says_so() =>
        Settle(Captured(100).State, Entry(99)).ShouldSatisfyAllConditions(
            s => s.Fit.ShouldBe(SettlementFit.Tolerated), s => s.Events.ShouldBe("settlement-matched"));

    [Fact]
    public void Another_currency_never_settles()
    {
        var entry = Entry(100) with { Amount = new Money(100, new Currency("EUR")) };
        Settle(Captured(100).State, entry).ShouldSatisfyAllConditions(
            s => s.Fit.ShouldBe(SettlementFit.CurrencyDiffers), s => s.Events.ShouldBe("settlement-differed"));
    }

    [Fact]
    public void What_was_not_done_cannot_be_paid()
    {
        Settle(Captured(100).State, Entry(100, operation: "psp_1")).Fit.ShouldBe(SettlementFit.NotDone);
        Settle(Captured(100).State, Entry(100, kind: OperationKind.Refund)).Fit.ShouldBe(SettlementFit.NotDone);
        Settle(Authorised().State, Entry(100)).Fit.ShouldBe(SettlementFit.NoOperation);
        Settle(Payment.None, Entry(100)).Fit.ShouldBe(SettlementFit.NoOperation);
    }

    [Fact]
    public void An_unknown_reference_with_the_amount_of_an_unpaid_operation_is_suggested_and_can_be_accepted()
    {
        var (same, fit, events) = Settle(Captured(100).State, Entry(100, operation: "psp_77"));
        (fit, events).ShouldBe((SettlementFit.Suggested, ""));
        var (state, _, how) = Settle(same, Entry(100, operation: "psp_77") with { Accepted = By });
        (how, PaymentDecider.StatusOf(state)).ShouldBe(("settlement-accepted", PaymentStatus.Settled));
        Settle(Captured(100).State, Entry(99, operation: "psp_77")).Fit.ShouldBe(SettlementFit.NoOperation);
    }

    [Fact]
    public void Without_a_reference_of_the_operation_the_payment_and_the_kind_decide()
    {
        var (state, fit, _) = Settle(Captured(100).State, Entry(100, operation: null));
        (fit, PaymentDecider.StatusOf(state)).ShouldBe((SettlementFit.Exact, PaymentStatus.Settled));
    }

    [Fact]
    public void A_payment_is_settled_when_its_refunds_are_too_and_a_later_refund_opens_it_again()
    {
        var (captured, _, _) = Settle(Refunded(60).State, Entry(100));
        PaymentDecider.StatusOf(captured).ShouldBe(PaymentStatus.PartiallyRefunded);
        var (settled, _, _) = Settle(captured, Entry(60, "set_1:2", "psp_3", OperationKind.Refund));
        PaymentDecider.StatusOf(settled).ShouldBe(PaymentStatus.Settled);
        var again = new Flow(settled, []).Refund("r2", 40).Answer("r2", Approved(40, "psp_4"));
        again.Status.ShouldBe(PaymentStatus.Refunded);
    }

    [Fact]
    public void A_payment_of_which_a_part_is_held_is_not_settled()
    {
        var (state, _, _) = Settle(Captured(60).State, Entry(60));
        PaymentDecider.StatusOf(state).ShouldBe(PaymentStatus.PartiallyCaptured);
    }
}
