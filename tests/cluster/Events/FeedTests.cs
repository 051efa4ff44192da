using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Adapters;
using RetailActors.Events;
using RetailActors.Inventory;
using RetailActors.Postings;
using RetailActors.Tests.Actors;

namespace RetailActors.Tests.Events;

/// <summary>From a movement of stock to the inventory of a channel, over the event stream.</summary>
public sealed class FeedTests : IDisposable
{
    private static readonly StockKey _key = new(new("demo"), new("TEE-FEED"), new("store-12"));

    // Whoever waits in vain ends with the test, and after three minutes at the latest.
    private readonly CancellationTokenSource _limit = Limit();

    private CancellationToken Cancel => _limit.Token;

    [Fact]
    public async Task A_sale_reaches_the_channel_with_what_is_left()
    {
        var channel = new Storefront();
        await using var silo = await Start(channel);
        await Move(silo, MovementKind.Receive, 5, "m-1");
        await Move(silo, MovementKind.Sale, 2, "m-2");
        await channel.Until(available: 3, Cancel);
        channel.Versions.ShouldBe(channel.Versions.Order());
    }

    [Fact]
    public async Task A_channel_that_was_down_gets_the_latest_and_nothing_in_between()
    {
        var channel = new Storefront { Down = true };
        await using var silo = await Start(channel);
        await Move(silo, MovementKind.Receive, 5, "m-1");
        while (channel.Asked == 0)
            await Task.Delay(20, Cancel);
        await Move(silo, MovementKind.Sale, 1, "m-2");
        await Move(silo, MovementKind.Sale, 1, "m-3");
        while ((await Feed(silo))?.Available != 3)
            await Task.Delay(20, Cancel);
        channel.Down = false;
        await channel.Until(available: 3, Cancel);
        channel.Taken.ShouldBe([3]);
    }

    [Fact]
    public async Task What_was_owed_when_the_silo_ended_is_told_by_the_next_one()
    {
        var folder = Directory.CreateTempSubdirectory("retail-feed-").FullName;
        var channel = new Storefront { Down = true };
        await using (var silo = await Start(channel, folder))
        {
            await Move(silo, MovementKind.Receive, 7, "m-1");
            while ((await Feed(silo))?.Available != 7)
                await Task.Delay(20, Cancel);
        }
        channel.Down = false;
        await using (await Start(channel, folder))
            await channel.Until(available: 7, Cancel);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_nobody_to_tell_a_movement_is_one_append_and_owes_nothing()
    {
        await using var silo = await SiloInProcess.Start(settings: ["--Demo:Enabled=false", "--Sandbox:Enabled=false"]);
        await Move(silo, MovementKind.Receive, 5, "m-1");
        await Move(silo, MovementKind.Sale, 1, "m-2");
        (await Stock(silo).Read()).Version.ShouldBe(2);
        var owed = await silo.Grains.GetGrain<Operations.IDirectory>("demo").Owed(10);
        owed.Rows.ShouldNotContain(r => r.Stream.StartsWith("stock/"));
    }

    public void Dispose() => _limit.Dispose();

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        return limit;
    }

    private static Task<SiloInProcess> Start(Storefront channel, string? folder = null) => SiloInProcess.Start(
        folder: folder, settings: ["--Demo:Enabled=false"],
        also: builder => builder.Services.AddSingleton<IChannelInventory>(channel));

    private static IStock Stock(SiloInProcess silo) => silo.Grains.GetGrain<IStock>(_key.ToString());

    private static Task<ChannelFeedView?> Feed(SiloInProcess silo) =>
        silo.Grains.GetGrain<IChannelFeed>(_key.ToString()).Read();

    private static Task Move(SiloInProcess silo, MovementKind kind, int quantity, string id) =>
        Stock(silo).RecordMovement(new Movement(
            new(id), kind, quantity, new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero), null, null, null, new("test")));

    /// <summary>The inventory of a storefront, which may be down.</summary>
    private sealed class Storefront : IChannelInventory
    {
        private readonly ConcurrentQueue<(long Available, long Version)> _taken = new();
        private int _asked;

        public volatile bool Down;

        public int Asked => _asked;

        public IEnumerable<long> Taken => _taken.Select(t => t.Available);

        public IEnumerable<long> Versions => _taken.Select(t => t.Version);

        public IReadOnlyCollection<Channel> Channels { get; } = [new Channel("storefront-of-the-test")];

        public ValueTask<PostingAnswer> Set(
            Channel channel, Sku sku, LocationId location, long available, long version, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            if (Down)
                return ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Unavailable("down"));
            _taken.Enqueue((available, version));
            return ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Posted("n", default, []));
        }

        public async Task Until(long available, CancellationToken cancel)
        {
            while (!_taken.Any(t => t.Available == available))
                await Task.Delay(20, cancel);
        }
    }
}
