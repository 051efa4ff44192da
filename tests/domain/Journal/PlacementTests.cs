using System.Collections.Immutable;
using RetailActors.Journal;

namespace RetailActors.Tests.Journal;

/// <summary>On which shard a stream lives.</summary>
public sealed class PlacementTests
{
    private static readonly string[] _streams =
        [.. Enumerable.Range(0, 40_000).Select(i => $"{(i % 2 == 0 ? "order" : "stock")}/acme/{i * 7919 % 1_000_003}")];

    [Fact]
    public void What_is_on_disk_stays_where_it_is_looked_for()
    {
        // Never change these: streams are on disk at the places that follow. Worked out by another program as well.
        var four = new Placement(1, [[0, 1, 2, 3]]);
        string[] streams =
        [
            "order/demo/ord_azk1xbn7v4gsr8egjkx5mfpvg4", "stock/demo/TEE-BLK-M@store-12", "payment/acme/p-1",
            "inbox/acme/pos:store-12:1", "posting/acme/o1", "return/acme/r1", "exception/acme/x", "order/größe/日本",
        ];
        streams.Select(s => four.PlacesOf(s).Single()).ShouldBe([2, 1, 1, 1, 1, 2, 3, 1]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    public void New_streams_spread_evenly(int shards)
    {
        var placement = new Placement(1, [[.. Enumerable.Range(0, shards)]]);
        var counts = _streams.CountBy(s => placement.PlacesOf(s).Single()).ToDictionary();
        var fair = (double)_streams.Length / shards;
        counts.Count.ShouldBe(shards);
        counts.Values.ShouldAllBe(count => count > fair * 0.94 && count < fair * 1.06);
    }

    [Fact]
    public void A_shard_that_joins_takes_its_share_and_nothing_moves_between_the_others()
    {
        for (var shards = 1; shards < Placement.MaxShards; shards++)
        {
            var before = new Placement(1, [[.. Enumerable.Range(0, shards)]]);
            var after = new Placement(2, [[.. Enumerable.Range(0, shards + 1)]]);
            var moved = _streams.Where(s => before.PlacesOf(s)[0] != after.PlacesOf(s)[0]).ToList();
            moved.ShouldAllBe(s => after.PlacesOf(s)[0] == shards);
            ((double)moved.Count / _streams.Length).ShouldBe(1.0 / (shards + 1), 0.01);
        }
    }

    [Fact]
    public void A_stream_may_be_where_any_epoch_has_placed_it_and_nowhere_else()
    {
        int[][] epochs = [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]];
        var placement = new Placement(4, epochs);
        foreach (var stream in _streams.Take(5_000))
        {
            var alone = epochs.Select(epoch => new Placement(1, [epoch]).PlacesOf(stream).Single()).Reverse();
            placement.PlacesOf(stream).ShouldBe(alone.Distinct());
        }
        var several = _streams.Count(s => placement.PlacesOf(s).Length > 1);
        ((double)several / _streams.Length).ShouldBe(0.75, 0.01);
    }

    [Fact]
    public void An_epoch_that_comes_again_asks_for_no_further_place()
    {
        var repaired = new Placement(4, [[0], [0, 1], [0], [0, 1]]);
        var once = new Placement(2, [[0], [0, 1]]);
        foreach (var stream in _streams.Take(1_000))
            repaired.PlacesOf(stream).ShouldBe(once.PlacesOf(stream));
        var back = new Placement(3, [[0], [0, 1], [0]]);
        _streams.Take(100).ShouldAllBe(s => back.PlacesOf(s)[0] == 0);
        back.AllShards.ShouldBe([0, 1]);
        back.Shards.ShouldBe([0]);
    }

    [Fact]
    public void Reference_data_that_every_order_reads_live_at_home()
    {
        var placement = new Placement(1, [[0, 1, 2]]);
        foreach (var kind in Placement.HomeKinds)
        {
            Enumerable.Range(0, 50).ShouldAllBe(i => placement.PlacesOf($"{kind}/acme/{i}")[0] == 0);
            placement.ShardsOf(kind).ShouldBe([0]);
        }
        Enumerable.Range(0, 50).Select(i => placement.PlacesOf($"product-feed/acme/{i}")[0]).Distinct().Count()
            .ShouldBe(3);
        placement.ShardsOf("order").ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void A_name_of_any_length_has_a_place()
    {
        var placement = new Placement(1, [[0, 1]]);
        var named = Enumerable.Range(0, 2_000).Select(i => placement.PlacesOf($"order/acme/{new string('x', i)}"));
        named.Select(places => places.Single()).Distinct().Order().ShouldBe([0, 1]);
    }

    [Fact]
    public void Epochs_and_shards_are_bounded()
    {
        Should.Throw<ArgumentException>(() => new Placement(1, []));
        Should.Throw<ArgumentException>(() => new Placement(1, [[]]));
        Should.Throw<ArgumentException>(() => new Placement(1, [[Placement.MaxShards]]));
        Should.Throw<ArgumentException>(() => new Placement(1, [[-1]]));
        var most = Enumerable.Repeat(ImmutableArray.Create(0, 1), Placement.MaxEpochs).Select(e => (int[])[.. e]);
        new Placement(Placement.MaxEpochs, [.. most]).PlacesOf("order/a/b").Length.ShouldBe(1);
        Should.Throw<ArgumentException>(() => new Placement(65, [.. most, [0]]));
    }
}
