using System.Diagnostics;
using System.Globalization;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using RetailActors.Adapters;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Inventory;
using RetailActors.Orders;

namespace RetailActors.Bench.Feed;

/// <summary>What to measure.</summary>
public sealed record FeedOptions(int Orders, int Sales, TimeSpan Duration, int Skus, bool Postgres);

/// <summary>What came of it.</summary>
public sealed record FeedResult(
    double OrdersPerSecond, long OrdersFailed, long Sales, long Missing, long Told, Latency Latency);

/// <summary>An open loop: orders and sales come at their times, whether or not the ones before are through.</summary>
public sealed class FeedRun
{
    private static readonly Origin _by = new("bench");
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly FeedOptions _options;
    private readonly IGrainFactory _grains;
    private readonly RecordingChannel _channel;
    private readonly OrderMaker _maker;
    private readonly LongHistogram _latencies = new(60_000_000, 3);
    private long _accepted;
    private long _failed;
    private long _missing;

    private FeedRun(FeedOptions options, IGrainFactory grains, RecordingChannel channel)
    {
        (_options, _grains, _channel) = (options, grains, channel);
        _maker = new OrderMaker(new OrderShape(1, 1, options.Skus, false, false), "feed", 1);
    }

    /// <summary>Runs one measurement on a database of its own.</summary>
    public static async Task<FeedResult> Run(FeedOptions options, PostgreSqlServer? server)
    {
        var channel = new RecordingChannel();
        await using var database = await BenchDatabase.Create(options.Postgres ? server : null);
        await using var silo = await BenchSilo.Start(
            database, inProcessPsp: true, b => b.Services.AddSingleton<IChannelInventory>(channel));
        await Assortment.Put(silo.Grains, options.Skus);
        return await new FeedRun(options, silo.Grains, channel).Measure();
    }

    private async Task<FeedResult> Measure()
    {
        // Every article has been told once before it counts.
        await Paced(_options.Skus, TimeSpan.FromSeconds(5), i => Sale(i, measured: false));
        var (accepted, told) = (_accepted, _channel.Told);
        var orders = Paced((int)(_options.Orders * _options.Duration.TotalSeconds), _options.Duration, Order);
        var sales = Paced(
            (int)(_options.Sales * _options.Duration.TotalSeconds), _options.Duration, i => Sale(i, measured: true));
        await Task.WhenAll(orders, sales);
        lock (_latencies)
        {
            return new FeedResult(
                (_accepted - accepted) / _options.Duration.TotalSeconds, _failed, _latencies.TotalCount, _missing,
                _channel.Told - told, _latencies.TotalCount == 0 ? Latency.None : new Latency(
                    Millis(50), Millis(90), Millis(99), Millis(100)));
        }
    }

    private double Millis(double percentile) => _latencies.GetValueAtPercentile(percentile) / 1_000.0;

    private static async Task Paced(int count, TimeSpan over, Func<int, Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        var running = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var wait = over * ((double)i / count) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait);
            }
            running.Add(call(i));
        }
        await Task.WhenAll(running);
    }

    private async Task Order(int i)
    {
        var (order, _) = _maker.Next(0, i);
        try
        {
            var result = await _grains.Actor<IOrder>(
                OrderKey.For(OrderMaker.Tenant, order.Channel, order.ExternalId).ToString()).Submit(order);
            Interlocked.Increment(ref (result is SubmitResult.Accepted ? ref _accepted : ref _failed));
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failed);
        }
    }

    /// <summary>The clock runs from the sale's arrival until the channel has a version that contains it.</summary>
    private async Task Sale(int i, bool measured)
    {
        var sku = OrderMaker.SkuAt((int)(i * 7919L % _options.Skus));
        var start = Stopwatch.GetTimestamp();
        var stock = Assortment.Stock(_grains, sku);
        var id = string.Create(CultureInfo.InvariantCulture, $"till-{(measured ? "m" : "w")}-{i}");
        await stock.RecordMovement(new Movement(
            new MovementId(id), MovementKind.Sale, 1, DateTimeOffset.UtcNow, null, null, null, _by));
        // At least the version of the sale: what the channel has then contains it.
        var version = (await stock.Read()).Version;
        var seen = await _channel.Until(sku, version, _patience);
        if (!measured)
        {
            return;
        }
        if (!seen)
        {
            Interlocked.Increment(ref _missing);
            return;
        }
        lock (_latencies)
        {
            _latencies.RecordValue((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }
}
