using RetailActors.Settlement;
using static RetailActors.Tests.Settlement.BatchSpec;

namespace RetailActors.Tests.Settlement;

/// <summary>A clearing account has its balance because of payments on their way, or it is not explained.</summary>
public sealed class CloseSpecs
{
    private static readonly OpenPayment _open = new("pay-1", "sandbox", Usd(4_328), Now.AddDays(-3));

    [Fact]
    public void What_is_on_its_way_explains_the_balance()
    {
        var clearing = CloseRules.Clearing(
            [_open, _open with { Payment = "pay-2" }], [("psp-clearing:sandbox", Usd(8_656)), ("cash", Usd(-8_656))]);
        clearing.ShouldBe([new ClearingView("sandbox", Usd(8_656), Usd(8_656), 2, Usd(0))]);
    }

    [Fact]
    public void What_nobody_is_on_the_way_for_is_not_explained()
    {
        CloseRules.Clearing([_open], [("psp-clearing:sandbox", Usd(5_000))]).Single().Unexplained.ShouldBe(Usd(672));
        CloseRules.Clearing([], [("psp-clearing:adyen", Eur(1))]).Single()
            .ShouldBe(new ClearingView("adyen", Eur(1), Eur(0), 0, Eur(1)));
    }

    [Fact]
    public void Without_a_ledger_nothing_is_said_about_its_balance() =>
        CloseRules.Clearing([_open], null).Single().ShouldBe(new ClearingView("sandbox", null, Usd(4_328), 1, null));

    [Fact]
    public void A_ledger_that_does_not_balance_is_named_by_its_currency() =>
        CloseRules.Unbalanced([("a", Usd(1)), ("b", Usd(-1)), ("c", Eur(2))]).ShouldBe([Eur(2)]);

    [Fact]
    public void A_payment_is_missing_only_after_its_window()
    {
        CloseRules.IsMissing(_open, 3, Now).ShouldBeFalse();
        CloseRules.IsMissing(_open, 2, Now).ShouldBeTrue();
        CloseRules.Missing(_open, 2).Class.ShouldBe(MismatchClass.MissingSettlement);
    }

    [Fact]
    public void A_row_of_a_payment_tells_what_is_on_its_way()
    {
        const string row = """
            {"provider":"sandbox","requested":{"minor":100,"currency":"USD"},"authorised":100,"captured":100,"voided":0,
             "refundPending":0,"refunded":30,"settled":50}
            """;
        CloseRules.Of("pay-1", row, Now).ShouldBe(new OpenPayment("pay-1", "sandbox", Usd(20), Now));
    }

    [Theory]
    [InlineData("""{"kind":"posting-refused","entity":"posting/demo/ord_1","owner":"Finance"}""", true)]
    [InlineData("""{"kind":"posting-refused","entity":"posting/demo/ord_1","owner":"It"}""", false)]
    [InlineData("""{"kind":"settlement-mismatch","entity":"settlement-line/demo/set_1:1","owner":"Finance"}""", false)]
    [InlineData("{}", false)]
    public void Exceptions_of_finance_block_and_lines_are_not_counted_twice(string row, bool blocks) =>
        CloseRules.IsForFinance(row).ShouldBe(blocks);

    [Theory]
    [InlineData("2026-11", "2026-12-01")]
    [InlineData("2026-12", "2027-01-01")]
    public void A_month_ends_with_the_next_one(string period, string end) =>
        CloseRules.EndOf(period).ToString("yyyy-MM-dd").ShouldBe(end);
}
