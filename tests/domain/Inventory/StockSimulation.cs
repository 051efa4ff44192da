using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>A bug built in on purpose, to see that the simulation finds it.</summary>
internal enum Planted { Nothing, ReplyBeforeCommit, MemoryOutlivesTheCrash, NewIdPerRetry }

/// <summary>
/// Buyers, a network that loses, doubles, delays and reorders, and a stock actor that crashes between any two steps.
/// All chance comes from one seed; time is a number that is moved by hand.
/// </summary>
/// <remarks>
/// A refusal for stock counts only when it answers the last copy that was handled and none is under way, as it is where
/// messages have a time to live: no refusal is final, and a copy that comes later may find stock and take it.
/// </remarks>
internal sealed class StockSimulation(int seed, bool rush, Planted planted = Planted.Nothing)
{
    private const int MaxSteps = 50_000;
    private const int MaxCopies = 3;

    private sealed record Append(StockEvent[] Events, SimulatedBuyer? Buyer, int Step, int Turn, object? Result);

    private readonly Random _chance = new(seed);
    private readonly List<(SimulatedBuyer Buyer, int Step, object Command)> _asked = [];
    private readonly List<(SimulatedBuyer Buyer, int Step, int Turn, object Result)> _answered = [];
    private readonly Queue<Append> _undurable = [];
    private readonly List<string> _journal = [];
    private SimulatedBuyer[] _buyers = [];
    private Stock _stock = Stock.For(Shelf);
    private Stock _durable = Stock.For(Shelf);
    private DateTimeOffset _now = Noon;
    private int _turn;

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public int Crashes { get; private set; }

    public int Served => _buyers.Count(b => b.Served);

    /// <summary>Runs until every buyer has an answer, the network is empty and every hold has ended.</summary>
    public void Run(int units, int buyers)
    {
        Tell(Move(MovementKind.Receive, units, "m-0"), null, 0);
        Commit();
        _buyers = [.. Enumerable.Range(0, buyers).Select(i => new SimulatedBuyer(i, rush, _chance))];
        for (var step = 0; _buyers.Any(b => !b.Done); step++)
        {
            step.ShouldBeLessThan(MaxSteps, "nobody gets on");
            Something();
        }
        while (_asked.Count + _undurable.Count > 0)
        {
            Deliver(mayDouble: false);
            Commit();
        }
        _now = _now.AddHours(1);
        Expire();
        Commit();
        CheckTheEnd(units);
    }

    private void Something()
    {
        switch (_chance.Next(100))
        {
            case < 30: Ask(); break;
            case < 58: Deliver(mayDouble: true); break;
            case < 80: Commit(); break;
            case < 92: Answer(); break;
            case < 95: Lost += Lose(_asked) + Lose(_answered); break;
            case < 97: _now = _now.AddSeconds(_chance.Next(200)); break;
            case < 99: Expire(); break;
            default: Crash(); break;
        }
    }

    private void Ask()
    {
        var buyer = _buyers[_chance.Next(_buyers.Length)];
        if (!buyer.Done && UnderWay(buyer) < MaxCopies)
        {
            _asked.Add((buyer, buyer.Step, buyer.Command(_now, anotherId: planted == Planted.NewIdPerRetry)));
        }
    }

    private int UnderWay(SimulatedBuyer buyer) => _asked.Count(a => a.Buyer == buyer && a.Step == buyer.Step);

    private void Deliver(bool mayDouble)
    {
        if (_asked.Count == 0)
        {
            return;
        }
        var at = _chance.Next(_asked.Count);
        var (buyer, step, command) = _asked[at];
        if (mayDouble && _chance.Next(6) == 0)
        {
            Doubled++;
        }
        else
        {
            _asked.RemoveAt(at);
        }
        Tell(command, buyer, step);
    }

    private void Tell(object command, SimulatedBuyer? buyer, int step)
    {
        var (result, events) = StockModelSpecs.Decide(_stock, command, _now);
        _stock = events.Aggregate(_stock, StockDecider.Evolve);
        _turn++;
        buyer?.HandledIn(_turn);
        if (planted == Planted.ReplyBeforeCommit && buyer is not null)
        {
            _answered.Add((buyer, step, _turn, result));
            buyer = null;
        }
        _undurable.Enqueue(new Append(events, buyer, step, _turn, result));
    }

    private void Expire()
    {
        var events = StockDecider.Expire(_stock, _now);
        _stock = events.Aggregate(_stock, StockDecider.Evolve);
        _undurable.Enqueue(new Append(events, null, 0, 0, null));
    }

    private void Commit()
    {
        for (var batch = _chance.Next(1, 4); batch > 0 && _undurable.TryDequeue(out var next); batch--)
        {
            var json = StockCodecs.Stock.Write(next.Events);
            _journal.Add(json);
            _durable = StockCodecs.Stock.Read(json).Aggregate(_durable, StockDecider.Evolve);
            _durable.Levels.Available.ShouldBeGreaterThanOrEqualTo(0, "oversold");
            if (next.Buyer is not null)
            {
                _answered.Add((next.Buyer, next.Step, next.Turn, next.Result!));
            }
        }
    }

    private void Answer()
    {
        if (_answered.Count == 0)
        {
            return;
        }
        var at = _chance.Next(_answered.Count);
        var (buyer, step, turn, result) = _answered[at];
        _answered.RemoveAt(at);
        if (step == buyer.Step && !buyer.Done)
        {
            buyer.Hear(result, final: turn == buyer.LastTurn && UnderWay(buyer) == 0);
        }
    }

    private int Lose<T>(List<T> mail)
    {
        if (mail.Count == 0)
        {
            return 0;
        }
        mail.RemoveAt(_chance.Next(mail.Count));
        return 1;
    }

    private void Crash()
    {
        Crashes++;
        _undurable.Clear();
        if (planted != Planted.MemoryOutlivesTheCrash)
        {
            _stock = _journal.SelectMany(StockCodecs.Stock.Read).Aggregate(Stock.For(Shelf), StockDecider.Evolve);
        }
    }

    private void CheckTheEnd(int units)
    {
        while (_undurable.Count > 0)
        {
            Commit();
        }
        StockText.Of(_stock).ShouldBe(StockText.Of(_durable), "memory and journal");
        var left = _buyers.Sum(b => b.TakenAway);
        left.ShouldBeLessThanOrEqualTo(units, "oversold");
        _stock.Levels.ShouldBe(new StockLevels(units - left, units - left, 0, 0, 0, 0, 0, 0), "a unit is lost");
        var effects = _journal.SelectMany(StockCodecs.Stock.Read).SelectMany(EffectsOf).ToArray();
        effects.ShouldBeUnique();
        _stock.Claims.Values.ShouldAllBe(c => !c.IsLive);
    }

    private static IEnumerable<string> EffectsOf(StockEvent e) => e switch
    {
        StockEvent.Reserved r => [$"begin {r.Id}"],
        StockEvent.HoldExpired x => [$"end {x.Id}"],
        StockEvent.Allocated a => [$"begin {a.Id}"],
        StockEvent.AllocatedFromHold a => [$"begin {a.Id}", $"end {a.Hold}"],
        StockEvent.Released r => [$"release {r.Id} {r.Release}"],
        StockEvent.Fulfilled f => [$"hand-over {f.Id} {f.Fulfilment}"],
        StockEvent.MovementRecorded m => [$"movement {m.Id}"],
        _ => [],
    };
}
