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

    [Fact]
    public void An_action_is_noted_once_and_its_first_outcome_stays()
    {
        var noted = new AuditEvent.Noted(Action(1));
        AuditDecider.Note(Given(), Action(1)).ShouldBe((true, [noted]));
        AuditDecider.Note(Given(noted), Action(1)).ShouldBe((true, []));
        var concluded = new AuditEvent.Concluded("a-1", true, "Cancelled.");
        AuditDecider.Conclude(Given(noted), "a-1", true, "Cancelled.").ShouldBe((true, [concluded]));
        AuditDecider.Conclude(Given(noted, concluded), "a-1", false, "Later.").ShouldBe((true, []));
        AuditDecider.Conclude(Given(noted), "a-2", true, "").ShouldBe((false, []));
        AuditDecider.Page(Given(noted, concluded), 0, 10).Lines.ShouldBe([new(Action(1), true, "Cancelled.")]);
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
        AuditDecider.Note(trail, Action(AuditPage.MaxActions)).ShouldBe((false, []));
        AuditDecider.Note(trail, Action(7)).ShouldBe((true, []));
    }

    [Fact]
    public void Every_event_type_reads_back_from_its_golden_file_as_it_was_written() => SpecGolden.Holds(
        AuditDecider.Codec,
        [new AuditEvent.Noted(Action(1)), new AuditEvent.Concluded("a-1", true, "Cancelled.")], "audit-");
}
