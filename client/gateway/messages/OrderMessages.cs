using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;

namespace RetailActors.Gateway;

/// <summary>An order as a channel submits it.</summary>
/// <param name="Channel">Where it comes from.</param>
/// <param name="ExternalId">The channel's id of it.</param>
/// <param name="Customer">Who buys; leave it out for a guest.</param>
/// <param name="Currency">Of every amount in it.</param>
/// <param name="Fulfilment">Pick-up or shipment.</param>
/// <param name="Lines">1 to 500.</param>
/// <param name="Tax">Total tax; zero when it is left out.</param>
/// <param name="Shipping">Total shipping; zero when it is left out.</param>
/// <param name="Total">Sum of lines, tax and shipping.</param>
/// <param name="Payment">The one means of payment; or use payments.</param>
/// <param name="Payments">1 to 4 means of payment that add up to the total.</param>
public sealed record OrderBody(
    Channel Channel, ExternalOrderId ExternalId, CustomerReference? Customer, Currency Currency,
    FulfilmentBody Fulfilment, IReadOnlyList<OrderLineBody> Lines, Money? Tax, Money? Shipping, Money Total,
    PaymentBody? Payment, IReadOnlyList<PaymentBody>? Payments);

/// <summary>Who buys.</summary>
public sealed record CustomerReference(CustomerId Id);

/// <summary>How the customer gets the goods.</summary>
/// <param name="Method">Pick-up or shipment.</param>
/// <param name="Location">The pick-up store; for shipments the wished source, left out to let the rules choose.</param>
public sealed record FulfilmentBody(FulfilmentMethod Method, LocationId? Location);

/// <summary>A line as submitted.</summary>
/// <param name="LineId">Unique within the order.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">1 to 999,999.</param>
/// <param name="UnitPrice">Price of one, without tax.</param>
/// <param name="ReservationId">A checkout hold to take the units from.</param>
public sealed record OrderLineBody(
    LineId LineId, Sku Sku, int Quantity, Money UnitPrice, ReservationId? ReservationId);

/// <summary>A means of payment and its share of the total.</summary>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Method">The provider's token; never a card number.</param>
/// <param name="Amount">More than zero.</param>
public sealed record PaymentBody(string Provider, string Method, Money Amount);

/// <summary>An order.</summary>
public sealed record OrderAnswer(
    OrderId Id, OrderStatus Status, ChargeStatus ChargeStatus, Channel Channel, ExternalOrderId ExternalId,
    CustomerReference? Customer, Currency Currency, FulfilmentBody Fulfilment, OrderLineAnswer[] Lines,
    Money Tax, Money Shipping, Money Total, DateTimeOffset SubmittedAt, DateTimeOffset? AcceptedAt,
    string? RoutingRule, OrderPaymentAnswer[] Payments, OrderReservationAnswer[] Reservations,
    FulfilmentAnswer[] Fulfilments, OrderReturnAnswer[] Returns, ShortageAnswer[]? Shortages, string? DeclineCode,
    long Version, OrderLinks Links)
{
    /// <summary>The documents for all outside systems; when a single order is read.</summary>
    public DocumentAnswer[]? ErpDocuments { get; init; }

    /// <summary>Holds that are not released; not there when there are none.</summary>
    public HoldAnswer[]? Holds { get; init; }

    /// <summary>Units that could not be found; not there when there are none.</summary>
    public MissingAnswer[]? Missing { get; init; }
}

/// <summary>A hold.</summary>
/// <param name="By">Who holds the order.</param>
/// <param name="Note">What that client has to say about it.</param>
public sealed record HoldAnswer(string Id, HoldReason Reason, string By, string? Note, DateTimeOffset At);

/// <summary>Units that could not be found.</summary>
/// <param name="Part">What the exception desk calls them.</param>
/// <param name="Location">Where they were looked for.</param>
/// <param name="Status">undecided, re-sourcing or backordered.</param>
/// <param name="Until">How long stock is waited for.</param>
public sealed record MissingAnswer(
    string Part, LineId LineId, int Quantity, LocationId Location, string Status, DateTimeOffset At,
    DateTimeOffset? Until);

