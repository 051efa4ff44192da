using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Goods that come back, and an order of others instead.</summary>
/// <param name="ExchangeId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="OrderId">Whose units come back.</param>
/// <param name="Lines">1 to 500; the same line again only with another disposition.</param>
/// <param name="Location">Where they are received; any location may.</param>
/// <param name="Received">True, the default: the goods are here. False: they are received later.</param>
/// <param name="OccurredAt">When it happened there; by default now.</param>
/// <param name="Reason">For the audit.</param>
/// <param name="NewOrder">What the customer gets instead, without means of payment.</param>
/// <param name="Payment">With what the customer pays when the new order costs more.</param>
public sealed record ExchangeBody(
    ExchangeId? ExchangeId, OrderId OrderId, IReadOnlyList<ReturnLineBody> Lines, LocationId Location, bool? Received,
    DateTimeOffset? OccurredAt, string? Reason, ExchangeOrderBody NewOrder, ExchangePaymentBody? Payment);

/// <summary>The new order; what its returned goods do not pay is paid with the payment of the exchange.</summary>
public sealed record ExchangeOrderBody(
    Channel Channel, ExternalOrderId ExternalId, CustomerReference? Customer, Currency Currency,
    FulfilmentBody Fulfilment, IReadOnlyList<OrderLineBody> Lines, Money? Tax, Money? Shipping, Money Total);

/// <summary>A means of payment.</summary>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Method">The provider's token; never a card number.</param>
public sealed record ExchangePaymentBody(string Provider, string Method);

/// <summary>An exchange.</summary>
/// <param name="ReturnId">The return of it.</param>
/// <param name="NewOrderId">The order of it.</param>
/// <param name="Returned">What the returned goods are worth.</param>
/// <param name="Total">Of the new order.</param>
/// <param name="Credit">Of that, paid with the returned goods.</param>
/// <param name="Due">Of that, charged to the customer.</param>
/// <param name="Back">Paid back to the customer.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Detail">For people.</param>
public sealed record ExchangeAnswer(
    ExchangeId Id, ExchangeStatus Status, OrderId OrderId, ReturnId ReturnId, OrderId NewOrderId, Money? Returned,
    Money Total, Money? Credit, Money? Due, Money? Back, string? Code, string? Detail, DateTimeOffset RequestedAt,
    long Version, ExchangeLinks Links);

/// <summary>Where to go on.</summary>
public sealed record ExchangeLinks(string Self, string Return, string Order, string NewOrder);
