using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Events;
using RetailActors.Operations;
using RetailActors.Tests.Events;

namespace RetailActors.Tests.Operations;

/// <summary>What is late, what is told of it, and how much of it at once.</summary>
public sealed class SlaSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly SlaProcess _process = SlaProcess.Named("erp-posting")!;
    private static readonly SlaKey _key = new(new Tenant("demo"), "erp-posting");
    private static readonly SlaTarget _target = SlaTarget.Of(TimeSpan.FromMinutes(15)) with
    {
        By = ImmutableDictionary<string, TimeSpan>.Empty.Add("market", TimeSpan.FromHours(2)),
    };

    [Fact]
    public void What_is_late_is_a_breach_once_and_ends_when_it_is_late_no_more()
    {
        var s = After(SlaWatch.None, Found(1));
        s.Open.Values.ShouldHaveSingleItem().ShouldBe(
            new SlaBreach("posting/demo/o0", "web", _noon, At(1), 900, 1));
        SlaDecider.Look(s, Found(2), _target).ShouldHaveSingleItem();
        SlaDecider.Look(s, Found(1), _target).ShouldBeEmpty();
        var over = After(s, Nothing(At(30)));
        over.Open.ShouldBeEmpty();
        over.Untold.Select(n => (n.Number, n.RestoredAt)).ShouldBe([(1, null), (2, At(30))]);
        over.Lately.ShouldBe([new SlaOutcome(At(30), 30 * 60)]);
        SlaDecider.Look(over, Nothing(At(31)), _target).ShouldBeEmpty();
    }

    [Fact]
    public void A_group_with_a_target_of_its_own_is_told_with_that_one()
    {
        var found = Found(1) with { Oldest = [new SlaLate("posting/demo/m", "market", _noon)] };
        After(SlaWatch.None, found).Open.Values.ShouldHaveSingleItem().TargetSeconds.ShouldBe(7_200);
        (_target.For("web"), _target.For("market")).ShouldBe((TimeSpan.FromMinutes(15), TimeSpan.FromHours(2)));
        _target.Warning(_target.Target).ShouldBe(TimeSpan.FromMinutes(12));
    }

    [Fact]
    public void One_look_begins_a_bounded_number_of_cases_and_the_next_ones_go_on()
    {
        var s = After(SlaWatch.None, Found(SlaDecider.MaxCases));
        s.Open.Count.ShouldBe(SlaDecider.NewCases);
        for (var i = 0; i < 10; i++)
            s = After(s, Found(SlaDecider.MaxCases));
        s.Open.Count.ShouldBe(SlaDecider.MaxCases);
    }

    [Fact]
    public void A_hundred_thousand_late_ones_are_one_case_for_each_group()
    {
        var s = After(SlaWatch.None, Found(100_000, read: 200));
        s.Open.Values.Select(b => (b.Subject, b.Count)).ShouldBe([("*shop", 50_000), ("*web", 50_000)]);
        for (var i = 0; i < 5; i++)
            s = After(s, Found(100_000, read: 200));
        s.Open.Count.ShouldBe(2);
        s.Untold.Length.ShouldBe(2);
    }

    [Fact]
    public void Groups_are_bounded_and_those_with_most_come_first()
    {
        var groups = Enumerable.Range(0, 80).Select(i => new SlaGroup($"g{i}", 100 + i, 0, 100 + i, _noon));
        var s = After(SlaWatch.None, new SlaFindings(At(1), [.. groups], [], _noon));
        s.Open.Count.ShouldBe(SlaDecider.MaxGroups);
        s.Open.ShouldContainKey("*g79");
        s.Open.ShouldNotContainKey("*g29");
    }

    [Fact]
    public void Many_stay_one_case_until_there_are_clearly_few_and_then_have_cases_of_their_own()
    {
        var s = After(SlaWatch.None, Found(SlaDecider.MaxCases + 1));
        s.Open.Keys.ShouldBe(["*shop", "*web"]);
        s = After(s, Found(SlaDecider.FewAgain + 1));
        s.Open.Keys.ShouldBe(["*shop", "*web"]);
        s = After(s, Found(SlaDecider.FewAgain));
        s.Open.Count.ShouldBe(SlaDecider.NewCases);
        s.Open.Values.ShouldAllBe(b => !b.IsMany);
    }

    [Fact]
    public void Cases_that_were_there_before_it_became_many_end_one_by_one()
    {
        var s = After(SlaWatch.None, Found(3));
        s = After(s, Found(500, from: 1, read: 200));
        s.Open.ShouldNotContainKey("posting/demo/o0");
        s.Open.ShouldContainKey("posting/demo/o1");
        s.Open.ShouldContainKey("*web");
    }

    [Fact]
    public void What_the_rows_read_do_not_reach_is_left_as_it_is()
    {
        var s = After(SlaWatch.None, Found(3));
        // The rows end before the third, and the second one is not among them.
        var cut = Found(3) with { Oldest = [Late(0)], WholeUntil = Late(2).Since };
        SlaDecider.Look(s, cut, _target).ShouldBe([new SlaEvent.Restored("posting/demo/o1", cut.At)]);
    }

    [Fact]
    public void Notices_that_nobody_takes_are_bounded()
    {
        var s = SlaWatch.None;
        for (var i = 0; i < 100; i++)
            s = After(After(s, Found(SlaDecider.NewCases, from: i * 100)), Nothing(At(i)));
        s.Untold.Length.ShouldBe(SlaDecider.MaxUntold);
        s = SlaDecider.Evolve(s, new SlaEvent.Told(SlaListener.Desk, 100), null);
        s.Untold.Length.ShouldBe(SlaDecider.MaxUntold);
        s = SlaDecider.Evolve(s, new SlaEvent.Told(SlaListener.Stream, 50), null);
        s.Untold[0].Number.ShouldBe(51);
    }

    [Fact]
    public void Desk_and_stream_are_owed_apart_and_in_bounded_parts()
    {
        var s = After(After(SlaWatch.None, Found(20)), Found(40));
        SlaDecider.Outbox(s, mails: false).Select(o => o.Call).ShouldBe(["desk", "stream"]);
        SlaDecider.Due(s, SlaListener.Desk).Length.ShouldBe(SlaDecider.ToldAtOnce);
        s = All(s, SlaDecider.Tell(s, SlaListener.Desk, 40));
        SlaDecider.Due(s, SlaListener.Desk).ShouldBeEmpty();
        SlaDecider.Due(s, SlaListener.Stream)[0].Number.ShouldBe(1);
        SlaDecider.Tell(s, SlaListener.Desk, 40).ShouldBeEmpty();
        SlaDecider.Outbox(s, mails: false).Select(o => o.Call).ShouldBe(["stream"]);
        SlaDecider.Outbox(All(s, SlaDecider.Tell(s, SlaListener.Stream, 40)), mails: false).ShouldBeEmpty();
    }

    [Fact]
    public void A_bad_day_is_one_mail_for_each_interval()
    {
        var hour = TimeSpan.FromHours(1);
        var s = After(SlaWatch.None, Found(20));
        SlaDecider.IsMailDue(s, At(1)).ShouldBeTrue();
        s = All(s, SlaDecider.Mailed(s, s.Numbers, At(1)), hour);
        SlaDecider.IsMailDue(s, At(1)).ShouldBeFalse();
        s = After(s, Found(40), hour);
        SlaDecider.IsMailDue(s, At(60)).ShouldBeFalse();
        SlaDecider.Outbox(s, mails: true).Last().ShouldBe(new("mail", At(61)));
        SlaDecider.IsMailDue(s, At(61)).ShouldBeTrue();
    }

    [Fact]
    public void A_mail_that_nobody_takes_is_tried_with_growing_pauses_and_given_up()
    {
        var s = After(SlaWatch.None, Found(1));
        var pauses = new List<double>();
        for (var i = 1; i <= SlaDecider.MailAttempts; i++)
        {
            SlaDecider.IsLastAttempt(s).ShouldBe(i == SlaDecider.MailAttempts);
            s = All(s, SlaDecider.MailMissed(s, s.Numbers, "no-connection", false, _noon), TimeSpan.FromMinutes(15));
            pauses.Add((s.Mailing.NextAt!.Value - _noon).TotalSeconds);
        }
        pauses.ShouldBe([15, 30, 60, 120, 240, 480, 600, 900]);
        SlaDecider.Outbox(s, mails: true).ShouldNotContain(o => o.Call == SlaListener.Mail);
        var next = After(s, Found(2));
        SlaDecider.MailMissed(next, next.Numbers, "smtp-550", true, _noon).Last()
            .ShouldBeOfType<SlaEvent.MailGivenUp>();
        SlaDecider.MailMissed(s, s.Numbers, "late", false, _noon).ShouldBeEmpty();
    }

    [Fact]
    public void The_case_of_one_wait_is_another_than_that_of_the_next()
    {
        var (first, again) = (Breach(_noon), Breach(_noon.AddDays(1)));
        var report = SlaNotices.Report(_key, _process, first);
        (report.Kind, report.Entity, report.Owner, report.DecidedBy).ShouldBe(
            ("sla-breached", "posting/demo/o1", Role.Finance, "sla/demo/erp-posting"));
        report.Evidence.ShouldContain("since 2026-03-14 12:00:00 UTC; the target is 15 min");
        SlaNotices.KeyOf(_key, report).ShouldBe(SlaNotices.KeyOf(_key, SlaNotices.Report(_key, _process, first)));
        SlaNotices.KeyOf(_key, report).ShouldNotBe(SlaNotices.KeyOf(_key, SlaNotices.Report(_key, _process, again)));
        var s = SlaDecider.Evolve(SlaWatch.None, new SlaEvent.Breached(first), null);
        SlaNotices.IsOpen(s, _key, _process, report.Part).ShouldBeTrue();
        SlaNotices.IsOpen(SlaWatch.None, _key, _process, report.Part).ShouldBeFalse();
        SlaNotices.Cleared(new SlaNotice(2, first, _noon.AddMinutes(32)))
            .ShouldBe("It went on after 32 min; the target is 15 min.");
    }

    [Fact]
    public async Task The_events_agree_with_their_schemas_and_name_one_case()
    {
        var many = new SlaBreach("*web", "web", _noon, At(20), 900, 1_234);
        foreach (var breach in new[] { Breach(_noon), many })
        {
            var begins = SlaNotices.Event(_key, _process, new SlaNotice(1, breach, null));
            var ends = SlaNotices.Event(_key, _process, new SlaNotice(2, breach, At(60)));
            foreach (var e in new[] { begins, ends })
                (await EventDocs.Faults(CloudEventJson.Write(e))).ShouldBeEmpty();
            begins.Id.Replace(":breached", "").ShouldBe(ends.Id.Replace(":restored", ""));
            JsonDocument.Parse(ends.Data).RootElement.GetProperty("tookSeconds").GetInt64().ShouldBe(3_600);
        }
        SlaNotices.Event(_key, _process, new SlaNotice(1, many, null)).Data.ShouldNotContain("entity");
    }

    [Fact]
    public void A_mail_says_what_is_late_and_stays_short()
    {
        var found = Found(SlaDecider.MaxCases);
        var s = SlaWatch.None;
        for (var i = 0; i < 5; i++)
            s = After(s, found);
        var mail = SlaNotices.Mail(_key, _process, s, SlaDecider.View(s, "erp-posting", found, _target));
        mail.Subject.ShouldBe("[RetailActors] ERP posting: 100 late");
        mail.Text.ShouldContain("  web: 50 late, oldest since 2026-03-14 12:00:00 UTC, target 15 min");
        mail.Text.Split('\n').Length.ShouldBeLessThan(SlaNotices.MailLines + 12);
        var over = SlaDecider.View(s, "erp-posting", Nothing(At(90)), _target);
        SlaNotices.Mail(_key, _process, s, over).Subject.ShouldBe("[RetailActors] ERP posting: in time again");
    }

    [Fact]
    public void A_view_says_how_it_stands_and_how_long_late_ones_took()
    {
        SlaView View(SlaFindings found, SlaWatch? s = null) =>
            SlaDecider.View(s ?? SlaWatch.None, "erp-posting", found, _target);
        View(Nothing(At(1))).State.ShouldBe(SlaState.Ok);
        View(new(At(1), [new("web", 5, 1, 0, _noon)], [], null)).State.ShouldBe(SlaState.Warning);
        View(Found(2)).State.ShouldBe(SlaState.Breached);
        var s = SlaWatch.None;
        for (var i = 1; i <= SlaLately.Most + 50; i++)
            s = After(After(s with { Untold = [] }, Found(1)), Nothing(At(i)));
        s.Lately.Length.ShouldBe(SlaLately.Most);
        var lately = View(Nothing(At(260)), s).Lately;
        (lately.Count, lately.MedianSeconds, lately.P95Seconds).ShouldBe((200, 150 * 60, 240 * 60));
        View(Nothing(_noon.AddDays(3)), s).Lately.ShouldBe(new SlaLately(0, null, null));
    }

    [Fact]
    public void A_snapshot_has_everything()
    {
        var s = After(After(SlaWatch.None, Found(5)), Found(2, from: 3));
        var memento = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(SlaDecider.Write(s), SlaJson.Default.SlaMemento), SlaJson.Default.SlaMemento)!;
        JsonSerializer.Serialize(SlaDecider.Write(SlaDecider.Read(memento)), SlaJson.Default.SlaMemento)
            .ShouldBe(JsonSerializer.Serialize(SlaDecider.Write(s), SlaJson.Default.SlaMemento));
        SlaDecider.Read(memento).Open.ShouldBe(s.Open);
    }

    [Fact]
    public void Every_event_type_reads_back_from_its_golden_file_as_it_was_written() => SpecGolden.Holds(
        SlaDecider.Codec,
        [
            new SlaEvent.Breached(Breach(_noon)), new SlaEvent.Restored("posting/demo/o1", At(30)),
            new SlaEvent.Told("desk", 7), new SlaEvent.Mailed(7, At(1)), new SlaEvent.MailMissed("tls", At(1)),
            new SlaEvent.MailGivenUp(7, At(1)),
        ], "sla-");

    private static SlaBreach Breach(DateTimeOffset since) =>
        new("posting/demo/o1", "web", since, since.AddMinutes(16), 900, 1);

    private static DateTimeOffset At(int minutes) => _noon.AddMinutes(minutes);

    private static SlaLate Late(int i) =>
        new($"posting/demo/o{i}", i % 2 == 0 ? "web" : "shop", _noon.AddSeconds(i));

    private static SlaFindings Nothing(DateTimeOffset at) => new(at, [], [], null);

    /// <summary>So many are late, half of them of each channel; at most so many of them were read.</summary>
    private static SlaFindings Found(int count, int from = 0, int read = int.MaxValue)
    {
        var oldest = Enumerable.Range(from, Math.Min(count, read)).Select(Late).ToImmutableArray();
        var (shop, web) = (count / 2, count - (count / 2));
        SlaGroup[] groups = [new("shop", shop, 0, shop, _noon), new("web", web, 0, web, _noon)];
        return new SlaFindings(
            At(1), [.. groups.Where(g => g.Late > 0)], oldest, count > read ? oldest[^1].Since : null);
    }

    private static SlaWatch After(SlaWatch s, SlaFindings found, TimeSpan? mails = null) =>
        All(s, SlaDecider.Look(s, found, _target), mails);

    private static SlaWatch All(SlaWatch s, SlaEvent[] events, TimeSpan? mails = null) =>
        events.Aggregate(s, (state, e) => SlaDecider.Evolve(state, e, mails));
}
