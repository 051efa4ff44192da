using System.Text.Json.Serialization;

namespace RetailActors.Payments;

/// <summary>What happened to a payment. Times are UTC; a request is written before the provider is asked.</summary>
public abstract record PaymentEvent
{
    private PaymentEvent(OperationId id) => Id = id;

    /// <summary>The operation that the event is about.</summary>
    [JsonPropertyOrder(-1)]
    public OperationId Id { get; init; }

    /// <summary>We want the amount held.</summary>
    public sealed record AuthorisationRequested(
        OperationId Id, OrderId Order, string Provider, string Method, Money Amount, DateTimeOffset At, Origin By)
        : PaymentEvent(Id);
    /// <summary>The provider holds the amount.</summary>
    public sealed record Authorised(OperationId Id, Money Amount, string Reference, DateTimeOffset At)
        : PaymentEvent(Id);
    /// <summary>The provider does not hold it and never will.</summary>
    public sealed record AuthorisationDeclined(OperationId Id, string Code, DateTimeOffset At) : PaymentEvent(Id);

    /// <summary>We want held money taken. All: the command named no amount. Direct: not for the order;
    /// not written otherwise.</summary>
    public sealed record CaptureRequested(
        OperationId Id, Money Amount, bool All, DateTimeOffset At, Origin By,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Direct = false)
        : PaymentEvent(Id);
    /// <summary>The provider took it.</summary>
    public sealed record Captured(OperationId Id, Money Amount, string Reference, DateTimeOffset At)
        : PaymentEvent(Id);

    /// <summary>We want held money let go. All: the command named no amount.</summary>
    public sealed record VoidRequested(
        OperationId Id, Money Amount, bool All, DateTimeOffset At, Origin By,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Direct = false)
        : PaymentEvent(Id);
    /// <summary>The provider let it go.</summary>
    public sealed record Voided(OperationId Id, Money Amount, string Reference, DateTimeOffset At)
        : PaymentEvent(Id);

    /// <summary>We want taken money paid back. All: the command named no amount.</summary>
    public sealed record RefundRequested(
        OperationId Id, Money Amount, bool All, DateTimeOffset At, Origin By,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Direct = false)
        : PaymentEvent(Id);
    /// <summary>The provider paid it back.</summary>
    public sealed record Refunded(OperationId Id, Money Amount, string Reference, DateTimeOffset At)
        : PaymentEvent(Id);

    /// <summary>A capture, void or refund that the provider refused for good; its amount is free again.</summary>
    public sealed record OperationRefused(OperationId Id, string Code, DateTimeOffset At) : PaymentEvent(Id);
    /// <summary>Sent, and nobody knows whether it was done: to be looked up before it is sent again.</summary>
    public sealed record AnswerLost(OperationId Id, string Reason, DateTimeOffset At) : PaymentEvent(Id);
    /// <summary>Looked up, and the provider has nothing under the key: to be sent again with the same key.</summary>
    public sealed record FoundNotDone(OperationId Id, DateTimeOffset At) : PaymentEvent(Id);
    /// <summary>The provider said something of its own accord. Foreign: about an operation that is none of ours.
    /// </summary>
    public sealed record ProviderTold(OperationId Id, ProviderEvent Notice, bool Foreign, DateTimeOffset At)
        : PaymentEvent(Id);
    /// <summary>The provider booked another amount or currency than asked for; a person has to sort it out.</summary>
    public sealed record Conflicted(OperationId Id, Money Booked, string Reference, DateTimeOffset At)
        : PaymentEvent(Id);

    /// <summary>The order knows of an operation that it had not asked for.</summary>
    public sealed record OrderTold(OperationId Id, DateTimeOffset At) : PaymentEvent(Id);

    /// <summary>A line of a settlement report pays the operation. Amount: what the line says.</summary>
    public sealed record SettlementMatched(OperationId Id, string Line, Money Amount, DateTimeOffset At)
        : PaymentEvent(Id);
    /// <summary>A line pays the operation with another amount or currency; it is not settled by that.</summary>
    public sealed record SettlementDiffered(OperationId Id, string Line, Money Amount, DateTimeOffset At)
        : PaymentEvent(Id);
    /// <summary>Somebody has decided that a line pays the operation as it is.</summary>
    public sealed record SettlementAccepted(OperationId Id, string Line, Money Amount, DateTimeOffset At, Origin By)
        : PaymentEvent(Id);
}
