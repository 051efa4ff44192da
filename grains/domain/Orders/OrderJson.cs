using System.Text.Json.Serialization;

namespace RetailActors.Orders;

/// <summary>How order events stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderEvent.Received))]
[JsonSerializable(typeof(OrderEvent.LinesAllocated))]
[JsonSerializable(typeof(OrderEvent.StrayAllocated))]
[JsonSerializable(typeof(OrderEvent.PaymentAuthorised))]
[JsonSerializable(typeof(OrderEvent.PaymentDeclined))]
[JsonSerializable(typeof(OrderEvent.Accepted))]
[JsonSerializable(typeof(OrderEvent.Rejected))]
[JsonSerializable(typeof(OrderEvent.CancelRequested))]
[JsonSerializable(typeof(OrderEvent.UnitsCancelled))]
[JsonSerializable(typeof(OrderEvent.MadeReady))]
[JsonSerializable(typeof(OrderEvent.PickedUp))]
[JsonSerializable(typeof(OrderEvent.Shipped))]
[JsonSerializable(typeof(OrderEvent.LineReleased))]
[JsonSerializable(typeof(OrderEvent.LineFulfilled))]
[JsonSerializable(typeof(OrderEvent.PaymentCaptured))]
[JsonSerializable(typeof(OrderEvent.PaymentVoided))]
[JsonSerializable(typeof(OrderEvent.MoneyMoved))]
[JsonSerializable(typeof(OrderEvent.CallRefused))]
[JsonSerializable(typeof(OrderEvent.StepsTold))]
[JsonSerializable(typeof(OrderEvent.ReturnClaimed))]
[JsonSerializable(typeof(OrderEvent.ReturnOpened))]
[JsonSerializable(typeof(OrderEvent.ReturnReceived))]
[JsonSerializable(typeof(OrderEvent.ReturnRefunded))]
[JsonSerializable(typeof(OrderEvent.ReturnReleased))]
[JsonSerializable(typeof(OrderEvent.UnitsMissing))]
[JsonSerializable(typeof(OrderEvent.MissingDecided))]
[JsonSerializable(typeof(OrderEvent.UnitsSourced))]
[JsonSerializable(typeof(OrderEvent.SourcingFailed))]
[JsonSerializable(typeof(OrderEvent.Held))]
[JsonSerializable(typeof(OrderEvent.HoldsReleased))]
[JsonSerializable(typeof(OrderEvent.RefusalDecided))]
[JsonSerializable(typeof(OrderEvent.ExceptionRaised))]
[JsonSerializable(typeof(OrderEvent.ExceptionCleared))]
public sealed partial class OrderJson : JsonSerializerContext;
