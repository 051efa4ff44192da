using RetailActors.Finance;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

/// <summary>The tax engine has the last word about tax, whatever was charged and whoever waits for it.</summary>
public sealed class TaxSpecs
{
    private static readonly PostingPolicy _estimate = new(
    [
        new PostingRule("erp", [DocumentKind.Invoice, DocumentKind.CreditMemo]),
        new PostingRule("tax", [DocumentKind.TaxCommit, DocumentKind.TaxReversal]),
        new PostingRule("finance", [DocumentKind.JournalEntry]),
    ]);

    private static readonly PostingPolicy _hold = _estimate with { HoldForTax = true };

    private static PostingAnswer More(string number = "TX-1") => Posted(
        number, new Correction("tax", "3.30", "4.00"), new Correction("lines/1/tax", "3.30", "4.00"));

    private static PostingFlow Sold(PostingPolicy policy) => Given(policy).Record(Accepted()).Record(HandedOver());

    [Fact]
    public void An_estimate_goes_out_at_once_and_is_trued_up_in_finance()
    {
        var sold = Sold(_estimate);
        sold.Calls.ShouldContain("invoice:1");
        var corrected = sold.Answer("tax-commit:1", More());
        corrected.Names.ShouldBe("posted steps-recorded");
        var step = corrected.State.Steps[^1].Step.ShouldBeOfType<Step.TaxCorrected>();
        (step.Of, step.Told, step.Due, step.IsReturn).ShouldBe(("pickup-1", Usd(330), Usd(400), false));
        corrected["journal-entry:2"].Step.ShouldBe(step.Id);
        corrected.Answer("tax-commit:1", More()).Events.ShouldBeEmpty("it is trued up once");
    }

    [Fact]
    public void A_tax_that_is_as_charged_needs_no_true_up() =>
        Sold(_estimate).Answer("tax-commit:1", Posted("TX-1")).Names.ShouldBe("posted");

    [Fact]
    public void An_invoice_that_is_held_waits_for_the_engine_and_has_its_tax()
    {
        var held = Sold(_hold);
        held.Calls.ShouldNotContain("invoice:1");
        held.Answer("tax-commit:1", Down).Calls.ShouldNotContain("invoice:1");
        var corrected = held.Answer("tax-commit:1", More());
        corrected.Calls.ShouldContain("invoice:1");
        PostingDecider.EditsOf(corrected.State, corrected["invoice:1"]).ShouldHaveSingleItem()
            .ShouldBe(new("lines/1/tax", "4.00"));
        PostingDecider.EditsOf(corrected.State, corrected["journal-entry:1"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_credit_memo_that_is_held_has_the_tax_that_the_engine_takes_back()
    {
        Step returned = new Step.Returned("returned:r1", Now, new("store-7"), Lines);
        Step refunded = new Step.Refunded("refunded:r1:p", Now, "r1", new("o1.p1"), "sandbox", Usd(4328), Lines);
        var back = Sold(_hold).Answer("tax-commit:1", More()).Answer("invoice:1", Posted("I-1"))
            .Record(returned).Record(refunded);
        back["credit-memo:1"].After.ShouldBe("demo:tax-reversal:o1:1");
        var corrected = back.Answer("tax-reversal:1", More("TX-2"));
        PostingDecider.EditsOf(corrected.State, corrected["credit-memo:1"])["lines/1/tax"].ShouldBe("4.00");
        corrected.State.Steps[^1].Step.ShouldBeOfType<Step.TaxCorrected>().IsReturn.ShouldBeTrue();
        Given(_hold).Record(Accepted()).Record(returned, refunded)["credit-memo:1"].After
            .ShouldBe("demo:tax-reversal:o1:1");
    }

    [Theory]
    [InlineData(330, 400, false, 70), InlineData(400, 330, false, -70)]
    [InlineData(330, 400, true, -70), InlineData(400, 330, true, 70)]
    public void A_true_up_balances(long told, long due, bool isReturn, long difference)
    {
        var entry = Bookings.Of(new Step.TaxCorrected("tax:k", Now, "s", Usd(told), Usd(due), isReturn))!;
        entry.Lines.Select(l => (l.Account.Code, l.Amount.Minor)).ShouldBe(
            [("tax-differences", difference), ("tax-payable", -difference)]);
    }

    [Theory, InlineData("much"), InlineData("4.005"), InlineData("99999999999999")]
    public void What_is_no_amount_is_only_kept(string theirs) =>
        Sold(_estimate).Answer("tax-commit:1", Posted("TX-1", new Correction("tax", "3.30", theirs))).Names
            .ShouldBe("posted");
}
