using System.Collections.Immutable;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>How far the decision about an order has come. What customers see is <see cref="Order.Status"/>.</summary>
public enum OrderStage
{
    /// <summary>Nothing was submitted.</summary>
    None,
    /// <summary>Stock or money is not yet decided.</summary>
    Deciding,
    /// <summary>Stock was committed and money authorised.</summary>
    Accepted,
    /// <summary>Out of stock or declined.</summary>
    Rejected,
}

/// <summary>What the stock actors have said about a line.</summary>
public enum LineStock
{
    /// <summary>Nothing yet.</summary>
    Undecided,
    /// <summary>The units were committed.</summary>
    Allocated,
    /// <summary>The units cannot be had.</summary>
    Short,
}

/// <summary>What the payment actor has said about a tender.</summary>
public enum TenderMoney
{
    /// <summary>Nothing yet.</summary>
    Undecided,
    /// <summary>The money is held for us.</summary>
    Authorised,
    /// <summary>Refused for good.</summary>
    Declined,
}

/// <summary>A line of an order: ordered = open + allocated + fulfilled + cancelled.</summary>
/// <param name="Intake">As received.</param>
/// <param name="Reservation">The id of its allocation, at whichever stock actor.</param>
/// <param name="Value">Its price with its share of tax and shipping, in minor units.</param>
public sealed record OrderLine(ReceivedLine Intake, ReservationId Reservation, long Value)
{
    /// <summary>What stock has said.</summary>
    public LineStock Stock { get; init; }
    /// <summary>Where the units come from, once allocated.</summary>
    public LocationId? Location { get; init; }
    /// <summary>Where they came from at first; some may have been looked for elsewhere since.</summary>
    public LocationId? First { get; init; }
    /// <summary>Units committed.</summary>
    public int Allocated { get; init; }
    /// <summary>Units that were ever said to wait for the customer.</summary>
    public int MadeReady { get; init; }
    /// <summary>Those of the committed ones that wait for the customer. It follows from the sums, so notice, hand-over
    /// and cancellation may be heard in any order.</summary>
    public int Ready => Math.Min(Allocated, Math.Max(0, MadeReady - Fulfilled));
    /// <summary>Units handed over.</summary>
    public int Fulfilled { get; init; }
    /// <summary>Units cancelled; all that had not left when the order was rejected.</summary>
    public int Cancelled { get; init; }
    /// <summary>Units whose cancellation waits for the decision about the order.</summary>
    public int CancelRequested { get; init; }
    /// <summary>Minor units charged for what was handed over.</summary>
    public long Charged { get; init; }
    /// <summary>Its share of the order's tax, in minor units; a part of its value.</summary>
    public long Tax { get; init; }
    /// <summary>The tax in what was charged.</summary>
    public long TaxCharged { get; init; }
    /// <summary>Units allocated to returns, come back or not: never more than were handed over.</summary>
    public int Returning { get; init; }
    /// <summary>Those of them that have come back.</summary>
    public int Returned { get; init; }
    /// <summary>Tax and shipping of the units allocated to returns, minor units.</summary>
    public long ReturningBeyond { get; init; }
    /// <summary>The tax in it.</summary>
    public long ReturningTax { get; init; }

    /// <summary>Places beside <see cref="Location"/> that some of the allocated units come from.</summary>
    public ImmutableArray<LineSource> Others { get; init; } = [];

    /// <summary>Its name.</summary>
    public LineId Id => Intake.LineId;
    /// <summary>Units ordered.</summary>
    public int Ordered => Intake.Quantity;
    /// <summary>Units neither allocated, fulfilled nor cancelled.</summary>
    public int Open => Ordered - Allocated - Fulfilled - Cancelled;
    /// <summary>True when every unit has left or was cancelled.</summary>
    public bool IsClosed => Fulfilled + Cancelled == Ordered;
}

