using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Payments;

/// <summary>What a list of payments shows; amounts in minor units of the requested currency.</summary>
public sealed record PaymentRow(
    string Provider, Money Requested, long Authorised, long Captured, long Voided, long RefundPending, long Refunded,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Settled = 0);

/// <summary>The events of a payment as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaymentRow))]
[JsonSerializable(typeof(PaymentEvent.AuthorisationRequested))]
[JsonSerializable(typeof(PaymentEvent.Authorised), TypeInfoPropertyName = "AuthorisedEvent")]
[JsonSerializable(typeof(PaymentEvent.AuthorisationDeclined))]
[JsonSerializable(typeof(PaymentEvent.CaptureRequested))]
[JsonSerializable(typeof(PaymentEvent.Captured))]
[JsonSerializable(typeof(PaymentEvent.VoidRequested))]
[JsonSerializable(typeof(PaymentEvent.Voided))]
[JsonSerializable(typeof(PaymentEvent.RefundRequested))]
[JsonSerializable(typeof(PaymentEvent.Refunded))]
[JsonSerializable(typeof(PaymentEvent.OperationRefused))]
[JsonSerializable(typeof(PaymentEvent.AnswerLost))]
[JsonSerializable(typeof(PaymentEvent.FoundNotDone))]
[JsonSerializable(typeof(PaymentEvent.Conflicted))]
[JsonSerializable(typeof(PaymentEvent.SettlementMatched))]
[JsonSerializable(typeof(PaymentEvent.SettlementDiffered))]
[JsonSerializable(typeof(PaymentEvent.SettlementAccepted))]
[JsonSerializable(typeof(PaymentEvent.ProviderTold))]
[JsonSerializable(typeof(PaymentEvent.OrderTold))]
public sealed partial class PaymentJson : JsonSerializerContext;

public static partial class PaymentDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<PaymentEvent> Codec = new EventCodec<PaymentEvent>()
        .Add("authorisation-requested", PaymentJson.Default.AuthorisationRequested)
        .Add("authorised", PaymentJson.Default.AuthorisedEvent)
        .Add("authorisation-declined", PaymentJson.Default.AuthorisationDeclined)
        .Add("capture-requested", PaymentJson.Default.CaptureRequested)
        .Add("captured", PaymentJson.Default.Captured)
        .Add("void-requested", PaymentJson.Default.VoidRequested)
        .Add("voided", PaymentJson.Default.Voided)
        .Add("refund-requested", PaymentJson.Default.RefundRequested)
        .Add("refunded", PaymentJson.Default.Refunded)
        .Add("operation-refused", PaymentJson.Default.OperationRefused)
        .Add("answer-lost", PaymentJson.Default.AnswerLost)
        .Add("found-not-done", PaymentJson.Default.FoundNotDone)
        .Add("conflicted", PaymentJson.Default.Conflicted)
        .Add("settlement-matched", PaymentJson.Default.SettlementMatched)
        .Add("settlement-differed", PaymentJson.Default.SettlementDiffered)
        .Add("settlement-accepted", PaymentJson.Default.SettlementAccepted)
        .Add("provider-told", PaymentJson.Default.ProviderTold)
        .Add("order-told", PaymentJson.Default.OrderTold);

    /// <summary>All that the journal needs to know of payments.</summary>
    public static readonly Fold<Payment, PaymentEvent> Fold =
        new("payment", Payment.None, Evolve, Outbox, Index, Codec);
}
