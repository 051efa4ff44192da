using System.Collections.Immutable;
using System.Text;
using CsCheck;
using RetailActors.Channels;
using RetailActors.Operations;

namespace RetailActors.Tests.Channels;

/// <summary>A message is stored, has its effect once, or ends with somebody who decides.</summary>
public sealed class InboxSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly InboxKey _key = new(new Tenant("demo"), "shopify", "orders.create:e-1");
    private static readonly Origin _by = new("desk", "seen");

    private static readonly InboxMessage _message = new(
        "shopify", "orders/create", "retailactors.myshopify.com", """{"id":1}""", "aa", _now, _now.AddSeconds(-1));

    private static readonly InboxEvent _received = new InboxEvent.Received(_message, _now);
    private static readonly InboxEvent _failed = new InboxEvent.Failed("unknown-sku", "No such product.", _now);

    private static Spec<Inbox, InboxEvent> Given(params InboxEvent[] events) =>
        new Spec<Inbox, InboxEvent>(InboxDecider.Fold, _now).Given(events);

    private static (bool, InboxEvent[]) Attempt(Inbox s, InboxOutcome outcome, DateTimeOffset now) =>
        (true, InboxDecider.Decide(s, outcome, now));

    private static Resolution Decision(ResolutionKind kind, string part = InboxDecider.ItselfPart, string id = "d1") =>
        new(id, part, kind, ImmutableDictionary<string, string>.Empty, _by);

    [Fact]
    public void A_message_is_stored_once() =>
        Given().When((s, now) => InboxDecider.Decide(s, _message, now)).Then(InboxResult.Received, _received)
            .When((s, now) => InboxDecider.Decide(s, _message, now)).Then(InboxResult.AlreadyReceived);

    [Fact]
    public void Another_body_under_its_id_changes_nothing_and_is_told_once()
    {
        var other = _message with { Body = "{}", BodyHash = "bb" };
        var after = Given(_received).When((s, now) => InboxDecider.Decide(s, other, now))
            .Then(InboxResult.ReceivedDifferently, new InboxEvent.Differed("bb", _now))
            .When((s, now) => InboxDecider.Decide(s, other, now)).Then(InboxResult.ReceivedDifferently);
        var report = InboxDecider.Reports(after.State, _key, _now).ShouldHaveSingleItem();
        (report.Kind, report.Part, report.Owner).ShouldBe(("webhook-differs", "body:bb", Role.It));
        report.Actions.ShouldBe([ResolutionKind.Waive]);
        ((Inbox.Kept)after.State).Message.ShouldBe(_message);
    }

    [Fact]
    public void No_more_than_so_many_other_bodies_are_noted()
    {
        var state = InboxDecider.Evolve(Inbox.None, _received);
        for (var i = 0; i < InboxDecider.MaxOtherBodies + 5; i++)
        {
            var (_, events) = InboxDecider.Decide(state, _message with { BodyHash = $"h{i}" }, _now);
            state = events.Aggregate(state, InboxDecider.Evolve);
        }
        ((Inbox.Kept)state).OtherBodies.Length.ShouldBe(InboxDecider.MaxOtherBodies);
        InboxDecider.Outbox(state).Count.ShouldBe(InboxDecider.MaxOtherBodies + 1);
    }

    [Fact]
    public void What_is_not_there_yet_is_waited_for_with_growing_pauses_and_in_the_end_somebody_is_told()
    {
        var (state, now, pauses) = (InboxDecider.Evolve(Inbox.None, _received), _now, new List<TimeSpan>());
        while (state is Inbox.Kept { Standing: InboxStanding.Received or InboxStanding.Parked })
        {
            InboxDecider.IsDue(state, now).ShouldBeTrue();
            state = InboxDecider.Decide(state, new InboxOutcome.TooEarly("unknown-order"), now)
                .Aggregate(state, InboxDecider.Evolve);
            if (state is Inbox.Kept { Standing: InboxStanding.Parked parked })
            {
                InboxDecider.IsDue(state, parked.NextAt.AddTicks(-1)).ShouldBeFalse();
                pauses.Add(parked.NextAt - now);
                now = parked.NextAt;
            }
        }
        pauses.Count.ShouldBe(InboxDecider.MaxAttempts - 1);
        pauses.ShouldBeInOrder();
        pauses[0].ShouldBe(InboxDecider.FirstPause);
        pauses[^1].ShouldBe(InboxDecider.LongestPause);
        InboxDecider.Reports(state, _key, now).ShouldHaveSingleItem().Owner.ShouldBe(Role.Operations);
        InboxDecider.Outbox(state).ShouldHaveSingleItem().Call.ShouldBe("report/message");
    }

    [Fact]
    public void What_this_release_does_not_know_is_looked_at_again_every_day() =>
        Given(_received).When((s, now) => Attempt(s, new InboxOutcome.NotUnderstood("unknown-topic"), now))
            .Then(true, new InboxEvent.Parked("unknown-topic", _now + InboxDecider.ReleasePause, _now));

    [Fact]
    public void An_attempt_that_ends_late_changes_nothing() =>
        Given(_received, new InboxEvent.Applied(1, _now))
            .When((s, now) => Attempt(s, new InboxOutcome.Refused("unknown-sku", ""), now)).Then(true);

    [Fact]
    public void A_failed_message_is_sent_round_again_by_the_desk()
    {
        var after = Given(_received, _failed)
            .When((s, now) => InboxDecider.Decide(s, Decision(ResolutionKind.Edit), now))
            .Then(ResolutionResult.NotAllowed)
            .When((s, now) => InboxDecider.Decide(s, Decision(ResolutionKind.Retry), now))
            .Then(ResolutionResult.Resolved, new InboxEvent.Resolved("d1", "message", ResolutionKind.Retry, _by, _now))
            .When((s, now) => InboxDecider.Decide(s, Decision(ResolutionKind.Retry), now))
            .Then(ResolutionResult.AlreadyResolved);
        InboxDecider.IsDue(after.State, _now).ShouldBeTrue();
        after.When((s, now) => Attempt(s, new InboxOutcome.Applied(1), now))
            .Then(true, new InboxEvent.Applied(1, _now));
    }

    [Fact]
    public void A_failed_message_is_waived_and_owes_nothing_more()
    {
        var after = Given(_received, _failed)
            .When((s, now) => InboxDecider.Decide(s, Decision(ResolutionKind.Waive), now))
            .Then(ResolutionResult.Resolved, new InboxEvent.Resolved("d1", "message", ResolutionKind.Waive, _by, _now));
        InboxDecider.Outbox(after.State).ShouldBeEmpty();
        InboxDecider.Index(after.State)!.Status.ShouldBe("waived");
    }

    [Fact]
    public void The_desk_is_told_once() =>
        Given(_received, _failed)
            .When((s, now) => (true, InboxDecider.DecideReported(s, "message", now)))
            .Then(true, new InboxEvent.Reported("message", _now))
            .When((s, now) => (true, InboxDecider.DecideReported(s, "message", now))).Then(true);

    [Fact]
    public void Every_event_reads_back_as_it_was_written() => SpecGolden.Holds<InboxEvent>(InboxDecider.Codec,
    [
        _received, new InboxEvent.Differed("bb", _now), new InboxEvent.Applied(2, _now),
        new InboxEvent.Ignored("outdated", _now), new InboxEvent.Parked("unknown-order", _now.AddSeconds(2), _now),
        _failed, new InboxEvent.Reported("message", _now),
        new InboxEvent.Resolved("d1", "message", ResolutionKind.Retry, _by, _now),
    ]);

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        (string Name, InboxEvent[] Events)[] states =
        [
            ("absent", []), ("received", [_received]),
            ("parked", [_received, new InboxEvent.Parked("unknown-order", _now.AddSeconds(2), _now)]),
            ("done", [_received, new InboxEvent.Applied(1, _now)]),
            ("ignored", [_received, new InboxEvent.Ignored("outdated", _now)]),
            ("failed", [_received, _failed]),
            ("waived", [_received, _failed,
                new InboxEvent.Resolved("d0", "message", ResolutionKind.Waive, _by, _now)]),
            ("done, differed", [_received, new InboxEvent.Applied(1, _now), new InboxEvent.Differed("bb", _now)]),
        ];
        var text = new StringBuilder("state | command | result | events\n");
        foreach (var (name, events) in states)
        {
            var state = events.Aggregate(Inbox.None, InboxDecider.Evolve);
            foreach (var (command, result, happened) in Commands(state))
            {
                var names = string.Join(", ", happened.Select(InboxDecider.Codec.NameOf));
                text.Append($"{name} | {command} | {result} | {(names.Length == 0 ? "-" : names)}\n");
            }
        }
        SpecFile.Matches("inbox-table.txt", text.ToString());
    }

    private static IEnumerable<(string, string, InboxEvent[])> Commands(Inbox s)
    {
        var same = InboxDecider.Decide(s, _message, _now);
        yield return ("receive", $"{same.Item1}", same.Item2);
        var other = InboxDecider.Decide(s, _message with { BodyHash = "cc" }, _now);
        yield return ("receive another body", $"{other.Item1}", other.Item2);
        yield return ("applied", "-", InboxDecider.Decide(s, new InboxOutcome.Applied(1), _now));
        yield return ("ignored", "-", InboxDecider.Decide(s, new InboxOutcome.Ignored("x"), _now));
        yield return ("too early", "-", InboxDecider.Decide(s, new InboxOutcome.TooEarly("x"), _now));
        yield return ("not understood", "-", InboxDecider.Decide(s, new InboxOutcome.NotUnderstood("x"), _now));
        yield return ("refused", "-", InboxDecider.Decide(s, new InboxOutcome.Refused("x", ""), _now));
        foreach (var (kind, part) in new[]
        {
            (ResolutionKind.Retry, "message"), (ResolutionKind.Waive, "message"), (ResolutionKind.Edit, "message"),
            (ResolutionKind.Waive, "body:bb"), (ResolutionKind.Retry, "body:bb"), (ResolutionKind.Waive, "nothing"),
        })
        {
            var (result, events) = InboxDecider.Decide(s, Decision(kind, part), _now);
            yield return ($"{kind} {part}".ToLowerInvariant(), $"{result}", events);
        }
    }

    [Fact]
    public void Whatever_happens_a_message_is_owed_done_or_with_the_desk() =>
        Gen.Int[0, 11].Array[0, 60].Sample(steps =>
        {
            var (state, history, now) = (Inbox.None, new List<InboxEvent>(), _now);
            foreach (var step in steps)
            {
                now = now.AddMinutes(step);
                var events = Take(state, step, now);
                history.AddRange(events);
                state = events.Aggregate(state, InboxDecider.Evolve);
                Holds(state);
            }
            var replayed = InboxDecider.Codec.Read(InboxDecider.Codec.Write(history))
                .Aggregate(Inbox.None, InboxDecider.Evolve);
            InboxDecider.View(replayed, 1).ShouldBe(InboxDecider.View(state, 1));
        }, iter: 2_000);

    private static InboxEvent[] Take(Inbox s, int step, DateTimeOffset now) => step switch
    {
        0 or 1 => InboxDecider.Decide(s, _message, now).Item2,
        2 => InboxDecider.Decide(s, _message with { BodyHash = "bb" }, now).Item2,
        3 => InboxDecider.Decide(s, new InboxOutcome.Applied(1), now),
        4 or 5 => InboxDecider.Decide(s, new InboxOutcome.TooEarly("unknown-order"), now),
        6 => InboxDecider.Decide(s, new InboxOutcome.NotUnderstood("unknown-topic"), now),
        7 => InboxDecider.Decide(s, new InboxOutcome.Refused("unknown-sku", ""), now),
        8 => InboxDecider.DecideReported(s, "message", now),
        9 => InboxDecider.Decide(s, Decision(ResolutionKind.Retry, id: $"{now.Ticks}"), now).Item2,
        10 => InboxDecider.Decide(s, Decision(ResolutionKind.Waive, id: $"{now.Ticks}"), now).Item2,
        _ => InboxDecider.DecideReported(s, "body:bb", now),
    };

    private static void Holds(Inbox s)
    {
        if (s is not Inbox.Kept kept)
        {
            return;
        }
        var owed = InboxDecider.Outbox(s);
        var waits = kept.Standing is InboxStanding.Received or InboxStanding.Parked;
        owed.Any(o => o.Call == InboxDecider.WorkCall).ShouldBe(waits);
        kept.Open.Contains("message").ShouldBe(kept.Standing is InboxStanding.Failed);
        kept.ToReport.ShouldBeSubsetOf(kept.Open);
        owed.Select(o => o.Call).ShouldBeUnique();
        kept.Decisions.Length.ShouldBeLessThanOrEqualTo(InboxDecider.MaxDecisions);
    }
}
