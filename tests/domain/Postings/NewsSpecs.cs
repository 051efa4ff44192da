using RetailActors.Operations;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

/// <summary>Who is told that documents are done with.</summary>
public sealed class NewsSpecs
{
    private static readonly PostingPolicy _books = new(
    [
        new PostingRule("erp", [DocumentKind.CreditMemo, DocumentKind.Refund]),
        new PostingRule("tax", [DocumentKind.TaxReversal]),
    ]);

    private static readonly PostingWaiter _return = new PostingWaiter.Return(new("return-1"));

    private static PostingFlow Back() => Given(_books).Record(Accepted()).Record(Returned()).Record(Refunded());

    [Fact]
    public void A_return_is_told_when_its_tax_is_reversed_and_when_nothing_of_it_is_outstanding()
    {
        var start = Back();
        var taxed = start.Answer("tax-reversal:1", Posted());
        News(start, taxed).ShouldBe([_return]);
        var credited = taxed.Answer("credit-memo:1", Posted());
        News(taxed, credited).ShouldBeEmpty("the refund is outstanding");
        var done = credited.Answer("refund:1", Posted());
        News(credited, done).ShouldBe([_return]);
        News(done, done).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_waived_on_the_desk_is_done_with_too()
    {
        var failed = Back().Answer("tax-reversal:1", Posted()).Answer("credit-memo:1", No).Told();
        var waived = failed.Resolve("credit-memo:1", ResolutionKind.Waive);
        News(failed, waived).ShouldBeEmpty("the refund is outstanding");
        News(waived, waived.Answer("refund:1", Posted())).ShouldBe([_return]);
    }

    [Fact]
    public void A_return_that_no_account_wants_to_know_is_told_by_its_steps()
    {
        var sold = Given(OnlyErp with { Rules = [OnlyErp.Rules[0] with { Kinds = [DocumentKind.SalesOrder] }] })
            .Record(Accepted());
        News(sold, sold.Record(Returned())).ShouldBe([_return]);
    }

    [Fact]
    public void Goods_that_nothing_is_paid_for_have_a_credit_memo_and_no_refund()
    {
        var back = Given(_books).Record(Accepted()).Record(Returned()).Record(Refunded(0));
        back.State.Documents.Select(d => d.Kind).ShouldBe([DocumentKind.TaxReversal, DocumentKind.CreditMemo]);
        var taxed = back.Answer("tax-reversal:1", Posted());
        News(taxed, taxed.Answer("credit-memo:1", Posted())).ShouldBe([_return]);
    }

    [Fact]
    public void What_was_paid_back_without_a_return_releases_nobody()
    {
        var sold = Given(_books).Record(Accepted());
        var goodwill = sold.Record(new Step.Refunded(
            "paid-back:o1.p1:x1", Now, "", new PaymentId("o1.p1"), "sandbox", Usd(500), []));
        goodwill.State.Documents.Single().Kind.ShouldBe(DocumentKind.Refund);
        News(sold, goodwill).ShouldBeEmpty();
        News(goodwill, goodwill.Answer("refund:1", Posted())).ShouldBeEmpty();
    }

    [Fact]
    public void Documents_of_a_sale_release_nobody()
    {
        var sent = Sent();
        News(sent, sent.Answer("sales-order:1", Posted())).ShouldBeEmpty();
    }

    [Fact]
    public void A_settlement_is_told_of_what_is_done_and_of_what_has_failed()
    {
        var key = new PostingKey(Key.Tenant, "settlement:set_1");
        var policy = OnlyErp with { Rules = [new PostingRule("finance", [DocumentKind.JournalEntry])] };
        Step settled = new Step.Settled("reconciled", Now, "set_1", "sandbox", []);
        var state = PostingDecider.Record(Posting.None, key, [settled], policy, null, Now)
            .Aggregate(Posting.None, PostingDecider.Evolve);
        PostingDecider.Released(Posting.None, state, key).ShouldBeEmpty();
        foreach (var answer in new[] { Posted(), No })
        {
            var after = PostingDecider.Decide(state, [new Attempt(state.Documents[0].Key, false, answer)], policy, Now)
                .Aggregate(state, PostingDecider.Evolve);
            PostingDecider.Released(state, after, key).ShouldBe([new PostingWaiter.Settlement("set_1")]);
        }
    }

    private static IReadOnlyList<PostingWaiter> News(PostingFlow before, PostingFlow after) =>
        PostingDecider.Released(before.State, after.State, Key);
}
