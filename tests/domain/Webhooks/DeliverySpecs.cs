using System.Text;
using RetailActors.Events;
using RetailActors.Webhooks;

namespace RetailActors.Tests.Webhooks;

/// <summary>An event reaches its endpoint at least once, or ends with somebody who decides.</summary>
public sealed class DeliverySpecs
{
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _patience = TimeSpan.FromHours(72);
    private static readonly BusinessEvent _event = BusinessEvent.Of(
        EventType.OrderAccepted, new Tenant("demo"), "demo:order.accepted:o-1:1", "/orders", "o-1", _now, """{"n":1}""",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private static readonly DeliveryKey _key =
        DeliveryKey.For(new EndpointKey(new Tenant("demo"), "partner"), _event);

    private static readonly DeliveryEvent _queued =
        new DeliveryEvent.Queued("order.accepted", CloudEventJson.Write(_event), _event.TraceParent, _now);

    private static readonly DeliveryEvent _missed = new DeliveryEvent.Missed("status-500", _now.AddSeconds(5), _now);
    private static readonly DeliveryEvent _givenUp = new DeliveryEvent.GivenUp("status-500", _now);
    private static readonly DeliveryEvent _held = new DeliveryEvent.Held(_now.AddMinutes(10), _now);

    private static readonly (string Name, DeliveryEvent[] Given)[] _states =
    [
        ("absent", []), ("queued", [_queued]), ("missed", [_queued, _missed]),
        ("delivered", [_queued, new DeliveryEvent.Delivered(200, _now)]), ("held", [_queued, _held]),
        ("held, looked", [_queued, _held, new DeliveryEvent.Held(null, _now)]), ("given up", [_queued, _givenUp]),
        ("dead", [_queued, _givenUp, new DeliveryEvent.Reported(_now)]),
    ];

    private static readonly (string Name, Func<Delivery, DeliveryEvent[]> Decide)[] _commands =
    [
        ("offer", s => DeliveryDecider.Offer(s, _event, _now)), ("taken", s => Record(s, new SendOutcome.Taken(204))),
        ("missed", s => Record(s, new SendOutcome.Missed("timeout", null))),
        ("missed at the end", s => Record(s, new SendOutcome.Missed("timeout", null), _now + _patience)),
        ("gone", s => Record(s, new SendOutcome.Gone())), ("disabled", s => Record(s, new SendOutcome.Disabled())),
        ("full", s => Record(s, new SendOutcome.Full())),
        ("postponed", s => Record(s, new SendOutcome.Postponed(TimeSpan.FromSeconds(3)))),
        ("send again", s => DeliveryDecider.SendAgain(s, _now)), ("reported", s => DeliveryDecider.Reported(s, _now)),
    ];

    [Fact]
    public void Every_event_is_written_and_read_as_it_ever_was() => SpecGolden.Holds(DeliveryDecider.Codec,
    [
        _queued, new DeliveryEvent.Delivered(200, _now), _missed,
        new DeliveryEvent.Postponed(_now.AddSeconds(3), _now), _held, _givenUp, new DeliveryEvent.Reported(_now),
        new DeliveryEvent.SentAgain(_now),
    ], "delivery-");

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var table = new StringBuilder();
        foreach (var (state, given) in _states)
        {
            var s = After(given);
            table.Append(state).Append(" (owes ").AppendJoin(", ", DeliveryDecider.Outbox(s).Select(o => o.Call))
                .AppendLine(")");
            foreach (var (command, decide) in _commands)
            {
                var names = string.Join(", ", decide(s).Select(DeliveryDecider.Codec.NameOf));
                table.Append("  ").Append(command.PadRight(18)).Append("-> ")
                    .AppendLine(names.Length == 0 ? "nothing" : names);
            }
        }
        SpecFile.Matches("delivery-table.txt", table.ToString());
    }

    [Fact]
    public void The_webhook_id_follows_from_the_event_and_has_no_dot()
    {
        _key.Id.ShouldMatch("^evt_[0-9a-f]{32}$");
        DeliveryKey.For(_key.Endpoint, _event with { Time = _now.AddDays(1) }).ShouldBe(_key);
        DeliveryKey.For(_key.Endpoint, _event with { Id = "other" }).ShouldNotBe(_key);
        DeliveryKey.Parse(_key.ToString()).ShouldBe(_key);
    }

