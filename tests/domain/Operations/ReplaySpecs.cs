using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Tests.Operations;

/// <summary>A replay looks first, is started by somebody, and goes on where it was.</summary>
public sealed class ReplaySpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly Origin _by = new("ann", "the ERP is back");
    private static readonly ReplayPlan _dead = new(ReplayScope.DeadLetters, null, null, null, null, []);
    private static readonly Tenant _tenant = new("demo");

    private static ReplayStep Step(ReplayPlace? next, params (string Name, long Count)[] counts) => new(
        next, counts.ToImmutableSortedDictionary(c => c.Name, c => c.Count),
        [.. counts.Where(c => c.Name != "none" && c.Name != "retried").Select(c =>
            new ReplayFinding("posting/demo/o", "d", "erp", c.Name, ""))]);

    private static ReplayRun Given(params ReplayEvent[] events) =>
        events.Aggregate(ReplayRun.None, ReplayDecider.Evolve);

    private static ReplayRun Looked() => Given(Events()[..^1]);

    private static ReplayEvent[] Events() =>
    [
        new ReplayEvent.Planned(_dead, _by, _now),
        new ReplayEvent.Looked(Step(new(0, "k1"), ("look-up", 2)), _now),
        new ReplayEvent.Looked(Step(null, ("look-up", 1), ("none", 5)), _now),
        new ReplayEvent.Started(_by, _now),
    ];

    [Fact]
    public void It_is_started_only_once_it_has_looked_and_then_for_good()
    {
        var looking = Given(new ReplayEvent.Planned(_dead, _by, _now));
        ReplayDecider.Outbox(looking).Single().Call.ShouldBe("step");
        ReplayDecider.Start(looking, _by, _now).Item1.ShouldBe(ReplayChange.NotAllowed);
        ReplayDecider.Start(ReplayRun.None, _by, _now).Item1.ShouldBe(ReplayChange.NotFound);
        var ready = Looked();
        ready.Standing.ShouldBe(ReplayStanding.Ready);
        ready.Found.ShouldBe(new Dictionary<string, long> { ["look-up"] = 3, ["none"] = 5 }, ignoreOrder: true);
        ReplayDecider.Outbox(ready).ShouldBeEmpty();
        var (result, events) = ReplayDecider.Start(ready, _by, _now);
        result.ShouldBe(ReplayChange.Done);
        var working = ReplayDecider.Evolve(ready, events.Single());
        working.Place.ShouldBe(ReplayPlace.First);
        ReplayDecider.Start(working, _by, _now).ShouldBe((ReplayChange.Done, []));
    }

    [Fact]
    public void A_page_counts_once_and_what_was_done_before_it_was_stopped_counts_too()
    {
        var working = ReplayDecider.Evolve(Looked(), new ReplayEvent.Started(_by, _now));
        var page = new ReplayPage(["exc_1", "exc_2"], new(0, "k9"));
        var counts = ImmutableSortedDictionary<string, long>.Empty.Add("retried", 2);
        ReplayDecider.Worked(working, page, counts, _now).ShouldBeEmpty();
        var taken = ReplayDecider.Evolve(
            working, ReplayDecider.Take(working, ReplayPlace.First, page, _now).Single());
        ReplayDecider.Take(taken, ReplayPlace.First, page, _now).ShouldBeEmpty();
        var next = ReplayDecider.Evolve(taken, ReplayDecider.Worked(taken, page, counts, _now).Single());
        next.Place.ShouldBe(page.Next);
        ReplayDecider.Worked(next, page, counts, _now).ShouldBeEmpty();
        ReplayDecider.Looked(next, next.Place, Step(null), _now).ShouldBeEmpty();
        var last = page with { Next = null };
        var stopped = Given([.. Events(), new ReplayEvent.Taken(last, _now), new ReplayEvent.Cancelled(_by, _now)]);
        var ended = ReplayDecider.Evolve(
            stopped, ReplayDecider.Worked(stopped, last, counts, _now.AddSeconds(1)).Single());
        ended.Standing.ShouldBe(ReplayStanding.Cancelled);
        ended.EndedAt.ShouldBe(_now);
        ended.Handled["retried"].ShouldBe(2);
        ReplayDecider.Outbox(ended).ShouldBeEmpty();
        ReplayDecider.Start(ended, _by, _now).Item1.ShouldBe(ReplayChange.NotAllowed);
        ReplayDecider.Cancel(ended, _by, _now).ShouldBe((ReplayChange.Done, []));
    }

    [Fact]
    public void What_happens_after_the_plan_does_not_belong_to_it()
    {
        var planned = (ReplayEvent.Planned)ReplayDecider.Plan(ReplayRun.None, _dead, _by, _now).Single();
        planned.Plan.To.ShouldBe(_now);
        ReplayDecider.Plan(Given(planned), _dead with { Group = "crm" }, _by, _now).ShouldBeEmpty();
        ReplayRules.OfException(planned.Plan, _tenant, Case("posting-dead-letter", _now)).ShouldBeNull();
        ReplayRules.OfException(planned.Plan, _tenant, Case("posting-dead-letter", _now.AddSeconds(-1)))
            .ShouldNotBeNull();
    }

    [Fact]
    public void Findings_are_bounded_and_counts_are_not()
    {
        var run = Given(new ReplayEvent.Planned(_dead, _by, _now));
        var many = Enumerable.Repeat(new ReplayFinding("e", "p", "g", "retry", ""), 90).ToImmutableArray();
        for (var i = 0; i < 3; i++)
            run = ReplayDecider.Evolve(run, new ReplayEvent.Looked(
                new(new(0, $"{i}"), ImmutableSortedDictionary<string, long>.Empty.Add("retry", 90), many), _now));
        run.Sample.Length.ShouldBe(ReplayDecider.MaxSample);
        run.Found["retry"].ShouldBe(270);
    }

    [Theory]
    [InlineData("posting-dead-letter", "look-up")]
    [InlineData("posting-rejected", "send")]
    [InlineData("webhook-dead-letter", "retry")]
    [InlineData("event-dead-letter", "decide")]
    public void What_is_done_about_an_exception_follows_from_its_kind(string kind, string action)
    {
        var item = ReplayRules.OfException(_dead, _tenant, Case(kind, _now))!;
        item.Finding.Action.ShouldBe(action);
        (item.Exception is null).ShouldBe(action == ReplayRules.Decide);
        ReplayRules.OfException(_dead with { Kind = "other" }, _tenant, Case(kind, _now)).ShouldBeNull();
        ReplayRules.OfException(_dead with { Group = "crm" }, _tenant, Case(kind, _now)).ShouldBeNull();
        ReplayRules.OfException(_dead with { Owners = [Role.It] }, _tenant, Case(kind, _now)).ShouldBeNull();
        ReplayRules.OfException(_dead with { Owners = [Role.Finance] }, _tenant, Case(kind, _now)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("done", "none")]
    [InlineData("ignored", "none")]
    [InlineData("waived", "none")]
    [InlineData("parked", "none")]
    [InlineData("failed", "retry")]
    public void Of_messages_only_those_without_effect_are_tried_again(string status, string action)
    {
        var plan = new ReplayPlan(ReplayScope.Period, _now.AddDays(-1), _now, null, null, []);
        DirectoryRow Row(DateTimeOffset at) => new("shopify/1", status, "shopify", at, 1, JsonSerializer.Serialize(
            new InboxRow("orders/create", "shop-1", null, 1, at, null), InboxJson.Default.InboxRow));
        ReplayRules.OfMessage(plan, _tenant, Row(_now.AddHours(-1)))!.Finding.Action.ShouldBe(action);
        ReplayRules.OfMessage(plan, _tenant, Row(_now)).ShouldBeNull();
        ReplayRules.OfMessage(plan, _tenant, Row(_now.AddDays(-2))).ShouldBeNull();
        foreach (var (group, isMeant) in new[] { ("shopify", true), ("shop-1", true), ("pos", false) })
            (ReplayRules.OfMessage(plan with { Group = group }, _tenant, Row(_now.AddHours(-1))) is not null)
                .ShouldBe(isMeant, group);
    }

    [Theory]
    [InlineData(DocumentStatus.Posted, "none")]
    [InlineData(DocumentStatus.Waived, "none")]
    [InlineData(DocumentStatus.Pending, "none")]
    [InlineData(DocumentStatus.Rejected, "send")]
    [InlineData(DocumentStatus.DeadLettered, "look-up")]
    public void Of_documents_only_those_given_up_or_refused_are_tried_again(DocumentStatus status, string action)
    {
        var plan = new ReplayPlan(ReplayScope.Period, _now.AddDays(-1), _now, null, null, []);
        var document = new DocumentView(
            "d", "erp", DocumentKind.Invoice, "s", status, null, 1, _now.AddHours(-1), null, null, "timeout", []);
        var key = new PostingKey(_tenant, "ord_1");
        ReplayRules.OfDocument(plan, key, "web", document)!.Finding.Action.ShouldBe(action);
        ReplayRules.OfDocument(plan with { Group = "erp" }, key, "web", document).ShouldNotBeNull();
        ReplayRules.OfDocument(plan with { Group = "web" }, key, "web", document).ShouldNotBeNull();
        ReplayRules.OfDocument(plan with { Group = "crm" }, key, "web", document).ShouldBeNull();
        ReplayRules.OfDocument(plan, key, "web", document with { PlannedAt = _now }).ShouldBeNull();
    }

    [Fact]
    public void Its_events_come_back_from_the_journal_as_they_were()
    {
        ReplayEvent[] events =
        [
            new ReplayEvent.Planned(_dead with { From = _now, Group = "erp", Owners = [Role.Finance] }, _by, _now),
            new ReplayEvent.Looked(Step(new(1, "k"), ("send", 1)), _now), new ReplayEvent.Started(_by, _now),
            new ReplayEvent.Taken(new(["exc_1"], null), _now),
            new ReplayEvent.Worked(Step(null, ("retried", 1)), _now), new ReplayEvent.Cancelled(_by, _now),
        ];
        var text = ReplayDecider.Codec.Write(events);
        ReplayDecider.Codec.Write(ReplayDecider.Codec.Read(text)).ShouldBe(text);
        ReplayDecider.Index(Given(events))!.Status.ShouldBe("cancelled");
    }

    private static DirectoryRow Case(string kind, DateTimeOffset since) => new(
        "exc_1", "dead-letter", "erp", since, 1, JsonSerializer.Serialize(
            new ExceptionRow(kind, "posting/demo/o", "d", Role.Finance, since, since.AddHours(4), null),
            ExceptionJson.Default.ExceptionRow));
}
