using System.Collections.Immutable;
using RetailActors.Events;
using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>What a stock actor has not yet told those who follow it. Kept only when somebody does.</summary>
/// <param name="Changes">Changes of the levels so far; also the number of the latest.</param>
/// <param name="Told">Changes that have been told.</param>
/// <param name="Moves">Goods that came or went since then, oldest first, with the number of their change.</param>
/// <param name="Omitted">Older ones that were let go.</param>
public sealed record StockFeed(
    long Changes, long Told, ImmutableQueue<(long Change, StockMove Move)> Moves, int Count, int Omitted)
{
    /// <summary>Moves kept between two publications at most: an event has to fit into a message.</summary>
    public const int MaxMoves = 50;

    /// <summary>The call owed while something has not been told.</summary>
    public const string Call = "feed";

    /// <summary>Nothing to tell.</summary>
    public static readonly StockFeed Empty = new(0, 0, [], 0, 0);

    /// <summary>Nobody knows what was told before: the levels are told again, without moves.</summary>
    public static readonly StockFeed Unknown = new(1, 0, [], 0, 0);

    /// <summary>True while something has not been told.</summary>
    public bool Owes => Changes > Told;

    /// <summary>A stock actor that somebody follows: as <see cref="StockDecider.FoldFor"/>, with the feed on top. Who
    /// is not followed pays nothing for it.</summary>
    public static Fold<Stock, StockEvent> FoldFor(StockKey key) => StockDecider.FoldFor(key) with
    {
        Initial = Stock.For(key) with { Feed = Empty },
        Evolve = Evolve,
        Outbox = Outbox,
    };

    /// <summary>The state with a feed, whatever a snapshot knows of one.</summary>
    public static Stock Follow(Stock s) => s.Feed is null ? s with { Feed = Unknown } : s;

    /// <summary>Writes down that everything up to a change was told. Once.</summary>
    public static StockEvent[] Tell(Stock s, long upTo) =>
        s.Feed is { } feed && feed.Told < upTo ? [new StockEvent.Fed(upTo)] : [];

    private static IReadOnlyList<Owed> Outbox(Stock s) =>
        s.Feed!.Owes ? [.. StockDecider.Outbox(s), new Owed(Call)] : StockDecider.Outbox(s);

    private static Stock Evolve(Stock s, StockEvent e)
    {
        if (e is StockEvent.Fed fed)
        {
            return s with { Feed = s.Feed!.After(fed.Changes) };
        }
        var next = StockDecider.Evolve(s, e);
        return ReferenceEquals(next.Levels, s.Levels) || next.Levels == s.Levels
            ? next
            : next with { Feed = s.Feed!.With(Move(e, next.Levels.OnHand - s.Levels.OnHand)) };
    }

    private static StockMove? Move(StockEvent e, long units) => e switch
    {
        StockEvent.MovementRecorded m => new StockMove(
            m.Id.Value, System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(m.Kind.ToString()), units, m.At,
            m.Document),
        StockEvent.Fulfilled f => new StockMove(f.Fulfilment.Value, "fulfilment", units, f.At),
        StockEvent.DiscrepancyResolved { Adjustment: not 0 } r => new StockMove(
            $"{r.Part}:{r.Decision}", "correction", units, r.At),
        StockEvent.SnapshotRecorded { Adopted: not 0 } r => new StockMove(
            $"{r.Source}:{r.AsOf:yyyy-MM-ddTHH:mm:ssZ}", "opening", units, r.At),
        _ => null,
    };

    private StockFeed With(StockMove? move)
    {
        var changed = this with { Changes = Changes + 1 };
        return move is null ? changed
            : Count < MaxMoves ? changed with { Moves = Moves.Enqueue((Changes + 1, move)), Count = Count + 1 }
            : changed with { Moves = Moves.Dequeue().Enqueue((Changes + 1, move)), Omitted = Omitted + 1 };
    }

    private StockFeed After(long told)
    {
        var (rest, count) = (Moves, Count);
        while (!rest.IsEmpty && rest.Peek().Change <= told)
        {
            rest = rest.Dequeue();
            count--;
        }
        // The counter goes on from what was told, also when a snapshot began a new count.
        return new StockFeed(Math.Max(Changes, told), Math.Max(Told, told), rest, count, 0);
    }
}
