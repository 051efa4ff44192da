using CsCheck;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>Random commands and answers, doubled and late ones too.</summary>
public sealed class PaymentModel
{
    private abstract record Step
    {
        public sealed record Ask(OperationKind Kind, int Id, long? Minor) : Step;
        public sealed record Answer(int Of, int What) : Step;
        public sealed record Again : Step;
    }

    private static readonly OperationKind[] _kinds =
        [OperationKind.Capture, OperationKind.Void, OperationKind.Refund];

    private static readonly Gen<Step> _step = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, 2].Select(i => _kinds[i]), Gen.Int[0, 9],
            Gen.OneOf(Gen.Const((long?)null), Gen.Long[1, 120].Select(m => (long?)m)),
            (kind, id, minor) => (Step)new Step.Ask(kind, id, minor))),
        (5, Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (of, what) => (Step)new Step.Answer(of, what))),
        (1, Gen.Const((Step)new Step.Again())));

    [Fact]
    public void Whatever_happens_the_amounts_hold_and_the_replay_is_the_state() =>
        _step.Array[0, 40].Sample(steps =>
        {
            var flow = Requested();
            foreach (var step in steps)
            {
                var before = flow.State;
                flow = Take(flow, step);
                if (flow.Events.IsEmpty)
                {
                    flow.State.ShouldBeSameAs(before);
                }
                Holds(flow);
                Settles(flow, step);
            }
            Replays(flow);
        }, iter: 2_000);

    private static Flow Take(Flow flow, Step step) => step switch
    {
        Step.Ask a => flow.Do(a.Kind, $"{a.Kind}-{a.Id}", a.Minor),
        Step.Answer a when flow.State is Payment.Opened p =>
            flow.Answer(p.Operations[a.Of % p.Operations.Length].Id, Said(p.Operations[a.Of % p.Operations.Length], a)),
        _ => flow.Authorise(Authorise()),
    };

    private static ProviderAnswer Said(Operation operation, Step.Answer answer) => answer.What switch
    {
        <= 4 => new ProviderAnswer.Approved("psp_1", operation.Amount, Now),
        5 => new ProviderAnswer.Declined("no"),
        6 => new ProviderAnswer.NotFound(),
        7 => new ProviderAnswer.Unavailable("down"),
        8 => new ProviderAnswer.Unknown("timeout"),
        _ => new ProviderAnswer.Rejected("no"),
    };

    private static void Holds(Flow flow)
    {
        var sums = flow.Sums;
        sums.OpenToCapture.ShouldBeGreaterThanOrEqualTo(0);
        sums.OpenToRefund.ShouldBeGreaterThanOrEqualTo(0);
        (sums.Captured + sums.Voided).ShouldBeLessThanOrEqualTo(sums.Authorised);
        PaymentDecider.Calls(flow.State).Count.ShouldBeLessThanOrEqualTo(1);
        var opened = (Payment.Opened)flow.State;
        var unanswered = opened.Authorisation.Standing is Standing.Pending;
        PaymentDecider.Outbox(flow.State).Count
            .ShouldBe(opened.Operations.Count(o => o.IsOpen) - (unanswered ? 1 : 0));
        (PaymentDecider.Index(flow.State) is null).ShouldBe(unanswered);
    }

    private static void Replays(Flow flow)
    {
        var replayed = PaymentDecider.Codec.Read(PaymentDecider.Codec.Write(flow.History))
            .Aggregate(Payment.None, PaymentDecider.Evolve);
        ((Payment.Opened)replayed).Operations.ShouldBe(((Payment.Opened)flow.State).Operations);
    }

    private static void Settles(Flow flow, Step step)
    {
        var again = Take(flow, step);
        if (step is Step.Ask && flow.Result is OperationResult.Pending)
        {
            again.Result.ShouldBe(flow.Result);
            again.Events.ShouldBeEmpty();
        }
        if (step is Step.Answer)
        {
            again.Events.ShouldBeEmpty();
        }
    }
}
