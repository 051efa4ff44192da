using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>A line as received; the price in minor units of the order's currency.</summary>
public sealed record ReceivedLine(
    LineId LineId, Sku Sku, int Quantity, long UnitPrice, string? TaxCode, ReservationId? Hold);

/// <summary>A tender as received; the amount in minor units of the order's currency.</summary>
public sealed record ReceivedTender(string Provider, string Method, long Amount);

/// <summary>A line that got its units at a location.</summary>
public sealed record LineAllocation(LineId LineId, LocationId Location);

/// <summary>Units of a line that have left, and what they are charged at in minor units.</summary>
public sealed record UnitsLeft(LineId LineId, int Quantity, long Value);

/// <summary>A share of a hand-over's value and the tender (1 for the first) that pays it, in minor units.</summary>
public sealed record Charge(int Payment, long Amount);

/// <summary>Circumstances of a fulfilment fact.</summary>
public sealed record HandoverNote(
    DateTimeOffset OccurredAt, string? Carrier, string? Tracking, Origin By, DateTimeOffset At);

/// <summary>Something that happened to an order. Its name in the journal: <see cref="OrderDecider.Codec"/>.</summary>
public abstract record OrderEvent
{
    private OrderEvent() { }

    /// <summary>The order was taken in.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Fingerprint">Of its content, to tell a retry from another order under the same id.</param>
    /// <param name="Channel">Where it comes from.</param>
    /// <param name="ExternalId">The channel's id.</param>
    /// <param name="Customer">Who buys, or null for a guest.</param>
    /// <param name="Currency">Of every amount.</param>
    /// <param name="Fulfilment">Pick-up or shipment.</param>
    /// <param name="Lines">1 to 500.</param>
    /// <param name="Tax">Minor units.</param>
    /// <param name="Shipping">Minor units.</param>
    /// <param name="Total">Minor units.</param>
    /// <param name="Tenders">None when the total is zero.</param>
    /// <param name="Candidates">Locations to ask for the units, best first.</param>
    /// <param name="RoutingRule">The rule that chose them.</param>
    /// <param name="By">Who submitted.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Tells">Somebody outside wants to know what becomes of it; not written when nobody does.</param>
    public sealed record Received(
        OrderId Id, string Fingerprint, Channel Channel, ExternalOrderId ExternalId, CustomerId? Customer,
        Currency Currency, FulfilmentWish Fulfilment, ImmutableArray<ReceivedLine> Lines,
        long Tax, long Shipping, long Total, ImmutableArray<ReceivedTender> Tenders,
        ImmutableArray<LocationId> Candidates, string RoutingRule, Origin By, DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Tells = false) : OrderEvent
    {
        internal static readonly Received Nothing = new(
            new OrderId(""), "", new Channel(""), new ExternalOrderId(""), null, new Currency(""),
            new FulfilmentWish(FulfilmentMethod.Unknown, null), [], 0, 0, 0, [], [], "", Origin.System, default);
    }

    /// <summary>Stock has decided lines.</summary>
    public sealed record LinesAllocated(
        ImmutableArray<LineAllocation> Lines, ImmutableArray<Shortage> Shortages) : OrderEvent;

    /// <summary>Units were committed although the line was decided otherwise; they are to be given back.</summary>
    public sealed record StrayAllocated(LineId LineId, LocationId Location) : OrderEvent;

    /// <summary>The money of a tender is held for us.</summary>
    public sealed record PaymentAuthorised(int Payment) : OrderEvent;

    /// <summary>The money of a tender was refused for good.</summary>
    public sealed record PaymentDeclined(int Payment, string Code) : OrderEvent;

    /// <summary>Stock is committed and all money authorised.</summary>
    public sealed record Accepted(DateTimeOffset At) : OrderEvent;

    /// <summary>It will not become a sale: <c>out-of-stock</c> or <c>payment-declined</c>.</summary>
    public sealed record Rejected(string Reason, DateTimeOffset At) : OrderEvent;

    /// <summary>A cancellation was taken in that waits for the decision.</summary>
    public sealed record CancelRequested(
        string Id, ImmutableArray<LineQuantity> Lines, Origin By, DateTimeOffset At) : OrderEvent;

    /// <summary>Units were cancelled.</summary>
    /// <param name="Id">Of the cancellation.</param>
    /// <param name="Lines">The units.</param>
    /// <param name="By">Who.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Part">These are units that could not be found; not written otherwise.</param>
    public sealed record UnitsCancelled(
        string Id, ImmutableArray<LineQuantity> Lines, Origin By, DateTimeOffset At, string? Part = null) : OrderEvent;

    /// <summary>Units wait for the customer in the store.</summary>
    public sealed record MadeReady(
        FulfilmentId Id, ImmutableArray<LineQuantity> Lines, HandoverNote Note) : OrderEvent;

