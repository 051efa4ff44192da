using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

/// <summary>What stands in journals today must be readable for ever.</summary>
public sealed class PostingGoldenSpecs
{
    private static readonly PostingEvent[] _samples =
    [
        new PostingEvent.StepsRecorded(
            [
                Accepted(), Cancelled(), new Step.ReadyForPickup("ready-1", Now, Lines), HandedOver(), Captured(),
                Returned(), Refunded(), new Step.CustomerChanged("v2", Now, new CustomerId("C-9"), 2, "gold", true),
            ],
            [
                new PlannedDocument("demo:sales-order:o1:1", "erp", DocumentKind.SalesOrder, "accepted"),
                new PlannedDocument(
                    "demo:invoice:o1:1", "erp", DocumentKind.Invoice, "pickup-1", "demo:tax-commit:o1:1"),
            ], "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Now),
        new PostingEvent.Submitted(["demo:sales-order:o1:1"], Now),
        new PostingEvent.Posted(
            "demo:sales-order:o1:1", "SO-1", Now, [new Correction("tax", "330", "331")], Now),
        new PostingEvent.AnswerLost("demo:sales-order:o1:1", "timeout", Now, Now),
        new PostingEvent.FoundNotDone("demo:sales-order:o1:1", Now),
        new PostingEvent.Postponed("demo:sales-order:o1:1", "lane-turn", Now, true, Now),
        new PostingEvent.Rejected("demo:sales-order:o1:1", "no-such-item", "TEE is not known.", Now),
        new PostingEvent.DeadLettered("demo:sales-order:o1:1", "timeout", Now),
        new PostingEvent.Resolved("d1", "demo:sales-order:o1:1", ResolutionKind.Edit,
            ImmutableDictionary<string, string>.Empty.Add("item", "TEE-2"), By, Now),
        new PostingEvent.ExceptionRaised("demo:sales-order:o1:1", PostingDecider.RejectedKind, Now),
        new PostingEvent.ExceptionCleared("demo:sales-order:o1:1", Now),
    ];

    [Fact]
    public void Every_event_type_reads_back_from_its_golden_file_as_it_was_written()
    {
        _samples.Select(PostingDecider.Codec.NameOf).Order().ShouldBe(PostingDecider.Codec.Names.Order());
        foreach (var sample in _samples)
        {
            var written = PostingDecider.Codec.Write([sample]);
            var path = Path.Combine("golden", $"{PostingDecider.Codec.NameOf(sample)}.json");
            SpecFile.Matches(path, written + "\n");
            var read = PostingDecider.Codec.Read(SpecFile.Read(path)).ShouldHaveSingleItem();
            PostingDecider.Codec.Write([read]).ShouldBe(written);
        }
    }

    [Fact]
    public void Every_kind_of_step_is_read_back_with_all_that_it_says()
    {
        var recorded = (PostingEvent.StepsRecorded)_samples[0];
        var read = (PostingEvent.StepsRecorded)PostingDecider.Codec.Read(PostingDecider.Codec.Write([recorded]))[0];
        read.Steps.Select(s => s.GetType()).ShouldBe(recorded.Steps.Select(s => s.GetType()));
        ((Step.Accepted)read.Steps[0]).Order.Lines.ShouldBe(Lines);
        ((Step.Refunded)read.Steps[6]).Lines.ShouldBe(Lines);
        read.Steps[7].ShouldBe(recorded.Steps[7]);
    }
}
