using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Events;

/// <summary>Units of a line, with their amounts.</summary>
public sealed record EventLine(
    LineId LineId, Sku Sku, int Quantity, LocationId? Location, Money Net, Money Tax, Money Shipping,
    string? Disposition = null);

/// <summary>A means of payment.</summary>
public sealed record EventTender(PaymentId Payment, string Provider, Money Amount);

/// <summary>Data of <c>order.accepted</c>.</summary>
public sealed record OrderAcceptedData(
    OrderId Order, Channel Channel, ExternalOrderId ExternalId, CustomerId? Customer, Currency Currency,
    string Method, LocationId? Location, ImmutableArray<EventLine> Lines, Money Tax, Money Shipping, Money Total,
    ImmutableArray<EventTender> Tenders, string RoutingRule);

/// <summary>Data of <c>order.cancelled</c>.</summary>
public sealed record OrderCancelledData(OrderId Order, bool Whole, ImmutableArray<EventLine> Lines);

/// <summary>Data of <c>order.ready-for-pickup</c>.</summary>
public sealed record OrderReadyData(OrderId Order, ImmutableArray<EventLine> Lines);

/// <summary>Data of <c>order.handed-over</c>.</summary>
public sealed record OrderHandedOverData(
    OrderId Order, string Fulfilment, string Method, ImmutableArray<EventLine> Lines, string? Carrier,
    string? Tracking);

/// <summary>Data of <c>order.returned</c>.</summary>
public sealed record OrderReturnedData(
    OrderId Order, string Return, LocationId Location, ImmutableArray<EventLine> Lines);

/// <summary>Data of <c>payment.captured</c>.</summary>
public sealed record PaymentCapturedData(OrderId Order, PaymentId Payment, string Provider, Money Amount);

/// <summary>Data of <c>payment.refunded</c>; the return is empty when it was paid back without one.</summary>
public sealed record PaymentRefundedData(
    OrderId Order, string Return, PaymentId Payment, string Provider, Money Amount, ImmutableArray<EventLine> Lines);

/// <summary>One movement in <c>stock.moved</c>.</summary>
public sealed record StockMove(string Cause, string Kind, long Quantity, DateTimeOffset At, string? Document = null);

/// <summary>Data of <c>stock.moved</c>.</summary>
/// <param name="Sku">What.</param>
/// <param name="Location">Where.</param>
/// <param name="Moves">Since the event before, oldest first; bounded.</param>
/// <param name="Omitted">Older ones that did not fit; the levels contain them.</param>
/// <param name="OnHand">Units in the building afterwards.</param>
/// <param name="Version">Of the stock actor.</param>
public sealed record StockMovedData(
    Sku Sku, LocationId Location, ImmutableArray<StockMove> Moves, int Omitted, long OnHand, long Version);

/// <summary>Data of <c>availability.changed</c>: the whole state; the highest version wins.</summary>
public sealed record AvailabilityChangedData(
    Sku Sku, LocationId Location, long Available, long Version, DateTimeOffset AsOf);

/// <summary>Data of <c>settlement.mismatched</c>.</summary>
/// <param name="Provider">Account at the provider.</param>
/// <param name="Batch">The settlement, <c>none</c> for money that no report has brought.</param>
/// <param name="Line">The part of it that does not tie out: a line, the payout.</param>
/// <param name="Class">What does not agree, a slug: <c>gross</c>, <c>missing-settlement</c>.</param>
/// <param name="Payment">The payment, when known.</param>
/// <param name="Expected">By our books, when there is such an amount.</param>
/// <param name="Settled">By the provider, when there is such an amount.</param>
public sealed record SettlementMismatchedData(
    string Provider, string Batch, string Line, string Class, PaymentId? Payment, Money? Expected, Money? Settled);

/// <summary>An amount of a settlement; more than zero for a debit, less than zero for a credit.</summary>
public sealed record EventAmount(string Purpose, Money Amount);

/// <summary>Data of <c>settlement.reconciled</c>.</summary>
public sealed record SettlementReconciledData(
    string Settlement, string Provider, string Reason, ImmutableArray<EventAmount> Amounts);

/// <summary>Data of <c>customer.changed</c>.</summary>
public sealed record CustomerChangedData(CustomerId Customer, long Version, string? Segment, bool Active);

/// <summary>Data of <c>sla.breached</c>.</summary>
/// <param name="Process">Name of the business process: <c>erp-posting</c>.</param>
/// <param name="Group">Its channel, provider or location.</param>
/// <param name="Entity">Journal stream of what is late; not there when the event stands for many.</param>
/// <param name="Count">How many were late when it was told; 1 for one entity.</param>
/// <param name="Since">Since when it waits; of many, the oldest.</param>
/// <param name="TargetSeconds">Nothing should wait longer.</param>
/// <param name="Exception">Its case on the exception desk.</param>
public sealed record SlaBreachedData(
    string Process, string Group, string? Entity, long Count, DateTimeOffset Since, long TargetSeconds,
    string Exception);

/// <summary>Data of <c>sla.restored</c>; fields as in <see cref="SlaBreachedData"/>, and how long it has waited in
/// all, as far as a look every few seconds can tell.</summary>
public sealed record SlaRestoredData(
    string Process, string Group, string? Entity, DateTimeOffset Since, long TargetSeconds, long TookSeconds,
    string Exception);

/// <summary>How event data look on the wire. Add optional fields only; see <c>docs/events</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderAcceptedData))]
[JsonSerializable(typeof(OrderCancelledData))]
[JsonSerializable(typeof(OrderReadyData))]
[JsonSerializable(typeof(OrderHandedOverData))]
[JsonSerializable(typeof(OrderReturnedData))]
[JsonSerializable(typeof(PaymentCapturedData))]
[JsonSerializable(typeof(PaymentRefundedData))]
[JsonSerializable(typeof(StockMovedData))]
[JsonSerializable(typeof(AvailabilityChangedData))]
[JsonSerializable(typeof(SettlementMismatchedData))]
[JsonSerializable(typeof(SettlementReconciledData))]
[JsonSerializable(typeof(CustomerChangedData))]
[JsonSerializable(typeof(SlaBreachedData))]
[JsonSerializable(typeof(SlaRestoredData))]
public sealed partial class EventJson : JsonSerializerContext;
