using RetailActors.Journal;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

public sealed class AuthoriseSpecs
{
    [Fact]
    public void The_happy_path_is_two_appends_of_one_event_each()
    {
        var requested = Requested();
        requested.Result.ShouldBe(new AuthoriseResult.Pending());
        requested.Events.ShouldBe([new PaymentEvent.AuthorisationRequested(
            Auth, new OrderId("ord_1"), "sandbox", "tok_visa", Usd(100), Now, By)]);
        var authorised = requested.Answer(Auth, Approved(100));
        authorised.Events.ShouldBe([new PaymentEvent.Authorised(Auth, Usd(100), "psp_1", Now)]);
        authorised.Status.ShouldBe(PaymentStatus.Authorised);
    }

    [Fact]
    public void The_id_of_the_authorisation_is_derived_from_the_payment() =>
        PaymentDecider.AuthorisationOf(Key.Id).ShouldBe(Auth);

    [Fact]
    public void A_retry_of_an_authorisation_changes_nothing_and_says_where_it_stands()
    {
        var pending = Requested().Authorise(Authorise());
        pending.Result.ShouldBe(new AuthoriseResult.Pending());
        pending.Events.ShouldBeEmpty();
        var done = Authorised().Authorise(Authorise());
        done.Result.ShouldBe(new AuthoriseResult.Authorised(Usd(100)));
        done.Events.ShouldBeEmpty();
        var declined = Requested().Answer(Auth, new ProviderAnswer.Declined("card_declined")).Authorise(Authorise());
        declined.Result.ShouldBe(new AuthoriseResult.Declined("card_declined"));
        declined.Events.ShouldBeEmpty();
    }