/// <summary>Holds an order.</summary>
/// <param name="HoldId">Your id of the hold; by default derived from the Idempotency-Key.</param>
/// <param name="Reason">Why.</param>
/// <param name="Note">For those who have to decide.</param>
public sealed record HoldBody(string? HoldId, HoldReason Reason, string? Note);

/// <summary>Lets an order go on.</summary>
/// <param name="HoldId">One hold; left out for all of them.</param>
/// <param name="Reason">For the audit.</param>
public sealed record ReleaseHoldBody(string? HoldId, string? Reason);

/// <summary>A line: quantity = open + allocated + fulfilled + cancelled.</summary>
/// <param name="Open">Units neither allocated, fulfilled nor cancelled.</param>
/// <param name="Allocated">Units committed at the location.</param>
/// <param name="Ready">Units of those that wait for the customer.</param>
/// <param name="Returned">Units of the fulfilled ones that have come back.</param>
public sealed record OrderLineAnswer(
    LineId LineId, Sku Sku, int Quantity, Money UnitPrice, int Open, int Allocated, int Ready, int Fulfilled,
    int Cancelled, int Returned, string? TaxCode, LocationId? Location);

/// <summary>A payment as the order knows it.</summary>
public sealed record OrderPaymentAnswer(
    PaymentId Id, PaymentStatus Status, string Provider, Money Amount, Money Captured, Money Refunded);

/// <summary>The units that the order holds somewhere.</summary>
public sealed record OrderReservationAnswer(
    ReservationId Id, LineId LineId, Sku Sku, LocationId Location, int Quantity);

/// <summary>One hand-over.</summary>
/// <param name="Kind">ready-for-pickup, pickup, shipment or missing.</param>
public sealed record FulfilmentAnswer(
    FulfilmentId Id, string Kind, LineQuantityBody[] Lines, DateTimeOffset OccurredAt, string? Carrier,
    string? Tracking);

/// <summary>A line that could not be had.</summary>
public sealed record ShortageAnswer(LineId LineId, int Requested, long Available);

/// <summary>Where to go on.</summary>
public sealed record OrderLinks(string Self, string Lineage, string Cancel);

/// <summary>Some units of a line.</summary>
public sealed record LineQuantityBody(LineId LineId, int Quantity);

/// <summary>Cancels units; without lines all that are open.</summary>
/// <param name="CancellationId">Your id of the cancellation; by default derived from the Idempotency-Key.</param>
/// <param name="Reason">For the audit.</param>
public sealed record CancelBody(string? CancellationId, string? Reason, IReadOnlyList<LineQuantityBody>? Lines);

/// <summary>A hand-over; without lines all units that are open.</summary>
/// <param name="FulfilmentId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="OccurredAt">When it happened there; by default now.</param>
/// <param name="Carrier">For parcels.</param>
/// <param name="Tracking">For parcels.</param>
public sealed record HandoverBody(
    FulfilmentId? FulfilmentId, DateTimeOffset? OccurredAt, string? Reason, string? Carrier, string? Tracking,
    IReadOnlyList<LineQuantityBody>? Lines);

/// <summary>An order in a list.</summary>
public sealed record OrderListItem(
    OrderId Id, string Status, Channel Channel, DateTimeOffset ChangedAt, long Version, OrderLinks Links);

/// <summary>A page of orders.</summary>
/// <param name="Next">Send it as cursor to get the next page; not there on the last one.</param>
public sealed record OrderList(OrderListItem[] Items, string? Next);

/// <summary>What happened to an order, in the order of time.</summary>
public sealed record LineageAnswer(OrderId Order, LineageStepAnswer[] Items);

/// <summary>One step.</summary>
/// <param name="Actor">Whose journal has it: order, posting, or with an id payment, return, exchange, message,
/// settlement, settlement-line, exception; lineage says what was left off.</param>
/// <param name="Step">What happened.</param>
/// <param name="Detail">Ids and amounts.</param>
/// <param name="TraceId">W3C trace id.</param>
public sealed record LineageStepAnswer(
    DateTimeOffset At, string Actor, string Step, System.Text.Json.JsonElement Detail, string? TraceId);