    [Fact]
    public void A_receiver_that_is_down_is_tried_for_three_days_with_growing_pauses_and_then_somebody_is_told()
    {
        var (s, now, pauses) = (After(_queued), _now, new List<TimeSpan>());
        while (DeliveryDecider.Due(s, _key, now) is not null)
        {
            s = DeliveryDecider.Record(s, _key, new SendOutcome.Missed("unreachable", null), _patience, now)
                .Aggregate(s, DeliveryDecider.Evolve);
            if (DeliveryDecider.Outbox(s).Single() is { Call: DeliveryDecider.SendCall, NotBefore: { } next })
            {
                pauses.Add(next - now);
                DeliveryDecider.Due(s, _key, next.AddTicks(-1)).ShouldBeNull();
                now = next;
            }
        }
        pauses.Count.ShouldBeInRange(10, 20);
        pauses[0].TotalSeconds.ShouldBeInRange(4, 6);
        pauses.Max().TotalHours.ShouldBeInRange(9.6, 14.4);
        (now - _now).ShouldBe(_patience, "the last attempt is at the end of the patience");
        var report = DeliveryDecider.Report(s, _key, now)!;
        (report.Kind, report.Entity, report.Part)
            .ShouldBe(("webhook-dead-letter", "webhook-endpoint/demo/partner", "dead-letters"));
        report.Evidence.ShouldContain(_key.Id);
        report.Evidence.ShouldContain("unreachable");
    }

    [Fact]
    public void A_pause_is_spread_by_a_fifth_and_is_the_same_whoever_works_it_out()
    {
        var keys = Enumerable.Range(0, 200).Select(i => _key with { Id = $"evt_{i}" }).ToList();
        foreach (var attempts in new[] { 0, 3, 12 })
        {
            var middle = DeliveryDecider.FirstPause * Math.Pow(DeliveryDecider.Growth, attempts);
            middle = middle < DeliveryDecider.LongestPause ? middle : DeliveryDecider.LongestPause;
            var shares = keys.Select(k => DeliveryDecider.Pause(k, attempts) / middle).ToList();
            shares.Min().ShouldBeInRange(0.8, 0.83);
            shares.Max().ShouldBeInRange(1.17, 1.2);
            DeliveryDecider.Pause(keys[7], attempts).ShouldBe(DeliveryDecider.Pause(keys[7], attempts));
        }
    }

    [Fact]
    public void What_a_receiver_asks_for_is_waited_for_within_a_bound()
    {
        Next(TimeSpan.FromHours(2)).ShouldBe(_now.AddHours(2));
        Next(TimeSpan.FromSeconds(1)).ShouldBe(_now + DeliveryDecider.Pause(_key, 0), "never sooner than the schedule");
        Next(TimeSpan.FromDays(300)).ShouldBe(_now + DeliveryDecider.LongestRetryAfter);

        DateTimeOffset Next(TimeSpan asked) => ((DeliveryEvent.Missed)Record(
            After(_queued), new SendOutcome.Missed("status-429", asked)).Single()).RetryAt;
    }

    [Fact]
    public void Sent_again_it_has_its_whole_patience_anew()
    {
        var s = After(_queued, _givenUp, new DeliveryEvent.Reported(_now));
        var later = _now.AddDays(30);
        s = DeliveryDecider.SendAgain(s, later).Aggregate(s, DeliveryDecider.Evolve);
        DeliveryDecider.Due(s, _key, later)!.Attempts.ShouldBe(0);
        Record(s, new SendOutcome.Missed("timeout", null), later.AddHours(71)).Single()
            .ShouldBeOfType<DeliveryEvent.Missed>();
        DeliveryDecider.View(s, _key, 4)!.QueuedAt.ShouldBe(_now);
    }

    [Fact]
    public void A_body_over_the_bound_is_given_up_at_once_and_never_sent()
    {
        var data = $$"""{"x":"{{new string('x', DeliveryDecider.MaxBody)}}"}""";
        var s = After(DeliveryDecider.Offer(Delivery.None, _event with { Data = data }, _now));
        DeliveryDecider.View(s, _key, 1)!.Code.ShouldBe("too-long");
        DeliveryDecider.SendAgain(s, _now).ShouldBeEmpty();
        DeliveryDecider.Due(s, _key, _now).ShouldBeNull();
    }

    [Fact]
    public void A_held_delivery_looks_once_more_because_its_endpoint_may_have_been_enabled_meanwhile()
    {
        var s = After(_queued, _held);
        DeliveryDecider.Outbox(s).ShouldHaveSingleItem().NotBefore.ShouldBe(_now + DeliveryDecider.LookPause);
        s = After(_queued, _held, Record(s, new SendOutcome.Disabled()).Single());
        DeliveryDecider.Outbox(s).ShouldBeEmpty();
        DeliveryDecider.SendAgain(s, _now).ShouldBe([new DeliveryEvent.SentAgain(_now)]);
    }

    private static DeliveryEvent[] Record(Delivery s, SendOutcome outcome, DateTimeOffset? now = null) =>
        DeliveryDecider.Record(s, _key, outcome, _patience, now ?? _now);

    private static Delivery After(params DeliveryEvent[] events) =>
        events.Aggregate(Delivery.None, DeliveryDecider.Evolve);
}
