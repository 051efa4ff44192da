using System.Collections.Immutable;
using RetailActors.Orders;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

public class SubmissionSpecs
{
    [Fact]
    public void A_submission_is_taken_in_and_owes_its_allocation() =>
        Given().When(Submitted()).Then<SubmitDecision.Received>("received")
            .Owing("allocate").Being(OrderStatus.Received);

    [Fact]
    public void A_retry_of_a_submission_changes_nothing() =>
        Given(Submitted()).When(Submitted()).Then<SubmitDecision.AlreadySubmitted>();

    [Fact]
    public void A_retry_may_come_from_somebody_else_with_another_patience() =>
        Given(Submitted())
            .When(Submitted(Submission() with { Patience = TimeSpan.Zero, By = new Origin("pos") }))
            .Then<SubmitDecision.AlreadySubmitted>();

    [Fact]
    public void A_retry_after_completion_changes_nothing() =>
        Given([.. Accepted, PickUp("f1")]).When(Submitted()).Then<SubmitDecision.AlreadySubmitted>();

    [Fact]
    public void A_retry_is_not_checked_against_reference_data_again()
    {
        var gone = Facts(Submission()) with { ChannelActive = false, Providers = [] };
        var (result, events) = OrderDecider.Decide(Run(Order.None, Submitted()), Submission(), gone, Key, Now);
        result.ShouldBeOfType<SubmitDecision.AlreadySubmitted>();
        events.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_known_of_a_submission_needs_no_reference_data()
    {
        OrderDecider.Known(Order.None, Submission()).ShouldBeNull();
        var order = Run(Order.None, Submitted());
        OrderDecider.Known(order, Submission()).ShouldBeOfType<SubmitDecision.AlreadySubmitted>();
        OrderDecider.Known(order, Submission(Line("7"))).ShouldBeOfType<SubmitDecision.SubmittedDifferently>();
    }

    public static TheoryData<string> Differences => [.. _differences.Keys];

    private static readonly Dictionary<string, Func<SubmitOrder, SubmitOrder>> _differences = new()
    {
        ["customer"] = c => c with { Customer = null },
        ["method"] = c => c with { Fulfilment = new(FulfilmentMethod.Ship, Store) },
        ["location"] = c => c with { Fulfilment = new(FulfilmentMethod.Pickup, Warehouse) },
        ["sku"] = c => c with { Lines = [c.Lines[0] with { Sku = new("OTHER") }] },
        ["line id"] = c => c with { Lines = [c.Lines[0] with { LineId = new("2") }] },
        ["quantity"] = c => c with { Lines = [c.Lines[0] with { Quantity = 3 }] },
        ["price"] = c => c with { Lines = [c.Lines[0] with { UnitPrice = Money(1001) }] },
        ["hold"] = c => c with { Lines = [c.Lines[0] with { Hold = new("h1") }] },
        ["another line"] = c => c with { Lines = [.. c.Lines, Line("2")] },
        ["tax"] = c => c with { Tax = Money(166) },
        ["shipping"] = c => c with { Shipping = Money(36) },
        ["total"] = c => c with { Total = Money(2201) },
        ["tender"] = c => c with { Tenders = [c.Tenders[0] with { Method = "tok_other" }] },
        ["split tender"] = c => c with { Tenders = Submission([2000L, 200]).Tenders },
    };

    [Theory, MemberData(nameof(Differences))]
    public void Another_content_under_the_same_id_is_told_apart(string difference) =>
        Given(Submitted()).When(Submitted(_differences[difference](Submission())))
            .Then<SubmitDecision.SubmittedDifferently>();

    [Fact]
    public void The_fingerprint_never_changes_between_versions() =>
        OrderDecider.Fingerprint(Submission()).ShouldBe(
            "875819dd019dd810633b0971c89b0857b6ee3ee4b8c6d79e0935d0548f74ef75");

    [Fact]
    public void The_answer_follows_the_decision_and_not_what_happened_since()
    {
        Answer(Submitted()).ShouldBeOfType<SubmitResult.Deciding>().AlreadySubmitted.ShouldBeFalse();
        Answer(Submitted(), Allocated()).ShouldBeOfType<SubmitResult.Deciding>();
        Answer(Accepted).ShouldBeOfType<SubmitResult.Accepted>();
        Answer([.. Accepted, Cancel("c1")]).ShouldBeOfType<SubmitResult.Accepted>()
            .Order.Status.ShouldBe(OrderStatus.Cancelled);
        Answer(Submitted(), OutOfStock("1")).ShouldBeOfType<SubmitResult.OutOfStock>()
            .Shortages.ShouldBe([new Shortage(new("1"), 2, 1)]);
        Answer(Submitted(), Allocated(), Declined()).ShouldBeOfType<SubmitResult.Declined>()
            .Code.ShouldBe("do-not-honour");
    }

    private static SubmitResult Answer(params Step[] steps) => OrderDecider.Answer(Run(Order.None, steps), false);
}
