using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

public sealed class PostingSpecs
{
    [Fact]
    public void A_step_is_planned_and_its_first_document_intended_in_one_append()
    {
        var flow = Sent(Policy);
        flow.Names.ShouldBe("steps-recorded submitted");
        flow.Calls.ShouldBe("sales-order:1 business-event:1");
        flow.Owed.ShouldBe("post/erp post/events");
        flow["sales-order:1"].Attempts.ShouldBe(1);
    }

    [Fact]
    public void A_step_told_again_changes_nothing() => Sent().Record(Accepted()).Events.ShouldBeEmpty();

    [Fact]
    public void Nobody_to_tell_means_that_nothing_is_kept() =>
        Given(new PostingPolicy([])).Record(Accepted()).Events.ShouldBeEmpty();

    [Fact]
    public void Steps_before_the_order_wait_for_it_and_are_sorted_by_their_time()
    {
        var flow = Given().Record(Captured()).Record(HandedOver());
        flow.State.Documents.ShouldBeEmpty();
        flow.Owed.ShouldBe("");
        flow = flow.Record(Accepted());
        flow.State.Documents.Select(d => PostingFlow.Short(d.Key))
            .ShouldBe(["sales-order:1", "fulfilment:1", "invoice:1", "payment:1"]);
    }

    [Fact]
    public void An_account_gets_one_document_at_a_time_in_the_order_of_its_books()
    {
        var flow = Sent().Record(Captured()).Record(HandedOver());
        flow.Calls.ShouldBe("sales-order:1");
        flow = flow.Answer("sales-order:1", Posted());
        flow.Calls.ShouldBe("fulfilment:1");
        flow = flow.Answer("fulfilment:1", Posted()).Answer("invoice:1", Posted());
        flow.Calls.ShouldBe("payment:1");
        flow = flow.Answer("payment:1", Posted());
        (flow.Calls, flow.Owed).ShouldBe(("", ""));
        PostingDecider.Index(flow.State)!.Status.ShouldBe("done");
    }

    [Fact]
    public void A_channel_s_account_hears_of_its_channel_only()
    {
        Sent(Policy).State.Documents.ShouldNotContain(d => d.Account == "storefront");
        Given(Policy).Record(Accepted("shopify")).State.Documents.ShouldContain(d => d.Account == "storefront");
    }

    [Fact]
    public void A_customer_needs_no_order()
    {
        var key = PostingKey.Of(new Tenant("demo"), new CustomerId("C-9"));
        var policy = new PostingPolicy([new PostingRule("crm", [DocumentKind.CustomerRecord])]);
        var events = PostingDecider.Record(
            Posting.None, key, [new Step.CustomerChanged("v1", Now, new CustomerId("C-9"), 1, "gold", true)], policy,
            null, Now);
        events.Aggregate(Posting.None, PostingDecider.Evolve).Documents.ShouldHaveSingleItem().Key
            .ShouldBe("demo:customer-record:customer:C-9:1");
    }

    [Fact]
    public void Two_accounts_for_one_kind_have_keys_of_their_own()
    {
        var two = new PostingPolicy(
            [new PostingRule("a", [DocumentKind.SalesOrder]), new PostingRule("b", [DocumentKind.SalesOrder])]);
        Sent(two).State.Documents.Select(d => d.Key).ShouldBeUnique();
    }

    [Fact]
    public void A_lost_answer_is_looked_up_before_anything_is_sent_again()
    {
        var lost = Sent().Answer("sales-order:1", Lost);
        (lost.Names, lost.Calls).ShouldBe(("answer-lost", "?sales-order:1"));
        lost.Answer("sales-order:1", Posted()).State.Documents[0].Status.ShouldBe(DocumentStatus.Posted);
        var again = lost.Answer("sales-order:1", NotFound);
        (again.Names, again.Calls).ShouldBe(("found-not-done submitted", "sales-order:1"));
        again["sales-order:1"].Attempts.ShouldBe(2);
    }

