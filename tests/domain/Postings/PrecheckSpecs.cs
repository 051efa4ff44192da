using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

public sealed class PrecheckSpecs
{
    [Fact]
    public void An_order_that_does_not_add_up_is_refused_without_a_call()
    {
        var flow = Given().Record(Accepted(total: 4329));
        (flow.Calls, flow["sales-order:1"].Code).ShouldBe(("", "precheck-header"));
        flow["sales-order:1"].Attempts.ShouldBe(0);
    }

    [Fact]
    public void The_tax_of_an_order_is_the_tax_of_its_lines()
    {
        var step = Accepted();
        step = step with
        {
            Order = step.Order with
            {
                Tax = Usd(331),
                Total = Usd(4329),
                Tenders = [step.Order.Tenders[0] with
            {
                Amount = Usd(4329),
            }]
            },
        };
        Given().Record(step)["sales-order:1"].Code.ShouldBe("precheck-tax");
    }

    [Fact]
    public void Another_currency_is_refused()
    {
        var step = new Step.Captured("c", Now, new PaymentId("o1.p1"), "sandbox", new Money(1, new Currency("EUR")));
        Sent().Answer("sales-order:1", Posted()).Record(step)["payment:1"].Code.ShouldBe("precheck-currency");
    }

    [Fact]
    public void More_money_back_than_the_goods_were_is_refused() =>
        Sent().Answer("sales-order:1", Posted()).Record(Refunded(4329))["credit-memo:1"].Code
            .ShouldBe("precheck-header");

    [Theory]
    [InlineData(PostingChecks.PostingDateField)]
    [InlineData(PostingChecks.FormerPostingDateField)]
    public void A_closed_period_takes_nothing_but_an_edit_books_it_later(string field)
    {
        var closed = Given(OnlyErp with { ClosedUntil = DateOnly.FromDateTime(Now.UtcDateTime) })
            .Record(Accepted(), HandedOver()).Answer("sales-order:1", Posted()).Answer("fulfilment:1", Posted());
        closed["invoice:1"].Code.ShouldBe("precheck-closed-period");
        var edits = ImmutableDictionary<string, string>.Empty.Add(field, "2026-12-01");
        var booked = closed.Resolve("invoice:1", ResolutionKind.Edit, edits: edits);
        booked.Calls.ShouldBe("invoice:1");
        booked["invoice:1"].Edits[PostingChecks.PostingDateField].ShouldBe("2026-12-01", "as adapters read it");
    }
}
