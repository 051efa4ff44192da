using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>How the customer gets the goods. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FulfilmentMethod>))]
public enum FulfilmentMethod
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Collected in a store.</summary>
    Pickup,
    /// <summary>Sent to the customer.</summary>
    Ship,
}

/// <summary>What the channel asks for.</summary>
/// <param name="Method">Pick-up or shipment.</param>
/// <param name="Location">The pick-up store; for shipments the wished source, or null to let the rules choose.</param>
[GenerateSerializer, Immutable, Alias("FulfilmentWish")]
public sealed record FulfilmentWish(FulfilmentMethod Method, LocationId? Location);

/// <summary>A line as submitted.</summary>
/// <param name="LineId">Unique within the order.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">1 to 999,999 eaches.</param>
/// <param name="UnitPrice">Price of one, without tax, in the order's currency.</param>
/// <param name="Hold">A checkout hold to take the units from, or null.</param>
[GenerateSerializer, Immutable, Alias("SubmittedLine")]
public sealed record SubmittedLine(LineId LineId, Sku Sku, int Quantity, Money UnitPrice, ReservationId? Hold = null);

/// <summary>One means of payment and its share of the total.</summary>
/// <param name="Provider">Name of the provider account, as configured.</param>
/// <param name="Method">The provider's token; never a card number.</param>
/// <param name="Amount">More than zero, in the order's currency.</param>
[GenerateSerializer, Immutable, Alias("Tender")]
public sealed record Tender(string Provider, string Method, Money Amount);

/// <summary>An order as the channel submits it.</summary>
/// <param name="Channel">Where it comes from.</param>
/// <param name="ExternalId">The channel's id of it.</param>
/// <param name="Customer">Who buys, or null for a guest.</param>
/// <param name="Currency">Of every amount in it.</param>
/// <param name="Fulfilment">Pick-up or shipment.</param>
/// <param name="Lines">1 to 500.</param>
/// <param name="Tax">Total tax.</param>
/// <param name="Shipping">Total shipping.</param>
/// <param name="Total">Sum of lines, tax and shipping.</param>
/// <param name="Tenders">1 to 4, adding up to the total; none when the total is zero.</param>
/// <param name="Patience">How long the caller waits for the decision.</param>
/// <param name="By">Who submits.</param>
/// <param name="Exchange">The exchange that it is a part of, whose credit it may be paid with; or null.</param>
[GenerateSerializer, Immutable, Alias("SubmitOrder")]
public sealed record SubmitOrder(
    Channel Channel, ExternalOrderId ExternalId, CustomerId? Customer, Currency Currency, FulfilmentWish Fulfilment,
    ImmutableArray<SubmittedLine> Lines, Money Tax, Money Shipping, Money Total,
    ImmutableArray<Tender> Tenders, TimeSpan Patience, Origin By, ExchangeId? Exchange = null)
{
    /// <summary>Most lines of an order.</summary>
    public const int MaxLines = 500;
    /// <summary>Most units of a line.</summary>
    public const int MaxQuantity = 999_999;
    /// <summary>Most means of payment of an order.</summary>
    public const int MaxTenders = 4;
}

/// <summary>One thing wrong with a submission.</summary>
/// <param name="Field">JSON path of the HTTP body, such as <c>lines[0].sku</c>.</param>
/// <param name="Code">Stable slug: <c>unknown-sku</c>, <c>stale-price</c>, <c>total-mismatch</c>,
/// <c>required</c>.</param>
/// <param name="Message">For people.</param>
[GenerateSerializer, Immutable, Alias("Fault")]
public sealed record Fault(string Field, string Code, string Message);

/// <summary>A line that could not be had.</summary>
[GenerateSerializer, Immutable, Alias("Shortage")]
public sealed record Shortage(LineId LineId, int Requested, long Available);

/// <summary>What became of a submission.</summary>
[GenerateSerializer, Immutable, Alias("SubmitResult")]
public abstract record SubmitResult
{
    private SubmitResult() { }

    /// <summary>The same channel and external id came with other content before.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.SubmittedDifferently")]
    public sealed record SubmittedDifferently(OrderView Order) : SubmitResult;
    /// <summary>The submission cannot be an order; nothing was stored.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.Invalid")]
    public sealed record Invalid(ImmutableArray<Fault> Faults) : SubmitResult;
    /// <summary>Stock is committed and the money authorised. Also the answer of a retry, whatever happened
    /// since.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.Accepted")]
    public sealed record Accepted(OrderView Order, bool AlreadySubmitted) : SubmitResult;
    /// <summary>Rejected: some lines could not be had. Nothing stays committed.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.OutOfStock")]
    public sealed record OutOfStock(OrderView Order, ImmutableArray<Shortage> Shortages) : SubmitResult;
    /// <summary>Rejected: the provider said no. Nothing stays committed.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.Declined")]
    public sealed record Declined(OrderView Order, string Code) : SubmitResult;
    /// <summary>Taken in and still being decided; read it later.</summary>
    [GenerateSerializer, Immutable, Alias("SubmitResult.Deciding")]
    public sealed record Deciding(OrderView Order, bool AlreadySubmitted) : SubmitResult;
}

