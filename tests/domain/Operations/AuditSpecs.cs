using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Tests.Operations;

/// <summary>The trail of what people do by hand.</summary>
public sealed class AuditSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static AuditAction Action(int number) =>
        new($"a-{number}", _now.AddMinutes(number), new Origin("ann", "a reason"), "order-cancel", "ord_1");

    private static AuditTrail Given(params AuditEvent[] events) =>
        events.Aggregate(AuditTrail.None, AuditDecider.Evolve);

    private static void Gives((bool Result, AuditEvent[] Events) decided, bool result, params AuditEvent[] events)
    {
        decided.Result.ShouldBe(result);
        decided.Events.ShouldBe(events);
    }

    [Fact]
    public void An_action_is_noted_once_and_its_first_outcome_stays()
    {
        var noted = new AuditEvent.Noted(Action(1));
        Gives(AuditDecider.Note(Given(), Action(1)), true, noted);
        Gives(AuditDecider.Note(Given(noted), Action(1)), true);
        var concluded = new AuditEvent.Concluded("a-1", true, "Cancelled.");
        Gives(AuditDecider.Conclude(Given(noted), "a-1", true, "Cancelled."), true, concluded);
        Gives(AuditDecider.Conclude(Given(noted, concluded), "a-1", false, "Later."), true);
        Gives(AuditDecider.Conclude(Given(noted), "a-2", true, ""), false);
        AuditDecider.Page(Given(noted, concluded), 0, 10).Lines.ShouldBe([new(Action(1), true, "Cancelled.")]);
    }

    [Fact]
    public void The_new_values_of_an_edit_are_kept_with_the_action()
    {
        var edits = ImmutableDictionary<string, string>.Empty.Add("postingDate", "2026-12-01");
        var written = AuditDecider.Codec.Write([new AuditEvent.Noted(Action(1) with { Edits = edits })]);
        written.ShouldContain("""
            "edits":{"postingDate":"2026-12-01"}
            """);
        AuditDecider.Codec.Read(written).ShouldHaveSingleItem().ShouldBeOfType<AuditEvent.Noted>()
            .Action.Edits.ShouldBe(edits);
    }

    [Fact]
    public void A_search_goes_by_who_and_what_about_and_on_from_where_it_ended()
    {
        var trail = Given([.. Enumerable.Range(0, 9).Select(i => new AuditEvent.Noted(Action(i) with
        {
            By = new Origin(i % 3 == 0 ? "bob" : "ann", null), About = i % 2 == 0 ? "ord_1" : "ord_2",
        }))]);
        string[] Of(AuditFindings found) => [.. found.Lines.Select(l => l.Action.Id)];
        Of(AuditDecider.Search(trail, new(null, null, null, 100))).Length.ShouldBe(9);
        Of(AuditDecider.Search(trail, new("bob", null, null, 100))).ShouldBe(["a-6", "a-3", "a-0"]);
        Of(AuditDecider.Search(trail, new("ann", "ord_1", null, 100))).ShouldBe(["a-8", "a-4", "a-2"]);
        var first = AuditDecider.Search(trail, new("ann", "ord_1", null, 2));
        Of(first).ShouldBe(["a-8", "a-4"]);
        var second = AuditDecider.Search(trail, new("ann", "ord_1", first.Next, 2));
        Of(second).ShouldBe(["a-2"]);
        second.Next.ShouldBeNull();
        Of(AuditDecider.Search(trail, new("nobody", null, null, 2))).ShouldBeEmpty();
    }

    [Fact]
    public void A_page_has_the_last_actions_first()
    {
        var trail = Given([.. Enumerable.Range(0, 5).Select(i => new AuditEvent.Noted(Action(i)))]);
        AuditDecider.Page(trail, 0, 2).Lines.Select(l => l.Action.Id).ShouldBe(["a-4", "a-3"]);
        AuditDecider.Page(trail, 4, 2).Lines.Select(l => l.Action.Id).ShouldBe(["a-0"]);
        AuditDecider.Page(trail, 9, 2).Lines.ShouldBeEmpty();
        AuditDecider.Page(trail, 9, 2).Total.ShouldBe(5);
    }

    [Fact]
    public void A_day_that_is_full_refuses_one_more()
    {
        var trail = Given([.. Enumerable.Range(0, AuditPage.MaxActions).Select(i =>
            new AuditEvent.Noted(Action(i)))]);
        Gives(AuditDecider.Note(trail, Action(AuditPage.MaxActions)), false);
        Gives(AuditDecider.Note(trail, Action(7)), true);
    }

    [Fact]
    public void Every_event_type_reads_back_from_its_golden_file_as_it_was_written() => SpecGolden.Holds(
        AuditDecider.Codec,
        [new AuditEvent.Noted(Action(1)), new AuditEvent.Concluded("a-1", true, "Cancelled.")], "audit-");
}
