using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Payments;

/// <summary>Authorises an amount for an order.</summary>
/// <param name="Order">The order that the money is for.</param>
/// <param name="Provider">Name of the provider account, as configured (<c>sandbox</c>).</param>
/// <param name="Method">The provider's token of the customer's means of payment; never a card number.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="By">Who asked.</param>
/// <param name="OwedSince">When the caller has written that it owes this call (UTC); null when it has not. Since then
/// a provider may have been asked.</param>
/// <param name="First">Nobody has asked for this payment before, and the caller owes the call and asks again, with the
/// same content and without this mark, until it has an answer. The caller's entry is the intent then, so the payment
/// writes its own together with the answer: one append fewer.</param>
[GenerateSerializer, Immutable, Alias("Authorise")]
public sealed record Authorise(
    OrderId Order, string Provider, string Method, Money Amount, Origin By, DateTimeOffset? OwedSince = null,
    bool First = false);

/// <summary>What came of authorising.</summary>
[GenerateSerializer, Immutable, Alias("AuthoriseResult")]
public abstract record AuthoriseResult
{
    private AuthoriseResult() { }

    /// <summary>This payment was authorised with another order, amount, provider or method.</summary>
    [GenerateSerializer, Immutable, Alias("AuthoriseResult.AuthorisedDifferently")]
    public sealed record AuthorisedDifferently : AuthoriseResult;
    /// <summary>The provider holds the money for us.</summary>
    [GenerateSerializer, Immutable, Alias("AuthoriseResult.Authorised")]
    public sealed record Authorised(Money Amount) : AuthoriseResult;
    /// <summary>The provider said no, for good.</summary>
    [GenerateSerializer, Immutable, Alias("AuthoriseResult.Declined")]
    public sealed record Declined(string Code) : AuthoriseResult;
    /// <summary>Not known yet; the payment goes on by itself until it is.</summary>
    [GenerateSerializer, Immutable, Alias("AuthoriseResult.Pending")]
    public sealed record Pending : AuthoriseResult;
}

/// <summary>A capture, void or refund.</summary>
/// <param name="Id">Idempotency key, here and at the provider.</param>
/// <param name="Amount">More than zero; null means all that is open.</param>
/// <param name="By">Who asked and why.</param>
/// <param name="Direct">The payment's order does not ask for it, nor a return of it: once it is done, the payment tells
/// the order (<see cref="MoneyMoved"/>).</param>
[GenerateSerializer, Immutable, Alias("PaymentOperation")]
public sealed record PaymentOperation(OperationId Id, Money? Amount, Origin By, bool Direct = false);

/// <summary>Money that was moved at a payment without its order having asked for it; a fact.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Operation">What was asked for; the fact is known by payment and operation.</param>
/// <param name="Kind">Capture, void or refund.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="At">When the payment knew of it, UTC.</param>
[GenerateSerializer, Immutable, Alias("MoneyMoved")]
public sealed record MoneyMoved(
    PaymentId Payment, OperationId Operation, OperationKind Kind, Money Amount, DateTimeOffset At);

/// <summary>What an order says to <see cref="MoneyMoved"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MoneyMovedResult>))]
public enum MoneyMovedResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The order does not know yet what comes before it: its own decision, or a capture that it has asked for
    /// itself. Tell it again later.</summary>
    NotYet,
    /// <summary>Taken in, now or before; also when the order does not have such a payment.</summary>
    Recorded,
}

/// <summary>What came of a capture, void or refund; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("OperationResult")]
public abstract record OperationResult
{
    private OperationResult() { }

