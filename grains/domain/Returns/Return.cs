using System.Collections.Immutable;

namespace RetailActors.Returns;

/// <summary>How far a return has come up to the goods' arrival; what follows is derived from what was answered.
/// </summary>
public enum ReturnStage
{
    /// <summary>Nothing was asked for.</summary>
    None,
    /// <summary>Waits for somebody to agree.</summary>
    Requested,
    /// <summary>The goods may come.</summary>
    Approved,
    /// <summary>Refused; ended.</summary>
    Declined,
    /// <summary>Taken back; ended.</summary>
    Cancelled,
    /// <summary>The goods are on their way.</summary>
    InTransit,
    /// <summary>The goods are here.</summary>
    Received,
}

/// <summary>How a part of the refund stands.</summary>
/// <param name="Tries">Times that it was refused and somebody decided to try again; part of the operation's id.
/// </param>
public abstract record RefundStanding(int Tries)
{
    /// <summary>To be asked for.</summary>
    public sealed record Owed(int Tries) : RefundStanding(Tries);
    /// <summary>Asked for; the payment does not know the outcome yet.</summary>
    public sealed record Pending(int Tries) : RefundStanding(Tries);
    /// <summary>Refused for good.</summary>
    /// <param name="Tries">See there.</param>
    /// <param name="Code">Why.</param>
    /// <param name="At">UTC.</param>
    /// <param name="IsRaised">It is on the exception desk.</param>
    public sealed record Refused(int Tries, string Code, DateTimeOffset At, bool IsRaised) : RefundStanding(Tries);
    /// <summary>Paid back.</summary>
    public sealed record Done(int Tries, DateTimeOffset At) : RefundStanding(Tries);
    /// <summary>Somebody decided that it is not paid.</summary>
    public sealed record Waived(int Tries, DateTimeOffset At) : RefundStanding(Tries);

    /// <summary>When it became final, or null.</summary>
    public DateTimeOffset? FinalAt => this switch
    {
        Done d => d.At,
        Waived w => w.At,
        _ => null,
    };
}

/// <summary>A part of the refund.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Part">To which payment, how much.</param>
/// <param name="Standing">How it stands.</param>
public sealed record Refund(int Number, RefundPart Part, RefundStanding Standing);

/// <summary>One return: the fold of its events.</summary>
public sealed record Return
{
    /// <summary>Before the first event.</summary>
    public static readonly Return None = new();

    private Return() { }

    /// <summary>What the order has allocated; without meaning while the stage is None.</summary>
    public ReturnClaim Claim { get; init; } = ReturnEvent.Opened.Nothing;
    /// <summary>How far it has come.</summary>
    public ReturnStage Stage { get; init; }
    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset OpenedAt { get; init; }
    /// <summary>Where the goods are received, once known.</summary>
    public LocationId? Location { get; init; }
    /// <summary>When they came, UTC at the store.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
    /// <summary>The units told apart by disposition: as announced, then as received.</summary>
    public ImmutableArray<ReturnedUnits> Units { get; init; } = [];
    /// <summary>The refunds, in the order of paying back.</summary>
    public ImmutableArray<Refund> Refunds { get; init; } = [];
    /// <summary>Calls to stock and to the order that are answered for good.</summary>
    public ImmutableHashSet<string> Answered { get; init; } = [];
    /// <summary>Decisions from the exception desk that were taken in.</summary>
    public ImmutableHashSet<string> Decisions { get; init; } = [];
    /// <summary>When the tax was taken back, UTC.</summary>
    public DateTimeOffset? TaxAdjustedAt { get; init; }
    /// <summary>When credit memo and finance entry were posted, UTC.</summary>
    public DateTimeOffset? ReversedAt { get; init; }
    /// <summary>When nothing was left to do, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
    /// <summary>Events folded so far.</summary>
    public long Version { get; init; }

    /// <summary>Stock knows of every unit that is there.</summary>
    public bool IsStored
    {
        get
        {
            if (Stage != ReturnStage.Received)
                return false;
            for (var i = 0; i < Units.Length; i++)
                if (Units[i].Disposition != Disposition.Missing && !Answered.Contains(StoreCall(i))) return false;
            return true;
        }
    }

    /// <summary>Every part of the refund is final.</summary>
    public bool IsRefunded => IsStored && Refunds.All(r => r.Standing.FinalAt is not null);

    /// <summary>Where the return stands; derived.</summary>
    public ReturnStatus Status => Stage switch
    {
        ReturnStage.None => ReturnStatus.Unknown,
        ReturnStage.Requested => ReturnStatus.Requested,
        ReturnStage.Approved => ReturnStatus.Approved,
        ReturnStage.Declined => ReturnStatus.Declined,
        ReturnStage.Cancelled => ReturnStatus.Cancelled,
        ReturnStage.InTransit => ReturnStatus.InTransit,
        _ when ClosedAt is not null => ReturnStatus.Closed,
        _ when ReversedAt is not null => ReturnStatus.ReversalPosted,
        _ when TaxAdjustedAt is not null => ReturnStatus.TaxAdjusted,
        _ when IsRefunded => ReturnStatus.Refunded,
        _ when !IsStored => ReturnStatus.Received,
        _ => Refunds.All(r => r.Standing is RefundStanding.Owed { Tries: 0 })
            ? ReturnStatus.Dispositioned
            : ReturnStatus.Refunding,
    };

    internal static string StoreCall(int at) => $"stock/{at + 1}";
}