/// <summary>A number of units of a line.</summary>
[GenerateSerializer, Immutable, Alias("LineQuantity")]
public sealed record LineQuantity(LineId LineId, int Quantity);

/// <summary>Cancels units.</summary>
/// <param name="CancellationId">Idempotency key.</param>
/// <param name="Lines">What to cancel; null for all that is open.</param>
/// <param name="By">Who and why.</param>
[GenerateSerializer, Immutable, Alias("CancelOrder")]
public sealed record CancelOrder(string CancellationId, ImmutableArray<LineQuantity>? Lines, Origin By);

/// <summary>What came of a cancellation.</summary>
[GenerateSerializer, Immutable, Alias("CancelResult")]
public abstract record CancelResult
{
    private CancelResult() { }

    /// <summary>No such order.</summary>
    [GenerateSerializer, Immutable, Alias("CancelResult.NotFound")]
    public sealed record NotFound : CancelResult;
    /// <summary>This cancellation has had its effect, or the order is cancelled as a whole already.</summary>
    [GenerateSerializer, Immutable, Alias("CancelResult.AlreadyCancelled")]
    public sealed record AlreadyCancelled(OrderView Order) : CancelResult;
    /// <summary>The order has no such line.</summary>
    [GenerateSerializer, Immutable, Alias("CancelResult.UnknownLine")]
    public sealed record UnknownLine(LineId LineId) : CancelResult;
    /// <summary>Fewer units are open than asked for; nothing was cancelled.</summary>
    [GenerateSerializer, Immutable, Alias("CancelResult.AlreadyFulfilled")]
    public sealed record AlreadyFulfilled(OrderView Order) : CancelResult;
    /// <summary>Cancelled.</summary>
    [GenerateSerializer, Immutable, Alias("CancelResult.Cancelled")]
    public sealed record Cancelled(OrderView Order) : CancelResult;
}

/// <summary>A fulfilment fact: made ready, picked up, shipped.</summary>
/// <param name="Id">Idempotency key of the fact.</param>
/// <param name="Lines">Which units; null for all that are open.</param>
/// <param name="OccurredAt">When it happened there, UTC.</param>
/// <param name="Carrier">For parcels, or null.</param>
/// <param name="Tracking">For parcels, or null.</param>
/// <param name="By">Who reported it.</param>
[GenerateSerializer, Immutable, Alias("Handover")]
public sealed record Handover(
    FulfilmentId Id, ImmutableArray<LineQuantity>? Lines, DateTimeOffset OccurredAt,
    string? Carrier, string? Tracking, Origin By);

/// <summary>What came of recording a fact; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("RecordResult")]
public abstract record RecordResult
{
    private RecordResult() { }

    /// <summary>No such order.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.NotFound")]
    public sealed record NotFound : RecordResult;
    /// <summary>Recorded before; nothing changed.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.AlreadyRecorded")]
    public sealed record AlreadyRecorded(OrderView Order) : RecordResult;
    /// <summary>The order has no such line.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.UnknownLine")]
    public sealed record UnknownLine(LineId LineId) : RecordResult;
    /// <summary>The order is not accepted (still deciding, rejected, cancelled): nothing can have left for
    /// it.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.NotAccepted")]
    public sealed record NotAccepted(OrderView Order) : RecordResult;
    /// <summary>Somebody holds the order: nothing is handed over before it is released.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.OnHold")]
    public sealed record OnHold(OrderView Order) : RecordResult;
    /// <summary>More units than are open. Nothing was recorded.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.ExceedsOpen")]
    public sealed record ExceedsOpen(OrderView Order) : RecordResult;
    /// <summary>Recorded.</summary>
    [GenerateSerializer, Immutable, Alias("RecordResult.Recorded")]
    public sealed record Recorded(OrderView Order) : RecordResult;
}

/// <summary>One step of an order's way through all systems.</summary>
/// <param name="At">UTC.</param>
/// <param name="Actor">Which actor's journal has it: <c>order</c>, <c>posting</c>, or with an id <c>payment</c>,
/// <c>return</c>, <c>exchange</c>, <c>message</c>, <c>settlement</c>, <c>settlement-line</c>, <c>exception</c>.</param>
/// <param name="Step">What happened: the name of the event.</param>
/// <param name="Detail">Ids and amounts of it, as JSON; never personal data.</param>
/// <param name="TraceId">W3C trace id, or null.</param>
[GenerateSerializer, Immutable, Alias("LineageStep")]
public sealed record LineageStep(DateTimeOffset At, string Actor, string Step, string Detail, string? TraceId);
