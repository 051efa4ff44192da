using System.Collections.Immutable;
using RetailActors.Channels;
using RetailActors.Orders;

namespace RetailActors.Tests.Channels;

/// <summary>A newer change wins, whenever it arrives; a line in parts gives its units part by part.</summary>
public sealed class FeedSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_older_change_is_outdated_and_the_same_one_is_put_again() =>
        new Spec<ProductFeed, ProductFeedEvent>(ProductFeedDecider.Fold, _now)
            .When((s, now) => ProductFeedDecider.Decide(s, "shopify", _now, now))
            .Then(FeedResult.Applied, new ProductFeedEvent.Advanced("shopify", _now, _now))
            .When((s, now) => ProductFeedDecider.Decide(s, "shopify", _now, now)).Then(FeedResult.Applied)
            .When((s, now) => ProductFeedDecider.Decide(s, "shopify", _now.AddSeconds(-1), now))
            .Then(FeedResult.Outdated)
            .When((s, now) => ProductFeedDecider.Decide(s, "pos", _now.AddDays(-1), now))
            .Then(FeedResult.Applied, new ProductFeedEvent.Advanced("pos", _now.AddDays(-1), _now));

    [Fact]
    public void Every_event_reads_back_as_it_was_written() => SpecGolden.Holds<ProductFeedEvent>(
        ProductFeedDecider.Codec, [new ProductFeedEvent.Advanced("shopify", _now, _now)], "product-feed-");

    [Fact]
    public void A_watch_goes_forward_only() =>
        new Spec<Watch, WatchEvent>(WatchDecider.Fold, _now)
            .When((s, now) => WatchDecider.Decide(s, _now, now)).Then(true, new WatchEvent.Advanced(_now, _now))
            .When((s, now) => WatchDecider.Decide(s, _now, now)).Then(false)
            .When((s, now) => WatchDecider.Decide(s, _now.AddDays(-1), now)).Then(false);

    [Fact]
    public void Every_event_of_a_watch_reads_back_as_it_was_written() => SpecGolden.Holds<WatchEvent>(
        WatchDecider.Codec, [new WatchEvent.Advanced(_now, _now)], "channel-watch-");

    [Fact]
    public void The_tables_of_states_and_commands_are_as_checked_in()
    {
        Func<ProductFeed, (string, ProductFeedEvent[])> Puts(string source, int minutes) => s =>
            ProductFeedDecider.Decide(s, source, _now.AddMinutes(minutes), _now) is var (result, events)
                ? ($"{result}", events) : default;
        SpecTable.Matches("product-feed-table.txt", ProductFeedDecider.Fold,
            [("none", []), ("heard", [new ProductFeedEvent.Advanced("shopify", _now, _now)])],
            [
                ("older", Puts("shopify", -1)), ("the same", Puts("shopify", 0)), ("newer", Puts("shopify", 1)),
                ("older, another source", Puts("pos", -1)),
            ]);
        Func<Watch, (string, WatchEvent[])> Sees(int minutes) => s =>
            WatchDecider.Decide(s, _now.AddMinutes(minutes), _now) is var (result, events)
                ? ($"{result}", events) : default;
        SpecTable.Matches("channel-watch-table.txt", WatchDecider.Fold,
            [("never asked", []), ("asked", [new WatchEvent.Advanced(_now, _now)])],
            [("back", Sees(-1)), ("there", Sees(0)), ("forward", Sees(1))]);
    }

    [Fact]
    public void Units_of_a_line_in_parts_come_from_the_parts_that_have_some()
    {
        ImmutableArray<OrderLineView> lines = [Line("7", 2), Line("7.2", 3), Line("70", 5), Line("7.x", 5)];
        Spread(lines, "7", 1).ShouldBe(["7:1"]);
        Spread(lines, "7", 4).ShouldBe(["7:2", "7.2:2"]);
        Spread([Line("7", 0), Line("7.2", 3)], "7", 2).ShouldBe(["7.2:2"]);
        Spread(lines, "70", 9).ShouldBe(["70:9"]);
        Spread(lines, "8", 1).ShouldBe(["8:1"]);
    }

    [Fact]
    public void Units_that_no_part_has_stay_with_the_last_part_so_that_the_order_refuses_them() =>
        Spread([Line("7", 2), Line("7.2", 3)], "7", 9).ShouldBe(["7:2", "7.2:7"]);

    private static IEnumerable<string> Spread(ImmutableArray<OrderLineView> lines, string line, int quantity) =>
        LineParts.Spread(lines, [new LineQuantity(new LineId(line), quantity)], l => l.Open + l.Allocated)
            .Select(l => $"{l.LineId}:{l.Quantity}");

    private static OrderLineView Line(string id, int allocated) => new(
        new LineId(id), new Sku("S"), allocated, 0, allocated, 0, 0, 0, new Money(100, new Currency("USD")), null,
        null, null);
}
