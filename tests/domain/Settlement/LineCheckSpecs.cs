using RetailActors.Payments;
using RetailActors.Settlement;
using static RetailActors.Tests.Settlement.BatchSpec;

namespace RetailActors.Tests.Settlement;

/// <summary>Every way in which a line does not tie out has its class.</summary>
public sealed class LineCheckSpecs
{
    private static readonly ReportLine _line = Line(1);
    private static readonly Payout _payout = PayoutOf(_line);

    private static (LineStatus, MismatchClass) Before(ReportLine line) =>
        LineChecks.Before(line, Agreed, _payout) is { } j ? (j.Status, j.Class) : default;

    private static (LineStatus, MismatchClass) After(ReportLine line, SettlementFit fit, long? expected = null)
    {
        var amount = expected is { } minor ? Usd(minor) : line.Gross;
        var j = LineChecks.After(line, new SettlementVerdict(fit, new OperationId("c"), amount, "e"), Agreed, _payout);
        return (j.Status, j.Class);
    }

    [Fact]
    public void A_line_as_expected_is_matched_without_a_word() =>
        LineChecks.After(_line, Exact(_line), Agreed, _payout)
            .ShouldBe(new Judgement(1, LineStatus.Matched, MismatchClass.None));

    [Theory]
    [InlineData(SettlementFit.NoOperation, LineStatus.Unexpected, MismatchClass.UnexpectedLine)]
    [InlineData(SettlementFit.NotDone, LineStatus.Mismatched, MismatchClass.Status)]
    [InlineData(SettlementFit.Duplicate, LineStatus.Mismatched, MismatchClass.Duplicate)]
    [InlineData(SettlementFit.CurrencyDiffers, LineStatus.Mismatched, MismatchClass.Currency)]
    [InlineData(SettlementFit.AmountDiffers, LineStatus.Mismatched, MismatchClass.Gross)]
    [InlineData(SettlementFit.Suggested, LineStatus.Suggested, MismatchClass.UnexpectedLine)]
    [InlineData(SettlementFit.Tolerated, LineStatus.Tolerated, MismatchClass.Rounding)]
    [InlineData(SettlementFit.Exact, LineStatus.Matched, MismatchClass.None)]
    [InlineData(SettlementFit.Unknown, LineStatus.Unexpected, MismatchClass.UnexpectedLine)]
    public void What_a_payment_says_is_a_class(SettlementFit fit, LineStatus status, MismatchClass what) =>
        After(_line, fit).ShouldBe((status, what));

    [Fact]
    public void A_fee_that_was_not_agreed_is_a_fee_mismatch() =>
        After(_line with { Fee = Usd(FeeOf(10_000) + 2), Net = Usd(10_000 - FeeOf(10_000) - 2) }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.Fee));

    [Fact]
    public void Net_that_is_not_gross_less_fee_is_a_net_mismatch() =>
        After(_line with { Net = _line.Net - Usd(13) }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.Net));

    [Fact]
    public void A_line_dated_after_its_payout_is_a_cutoff() =>
        After(_line with { At = _payout.At.AddMinutes(1) }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.Cutoff));

    [Fact]
    public void A_rate_that_does_not_lead_from_gross_to_net_is_an_exchange_mismatch()
    {
        var rate = new ExchangeRate(1_085_000_000);
        var foreign = _line with { Gross = Eur(10_000), Fee = Usd(50), Net = Usd(10_800), Rate = rate };
        After(foreign, SettlementFit.Exact).ShouldBe((LineStatus.Matched, MismatchClass.None));
        After(foreign with { Net = Usd(10_802) }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.FxRate));
        After(foreign with { Rate = default }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.FxRate));
        After(_line with { Rate = rate }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.FxRate));
    }

    [Fact]
    public void A_net_amount_in_another_currency_than_the_payout_is_a_currency_mismatch() =>
        After(_line with { Net = Eur(9_800) }, SettlementFit.Exact)
            .ShouldBe((LineStatus.Mismatched, MismatchClass.Currency));

    [Theory]
    [InlineData(LineType.Refund, 500)]
    [InlineData(LineType.Chargeback, 500)]
    [InlineData(LineType.Capture, -500)]
    [InlineData(LineType.ChargebackReversed, -500)]
    [InlineData(LineType.RefundReversed, -500)]
    [InlineData(LineType.Capture, 0)]
    public void An_amount_on_the_wrong_side_is_never_asked_at_the_payment(LineType type, long gross) =>
        Before(Line(1, gross, type)).ShouldBe((LineStatus.Mismatched, MismatchClass.RefundSide));

    [Fact]
    public void A_chargeback_is_a_dispute_whoever_it_is_about() =>
        Before(Line(1, -500, LineType.Chargeback)).ShouldBe((LineStatus.Mismatched, MismatchClass.Dispute));

    [Fact]
    public void A_reference_that_cannot_be_ours_is_unexpected_and_a_formula_is_no_more_than_that() =>
        Before(_line with { Merchant = "=HYPERLINK(\"http://x\")" })
            .ShouldBe((LineStatus.Unexpected, MismatchClass.UnexpectedLine));

    [Fact]
    public void Fees_and_carried_amounts_need_no_payment() =>
        Before(Line(1, -300, LineType.Carry) with { Merchant = "" }).ShouldBe((LineStatus.Matched, MismatchClass.None));

    [Theory]
    [InlineData(10_000, 1_085_000_000, 10_850)]
    [InlineData(1, 500_000_000, 1)]
    [InlineData(-1, 500_000_000, -1)]
    [InlineData(3, 333_333_333, 1)]
    public void An_exchange_rounds_half_away_from_nothing(long minor, long billionths, long converted) =>
        new ExchangeRate(billionths).Convert(Eur(minor), new Currency("USD")).ShouldBe(Usd(converted));

    [Fact]
    public void An_exchange_knows_the_digits_of_its_currencies() =>
        new ExchangeRate(6_700_000).Convert(new Money(10_000, new Currency("JPY")), new Currency("USD"))
            .ShouldBe(Usd(6_700));
}
