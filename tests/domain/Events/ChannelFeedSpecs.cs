using System.Text;
using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Postings;

namespace RetailActors.Tests.Events;

public sealed class ChannelFeedSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChannelFeedEvent _heard = new ChannelFeedEvent.Heard(5, 10, ["shopify"]);
    private static readonly ChannelFeedEvent _told = new ChannelFeedEvent.Told("shopify", 10);
    private static readonly ChannelFeedEvent _failed =
        new ChannelFeedEvent.Failed("shopify", "down", _noon.AddSeconds(1));
    private static readonly ChannelFeedEvent _refused = new ChannelFeedEvent.Refused("shopify", 10, "no-location");

    private static readonly (string Name, ChannelFeedEvent[] Given)[] _states =
    [
        ("nothing heard", []), ("10 heard", [_heard]), ("10 told", [_heard, _told]), ("10 failed", [_heard, _failed]),
        ("10 refused", [_heard, _refused]), ("12 heard, 10 told", [_heard, _told, Heard(12)]),
    ];

    private static readonly (string Name, Func<ChannelFeed, ChannelFeedEvent[]> Decide)[] _commands =
    [
        ("hear 9", s => Hear(s, 9)), ("hear 10", s => Hear(s, 10)), ("hear 11", s => Hear(s, 11)),
        ("10 taken", s => Answer(s, new PostingAnswer.Posted("n", _noon, []))),
        ("10 refused", s => Answer(s, new PostingAnswer.Rejected("no-location", ""))),
        ("10 not possible", s => Answer(s, new PostingAnswer.Unavailable("down"))),
        ("10 lost", s => Answer(s, new PostingAnswer.Lost("timeout"))),
    ];

    [Fact]
    public void Every_event_is_written_and_read_as_it_ever_was() =>
        SpecGolden.Holds(ChannelFeedDecider.Codec, [_heard, _told, _refused, _failed], "channel-feed-");

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var table = new StringBuilder();
        foreach (var (state, given) in _states)
        {
            var s = After(given);
            table.Append(state).Append(" (owes ").AppendJoin(", ", ChannelFeedDecider.Outbox(s).Select(o => o.Call))
                .AppendLine(")");
            foreach (var (command, decide) in _commands)
            {
                table.Append("  ").Append(command.PadRight(16)).Append(" -> ")
                    .AppendLine(decide(s) is [var e] ? ChannelFeedDecider.Codec.Write([e]) : "nothing");
            }
        }
        SpecFile.Matches("channel-feed-table.txt", table.ToString());
    }

    [Fact]
    public void Only_the_latest_is_told_however_much_was_heard_in_between()
    {
        var s = After(_heard, Heard(11), Heard(12));
        ChannelFeedDecider.Due(s, _noon).ShouldBe(["shopify"]);
        s = ChannelFeedDecider.Evolve(s, new ChannelFeedEvent.Told("shopify", 12));
        ChannelFeedDecider.Outbox(s).ShouldBeEmpty();
    }

    [Fact]
    public void A_channel_that_is_down_is_tried_after_pauses_that_double_up_to_a_bound_and_never_given_up()
    {
        var s = After(_heard);
        var now = _noon;
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120, 120, 120 })
        {
            s = ChannelFeedDecider.Evolve(s, ChannelFeedDecider.Answer(
                s, "shopify", 10, new PostingAnswer.Unavailable("down"), now).Single());
            ChannelFeedDecider.Due(s, now.AddSeconds(seconds).AddTicks(-1)).ShouldBeEmpty();
            now = now.AddSeconds(seconds);
            ChannelFeedDecider.Due(s, now).ShouldBe(["shopify"]);
        }
    }

    [Fact]
    public void It_is_listed_since_its_first_attempt_in_vain_until_it_is_told_under_the_channel_that_waits_longest()
    {
        ChannelFeedEvent.Heard both = new(5, 10, ["alpha", "beta"]);
        Row(both).Status.ShouldBe("current");
        Row(both).Since.ShouldBeNull();
        ChannelFeedEvent[] down =
        [
            both, Failed("beta", _noon), Failed("alpha", _noon.AddSeconds(1)), Failed("beta", _noon.AddSeconds(2)),
        ];
        var row = Row(down);
        (row.Status, row.Group, row.Since).ShouldBe(("delayed", "beta", _noon));
        row.Data.ShouldBe("""{"attempts":2,"code":"down","available":5,"channels":["alpha","beta"]}""");
        Row([.. down, new ChannelFeedEvent.Heard(4, 11, ["alpha", "beta"])]).Since.ShouldBe(_noon);
        var one = Row([.. down, new ChannelFeedEvent.Told("beta", 10)]);
        (one.Group, one.Since).ShouldBe(("alpha", _noon.AddSeconds(1)));
        Row([.. down, new ChannelFeedEvent.Told("beta", 10), new ChannelFeedEvent.Refused("alpha", 10, "no-location")])
            .Status.ShouldBe("current");
    }

    [Fact]
    public void An_attempt_from_before_its_time_was_kept_waits_since_it_was_to_be_repeated()
    {
        Row(_heard, _failed).Since.ShouldBe(_noon.AddSeconds(1));
        Row(_heard, _failed).Data.ShouldNotBe(Row(_heard, _failed, _failed).Data);
    }

    [Fact]
    public void An_answer_that_comes_too_late_takes_nothing_back()
    {
        var s = After(_heard, Heard(12), new ChannelFeedEvent.Told("shopify", 12));
        ChannelFeedDecider.Answer(s, "shopify", 10, new PostingAnswer.Unavailable("down"), _noon).ShouldBeEmpty();
    }

    [Fact]
    public void More_channels_than_the_bound_are_not_told()
    {
        var channels = Enumerable.Range(0, ChannelFeedDecider.MaxChannels + 4).Select(i => $"c{i:00}").ToList();
        var s = After(ChannelFeedDecider.Hear(ChannelFeed.Empty, Data(1), channels));
        s.Channels.Count.ShouldBe(ChannelFeedDecider.MaxChannels);
    }

    private static AvailabilityChangedData Data(long version) =>
        new(new("TEE"), new("store-12"), 5, version, _noon);

    private static ChannelFeedEvent[] Hear(ChannelFeed s, long version) =>
        ChannelFeedDecider.Hear(s, Data(version), ["shopify"]);

    private static ChannelFeedEvent[] Answer(ChannelFeed s, PostingAnswer answer) =>
        ChannelFeedDecider.Answer(s, "shopify", 10, answer, _noon);

    private static ChannelFeedEvent.Failed Failed(string channel, DateTimeOffset at) =>
        new(channel, "down", at.AddSeconds(1), at);

    private static IndexRow Row(params ChannelFeedEvent[] events) =>
        ChannelFeedDecider.Fold.Index(After(events))!;

    private static ChannelFeedEvent.Heard Heard(long version) => new(5, version, ["shopify"]);

    private static ChannelFeed After(params ChannelFeedEvent[] events) =>
        events.Aggregate(ChannelFeed.Empty, ChannelFeedDecider.Evolve);
}
