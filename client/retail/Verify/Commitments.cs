namespace RetailActors.Retail.Verify;

/// <summary>
/// Sets what orders say they have against what stock says they have. An entry disappears as soon as both sides have
/// named it, so in a system that agrees with itself memory is bounded by the orders that are open.
/// </summary>
internal sealed class Commitments(Checks checks, OutboxRows outbox)
{
    private sealed record Place(string Order, long ByOrder, long ByStock);

    private readonly Dictionary<(string Stock, string Reservation), Place> _open = [];
    private readonly Dictionary<string, (long ByOrders, long ByStock)> _sums = [];

    /// <summary>An order claims units at a stock actor.</summary>
    public void FromOrder(string stock, string reservation, string order, long units)
    {
        Meet((stock, reservation), order, units, 0);
        Add(stock, units, 0);
    }

    /// <summary>A stock actor has units committed to an order.</summary>
    public void FromStock(string stock, string reservation, string order, long units)
    {
        checks.Commitments.Count();
        Meet((stock, reservation), order, 0, units);
    }

    /// <summary>The committed bucket of a stock actor.</summary>
    public void Bucket(string stock, long committed) => Add(stock, 0, committed);

    /// <summary>What is left has one side only. Orders that still owe a call are excused.</summary>
    public void Judge()
    {
        var excused = new HashSet<string>();
        foreach (var ((stock, reservation), place) in _open)
        {
            if (outbox.Owes(place.Order) || outbox.Of(stock).Any(c => c != "expire"))
            {
                excused.Add(stock);
                continue;
            }
            checks.Commitments.Violated(place.ByOrder == 0
                ? $"{stock} has {place.ByStock} units committed under {reservation}, which {place.Order} does not claim"
                : $"{place.Order} claims {place.ByOrder} units under {reservation}, {stock} has {place.ByStock}");
        }
        foreach (var (stock, sums) in _sums.Where(s => !excused.Contains(s.Key)))
            checks.Sums.Require(sums.ByOrders == sums.ByStock, (stock, sums), static x =>
                $"{x.stock}: committed is {x.sums.ByStock}, the orders' open allocations add up to {x.sums.ByOrders}");
    }

    private void Add(string stock, long byOrders, long byStock)
    {
        var sums = _sums.GetValueOrDefault(stock);
        _sums[stock] = (sums.ByOrders + byOrders, sums.ByStock + byStock);
    }

    private void Meet((string, string) key, string order, long byOrder, long byStock)
    {
        if (!_open.Remove(key, out var place))
        {
            _open.Add(key, new Place(order, byOrder, byStock));
            return;
        }
        var both = new Place(order, place.ByOrder + byOrder, place.ByStock + byStock);
        if (both.ByOrder != both.ByStock || place.Order != order)
            _open.Add(key, both);
    }
}
