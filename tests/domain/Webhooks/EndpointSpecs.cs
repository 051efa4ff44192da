using System.Collections.Immutable;
using System.Text;
using RetailActors.Operations;
using RetailActors.Webhooks;

namespace RetailActors.Tests.Webhooks;

/// <summary>When an endpoint is called, and what people decide about it.</summary>
public sealed class EndpointSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly EndpointKey _key = new(new Tenant("demo"), "partner");
    private static readonly Origin _by = new("desk", "seen");

    private static readonly EndpointEvent _gone =
        new EndpointEvent.Disabled("gone", "It answered evt_1 with 410.", Origin.System, _now);

    private static readonly EndpointEvent _byHand = new EndpointEvent.Disabled("by-hand", "noise", _by, _now);
    private static readonly EndpointEvent _enabled = new EndpointEvent.Enabled(_by, _now);

    private static readonly (string Name, EndpointEvent[] Given)[] _states =
    [
        ("fresh", []), ("gone", [_gone]), ("gone, reported", [_gone, Done("report")]), ("by hand", [_byHand]),
        ("enabled", [_gone, _enabled]), ("enabled, released", [_gone, _enabled, Done("clear"), Done("release")]),
        ("replaying", [new EndpointEvent.ReplayAsked(_by, _now)]),
    ];

    private static readonly (string Name, Func<Endpoint, EndpointEvent[]> Decide)[] _commands =
    [
        ("gone", s => EndpointDecider.Disable(s, "gone", "410", Origin.System, _now)),
        ("disable", s => EndpointDecider.Disable(s, "by-hand", "noise", _by, _now)),
        ("enable", s => EndpointDecider.Enable(s, _by, _now)),
        ("replay", s => EndpointDecider.Replay(s, _by, _now)),
        ("retry endpoint", s => EndpointDecider.Decide(s, Decision("endpoint", ResolutionKind.Retry), _now).Item2),
        ("waive endpoint", s => EndpointDecider.Decide(s, Decision("endpoint", ResolutionKind.Waive), _now).Item2),
        ("retry letters", s => EndpointDecider.Decide(s, Decision("dead-letters", ResolutionKind.Retry), _now).Item2),
        ("waive letters", s => EndpointDecider.Decide(s, Decision("dead-letters", ResolutionKind.Waive), _now).Item2),
        ("done report", s => EndpointDecider.Done(s, "report", _now)),
        ("done replay", s => EndpointDecider.Done(s, "replay", _now)),
    ];

    [Fact]
    public void Every_event_is_written_and_read_as_it_ever_was() => SpecGolden.Holds(EndpointDecider.Codec,
    [
        _gone, _enabled, new EndpointEvent.ReplayAsked(_by, _now), Done("report"),
        new EndpointEvent.Decided("d1", "endpoint", ResolutionKind.Retry, _by, _now),
    ], "endpoint-");

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var table = new StringBuilder();
        foreach (var (state, given) in _states)
        {
            var s = After(given);
            table.Append(state).Append(" (owes ").AppendJoin(", ", EndpointDecider.Outbox(s).Select(o => o.Call))
                .AppendLine(")");
            foreach (var (command, decide) in _commands)
            {
                var names = string.Join(", ", decide(s).Select(EndpointDecider.Codec.NameOf));
                table.Append("  ").Append(command.PadRight(16)).Append("-> ")
                    .AppendLine(names.Length == 0 ? "nothing" : names);
            }
        }
        SpecFile.Matches("endpoint-table.txt", table.ToString());
    }

    [Fact]
    public void One_that_is_gone_is_reported_and_the_desk_enables_it_again()
    {
        var report = EndpointDecider.Report(After(_gone), _key)!;
        (report.Kind, report.Entity, report.Part, report.Owner)
            .ShouldBe(("webhook-endpoint-gone", "webhook-endpoint/demo/partner", "endpoint", Role.It));
        report.Evidence.ShouldContain("410");
        var (result, events) = EndpointDecider.Decide(
            After(_gone), Decision("endpoint", ResolutionKind.Retry), _now);
        result.ShouldBe(ResolutionResult.Resolved);
        var s = After([_gone, .. events]);
        s.Standing.ShouldBe(new EndpointStanding.Enabled(_now));
        s.Owes.ShouldBe(["clear", "release"]);
        EndpointDecider.Decide(s, Decision("endpoint", ResolutionKind.Retry), _now)
            .Item1.ShouldBe(ResolutionResult.AlreadyResolved);
    }

    [Fact]
    public void Disabled_by_hand_nobody_is_told_who_knows_already() =>
        EndpointDecider.Report(After(_byHand), _key).ShouldBeNull();

    [Fact]
    public void No_call_is_owed_twice_however_often_it_is_switched()
    {
        var s = Endpoint.Fresh;
        for (var i = 0; i < 20; i++)
        {
            s = EndpointDecider.Disable(s, i % 2 == 0 ? "gone" : "by-hand", "x", _by, _now)
                .Aggregate(s, EndpointDecider.Evolve);
            s = EndpointDecider.Enable(s, _by, _now).Aggregate(s, EndpointDecider.Evolve);
            s = EndpointDecider.Replay(s, _by, _now).Aggregate(s, EndpointDecider.Evolve);
            s.Owes.ShouldBeUnique();
        }
    }

    [Fact]
    public void Another_part_or_another_kind_of_decision_is_refused()
    {
        EndpointDecider.Decide(After(_gone), Decision("x", ResolutionKind.Retry), _now)
            .Item1.ShouldBe(ResolutionResult.NotFound);
        EndpointDecider.Decide(After(_gone), Decision("endpoint", ResolutionKind.Edit), _now)
            .Item1.ShouldBe(ResolutionResult.NotAllowed);
    }

    [Fact]
    public void No_more_than_so_many_decisions_are_remembered()
    {
        var s = Endpoint.Fresh;
        for (var i = 0; i < EndpointDecider.MaxDecisions + 5; i++)
        {
            s = EndpointDecider.Decide(s, Decision("endpoint", ResolutionKind.Waive, $"d{i}"), _now).Item2
                .Aggregate(s, EndpointDecider.Evolve);
        }
        s.Decisions.Length.ShouldBe(EndpointDecider.MaxDecisions);
    }

    private static EndpointEvent Done(string call) => new EndpointEvent.Done(call, _now);

    private static Resolution Decision(string part, ResolutionKind kind, string id = "d1") =>
        new(id, part, kind, ImmutableDictionary<string, string>.Empty, _by);

    private static Endpoint After(params EndpointEvent[] events) =>
        events.Aggregate(Endpoint.Fresh, EndpointDecider.Evolve);
}
