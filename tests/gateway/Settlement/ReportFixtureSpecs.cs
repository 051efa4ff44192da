using System.Runtime.CompilerServices;
using System.Text;
using RetailActors.Adapters.Files;
using RetailActors.Settlement;

namespace RetailActors.Tests.Settlement;

/// <summary>Reports with all the columns and fields that the providers publish, and exactly what they become here.
/// </summary>
public sealed class ReportFixtureSpecs
{
    [Fact]
    public void A_settlement_detail_report_of_Adyen_is_read_line_by_line()
    {
        var read = new AdyenReport().Read(Fixture("adyen-settlement-detail.csv")).ShouldBeOfType<ReportReading.Read>();
        read.BadRows.ShouldBeEmpty();
        read.Payout.ShouldBe(new Payout(
            "TX2041XT batch 41, RetailActorsEU", Eur(7470), new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero)));
        read.Lines.Select(Words).ShouldBe(
        [
            "1 Capture 7914073381342284/8814073381342295 ord_a.p1: 4328 EUR - 68 EUR = 4260 EUR at 2026-11-20 22:30:49",
            "2 Capture 7914073381342285/8814073381342296 ord_b.p1: 2500 GBP - 45 EUR = 2880 EUR at 2026-11-21 08:00:00",
            "3 Capture 7914073381342286/8814073381342297 ord_c.p1: 5000 JPY - 30 EUR = 3020 EUR at 2026-11-21 08:00:01",
            "4 Refund 7914073381342284/8814073381342298 ord_a.p1: -1000 EUR - 0 EUR = -1000 EUR at 2026-11-22 09:00:00",
            "5 Chargeback 7914073381342284/8814073381342299 ord_a.p1: -3328 EUR - 750 EUR = -4078 EUR"
                + " at 2026-11-22 10:00:00",
            "6 ChargebackReversed 7914073381342284/8814073381342300 ord_a.p1: 3328 EUR - 0 EUR = 3328 EUR"
                + " at 2026-11-23 10:00:00",
            "7 Fee /Transaction Fees November 2026 : -1240 EUR - 0 EUR = -1240 EUR at 2026-11-23 22:59:00",
            "8 Carry /Balancetransfer batch 40 : 300 EUR - 0 EUR = 300 EUR at 2026-11-23 22:59:01",
        ]);
        read.Lines.Select(l => l.Rate.Billionths).ShouldBe(
            [1_000_000_000, 1_170_000_000, 6_100_000, 1_000_000_000, 1_000_000_000, 1_000_000_000, 0, 0]);
        read.Lines.Sum(l => l.Net.Minor).ShouldBe(read.Payout.Amount.Minor, "the fixture ties out");
    }

    [Fact]
    public void Columns_that_we_do_not_know_stay_with_the_line_but_no_address()
    {
        var read = new AdyenReport().Read(Fixture("adyen-settlement-detail.csv")).ShouldBeOfType<ReportReading.Read>();
        Other(read, 1).ShouldBe(["Payment Method Variant: visaclassic"]);
        Other(read, 2).ShouldBe(["Payment Method Variant: mccredit", "Reserved10: gift card", "Reserved4: kept"]);
        Other(read, 4).ShouldBe(
            ["Modification Merchant Reference: ord_a.return-1", "Payment Method Variant: visaclassic"]);
        Other(read, 8).ShouldBeEmpty();
    }

    [Fact]
    public void A_payment_without_its_gross_amount_is_a_bad_row()
    {
        var text = Encoding.UTF8.GetString(Fixture("adyen-settlement-detail.csv").Span)
            .Replace("8814073381342295,EUR,,43.28,1,", "8814073381342295,,,,1,", StringComparison.Ordinal);
        var read = new AdyenReport().Read(Encoding.UTF8.GetBytes(text)).ShouldBeOfType<ReportReading.Read>();
        read.BadRows.ShouldHaveSingleItem().Number.ShouldBe(1);
        read.Lines.Length.ShouldBe(7);
    }

    [Fact]
    public void A_payout_of_Stripe_is_read_transaction_by_transaction()
    {
        var read = new StripeReport().Read(Fixture("stripe-payout.json")).ShouldBeOfType<ReportReading.Read>();
        read.BadRows.ShouldBeEmpty();
        read.Payout.ShouldBe(
            new Payout("po_1QRetail", Usd(9032), new DateTimeOffset(2025, 11, 25, 0, 0, 0, TimeSpan.Zero)));
        read.Lines.Select(Words).ShouldBe(
        [
            "2 Capture pi_1/ch_1 ord_a.p1: 4328 USD - 156 USD = 4172 USD at 2025-11-20 00:53:20",
            "3 Capture pi_2/ch_2 ord_b.p1: 5000 EUR - 223 USD = 5227 USD at 2025-11-20 00:55:00",
            "4 Refund pi_1/re_1 ord_a.p1: -1000 USD - 0 USD = -1000 USD at 2025-11-21 04:40:00",
            "5 Chargeback pi_1/dp_1 : -3328 USD - 1500 USD = -4828 USD at 2025-11-22 08:26:40",
            "6 ChargebackReversed pi_1/dp_1 : 4828 USD - -1500 USD = 6328 USD at 2025-11-23 12:13:20",
            "7 Fee txn_6/ : -867 USD - 0 USD = -867 USD at 2025-11-23 12:13:21",
        ]);
        read.Lines[1].Rate.Billionths.ShouldBe(1_090_000_000);
        read.Lines.Sum(l => l.Net.Minor).ShouldBe(read.Payout.Amount.Minor, "the fixture ties out");
    }

    [Fact]
    public void Fields_that_we_do_not_know_stay_with_the_line_but_no_address()
    {
        var read = new StripeReport().Read(Fixture("stripe-payout.json")).ShouldBeOfType<ReportReading.Read>();
        Other(read, 2).ShouldBe(["balance_type: payments", "description: Order W-1001"]);
        Other(read, 3).ShouldBe(["cross_border_class: {\"region\": \"eea\"}"]);
    }

    private static IEnumerable<string> Other(ReportReading.Read read, int number) =>
        (read.Lines.Single(l => l.Number == number).Other ?? []).Select(o => $"{o.Key}: {o.Value}")
        .Order(StringComparer.Ordinal);

    private static string Words(ReportLine l) => $"{l.Number} {l.Type} {l.Reference}/{l.Operation} {l.Merchant}: "
        + $"{l.Gross} - {l.Fee} = {l.Net} at {l.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}";

    private static Money Eur(long minor) => new(minor, new Currency("EUR"));

    private static Money Usd(long minor) => new(minor, new Currency("USD"));

    private static ReadOnlyMemory<byte> Fixture(string name, [CallerFilePath] string caller = "") =>
        File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(caller)!, "fixtures", name));
}
