using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Units of a line that come back.</summary>
/// <param name="Disposition">What becomes of them.</param>
public sealed record ReturnLineBody(LineId LineId, int Quantity, Disposition Disposition);

/// <summary>A return, of goods that are here already or still to come.</summary>
/// <param name="ReturnId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="OrderId">Whose units.</param>
/// <param name="Location">Where the goods are, or will be received; any location may.</param>
/// <param name="Received">True, the default: the goods are here. False: to be approved and received later.</param>
/// <param name="OccurredAt">When it happened there; by default now.</param>
/// <param name="Reason">For the audit.</param>
/// <param name="Lines">1 to 500; the same line again only with another disposition.</param>
public sealed record ReturnBody(
    ReturnId? ReturnId, OrderId OrderId, LocationId? Location, bool? Received, DateTimeOffset? OccurredAt,
    string? Reason, IReadOnlyList<ReturnLineBody> Lines);

/// <summary>The goods of a return are here.</summary>
/// <param name="Location">Where; any location may receive them.</param>
/// <param name="OccurredAt">When; by default now.</param>
/// <param name="Reason">For the audit.</param>
/// <param name="Lines">What becomes of the units when it is not what was announced. All units of the return; one
/// that is not in the parcel is missing.</param>
public sealed record ReceiveReturnBody(
    LocationId Location, DateTimeOffset? OccurredAt, string? Reason, IReadOnlyList<ReturnLineBody>? Lines);

/// <summary>A decision about a return.</summary>
/// <param name="Reason">For the audit.</param>
public sealed record ReturnDecisionBody(string? Reason);

/// <summary>A return.</summary>
/// <param name="Lines">The units with the money that is paid back for them.</param>
/// <param name="Amount">What is paid back in all.</param>
/// <param name="Refunds">By payment; the payment that was charged last gives first.</param>
public sealed record ReturnAnswer(
    ReturnId Id, OrderId OrderId, ReturnStatus Status, LocationId? Location, ReturnLineAnswer[] Lines, Money Amount,
    RefundAnswer[] Refunds, DateTimeOffset RequestedAt, DateTimeOffset? ReceivedAt, DateTimeOffset? ClosedAt,
    long Version, ReturnLinks Links);

/// <summary>Some units of a return.</summary>
/// <param name="Net">Price of all of them.</param>
/// <param name="Tax">Their share of the tax that was charged.</param>
/// <param name="Shipping">Their share of the shipping that was charged.</param>
public sealed record ReturnLineAnswer(
    LineId LineId, Sku Sku, int Quantity, Disposition Disposition, Money Net, Money Tax, Money Shipping);

/// <summary>A part of a refund.</summary>
/// <param name="Status">owed, pending, refunded, refused or waived.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="At">When it became final.</param>
/// <param name="Credited">True: not paid back but credited to the new order of an exchange.</param>
public sealed record RefundAnswer(
    PaymentId Payment, Money Amount, string Status, string? Code, DateTimeOffset? At, bool? Credited = null);

/// <summary>Where to go on.</summary>
public sealed record ReturnLinks(string Self, string Order);

/// <summary>A return in a list.</summary>
/// <param name="Group">The location, or the channel as long as there is none.</param>
public sealed record ReturnListItem(
    ReturnId Id, string Status, string Group, DateTimeOffset ChangedAt, long Version, string Self);

/// <summary>A page of returns.</summary>
/// <param name="Next">Send it as cursor to get the next page; not there on the last one.</param>
public sealed record ReturnList(ReturnListItem[] Items, string? Next);

/// <summary>A return of an order as the order knows it.</summary>
/// <param name="Status">requested, received, refunded, or released: it did not happen.</param>
/// <param name="Amount">What is paid back.</param>
/// <param name="Refunded">What was paid back so far.</param>
public sealed record OrderReturnAnswer(
    ReturnId Id, string Status, Money Amount, Money Refunded, LineQuantityBody[] Lines, string Self);
