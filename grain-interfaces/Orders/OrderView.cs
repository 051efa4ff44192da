using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>Where an order stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Taken in; stock and money not yet decided.</summary>
    Received,
    /// <summary>All lines are allocated; money not yet decided.</summary>
    Reserved,
    /// <summary>Stock committed, money authorised.</summary>
    Accepted,
    /// <summary>All open units wait for the customer in the store.</summary>
    ReadyForPickup,
    /// <summary>Some units have left.</summary>
    InFulfilment,
    /// <summary>Every unit has left or was cancelled, and at least one has left.</summary>
    Completed,
    /// <summary>Completed and settled.</summary>
    Closed,
    /// <summary>Waits for somebody.</summary>
    OnHold,
    /// <summary>Waits for stock.</summary>
    Backordered,
    /// <summary>Never became a sale: out of stock or declined.</summary>
    Rejected,
    /// <summary>Every unit was cancelled.</summary>
    Cancelled,
    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>How much of the total is captured. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChargeStatus>))]
public enum ChargeStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Less than what was fulfilled plus what is open.</summary>
    Partial,
    /// <summary>All that is not cancelled.</summary>
    Full,
    /// <summary>More than what is not cancelled.</summary>
    Overcharged,
}

/// <summary>A line read: ordered = open + allocated + fulfilled + cancelled.</summary>
/// <param name="LineId">Its id.</param>
/// <param name="Sku">What.</param>
/// <param name="Ordered">Units ordered.</param>
/// <param name="Open">Units neither allocated, fulfilled nor cancelled.</param>
/// <param name="Allocated">Units committed at <paramref name="Location"/>.</param>
/// <param name="Ready">Units of those that wait for the customer.</param>
/// <param name="Fulfilled">Units handed over.</param>
/// <param name="Cancelled">Units cancelled.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="TaxCode">From the product, when known.</param>
/// <param name="Location">Where the units come from, once allocated.</param>
/// <param name="Reservation">The allocation at that stock actor, once allocated.</param>
/// <param name="Returned">Units of the fulfilled ones that have come back.</param>
/// <param name="Others">Further places that allocated units come from; default when there are none.</param>
[GenerateSerializer, Immutable, Alias("OrderLineView")]
public sealed record OrderLineView(
    LineId LineId, Sku Sku, int Ordered, int Open, int Allocated, int Ready, int Fulfilled, int Cancelled,
    Money UnitPrice, string? TaxCode, LocationId? Location, ReservationId? Reservation, int Returned = 0,
    ImmutableArray<LineSourceView> Others = default);

/// <summary>A payment of the order as the order knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Amount">Its share of the total.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Captured">Money taken.</param>
/// <param name="Charged">Money to be taken for what has left, taken or not.</param>
/// <param name="Refunded">Money paid back for returns.</param>
[GenerateSerializer, Immutable, Alias("OrderPaymentView")]
public sealed record OrderPaymentView(
    PaymentId Id, string Provider, Money Amount, PaymentStatus Status, Money Captured, Money Charged = default,
    Money Refunded = default);

/// <summary>A return of the order as the order knows it; the return itself knows more.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>requested</c>, <c>received</c>, <c>refunded</c>, or <c>released</c>: it did not
/// happen.</param>
/// <param name="Amount">What is paid back.</param>
/// <param name="Refunded">What was paid back so far.</param>
/// <param name="Lines">Units per line.</param>
/// <param name="IsTold">Nothing about it waits to be told to the systems outside.</param>
[GenerateSerializer, Immutable, Alias("OrderReturnView")]
public sealed record OrderReturnView(
    ReturnId Id, string Status, Money Amount, Money Refunded, ImmutableArray<LineQuantity> Lines, bool IsTold);

/// <summary>One hand-over of the order, or what was reported instead of one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>ready-for-pickup</c>, <c>pickup</c>, <c>shipment</c> or <c>missing</c>.</param>
/// <param name="Lines">Units per line.</param>
/// <param name="OccurredAt">UTC, at the store.</param>
/// <param name="Carrier">For parcels.</param>
/// <param name="Tracking">For parcels.</param>
[GenerateSerializer, Immutable, Alias("FulfilmentView")]
public sealed record FulfilmentView(
    FulfilmentId Id, string Kind, ImmutableArray<LineQuantity> Lines, DateTimeOffset OccurredAt,
    string? Carrier, string? Tracking);

/// <summary>An order read.</summary>
[GenerateSerializer, Immutable, Alias("OrderView")]
public sealed record OrderView(
    OrderId Id, Channel Channel, ExternalOrderId ExternalId, CustomerId? Customer, Currency Currency,
    OrderStatus Status, ChargeStatus ChargeStatus, FulfilmentWish Fulfilment,
    ImmutableArray<OrderLineView> Lines, Money Tax, Money Shipping, Money Total,
    ImmutableArray<OrderPaymentView> Payments, ImmutableArray<FulfilmentView> Fulfilments,
    ImmutableArray<Shortage> Shortages, string? DeclineCode,
    DateTimeOffset SubmittedAt, DateTimeOffset? AcceptedAt, string? RoutingRule, long Version,
    ImmutableArray<OrderReturnView> Returns = default, ImmutableArray<HoldView> Holds = default,
    ImmutableArray<MissingView> Missing = default);
