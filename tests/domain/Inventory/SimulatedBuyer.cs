using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>A caller that asks until it is answered, then goes on with its next step.</summary>
internal sealed class SimulatedBuyer
{
    private enum Wish { Hold, Allocate, GiveOneBack, TakeAway, GiveUp }

    private readonly Queue<Wish> _wishes = [];
    private readonly string _name;
    private readonly bool _holds;
    private DateTimeOffset? _holdEnds;
    private int _open;
    private int _copies;

    /// <param name="number">Who.</param>
    /// <param name="rush">One unit each, straight into an order and out of the shop.</param>
    /// <param name="chance">What the buyer is up to.</param>
    public SimulatedBuyer(int number, bool rush, Random chance)
    {
        _name = $"b{number}";
        _open = rush ? 1 : chance.Next(1, 4);
        _holds = !rush && chance.Next(2) == 0;
        if (_holds)
        {
            _wishes.Enqueue(Wish.Hold);
        }
        _wishes.Enqueue(Wish.Allocate);
        if (!rush && _open > 1 && chance.Next(3) == 0)
        {
            _wishes.Enqueue(Wish.GiveOneBack);
        }
        _wishes.Enqueue(!rush && chance.Next(3) == 0 ? Wish.GiveUp : Wish.TakeAway);
    }

    /// <summary>Answers of an earlier step are of no interest.</summary>
    public int Step { get; private set; }

    public bool Done => _wishes.Count == 0;

    public bool Served { get; private set; }

    public int TakenAway { get; private set; }

    /// <summary>When the stock actor last handled a copy of a command of this buyer.</summary>
    public int LastTurn { get; private set; }

    public void HandledIn(int turn) => LastTurn = turn;

    /// <summary>The same command with the same ids, however often it is asked for.</summary>
    public object Command(DateTimeOffset now, bool anotherId)
    {
        var order = anotherId ? $"{_name}/{_copies++}" : $"{_name}/1";
        return _wishes.Peek() switch
        {
            Wish.Hold => Reserve($"{_name}-hold", _open, _holdEnds ??= now.AddMinutes(10)),
            Wish.Allocate => Allocate(order, _open, _holds ? $"{_name}-hold" : null),
            Wish.GiveOneBack => Release($"{_name}/1", 1, "one"),
            Wish.GiveUp => Release($"{_name}/1", null, "rest"),
            _ => Fulfil($"{_name}/1", _open, "handed"),
        };
    }

    /// <summary>An answer to the present step. A refusal for stock counts only when it is final.</summary>
    public void Hear(object result, bool final)
    {
        switch (result)
        {
            case ReserveResult.OutOfStock or AllocateResult.OutOfStock:
                if (final)
                {
                    _wishes.Clear();
                }
                return;
            case ReserveResult.Reserved or ReserveResult.AlreadyReserved or ReserveResult.Expired:
                break;
            case AllocateResult.Allocated or AllocateResult.AlreadyAllocated:
                Served = true;
                break;
            case ReleaseResult.Released or ReleaseResult.AlreadyReleased:
                _open -= _wishes.Peek() == Wish.GiveOneBack ? 1 : _open;
                break;
            case RecordFulfilmentResult.Recorded { Uncommitted: 0 } or RecordFulfilmentResult.AlreadyRecorded:
                TakenAway = _open;
                break;
            default:
                throw new InvalidOperationException($"{_name} wanted to {_wishes.Peek()} and heard {result}");
        }
        _wishes.Dequeue();
        Step++;
    }
}
