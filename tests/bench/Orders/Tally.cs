namespace RetailActors.Bench.Orders;

/// <summary>Answers by kind, of the whole run with its warm-up: what the database must show afterwards.</summary>
public sealed class Tally
{
    private long _accepted;
    private long _cancelled;
    private long _declined;
    private long _outOfStock;
    private long _units;
    private long _unknown;
    private long _pickedUp;
    private long _left;

    /// <summary>Answers so far.</summary>
    public TallyCounts Counts => new(
        Interlocked.Read(ref _accepted), Interlocked.Read(ref _cancelled), Interlocked.Read(ref _declined),
        Interlocked.Read(ref _outOfStock), Interlocked.Read(ref _units), Interlocked.Read(ref _unknown),
        Interlocked.Read(ref _pickedUp), Interlocked.Read(ref _left));

    /// <summary>An order with so many units was accepted.</summary>
    public void Accepted(int units)
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Add(ref _units, units);
    }

    /// <summary>An accepted order was cancelled.</summary>
    public void Cancelled(int units)
    {
        Interlocked.Increment(ref _cancelled);
        Interlocked.Add(ref _units, -units);
    }

    /// <summary>An accepted order was handed out.</summary>
    public void PickedUp(int units)
    {
        Interlocked.Increment(ref _pickedUp);
        Interlocked.Add(ref _units, -units);
        Interlocked.Add(ref _left, units);
    }

    /// <summary>The provider said no.</summary>
    public void Declined() => Interlocked.Increment(ref _declined);

    /// <summary>The shelf was empty.</summary>
    public void OutOfStock() => Interlocked.Increment(ref _outOfStock);

    /// <summary>Asked, and no decision came back: it may be anything in the database.</summary>
    public void Unknown() => Interlocked.Increment(ref _unknown);
}

/// <summary>Answers by kind.</summary>
/// <param name="Accepted">Orders accepted, later cancelled or not.</param>
/// <param name="Cancelled">Accepted orders cancelled.</param>
/// <param name="Declined">Payment declined.</param>
/// <param name="OutOfStock">Refused for stock.</param>
/// <param name="Units">Units that must be committed.</param>
/// <param name="Unknown">No decision heard.</param>
/// <param name="PickedUp">Accepted orders handed out.</param>
/// <param name="Left">Units that must have left.</param>
public sealed record TallyCounts(
    long Accepted, long Cancelled, long Declined, long OutOfStock, long Units, long Unknown,
    long PickedUp = 0, long Left = 0);
