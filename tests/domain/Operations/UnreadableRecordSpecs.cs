using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests.Operations;

public sealed class UnreadableRecordSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void There_is_one_exception_of_a_stream_whatever_of_it_is_damaged()
    {
        var (key, report) = UnreadableRecord.Report(
            UnreadableRecord.At("order/demo/o1", 3, "the version is missing"), _now)!.Value;
        (report.Kind, report.Entity, report.Group, report.Owner, report.Deadline).ShouldBe(
            ("record-unreadable", "order/demo/o1", "order", Role.It, _now + UnreadableRecord.LookWithin));
        report.Evidence.ShouldStartWith("order/demo/o1 cannot be read at version 3: the version is missing.");
        report.Actions.ShouldBe([ResolutionKind.Retry]);
        UnreadableRecord.Report(UnreadableRecord.At("order/demo/o1", 4, "x"), _now)!.Value.Key.ShouldBe(key);
        UnreadableRecord.Report(UnreadableRecord.At("order/demo/o2", 3, "x"), _now)!.Value.Key.ShouldNotBe(key);
    }

    [Fact]
    public void The_desk_is_not_told_of_its_own_records_nor_of_what_has_no_tenant()
    {
        foreach (var stream in (string[])["exception/demo/exc_1", "order", "order/demo", "order//o1"])
            UnreadableRecord.Report(UnreadableRecord.At(stream, 1, "x"), _now).ShouldBeNull(stream);
        UnreadableRecord.Report(UnreadableRecord.At("audit/demo/2026-11-27", 1, "x"), _now).ShouldNotBeNull();
    }

    [Fact]
    public void The_reason_says_nothing_of_what_stands_there()
    {
        foreach (var e in (Exception[])[new JsonException("ann@example.com"), new JournalFormatException("ann"),
            new InvalidOperationException("ann")])
        {
            UnreadableRecord.ReasonOf(e).ShouldNotContain("ann");
        }
    }
}
