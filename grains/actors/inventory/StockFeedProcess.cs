using System.Text.Json;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>Whether somebody follows the stock: decided once, at the start of a silo.</summary>
/// <param name="On">Stock actors publish what changes. Off, they do and write exactly what they did without.</param>
public sealed record StockFeedOptions(bool On);

/// <summary>Gives stock actors their feed, when somebody follows.</summary>
public sealed class StockFeeding(
    StockFeedOptions options, IEventPublisher publisher, TimeProvider clock, ILogger<StockFeeding> log)
{
    /// <summary>The fold with or without a feed.</summary>
    public Fold<Stock, StockEvent> FoldFor(StockKey key) =>
        options.On ? StockFeed.FoldFor(key) : StockDecider.FoldFor(key);

    /// <summary>A state from a snapshot.</summary>
    public Stock Follow(Stock s) => options.On ? StockFeed.Follow(s) : s;

    /// <summary>The process of an actor, or null when nobody follows.</summary>
    public StockFeedProcess? For(StockKey key, Ledger<Stock, StockEvent> ledger) =>
        options.On ? new StockFeedProcess(key, ledger, publisher, clock, log) : null;
}

/// <summary>Publishes what a stock actor owes to its followers: at once, then at most twice a second.</summary>
/// <remarks>Only from durable state. One append per publication writes down what was told. What fails stays in the
/// outbox; the next change or the sweeper comes back to it. Grain turns only.</remarks>
public sealed partial class StockFeedProcess(
    StockKey key, Ledger<Stock, StockEvent> ledger, IEventPublisher publisher, TimeProvider clock, ILogger log)
{
    /// <summary>Shortest time between two publications of one SKU at one location.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private Task? _driving;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string? _trace;

    /// <summary>After each append; does nothing while it is at it already.</summary>
    public void Start()
    {
        if (!ledger.Durable.Feed!.Owes)
        {
            return;
        }
        // An event may tell of many changes; it belongs to the trace of the latest.
        _trace = ledger.TraceParent ?? _trace;
        if (_driving is not { IsCompleted: false })
        {
            Drive().Watched(e => LeftToSweeper(key.ToString(), e.Message));
        }
    }

    /// <summary>Goes on until nothing is owed. Joins what is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Loop();

    private async Task Loop()
    {
        await ledger.Load();
        while (ledger.Durable.Feed!.Owes)
        {
            if (_next > clock.GetUtcNow())
            {
                await Task.Delay(_next - clock.GetUtcNow(), clock);
            }
            var (state, version, now) = (ledger.Durable, ledger.Version, clock.GetUtcNow());
            _next = now + Pause;
            await Publish(state, version, now);
            await ledger.Commit(s => (true, StockFeed.Tell(s, state.Feed!.Changes)));
        }
    }

    private async Task Publish(Stock s, long version, DateTimeOffset now)
    {
        if (s.Feed!.Count > 0)
        {
            await publisher.Publish(Event(EventType.StockMoved, version, now, JsonSerializer.Serialize(
                new StockMovedData(key.Sku, key.Location, [.. s.Feed.Moves.Select(m => m.Move)], s.Feed.Omitted,
                    s.Levels.OnHand, version), EventJson.Default.StockMovedData)));
        }
        await publisher.Publish(Event(EventType.AvailabilityChanged, version, now, JsonSerializer.Serialize(
            new AvailabilityChangedData(
                key.Sku, key.Location, StockDecider.LevelsAt(s, now).Available, version, now),
            EventJson.Default.AvailabilityChangedData)));
    }

    private BusinessEvent Event(EventType type, long version, DateTimeOffset now, string data) => BusinessEvent.Of(
        type, key.Tenant, $"{key.Tenant.Value}:{type.Name}:{key.Sku.Value}:{key.Location.Value}:{version}", "/stock",
        $"{key.Sku.Value}/{key.Location.Value}", now, data, _trace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stock {Stock} leaves its feed to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string stock, string cause);
}
