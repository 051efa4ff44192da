using RetailActors.Journal;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

public sealed class OperationSpecs
{
    private static readonly OperationKind[] _kinds =
        [OperationKind.Capture, OperationKind.Void, OperationKind.Refund];

    [Fact]
    public void Nothing_can_be_done_with_a_payment_that_does_not_exist()
    {
        foreach (var kind in _kinds)
        {
            var flow = Given().Do(kind, "x", 1);
            flow.Result.ShouldBe(new OperationResult.NotFound());
            flow.Events.ShouldBeEmpty();
        }
        PaymentDecider.ResultOf(Payment.None, new OperationId("x")).ShouldBe(new OperationResult.NotFound());
        PaymentDecider.ResultOf(Authorised().State, new OperationId("x")).ShouldBe(new OperationResult.NotFound());
    }

    [Fact]
    public void A_capture_is_intended_first_and_done_when_the_provider_says_so()
    {
        var intended = Authorised().Capture("c1", 60);
        intended.Result.ShouldBe(new OperationResult.Pending(Usd(60)));
        intended.Events.ShouldBe(
            [new PaymentEvent.CaptureRequested(new OperationId("c1"), Usd(60), false, Now, By)]);
        PaymentDecider.Calls(intended.State).ShouldBe([new PaymentCall(
            new OperationId("c1"), OperationKind.Capture, Usd(60), "sandbox", "tok_visa", "psp_1", false, Now)]);
        PaymentDecider.Outbox(intended.State).ShouldBe([new Owed("capture/c1")]);

        var done = intended.Answer("c1", Approved(60, "psp_2"));
        done.Status.ShouldBe(PaymentStatus.PartiallyCaptured);
        done.Capture("c1", 60).Result.ShouldBe(new OperationResult.Done(Usd(60)));
        done.Capture("c1", 60).Events.ShouldBeEmpty();
    }

    [Fact]
    public void No_amount_means_all_that_is_open()
    {
        Captured(60).Capture("c2").Result.ShouldBe(new OperationResult.Pending(Usd(40)));
        Captured(60).Void("v1").Result.ShouldBe(new OperationResult.Pending(Usd(40)));
        Refunded(30).Refund("r2").Result.ShouldBe(new OperationResult.Pending(Usd(70)));
    }

    [Fact]
    public void A_retry_without_an_amount_finds_the_operation_that_had_none()
    {
        var flow = Authorised().Capture("c1");
        flow.Capture("c1").Result.ShouldBe(new OperationResult.Pending(Usd(100)));
        flow.Capture("c1").Events.ShouldBeEmpty();
        Captured(60).Capture("c1").Result.ShouldBe(new OperationResult.DoneDifferently());
    }

    [Fact]
    public void An_id_in_use_for_another_kind_or_amount_is_told_apart()
    {
        Captured(60).Capture("c1", 50).Result.ShouldBe(new OperationResult.DoneDifferently());
        Captured(60).Refund("c1", 60).Result.ShouldBe(new OperationResult.DoneDifferently());
        Authorised().Capture(Auth.Value, 100).Result.ShouldBe(new OperationResult.DoneDifferently());
    }

    [Fact]
    public void Another_currency_is_refused_before_the_state_is_looked_at()
    {
        var euro = new PaymentOperation(new OperationId("c1"), new Money(1, new Currency("EUR")), By);
        foreach (var kind in _kinds)
        {
            Authorised().Do(kind, euro).Result.ShouldBe(new OperationResult.WrongCurrency(new Currency("USD")));
            Requested().Do(kind, euro).Result.ShouldBe(new OperationResult.WrongCurrency(new Currency("USD")));
        }
    }