    /// <summary>The customer has collected units.</summary>
    public sealed record PickedUp(
        FulfilmentId Id, ImmutableArray<UnitsLeft> Lines, ImmutableArray<Charge> Charges, HandoverNote Note)
        : OrderEvent;

    /// <summary>A parcel with units has left.</summary>
    public sealed record Shipped(
        FulfilmentId Id, ImmutableArray<UnitsLeft> Lines, ImmutableArray<Charge> Charges, HandoverNote Note)
        : OrderEvent;

    /// <summary>Stock has taken units back.</summary>
    public sealed record LineReleased(string Call) : OrderEvent;

    /// <summary>Stock knows that units have left.</summary>
    public sealed record LineFulfilled(string Call) : OrderEvent;

    /// <summary>Money was taken; minor units. The time is not there in what the first version wrote.</summary>
    public sealed record PaymentCaptured(
        string Call, long Amount,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] DateTimeOffset At = default)
        : OrderEvent;

    /// <summary>Held money was let go; minor units.</summary>
    public sealed record PaymentVoided(string Call, long Amount) : OrderEvent;

    /// <summary>A payment has moved money that the order had not asked for; minor units.</summary>
    public sealed record MoneyMoved(
        PaymentId Payment, OperationId Operation, OperationKind Kind, long Amount, DateTimeOffset At) : OrderEvent;

    /// <summary>A capture or void was refused for good; somebody has to look at it.</summary>
    public sealed record CallRefused(
        string Call, string Code,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] DateTimeOffset At = default)
        : OrderEvent;

    /// <summary>Units and money were allocated to a return.</summary>
    public sealed record ReturnClaimed(ReturnClaim Claim, DateTimeOffset At) : OrderEvent;

    /// <summary>The return has taken over what was allocated to it.</summary>
    public sealed record ReturnOpened(string Call) : OrderEvent;

    /// <summary>The goods of a return are here.</summary>
    public sealed record ReturnReceived(
        ReturnId Id, LocationId Location, ImmutableArray<ReturnedUnits> Units, DateTimeOffset OccurredAt) : OrderEvent;

    /// <summary>A refund of a return is final, minor units; zero when somebody decided that it is not paid.</summary>
    /// <param name="Id">The return.</param>
    /// <param name="Payment">The payment.</param>
    /// <param name="Amount">Minor units.</param>
    /// <param name="At">UTC.</param>
    /// <param name="IsCredit">Credited to a new order instead; not written otherwise.</param>
    public sealed record ReturnRefunded(
        ReturnId Id, PaymentId Payment, long Amount, DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsCredit = false)
        : OrderEvent;

    /// <summary>A return did not happen: its units and its money may be claimed again.</summary>
    public sealed record ReturnReleased(ReturnId Id) : OrderEvent;

    /// <summary>Units are not where they should be.</summary>
    public sealed record UnitsMissing(
        FulfilmentId Id, ImmutableArray<LineQuantity> Lines, HandoverNote Note) : OrderEvent;

    /// <summary>It was decided what becomes of units that could not be found.</summary>
    public sealed record MissingDecided(
        string Part, string Decision, ShortfallDecision Kind, DateTimeOffset? Until, Origin By, DateTimeOffset At)
        : OrderEvent;

    /// <summary>Units were committed elsewhere; nowhere when they are not needed and there were none.</summary>
    public sealed record UnitsSourced(string Call, ImmutableArray<LocationId> Locations) : OrderEvent;

    /// <summary>Units cannot be had elsewhere, or were waited for too long: somebody decides again.</summary>
    public sealed record SourcingFailed(string Call, DateTimeOffset At) : OrderEvent;

    /// <summary>Somebody holds the order.</summary>
    public sealed record Held(string Id, HoldReason Reason, Origin By, DateTimeOffset At) : OrderEvent;

    /// <summary>Holds were released.</summary>
    public sealed record HoldsReleased(
        ImmutableArray<string> Ids, string? Decision, Origin By, DateTimeOffset At) : OrderEvent;

    /// <summary>It was decided about a refused capture or void: asked again as another operation, or left.</summary>
    public sealed record RefusalDecided(
        string Call, string Decision, bool Again, Origin By, DateTimeOffset At) : OrderEvent;

    /// <summary>The exception desk knows of something.</summary>
    public sealed record ExceptionRaised(string Part, string Kind) : OrderEvent;

    /// <summary>The exception desk knows that it is settled.</summary>
    public sealed record ExceptionCleared(string Part) : OrderEvent;

    /// <summary>Whoever tells the systems outside has taken these steps in; by their ids.</summary>
    public sealed record StepsTold(ImmutableArray<string> Steps) : OrderEvent;
}