    /// <summary>No such payment.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.NotFound")]
    public sealed record NotFound : OperationResult;
    /// <summary>The id is in use for another kind or amount.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.DoneDifferently")]
    public sealed record DoneDifferently : OperationResult;
    /// <summary>Another currency than the payment's.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.WrongCurrency")]
    public sealed record WrongCurrency(Currency Expected) : OperationResult;
    /// <summary>The payment's state does not allow it: not authorised, voided, declined, nothing captured.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.NotAllowed")]
    public sealed record NotAllowed(PaymentStatus Status) : OperationResult;
    /// <summary>More than is still authorised and open.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.ExceedsAuthorised")]
    public sealed record ExceedsAuthorised(Money Open) : OperationResult;
    /// <summary>More than was captured and is not yet refunded or being refunded.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.ExceedsCaptured")]
    public sealed record ExceedsCaptured(Money Open) : OperationResult;
    /// <summary>The provider refused for good; the amount is free again.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.Refused")]
    public sealed record Refused(string Code) : OperationResult;
    /// <summary>Intended durably, outcome not known yet; the payment goes on by itself.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.Pending")]
    public sealed record Pending(Money Amount) : OperationResult;
    /// <summary>Done, now or before.</summary>
    [GenerateSerializer, Immutable, Alias("OperationResult.Done")]
    public sealed record Done(Money Amount) : OperationResult;
}

/// <summary>Where a payment stands; derived from its amounts. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaymentStatus>))]
public enum PaymentStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The customer has to do something at the provider.</summary>
    RequiresAction,
    /// <summary>The provider is being asked.</summary>
    Processing,
    /// <summary>Money is held.</summary>
    Authorised,
    /// <summary>A part is captured, a part still held.</summary>
    PartiallyCaptured,
    /// <summary>Nothing is held any more and something was captured.</summary>
    Captured,
    /// <summary>All was given back before capture.</summary>
    Voided,
    /// <summary>The provider let the authorisation lapse.</summary>
    AuthExpired,
    /// <summary>Refused for good.</summary>
    Declined,
    /// <summary>A part of what was captured was paid back.</summary>
    PartiallyRefunded,
    /// <summary>All that was captured was paid back.</summary>
    Refunded,
    /// <summary>The provider has paid it out.</summary>
    Settled,
    /// <summary>The customer disputes it.</summary>
    Disputed,
    /// <summary>Our amount or currency and the provider's differ.</summary>
    Conflicted,
    /// <summary>The answer was lost; being looked up.</summary>
    Indeterminate,
}

/// <summary>What an operation does. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Hold money.</summary>
    Authorise,
    /// <summary>Take held money.</summary>
    Capture,
    /// <summary>Let held money go.</summary>
    Void,
    /// <summary>Pay taken money back.</summary>
    Refund,
}

/// <summary>Where an operation stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationStatus>))]
public enum OperationStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Intended, not yet answered.</summary>
    Pending,
    /// <summary>The answer was lost; to be looked up before anything is sent again.</summary>
    Indeterminate,
    /// <summary>Done at the provider.</summary>
    Succeeded,
    /// <summary>Refused for good.</summary>
    Failed,
}

/// <summary>One operation of a payment.</summary>
/// <param name="Id">Its id; the idempotency key at the provider.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">How much.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reference">The provider's own reference, once known.</param>
/// <param name="Code">Why it failed, once known.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="PaidBy">Line of the settlement report that paid it, <c>settlement:number</c>, or null.</param>
[GenerateSerializer, Immutable, Alias("OperationView")]
public sealed record OperationView(
    OperationId Id, OperationKind Kind, Money Amount, OperationStatus Status,
    string? Reference, string? Code, DateTimeOffset RequestedAt, string? PaidBy = null);

/// <summary>A payment read; disputed is what the customer disputes now or has won. All amounts are in its currency;
/// pending operations are not in the sums but in the
/// list.</summary>
[GenerateSerializer, Immutable, Alias("PaymentView")]
public sealed record PaymentView(
    PaymentId Id, OrderId Order, string Provider, PaymentStatus Status, Money Requested, Money Authorised,
    Money Captured, Money Voided, Money RefundPending, Money Refunded,
    ImmutableArray<OperationView> Operations, long Version, Money Disputed = default,
    ImmutableArray<DisputeView> Disputes = default);
