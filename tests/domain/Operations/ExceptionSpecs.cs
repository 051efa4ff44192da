using System.Collections.Immutable;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests.Operations;

public sealed class ExceptionSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Origin _by = new("ann", "a reason");
    private static readonly ExceptionReport _report = new(
        "posting-dead-letter", "posting/demo/o1", "demo:invoice:o1:1", "erp", Role.It, "Nobody knows.", _now,
        _now.AddHours(1), [ResolutionKind.Retry, ResolutionKind.Edit, ResolutionKind.Waive]);
    private static readonly Verdict _retry =
        new("d1", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty, _by);

    private static readonly ExceptionEvent _raised = new ExceptionEvent.Raised(_report);
    private static readonly ExceptionEvent _decided = new ExceptionEvent.Decided(_retry, _now);

    private static ExceptionCase Given(params ExceptionEvent[] events) =>
        events.Aggregate(ExceptionCase.None, ExceptionDecider.Evolve);

    [Fact]
    public void It_is_raised_once_and_again_after_it_was_closed()
    {
        ExceptionDecider.Raise(Given(), _report).ShouldBe([_raised]);
        ExceptionDecider.Raise(Given(_raised), _report).ShouldBeEmpty();
        ExceptionDecider.Raise(Given(_raised, new ExceptionEvent.Cleared("gone", _now)), _report).ShouldBe([_raised]);
        ExceptionDecider.Index(Given(_raised))!.Status.ShouldBe(ExceptionDecider.DeadLetter);
    }

    [Fact]
    public void A_decision_is_owed_until_the_entity_has_it()
    {
        var (result, events) = ExceptionDecider.Decide(Given(_raised), _retry, _now);
        (result, events.Length).ShouldBe((ResolutionResult.Resolved, 1));
        ExceptionDecider.Outbox(Given(_raised, _decided)).ShouldBe([new Owed("carry")]);
        var carried = ExceptionDecider.Carried(Given(_raised, _decided), "d1", ResolutionResult.Resolved, _now);
        var closed = Given([_raised, _decided, .. carried]);
        ExceptionDecider.Outbox(closed).ShouldBeEmpty();
        ExceptionDecider.Decide(closed, _retry, _now).ShouldBe((ResolutionResult.Resolved, []));
        ExceptionDecider.Decide(closed, _retry with { Id = "d2" }, _now).Item1
            .ShouldBe(ResolutionResult.AlreadyResolved);
    }

    [Fact]
    public void The_history_has_the_new_values_of_an_edit_and_none_of_another_decision()
    {
        var edits = ImmutableDictionary<string, string>.Empty.Add("postingDate", "2026-12-01");
        var edited = new ExceptionEvent.Decided(_retry with { Kind = ResolutionKind.Edit, Edits = edits }, _now);
        Given(_raised, edited).History[^1].Edits.ShouldBe(edits);
        Given(_raised, _decided).History.ShouldAllBe(step => step.Edits == null);
    }

    [Fact]
    public void What_fails_again_before_its_decision_is_done_with_stays_on_the_desk()
    {
        var again = Given(_raised, _decided, _raised);
        ExceptionDecider.Raise(again, _report).ShouldBeEmpty();
        ExceptionDecider.Clear(again, "late", _now).ShouldBeEmpty();
        Given(_raised, _decided, _raised, new ExceptionEvent.Carried("d1", ResolutionResult.Resolved, _now))
            .Standing.ShouldBeOfType<CaseStanding.Open>();
    }

    [Fact]
    public void A_decision_that_comes_again_is_no_new_one_although_the_trouble_is_back()
    {
        var carried = new ExceptionEvent.Carried("d1", ResolutionResult.Resolved, _now);
        var back = Given(_raised, _decided, carried, _raised);
        ExceptionDecider.Decide(back, _retry, _now).ShouldBe((ResolutionResult.Resolved, []));
        ExceptionDecider.Decide(back, _retry with { Id = "d2" }, _now).Item2.Length.ShouldBe(1);
        Given(_raised, _decided, _raised, carried).ShouldSatisfyAllConditions(
            s => ExceptionDecider.Decide(s, _retry, _now).ShouldBe((ResolutionResult.Resolved, [])));
    }

    [Fact]
    public void Only_what_is_offered_can_be_decided()
    {
        ExceptionDecider.Decide(Given(), _retry, _now).Item1.ShouldBe(ResolutionResult.NotFound);
        ExceptionDecider.Decide(Given(_raised), _retry with { Kind = ResolutionKind.Edit }, _now).Item1
            .ShouldBe(ResolutionResult.NotAllowed);
        var few = new ExceptionEvent.Raised(_report with { Actions = [ResolutionKind.Waive] });
        ExceptionDecider.Decide(Given(few), _retry, _now).Item1.ShouldBe(ResolutionResult.NotAllowed);
    }

    [Fact]
    public void It_is_given_to_somebody_while_it_is_open()
    {
        ExceptionDecider.Assign(Given(), "bob", _by, _now).ShouldBe((false, []));
        var (given, events) = ExceptionDecider.Assign(Given(_raised), "bob", _by, _now);
        (given, Given([_raised, .. events]).Assignee).ShouldBe((true, "bob"));
        ExceptionDecider.Assign(Given([_raised, .. events]), "bob", _by, _now).Item2.ShouldBeEmpty();
    }

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        ExceptionEvent Carried(ResolutionResult result) => new ExceptionEvent.Carried("d1", result, _now);
        var waived = new ExceptionEvent.Decided(_retry with { Kind = ResolutionKind.Waive }, _now);
        Func<ExceptionCase, (string, ExceptionEvent[])> Does(Func<ExceptionCase, ExceptionEvent[]> decide) =>
            s => ("-", decide(s));
        Func<ExceptionCase, (string, ExceptionEvent[])> Decides(Verdict verdict) =>
            s => ExceptionDecider.Decide(s, verdict, _now) is var (result, events) ? ($"{result}", events) : default;
        var edit = _retry with { Id = "d2", Kind = ResolutionKind.Edit };
        SpecTable.Matches("exception-table.txt", ExceptionDecider.Fold,
        [
            ("none", []), ("open", [_raised]),
            ("assigned", [_raised, new ExceptionEvent.Assigned("bob", _by, _now)]),
            ("deciding", [_raised, _decided]), ("deciding, raised again", [_raised, _decided, _raised]),
            ("resolved", [_raised, _decided, Carried(ResolutionResult.Resolved)]),
            ("waived", [_raised, waived, Carried(ResolutionResult.Resolved)]),
            ("decided and not allowed", [_raised, _decided, Carried(ResolutionResult.NotAllowed)]),
            ("decided and raised again", [_raised, _decided, _raised, Carried(ResolutionResult.Resolved)]),
            ("resolved and raised again", [_raised, _decided, Carried(ResolutionResult.Resolved), _raised]),
            ("cleared", [_raised, new ExceptionEvent.Cleared("gone", _now)]),
        ],
        [
            ("raise", Does(s => ExceptionDecider.Raise(s, _report))),
            ("clear", Does(s => ExceptionDecider.Clear(s, "gone", _now))),
            ("assign bob",
                s => ExceptionDecider.Assign(s, "bob", _by, _now) is var (done, e) ? ($"{done}", e) : default),
            ("retry d1", Decides(_retry)), ("retry d2", Decides(_retry with { Id = "d2" })),
            ("edit d2", Decides(edit with { Edits = edit.Edits.Add("item", "TEE-2") })),
            ("edit nothing d2", Decides(edit)),
            ("waive d2", Decides(_retry with { Id = "d2", Kind = ResolutionKind.Waive })),
            ("carried d1 resolved", Does(s => ExceptionDecider.Carried(s, "d1", ResolutionResult.Resolved, _now))),
            ("carried d1 not allowed", Does(s => ExceptionDecider.Carried(s, "d1", ResolutionResult.NotAllowed, _now))),
            ("carried d9", Does(s => ExceptionDecider.Carried(s, "d9", ResolutionResult.Resolved, _now))),
        ]);
    }

    [Fact]
    public void The_history_is_bounded()
    {
        var flow = Given(_raised);
        for (var i = 0; i < 2 * ExceptionDecider.MaxHistory; i++)
        {
            flow = ExceptionDecider.Evolve(flow, new ExceptionEvent.Assigned($"p{i}", _by, _now));
        }
        flow.History.Length.ShouldBe(ExceptionDecider.MaxHistory);
    }

    [Fact]
    public void Every_event_type_reads_back_from_its_golden_file_as_it_was_written()
    {
        ExceptionEvent[] samples =
        [
            _raised, new ExceptionEvent.Cleared("gone", _now), new ExceptionEvent.Assigned("bob", _by, _now),
            new ExceptionEvent.Decided(_retry with { Edits = _retry.Edits.Add("item", "TEE-2") }, _now),
            new ExceptionEvent.Carried("d1", ResolutionResult.Resolved, _now),
        ];
        samples.Select(ExceptionDecider.Codec.NameOf).Order().ShouldBe(ExceptionDecider.Codec.Names.Order());
        foreach (var sample in samples)
        {
            var written = ExceptionDecider.Codec.Write([sample]);
            var path = Path.Combine("golden", $"exception-{ExceptionDecider.Codec.NameOf(sample)}.json");
            SpecFile.Matches(path, written + "\n");
            ExceptionDecider.Codec.Write(ExceptionDecider.Codec.Read(SpecFile.Read(path))).ShouldBe(written);
        }
    }
}
