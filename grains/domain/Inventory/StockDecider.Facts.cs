using RetailActors.Returns;

namespace RetailActors.Inventory;

public static partial class StockDecider
{
    /// <summary>Records a hand-over. Results in the order of <see cref="IStock.RecordFulfilment"/>.</summary>
    /// <remarks>The open units of the reservation go first, held or committed; what is beyond them came off the shelf
    /// and is a discrepancy.</remarks>
    public static (RecordFulfilmentResult, StockEvent[]) Decide(Stock s, RecordFulfilment c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Fulfil);

    /// <summary>Records a movement. Results in the order of <see cref="IStock.RecordMovement"/>.</summary>
    public static (MovementResult, StockEvent[]) Decide(Stock s, Movement c, DateTimeOffset now) =>
        AfterExpiry(s, c, now, Move);

    private static (RecordFulfilmentResult, StockEvent[]) Fulfil(Stock s, RecordFulfilment c, DateTimeOffset now)
    {
        ThrowIfNotAQuantity(c.Quantity);
        var claim = s.Claims.GetValueOrDefault(c.Id);
        if (claim is not null && claim.Fulfilments.Contains(c.Fulfilment))
        {
            return (new RecordFulfilmentResult.AlreadyRecorded(), _none);
        }
        var uncommitted = Math.Max(0, c.Quantity - (claim?.Open ?? 0));
        var fulfilled = new StockEvent.Fulfilled(
            c.Id, c.Fulfilment, c.Quantity, now.ToUniversalTime(), c.OccurredAt.ToUniversalTime(), c.By);
        return (new RecordFulfilmentResult.Recorded(uncommitted), uncommitted == 0
            ? [fulfilled]
            : [fulfilled, new StockEvent.DiscrepancyFound(
                c.Fulfilment.Value, uncommitted, s.Levels.Available - uncommitted)]);
    }

    private static (MovementResult, StockEvent[]) Move(Stock s, Movement c, DateTimeOffset now)
    {
        ThrowIfNotAMovement(c);
        if (s.Movements.TryGetValue(c.Id, out var known))
        {
            return (known == (c.Kind, c.Quantity)
                ? new MovementResult.AlreadyRecorded()
                : new MovementResult.RecordedDifferently(), _none);
        }
        if (c.Kind == MovementKind.Count && c.ChangeFrom is { } seen && seen != s.Levels.OnHand)
        {
            return (new MovementResult.CountStale(s.Levels.OnHand), _none);
        }
        if (TakesByOurDecision(s, c) is > 0 and var taken && taken > s.Levels.Available)
        {
            return (new MovementResult.InsufficientStock(Math.Max(0, s.Levels.Available)), _none);
        }
        if (c.Kind == MovementKind.ChangeState && c.Quantity > s.Levels.QualityControl)
        {
            return (new MovementResult.InsufficientStock(s.Levels.QualityControl), _none);
        }
        if (c.Kind == MovementKind.TransferLost && InTransit(s, c.Document) is var way && c.Quantity > way)
        {
            return (new MovementResult.InsufficientStock(way), _none);
        }
        ThrowIfTooManyUnannounced(s, c);
        var moved = new StockEvent.MovementRecorded(c.Id, c.Kind, c.Quantity, now.ToUniversalTime(),
            c.OccurredAt.ToUniversalTime(), c.Reason, c.Document, c.By, c.Disposition,
            c.ExpectedAt?.ToUniversalTime(), c.Counterpart);
        var available = AfterMovement(s, moved).Available;
        var discrepancy = available < 0 && available < s.Levels.Available;
        return (new MovementResult.Recorded(discrepancy), discrepancy
            ? [moved, new StockEvent.DiscrepancyFound(c.Id.Value, 0, available)]
            : [moved]);
    }

    private static long TakesByOurDecision(Stock s, Movement c) => c.Kind switch
    {
        MovementKind.Damage or MovementKind.TransferOut => c.Quantity,
        MovementKind.SafetyStock => c.Quantity - s.Levels.SafetyStock,
        _ => 0,
    };

    private static void ThrowIfNotAMovement(Movement c)
    {
        var least = c.Kind switch
        {
            MovementKind.Adjust => -MaxQuantity,
            MovementKind.Count or MovementKind.SafetyStock => 0,
            MovementKind.Receive or MovementKind.Sale or MovementKind.Return or MovementKind.Damage
                or MovementKind.TransferOut or MovementKind.TransferIn or MovementKind.Incoming
                or MovementKind.TransferLost => 1,
            MovementKind.ChangeState when c.Disposition is not (Disposition.Unknown or Disposition.ProcessingRequired)
                => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(c), c.Kind, "No such kind of movement."),
        };
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Quantity, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c.Quantity, MaxQuantity);
        if (c.Kind == MovementKind.Adjust)
        {
            ArgumentOutOfRangeException.ThrowIfZero(c.Quantity);
        }
    }
}