/// <summary>A tender of an order and what became of it. Amounts in minor units of the order's currency.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Id">The payment actor's id.</param>
/// <param name="Intake">As received.</param>
public sealed record OrderPayment(int Number, PaymentId Id, ReceivedTender Intake)
{
    /// <summary>What the payment actor has said.</summary>
    public TenderMoney Money { get; init; }
    /// <summary>Charged for hand-overs: captures asked for, answered or not, and <see cref="Covered"/>.</summary>
    public long Charged { get; init; }
    /// <summary>Captures done, whoever has asked for them.</summary>
    public long Captured { get; init; }
    /// <summary>Captured without the order having asked for it; a part of <see cref="Captured"/>.</summary>
    public long Direct { get; init; }
    /// <summary>What hand-overs have used of it: for that nothing is captured any more.</summary>
    public long Covered { get; init; }
    /// <summary>What was paid back of it before a hand-over has used it.</summary>
    public long GivenBack { get; init; }
    /// <summary>Captured directly, and still there for hand-overs to come.</summary>
    public long Ahead => Direct - Covered - GivenBack;
    /// <summary>Asked to be given back, answered or not.</summary>
    public long Voiding { get; init; }
    /// <summary>Given back.</summary>
    public long Voided { get; init; }
    /// <summary>Of what was charged: allocated to returns, paid back for them or not yet, and paid back directly.
    /// </summary>
    public long Refunding { get; init; }
    /// <summary>Paid back, for returns or directly.</summary>
    public long Refunded { get; init; }
    /// <summary>Operations that the order had not asked for and has taken in.</summary>
    public ImmutableArray<OperationId> Moved { get; init; } = [];
}

/// <summary>A cancellation that waits until stock and money are decided.</summary>
public sealed record RequestedCancel(string Id, ImmutableArray<LineQuantity> Lines, Origin By);

/// <summary>A return of the order and what has become of it.</summary>
/// <param name="Claim">The units and the money that are its own.</param>
public sealed record OrderReturn(ReturnClaim Claim)
{
    /// <summary>The goods have come back.</summary>
    public bool IsReceived { get; init; }
    /// <summary>It did not happen; units and money are the order's again.</summary>
    public bool IsReleased { get; init; }
    /// <summary>Where the goods came back.</summary>
    public LocationId? Location { get; init; }
    /// <summary>The units that came back, with what became of them.</summary>
    public ImmutableArray<ReturnedUnits> Units { get; init; } = [];
    /// <summary>Payments whose refund is final.</summary>
    public ImmutableArray<PaymentId> Settled { get; init; } = [];
    /// <summary>Paid back, minor units.</summary>
    public long Refunded { get; init; }
}

/// <summary>A call that was refused for good: the order waits for somebody to look at it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Code">Why.</param>
/// <param name="At">UTC; not there in what the first version wrote.</param>
public sealed record RefusedCall(OrderCall Call, string Code, DateTimeOffset At);

/// <summary>One order: the fold of its events.</summary>
public sealed record Order
{
    /// <summary>Before the first event.</summary>
    public static readonly Order None = new();

    private Order() { }