    [Fact]
    public void What_is_not_held_can_be_neither_captured_nor_voided()
    {
        var declined = Requested().Answer(Auth, new ProviderAnswer.Declined("no"));
        var voided = Authorised().Void("v1").Answer("v1", Approved(100, "psp_2"));
        foreach (var kind in new[] { OperationKind.Capture, OperationKind.Void })
        {
            Requested().Do(kind, "x", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Processing));
            declined.Do(kind, "x", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Declined));
            voided.Do(kind, "x", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Voided));
            Captured(100).Do(kind, "x", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Captured));
        }
    }

    [Fact]
    public void What_was_not_captured_cannot_be_refunded()
    {
        Authorised().Refund("r1", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Authorised));
        Authorised().Void("v1").Answer("v1", Approved(100, "psp_2")).Refund("r1").Result
            .ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Voided));
        Authorised().Capture("c1").Refund("r1").Result
            .ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Authorised));
    }

    [Fact]
    public void Pending_operations_count_against_what_is_open()
    {
        var pending = Authorised().Capture("c1", 60);
        pending.Capture("c2", 50).Result.ShouldBe(new OperationResult.ExceedsAuthorised(Usd(40)));
        pending.Void("v1", 41).Result.ShouldBe(new OperationResult.ExceedsAuthorised(Usd(40)));
        pending.Void("v1").Result.ShouldBe(new OperationResult.Pending(Usd(40)));
        pending.Void("v1").Capture("c2").Result.ShouldBe(new OperationResult.ExceedsAuthorised(Usd(0)));
    }

    [Fact]
    public void Of_two_concurrent_refunds_of_sixty_on_a_hundred_one_wins()
    {
        var first = Captured(100).Refund("r1", 60);
        first.Result.ShouldBe(new OperationResult.Pending(Usd(60)));
        var second = first.Refund("r2", 60);
        second.Result.ShouldBe(new OperationResult.ExceedsCaptured(Usd(40)));
        second.Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_lost_refund_counts_until_it_is_found()
    {
        var lost = Captured(100).Refund("r1", 60).Answer("r1", new ProviderAnswer.Unknown("timeout"));
        lost.Status.ShouldBe(PaymentStatus.Indeterminate);
        lost.Refund("r2", 60).Result.ShouldBe(new OperationResult.ExceedsCaptured(Usd(40)));
        lost.Refund("r2", 40).Result.ShouldBe(new OperationResult.Pending(Usd(40)));
    }

    [Fact]
    public void A_refused_operation_frees_its_amount()
    {
        var refused = Captured(100).Refund("r1", 60).Answer("r1", new ProviderAnswer.Declined("account-closed"));
        refused.Events.ShouldBe([new PaymentEvent.OperationRefused(new OperationId("r1"), "account-closed", Now)]);
        refused.Refund("r1", 60).Result.ShouldBe(new OperationResult.Refused("account-closed"));
        refused.Refund("r2").Result.ShouldBe(new OperationResult.Pending(Usd(100)));
    }

    [Fact]
    public void The_oldest_operation_goes_first_and_no_other_one_beside_it()
    {
        var flow = Captured(60).Refund("r1", 10).Capture("c2", 20);
        PaymentDecider.Outbox(flow.State).ShouldBe([new Owed("refund/r1"), new Owed("capture/c2")]);
        PaymentDecider.Calls(flow.State).ShouldHaveSingleItem().Id.Value.ShouldBe("r1");
        var next = flow.Answer("r1", Approved(10, "psp_3"));
        PaymentDecider.Calls(next.State).ShouldHaveSingleItem().Id.Value.ShouldBe("c2");
    }

    [Fact]
    public void A_conflict_stops_new_operations_but_not_those_already_promised()
    {
        var flow = Captured(60).Refund("r1", 10).Capture("c2", 20).Answer("r1", Approved(11, "psp_3"));
        flow.Status.ShouldBe(PaymentStatus.Conflicted);
        flow.Refund("r1", 10).Result.ShouldBe(new OperationResult.Refused(PaymentDecider.ConflictCode));
        flow.Refund("r2", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Conflicted));
        PaymentDecider.Calls(flow.State).ShouldHaveSingleItem().Id.Value.ShouldBe("c2");
    }

    [Fact]
    public void The_status_follows_from_the_amounts()
    {
        Captured(60).Status.ShouldBe(PaymentStatus.PartiallyCaptured);
        Captured(60).Void("v1").Answer("v1", Approved(40, "psp_3")).Status.ShouldBe(PaymentStatus.Captured);
        Captured(100).Status.ShouldBe(PaymentStatus.Captured);
        Authorised().Void("v1", 30).Answer("v1", Approved(30, "psp_2")).Status.ShouldBe(PaymentStatus.Authorised);
        Authorised().Void("v1").Answer("v1", Approved(100, "psp_2")).Status.ShouldBe(PaymentStatus.Voided);
        Captured(100).Refund("r1", 30).Status.ShouldBe(PaymentStatus.Captured);
        Refunded(30).Status.ShouldBe(PaymentStatus.PartiallyRefunded);
        Refunded(100).Status.ShouldBe(PaymentStatus.Refunded);
        Refunded(100).Refund("r2", 1).Result.ShouldBe(new OperationResult.ExceedsCaptured(Usd(0)));
    }

    [Fact]
    public void A_payment_has_room_for_a_bounded_number_of_operations()
    {
        var flow = Captured(100);
        for (var i = 0; i < PaymentDecider.MaxOperations - 2; i++)
        {
            flow = flow.Refund($"r{i}", 60).Answer($"r{i}", new ProviderAnswer.Declined("no"));
        }
        flow.Refund("one-more", 1).Result.ShouldBe(new OperationResult.NotAllowed(PaymentStatus.Captured));
        flow.Refund("r0", 60).Result.ShouldBe(new OperationResult.Refused("no"));
    }

    [Fact]
    public void An_operation_moves_more_than_zero_and_is_not_an_authorisation()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Authorised().Capture("c1", 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Authorised().Do(OperationKind.Authorise, "c1", 1));
    }

    [Fact]
    public void The_view_shows_done_sums_and_every_operation()
    {
        var view = PaymentDecider.View(Captured(100).Refund("r1", 60).State, Key, 5)!;
        view.Status.ShouldBe(PaymentStatus.Captured);
        view.Captured.ShouldBe(Usd(100));
        view.RefundPending.ShouldBe(Usd(60));
        view.Refunded.ShouldBe(Usd(0));
        view.Version.ShouldBe(5);
        view.Operations.Select(o => (o.Id.Value, o.Kind, o.Status, o.Reference)).ShouldBe(
        [
            ("pay_1:auth", OperationKind.Authorise, OperationStatus.Succeeded, "psp_1"),
            ("c1", OperationKind.Capture, OperationStatus.Succeeded, "psp_2"),
            ("r1", OperationKind.Refund, OperationStatus.Pending, null),
        ]);
        PaymentDecider.View(Payment.None, Key, 0).ShouldBeNull();
    }

    [Fact]
    public void The_directory_lists_it_under_its_order_without_the_token()
    {
        PaymentDecider.Index(Payment.None).ShouldBeNull();
        var row = PaymentDecider.Index(Captured(60).State)!;
        row.ShouldBe(new IndexRow("partially-captured", "ord_1",
            """{"provider":"sandbox","requested":{"minor":100,"currency":"USD"},"authorised":100,"captured":60,"""
            + "\"voided\":0,\"refundPending\":0,\"refunded\":0}"));
    }
}
