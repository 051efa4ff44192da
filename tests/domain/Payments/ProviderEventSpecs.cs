using CsCheck;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>Webhooks of a provider: early, late, doubled, shuffled, three days later, never.</summary>
public sealed class ProviderEventSpecs
{
    [Fact]
    public void An_event_before_the_answer_settles_the_operation_and_the_answer_changes_nothing()
    {
        var flow = Authorised().Capture("c1").Tell(Said("e1", ProviderEventTypes.Captured, "pay_1:c1"));
        flow.Status.ShouldBe(PaymentStatus.Captured);
        flow.Answer("c1", Approved(100, "psp_2")).Events.ShouldBeEmpty();
    }

    [Fact]
    public void An_event_finds_what_became_of_a_lost_answer() =>
        Requested().Answer(Auth, new ProviderAnswer.Unknown("timeout"))
            .Tell(Said("e1", ProviderEventTypes.Authorised, "pay_1:auth")).Status.ShouldBe(PaymentStatus.Authorised);

    [Fact]
    public void An_event_that_comes_again_changes_nothing()
    {
        var once = Captured(100).Tell(Said("e1", ProviderEventTypes.Captured, "c1"));
        once.Tell(Said("e1", ProviderEventTypes.Captured, "c1")).Result.ShouldBe(RecordEventResult.AlreadyRecorded);
    }

    [Fact]
    public void An_event_for_a_payment_that_is_not_here_yet_says_so() =>
        Given().Tell(Said("e1", ProviderEventTypes.Captured)).Result.ShouldBe(RecordEventResult.NotFound);

    [Fact]
    public void What_nobody_knows_is_not_kept()
    {
        var flow = Captured(100).Tell(Said("e1", "payout.paid"));
        flow.Result.ShouldBe(RecordEventResult.NotUnderstood);
        flow.Events.ShouldBeEmpty();
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Another_amount_or_currency_is_a_conflict_whichever_comes_first(bool eventFirst)
    {
        var wrong = Said("e1", ProviderEventTypes.Captured, "c1", 99);
        var open = Authorised().Capture("c1");
        var flow = eventFirst
            ? open.Tell(wrong).Answer("c1", Approved(100, "psp_9"))
            : open.Answer("c1", Approved(100, "psp_9")).Tell(wrong);
        flow.Status.ShouldBe(PaymentStatus.Conflicted);
        var euro = Said("e2", ProviderEventTypes.Captured, "c1") with { Amount = new Money(100, new Currency("EUR")) };
        open.Tell(euro).Status.ShouldBe(PaymentStatus.Conflicted);
    }

    [Fact]
    public void Money_that_was_taken_after_all_is_a_conflict()
    {
        Authorised().Capture("c1").Answer("c1", new ProviderAnswer.Rejected("no"))
            .Tell(Said("e1", ProviderEventTypes.Captured, "c1")).Status.ShouldBe(PaymentStatus.Conflicted);
        Authorised().Void("v1").Answer("v1", Approved(100, "psp_2"))
            .Tell(Said("e1", ProviderEventTypes.Captured, "of-another-system"))
                .Status.ShouldBe(PaymentStatus.Conflicted);
    }

    [Fact]
    public void A_lapsed_authorisation_cannot_be_captured_and_what_was_captured_before_stays()
    {
        var lapsed = Authorised().Tell(Said("e1", ProviderEventTypes.Expired));
        lapsed.Status.ShouldBe(PaymentStatus.AuthExpired);
        lapsed.Capture("c1").Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.AuthExpired));
        Captured(60).Tell(Said("e1", ProviderEventTypes.Expired)).Status.ShouldBe(PaymentStatus.Captured);
    }

    [Fact]
    public void A_dispute_goes_its_way_and_its_money_cannot_be_refunded_a_second_time()
    {
        var flow = Captured(100).Tell(Said("e1", ProviderEventTypes.DisputeInquiry, minor: 80, hour: 1));
        flow.Status.ShouldBe(PaymentStatus.Captured);
        flow = flow.Tell(Said("e2", ProviderEventTypes.DisputeOpened, minor: 80, hour: 2));
        flow.Status.ShouldBe(PaymentStatus.Disputed);
        flow.Refund("r1", 21).Result.ShouldBe(new OperationResult.ExceedsCaptured(Usd(20)));
        flow = flow.Tell(Said("e3", ProviderEventTypes.DisputeReview, minor: 80, hour: 3))
            .Tell(Said("e4", ProviderEventTypes.DisputeWon, minor: 80, hour: 4));
        flow.Status.ShouldBe(PaymentStatus.Captured);
        flow = flow.Tell(Said("e5", ProviderEventTypes.DisputeAgain, minor: 80, hour: 5))
            .Tell(Said("e6", ProviderEventTypes.DisputeLost, minor: 80, hour: 6));
        (flow.Status, flow.Sums.Disputed).ShouldBe((PaymentStatus.Disputed, 80));
        PaymentDecider.View(flow.State, Key, 1)!.Disputes.ShouldHaveSingleItem().Stage.ShouldBe(DisputeStage.Lost);
    }

    [Fact]
    public void Beyond_the_bound_events_are_ignored()
    {
        var flow = Enumerable.Range(0, ProviderFacts.Capacity).Aggregate(
            Captured(100), (f, i) => f.Tell(Said($"e{i}", ProviderEventTypes.DisputeReview, minor: 1)));
        flow.Tell(Said("more", ProviderEventTypes.DisputeWon)).Result.ShouldBe(RecordEventResult.TooMany);
    }

    private static readonly Gen<ProviderEvent> _events = Gen.Select(
        Gen.OneOf("authorised", "captured", "refunded", "authorisation-expired", "dispute-inquiry",
            "dispute-chargeback", "dispute-under-review", "dispute-won", "dispute-lost", "dispute-second-chargeback",
            "dispute-accepted"),
        Gen.OneOf("pay_1:auth", "c1", "r1", "somebody"), Gen.OneOf(100L, 99L), Gen.Int[0, 5],
        Gen.OneOf("d1", "d2"), Gen.Int[0, 1_000_000],
        (type, key, minor, hour, reference, id) => Said($"e{id}", type, key, minor, hour, reference));

    /// <summary>A capture and a refund are under way; events come in some order, twice, and between them the answers.
    /// </summary>
    [Fact]
    public void Any_order_and_any_number_of_duplicates_leave_the_same_state() =>
        _events.Array[0, 8].Where(e => e.Select(x => x.Id).Distinct().Count() == e.Length)
            .SelectMany(events => Gen.Select(
                Gen.Shuffle(events.Concat(events).ToArray()), Gen.Shuffle(events), Gen.Int[0, 16], Gen.Int[0, 8]))
            .Sample((some, other, at, elsewhere) => Told(some, at).ShouldBe(Told(other, elsewhere)), iter: 2_000);

    private static string Told(ProviderEvent[] events, int answered)
    {
        var flow = Captured(100).Refund("r1");
        for (var i = 0; i <= Math.Max(events.Length, answered); i++)
        {
            flow = i == answered ? flow.Answer("r1", Approved(100, "psp_9")) : flow;
            flow = i < events.Length ? flow.Tell(events[i]) : flow;
        }
        var view = PaymentDecider.View(flow.State, Key, 1)!;
        return string.Join('\n', view.Status, flow.Sums,
            string.Join(' ', view.Operations.Select(o => $"{o.Id} {o.Status} {o.Amount}")),
            string.Join(' ', view.Disputes));
    }
}