    /// <summary>What was submitted; without meaning while the stage is None.</summary>
    public OrderEvent.Received Intake { get; init; } = OrderEvent.Received.Nothing;
    /// <summary>How far the decision has come.</summary>
    public OrderStage Stage { get; init; }
    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
    /// <summary>The lines, in the order of their submission.</summary>
    public ImmutableArray<OrderLine> Lines { get; init; } = [];
    /// <summary>The tenders, in the order of their submission.</summary>
    public ImmutableArray<OrderPayment> Payments { get; init; } = [];
    /// <summary>Lines that could not be had.</summary>
    public ImmutableArray<Shortage> Shortages { get; init; } = [];
    /// <summary>Why the money was refused.</summary>
    public string? DeclineCode { get; init; }
    /// <summary>Hand-overs and notices of readiness, in the order of their recording.</summary>
    public ImmutableArray<FulfilmentView> Fulfilments { get; init; } = [];
    /// <summary>Ids of the cancellations that were taken in, applied or waiting.</summary>
    public ImmutableArray<string> Cancellations { get; init; } = [];
    /// <summary>Cancellations that wait for the decision.</summary>
    public ImmutableArray<RequestedCancel> Requested { get; init; } = [];
    /// <summary>Units that a stock actor committed although the line was decided otherwise; given back.</summary>
    public ImmutableArray<LineAllocation> Strays { get; init; } = [];
    /// <summary>Releases, fulfilments, captures and voids that are not answered for good.</summary>
    public ImmutableArray<OrderCall> Following { get; init; } = [];
    /// <summary>Calls that were refused for good.</summary>
    public ImmutableArray<RefusedCall> Refused { get; init; } = [];
    /// <summary>What has happened and was not told yet, oldest first; always empty when nobody wants to know.</summary>
    public ImmutableArray<Step> Untold { get; init; } = [];
    /// <summary>Returns, in the order of their allocation; at most <see cref="RequestReturn.MaxReturns"/>.</summary>
    public ImmutableArray<OrderReturn> Returns { get; init; } = [];
    /// <summary>Holds that are not released.</summary>
    public ImmutableArray<HoldView> Holds { get; init; } = [];
    /// <summary>Ids of all holds ever.</summary>
    public ImmutableArray<string> HoldIds { get; init; } = [];
    /// <summary>Units that could not be found, and what is done about them.</summary>
    public ImmutableArray<Shortfall> Shortfalls { get; init; } = [];
    /// <summary>What is on the exception desk.</summary>
    public ImmutableArray<DeskPart> OnDesk { get; init; } = [];
    /// <summary>The latest decisions of the exception desk, by their ids.</summary>
    public ImmutableArray<string> Decisions { get; init; } = [];
    /// <summary>Rounds of releases so far; numbers the next one.</summary>
    public int Releases { get; init; }
    /// <summary>What lists show; the same for ever, so the directory row changes with the status only.</summary>
    public string IndexData { get; init; } = "";
    /// <summary>Events folded so far.</summary>
    public long Version { get; init; }

    /// <summary>Where the order stands; derived.</summary>
    public OrderStatus Status => IsKeptUp ? OrderStatus.OnHold : Stage switch
    {
        OrderStage.None => OrderStatus.Unknown,
        OrderStage.Deciding => IsReserved ? OrderStatus.Reserved : OrderStatus.Received,
        OrderStage.Rejected => OrderStatus.Rejected,
        _ => AcceptedStatus(),
    };

    /// <summary>Units are still to leave: without them there is nothing to hold.</summary>
    public bool HasSomethingLeft
    {
        get
        {
            foreach (var line in Lines)
                if (!line.IsClosed) return true;
            return false;
        }
    }

    /// <summary>Somebody holds it, or has to decide something.</summary>
    private bool IsKeptUp
    {
        get
        {
            if (Refused.Length > 0 || (Holds.Length > 0 && Stage == OrderStage.Accepted && HasSomethingLeft))
                return true;
            foreach (var shortfall in Shortfalls)
                if (shortfall.Standing == ShortfallStanding.Waiting) return true;
            return false;
        }
    }

    /// <summary>True when every line is committed, as long as nothing else was decided.</summary>
    public bool IsReserved
    {
        get
        {
            foreach (var line in Lines)
                if (line.Stock != LineStock.Allocated) return false;
            return true;
        }
    }

    private OrderStatus AcceptedStatus()
    {
        var (open, ready, left) = (0L, 0L, 0L);
        foreach (var shortfall in Shortfalls)
            if (shortfall.Standing == ShortfallStanding.Backordered) return OrderStatus.Backordered;
        foreach (var line in Lines)
        {
            open += line.Allocated + line.Open;
            ready += line.Ready;
            left += line.Fulfilled;
        }
        return (open, left) switch
        {
            (0, 0) => OrderStatus.Cancelled,
            (0, _) => OrderStatus.Completed,
            _ when ready == open => OrderStatus.ReadyForPickup,
            (_, 0) => OrderStatus.Accepted,
            _ => OrderStatus.InFulfilment,
        };
    }
}