    [Fact]
    public void What_was_on_its_way_when_the_activation_ended_is_looked_up()
    {
        Sent().Resume("sales-order:1").Events.ShouldBeEmpty();
        Sent().Resume().Calls.ShouldBe("?sales-order:1");
    }

    [Fact]
    public void Doubts_without_end_are_given_up_and_shown_to_somebody()
    {
        var flow = Sent().Answer("sales-order:1", Lost);
        for (var i = 0; i < PostingDecider.MaxDoubts; i++)
        {
            flow = flow.After(Pauses.Longest * 2).Answer("sales-order:1", Lost);
        }
        flow["sales-order:1"].Status.ShouldBe(DocumentStatus.DeadLettered);
        flow.Owed.ShouldBe("raise/sales-order:o1:1");
        flow.Resolve("sales-order:1", ResolutionKind.Retry).Calls.ShouldBe("?sales-order:1");
    }

    [Fact]
    public void An_outage_is_never_given_up_and_its_pauses_grow_to_a_bound()
    {
        var flow = Sent();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 30; i++)
        {
            flow = flow.Answer("sales-order:1", Down);
            flow.Calls.ShouldBe("");
            pauses.Add(flow["sales-order:1"].NotBefore!.Value - flow.Now);
            flow = flow.After(pauses[^1]).Resume();
            flow.Calls.ShouldBe("sales-order:1");
        }
        pauses[0].ShouldBeInRange(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5));
        pauses.Max().ShouldBeLessThanOrEqualTo(Pauses.Longest * 1.25);
        pauses[^1].ShouldBeGreaterThanOrEqualTo(Pauses.Longest * 0.75);
    }

    [Fact]
    public void A_pause_is_as_long_as_the_account_asks_within_a_bound()
    {
        Pauses.After("k", 0, TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromMinutes(5));
        Pauses.After("k", 0, TimeSpan.FromDays(5)).ShouldBe(Pauses.LongestAsked);
    }

    [Fact]
    public void A_turn_in_the_lane_is_no_attempt_and_is_taken_up_a_little_earlier()
    {
        var at = Now.AddSeconds(30);
        var flow = Sent().Turn("sales-order:1", at);
        flow["sales-order:1"].Attempts.ShouldBe(0);
        PostingDecider.Outbox(flow.State).ShouldBe([new("post/erp", at - PostingDecider.TurnLead)]);
        flow = flow.After(TimeSpan.FromSeconds(30) - PostingDecider.TurnLead).Resume();
        (flow.Calls, flow["sales-order:1"].HasTurn).ShouldBe(("sales-order:1", true));
    }

    [Fact]
    public void A_refusal_parks_its_account_and_no_other()
    {
        var flow = Sent(Policy).Record(HandedOver()).Answer("sales-order:1", No);
        flow.Calls.ShouldBe("business-event:1 tax-commit:1");
        PostingDecider.Index(flow.State)!.Status.ShouldBe("exception");
        flow.Owed.ShouldBe("post/events post/tax raise/sales-order:o1:1");
        flow.Told().Owed.ShouldBe("post/events post/tax");
    }

    [Fact]
    public void What_the_ERP_refused_still_awaits_it_for_its_channel_since_the_oldest_until_posted_or_waived()
    {
        var flow = Sent().Record(HandedOver()).Answer("sales-order:1", No);
        var row = PostingDecider.Index(flow.State).ShouldNotBeNull();
        (row.Status, row.Group, row.Since).ShouldBe((PostingDecider.ErpFailed, "web", flow["sales-order:1"].PlannedAt));
        row.Data.ShouldContain("\"failure\":\"sales-order: ");
        var waived = flow.Told().Resolve("sales-order:1", ResolutionKind.Waive);
        PostingDecider.Index(waived.State)!.Status.ShouldBe(PostingDecider.AwaitingErp);
        var posted = flow.Told().Resolve("sales-order:1", ResolutionKind.Retry).Answer("sales-order:1", Posted());
        row = PostingDecider.Index(posted.State).ShouldNotBeNull();
        (row.Status, row.Group, row.Since)
            .ShouldBe((PostingDecider.AwaitingErp, "web", posted["fulfilment:1"].PlannedAt));
        row.Data.ShouldNotContain("failure");
    }

    [Fact]
    public void What_another_system_refused_does_not_await_the_ERP_once_that_has_everything()
    {
        var flow = Sent(Policy).Answer("business-event:1", No);
        PostingDecider.Index(flow.State)!.Status.ShouldBe(PostingDecider.AwaitingErp);
        flow = flow.Answer("sales-order:1", Posted());
        var row = PostingDecider.Index(flow.State).ShouldNotBeNull();
        (row.Status, row.Group).ShouldBe((PostingDecider.OtherFailed, "events"));
        row.Data.ShouldContain("\"failure\":\"business-event: ");
    }

    [Fact]
    public void A_waived_document_lets_the_next_one_go()
    {
        var flow = Sent().Record(HandedOver()).Answer("sales-order:1", No).Told()
            .Resolve("sales-order:1", ResolutionKind.Waive);
        flow.Result.ShouldBe(ResolutionResult.Resolved);
        flow.Calls.ShouldBe("fulfilment:1");
        flow.Owed.ShouldBe("post/erp clear/sales-order:o1:1");
    }

    [Fact]
    public void An_edit_goes_along_with_the_next_attempt()
    {
        var edits = ImmutableDictionary<string, string>.Empty.Add("item", "TEE-2");
        var flow = Sent().Answer("sales-order:1", No).Resolve("sales-order:1", ResolutionKind.Edit, edits: edits);
        PostingDecider.Calls(flow.State, Now).ShouldHaveSingleItem().Document.Edits["item"].ShouldBe("TEE-2");
    }

    [Fact]
    public void A_decision_is_taken_once_and_only_about_what_has_failed()
    {
        Sent().Resolve("invoice:9", ResolutionKind.Retry).Result.ShouldBe(ResolutionResult.NotFound);
        Sent().Resolve("sales-order:1", ResolutionKind.Retry).Result.ShouldBe(ResolutionResult.AlreadyResolved);
        var failed = Sent().Answer("sales-order:1", No);
        failed.Resolve("sales-order:1", ResolutionKind.Edit).Result.ShouldBe(ResolutionResult.NotAllowed);
        var again = failed.Resolve("sales-order:1", ResolutionKind.Retry).Answer("sales-order:1", No)
            .Resolve("sales-order:1", ResolutionKind.Retry);
        (again.Result, again.Events.Length).ShouldBe((ResolutionResult.Resolved, 0));
    }

    [Fact]
    public void A_system_that_can_neither_look_up_nor_know_keys_leaves_it_to_people_at_once()
    {
        var flow = Sent().Answer("sales-order:1", Lost)
            .Answer("sales-order:1", new PostingAnswer.Lost(PostingDecider.CannotLookUp));
        flow["sales-order:1"].Status.ShouldBe(DocumentStatus.DeadLettered);
        flow.Resolve("sales-order:1", ResolutionKind.Retry).Calls.ShouldBe("sales-order:1");
    }

    [Fact]
    public void An_invoice_waits_for_the_tax_of_its_step_only_when_told_to()
    {
        var estimate = Sent(Policy).Record(HandedOver())
            .Answer("sales-order:1", Posted()).Answer("fulfilment:1", Posted());
        estimate.Calls.ShouldContain("invoice:1");
        var hold = Sent(Policy with { HoldForTax = true }).Record(HandedOver())
            .Answer("sales-order:1", Posted()).Answer("fulfilment:1", Posted());
        hold.Calls.ShouldNotContain("invoice:1");
        hold.Owed.ShouldBe("post/events post/tax");
        hold.Answer("tax-commit:1", Posted()).Calls.ShouldContain("invoice:1");
    }

    [Fact]
    public void A_tax_answer_that_differs_is_kept_as_a_correction()
    {
        var flow = Sent(Policy).Record(HandedOver())
            .Answer("tax-commit:1", Posted("T-1", new Correction("tax", "330", "331")));
        flow["tax-commit:1"].Corrections.ShouldBe([new Correction("tax", "330", "331")]);
    }
}