    [Fact]
    public void An_authorisation_with_other_content_is_told_apart()
    {
        Authorise[] others =
        [
            Authorise(101), Authorise(method: "tok_slow"), Authorise() with { Order = new OrderId("ord_2") },
            Authorise() with { Provider = "other" }, Authorise() with { Amount = new(100, new Currency("EUR")) },
        ];
        foreach (var other in others)
        {
            var flow = Authorised().Authorise(other);
            flow.Result.ShouldBe(new AuthoriseResult.AuthorisedDifferently());
            flow.Events.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Who_asks_again_does_not_matter() =>
        Authorised().Authorise(Authorise() with { By = Origin.System }).Result
            .ShouldBe(new AuthoriseResult.Authorised(Usd(100)));

    [Fact]
    public void An_authorisation_of_nothing_is_a_mistake_of_the_caller() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Given().Authorise(Authorise(0)));

    [Fact]
    public void The_provider_is_called_until_it_has_answered_for_good_and_the_row_of_it_is_the_orders()
    {
        PaymentDecider.Outbox(Payment.None).ShouldBeEmpty();
        PaymentDecider.Calls(Payment.None).ShouldBeEmpty();
        PaymentDecider.Outbox(Requested().State).ShouldBeEmpty("the order owes it until it is decided");
        PaymentDecider.Calls(Requested().State).ShouldBe([new PaymentCall(
            Auth, OperationKind.Authorise, Usd(100), "sandbox", "tok_visa", null, false, Now)]);
        PaymentDecider.Outbox(Requested().Answer(Auth, new ProviderAnswer.Unknown("timeout")).State)
            .ShouldBe([new Owed("authorise")]);
        PaymentDecider.Outbox(Authorised().State).ShouldBeEmpty();
        PaymentDecider.Calls(Authorised().State).ShouldBeEmpty();
    }

    [Fact]
    public void A_lost_answer_is_looked_up_before_anything_is_sent_again()
    {
        var lost = Requested().Answer(Auth, new ProviderAnswer.Unknown("timeout"));
        lost.Events.ShouldBe([new PaymentEvent.AnswerLost(Auth, "timeout", Now)]);
        lost.Status.ShouldBe(PaymentStatus.Indeterminate);
        PaymentDecider.ResultOf(lost.State).ShouldBe(new AuthoriseResult.Pending());
        PaymentDecider.Calls(lost.State).ShouldHaveSingleItem().LookUpFirst.ShouldBeTrue();
        PaymentDecider.Outbox(lost.State).ShouldBe([new Owed("authorise")]);

        var found = lost.Answer(Auth, Approved(100));
        found.Status.ShouldBe(PaymentStatus.Authorised);
        var absent = lost.Answer(Auth, new ProviderAnswer.NotFound());
        absent.Events.ShouldBe([new PaymentEvent.FoundNotDone(Auth, Now)]);
        absent.Status.ShouldBe(PaymentStatus.Processing);
        var call = PaymentDecider.Calls(absent.State).ShouldHaveSingleItem();
        call.Id.ShouldBe(Auth);
        call.LookUpFirst.ShouldBeFalse();
    }

    [Fact]
    public void What_was_certainly_not_done_is_just_sent_again()
    {
        var flow = Requested().Answer(Auth, new ProviderAnswer.Unavailable("breaker-open", TimeSpan.FromSeconds(2)));
        flow.Events.ShouldBeEmpty();
        PaymentDecider.Calls(flow.State).ShouldHaveSingleItem().LookUpFirst.ShouldBeFalse();
    }

    [Fact]
    public void A_look_up_that_fails_leaves_the_outcome_unknown()
    {
        var lost = Requested().Answer(Auth, new ProviderAnswer.Unknown("timeout"));
        lost.Answer(Auth, new ProviderAnswer.Unknown("timeout")).Events.ShouldBeEmpty();
        lost.Answer(Auth, new ProviderAnswer.Unavailable("down")).Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_permanent_error_declines_and_is_not_sent_again()
    {
        var flow = Requested().Answer(Auth, new ProviderAnswer.Rejected("unknown-method"));
        flow.Events.ShouldBe([new PaymentEvent.AuthorisationDeclined(Auth, "unknown-method", Now)]);
        flow.Status.ShouldBe(PaymentStatus.Declined);
        PaymentDecider.ResultOf(flow.State).ShouldBe(new AuthoriseResult.Declined("unknown-method"));
        PaymentDecider.Outbox(flow.State).ShouldBeEmpty();
    }

    [Theory, InlineData(99, "USD"), InlineData(101, "USD"), InlineData(100, "EUR")]
    public void Another_amount_or_currency_than_asked_for_is_a_conflict_and_nothing_more_is_allowed(
        long minor, string currency)
    {
        var booked = new Money(minor, new Currency(currency));
        var flow = Requested().Answer(Auth, new ProviderAnswer.Approved("psp_1", booked, Now));
        flow.Events.ShouldBe([new PaymentEvent.Conflicted(Auth, booked, "psp_1", Now)]);
        flow.Status.ShouldBe(PaymentStatus.Conflicted);
        PaymentDecider.ResultOf(flow.State).ShouldBe(new AuthoriseResult.Declined(PaymentDecider.ConflictCode));
        flow.Capture("c1").Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Conflicted));
        PaymentDecider.Outbox(flow.State).ShouldBeEmpty();
    }

    [Fact]
    public void A_repeated_or_late_answer_changes_nothing()
    {
        ProviderAnswer[] answers =
        [
            Approved(100), Approved(1), new ProviderAnswer.Declined("x"), new ProviderAnswer.Rejected("x"),
            new ProviderAnswer.NotFound(), new ProviderAnswer.Unavailable("x"), new ProviderAnswer.Unknown("x"),
        ];
        var declined = Requested().Answer(Auth, new ProviderAnswer.Declined("card_declined"));
        foreach (var answer in answers)
        {
            Given().Answer(Auth, answer).Events.ShouldBeEmpty();
            Authorised().Answer(Auth, answer).Events.ShouldBeEmpty();
            Authorised().Answer("nobody-knows-it", answer).Events.ShouldBeEmpty();
            declined.Answer(Auth, answer).Events.ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_result_of_a_payment_that_was_never_asked_for_is_a_mistake_of_the_caller() =>
        Should.Throw<InvalidOperationException>(() => PaymentDecider.ResultOf(Payment.None));
}
