using RetailActors.Payments;

namespace RetailActors.Gateway;

/// <summary>Captures money; without an amount all that is open.</summary>
/// <param name="CaptureId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="Reason">For the audit.</param>
public sealed record CaptureBody(OperationId? CaptureId, Money? Amount, string? Reason);

/// <summary>Lets held money go; without an amount all that is open.</summary>
/// <param name="VoidId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="Reason">For the audit.</param>
public sealed record VoidBody(OperationId? VoidId, Money? Amount, string? Reason);

/// <summary>Pays money back; without an amount all that is left.</summary>
/// <param name="RefundId">Your id of it; by default derived from the Idempotency-Key.</param>
/// <param name="Reason">For the audit.</param>
public sealed record RefundBody(OperationId? RefundId, Money? Amount, string? Reason);

/// <summary>A capture, void or refund.</summary>
/// <param name="Status">succeeded, or pending: the outcome at the provider is not known yet.</param>
public sealed record OperationAnswer(
    OperationId Id, PaymentId Payment, OperationKind Kind, OperationStatus Status, Money Amount);

/// <summary>A payment. Pending operations are not in the sums but in the list.</summary>
public sealed record PaymentAnswer(
    PaymentId Id, OrderId Order, string Provider, PaymentStatus Status, Money Requested, Money Authorised,
    Money Captured, Money Voided, Money RefundPending, Money Refunded, PaymentOperationAnswer[] Operations,
    long Version, Money? Disputed = null, DisputeAnswer[]? Disputes = null);

/// <summary>A dispute, as the provider's latest event says.</summary>
public sealed record DisputeAnswer(string Reference, DisputeStage Stage, Money Amount, DateTimeOffset At);

/// <summary>One operation of a payment.</summary>
/// <param name="Reference">The provider's own reference.</param>
/// <param name="Code">Why it failed.</param>
/// <param name="PaidBy">Settlement and line that paid it out.</param>
public sealed record PaymentOperationAnswer(
    OperationId Id, OperationKind Kind, Money Amount, OperationStatus Status, string? Reference, string? Code,
    DateTimeOffset RequestedAt, string? PaidBy = null);
