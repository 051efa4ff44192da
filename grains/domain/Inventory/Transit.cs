namespace RetailActors.Inventory;

/// <summary>A transfer to this place: sent = arrived + in transit + lost. Its parts come in any order.</summary>
/// <param name="From">Where it comes from, once that is known.</param>
/// <param name="Sent">Units that have left there.</param>
/// <param name="Arrived">Units that are here.</param>
/// <param name="Lost">Units that will never be.</param>
/// <param name="At">When we heard of it last.</param>
public sealed record Transit(LocationId? From, long Sent, long Arrived, long Lost, DateTimeOffset At)
{
    /// <summary>Complete transfers that are remembered, the oldest is forgotten first; open ones always are.</summary>
    public const int Remembered = 256;

    /// <summary>Transfers from one place that their destination has not heard of; one more is answered with Busy.
    /// </summary>
    public const int Unannounced = 1_000;

    /// <summary>Nothing known yet.</summary>
    public static readonly Transit None = new(null, 0, 0, 0, DateTimeOffset.MinValue);

    /// <summary>On the way. Never below zero, though more may arrive than was sent.</summary>
    public long InTransit => Math.Max(0, Sent - Arrived - Lost);

    /// <summary>After a movement of its document.</summary>
    public Transit After(StockEvent.MovementRecorded e) => e.Kind switch
    {
        MovementKind.Incoming => this with { From = e.Counterpart ?? From, Sent = Sent + e.Quantity, At = e.At },
        MovementKind.TransferLost => this with { Lost = Lost + e.Quantity, At = e.At },
        _ => this with { From = From ?? e.Counterpart, Arrived = Arrived + e.Quantity, At = e.At },
    };
}

/// <summary>What another place has to be told of a transfer.</summary>
/// <param name="To">The place.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Document">Of the transfer.</param>
/// <param name="OccurredAt">When they left, UTC.</param>
/// <param name="ExpectedAt">When they should arrive, UTC, or null.</param>
/// <param name="By">Who sent them.</param>
public sealed record Announcement(
    LocationId To, long Quantity, string Document, DateTimeOffset OccurredAt, DateTimeOffset? ExpectedAt, Origin By);

/// <summary>A discrepancy on its way to the exception desk, there, or on its way back.</summary>
/// <param name="Number">Counts what there is to tell: an answer to an older number changes nothing.</param>
/// <param name="Evidence">For people.</param>
/// <param name="At">When it came to light, UTC.</param>
/// <param name="Reported">The desk knows.</param>
/// <param name="Settled">It is none any more; the desk has to hear of it.</param>
public sealed record DiscrepancyCase(long Number, string Evidence, DateTimeOffset At, bool Reported, bool Settled);

/// <summary>A call that a stock actor owes to another one.</summary>
public abstract record StockCall
{
    private StockCall() { }

    /// <summary>Tell the place where a transfer goes to.</summary>
    public sealed record Announce(MovementId Id, LocationId To, Movement Incoming) : StockCall;

    /// <summary>Tell the exception desk.</summary>
    public sealed record Report(string Part, long Number, string Evidence, DateTimeOffset At) : StockCall;

    /// <summary>Tell the exception desk that it has settled itself.</summary>
    public sealed record Clear(string Part, long Number) : StockCall;
}
