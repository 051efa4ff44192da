using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Reference;
using RetailActors.Returns;
using RetailActors.Settlement;

namespace RetailActors.Gateway;

/// <summary>Enumerations go out in kebab-case, whatever the journal calls them.</summary>
public sealed class KebabConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, false)
    where T : struct, Enum;

/// <summary>Times go out in UTC with a Z.</summary>
public sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        var fits = value.UtcDateTime.TryFormat(
            text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        if (!fits)
        {
            throw new InvalidOperationException("A time never takes more than 32 characters.");
        }
        writer.WriteStringValue(text[..length]);
    }
}

/// <summary>Every message of the API; no reflection when a request is served.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(UtcConverter), typeof(KebabConverter<OrderStatus>), typeof(KebabConverter<ChargeStatus>),
        typeof(KebabConverter<FulfilmentMethod>), typeof(KebabConverter<PaymentStatus>),
        typeof(KebabConverter<OperationKind>), typeof(KebabConverter<OperationStatus>),
        typeof(KebabConverter<ReservationStatus>), typeof(KebabConverter<MovementKind>),
        typeof(KebabConverter<LocationKind>), typeof(KebabConverter<Disposition>),
        typeof(KebabConverter<ReturnStatus>), typeof(KebabConverter<LineStatus>),
        typeof(KebabConverter<MismatchClass>), typeof(KebabConverter<Role>),
        typeof(KebabConverter<ResolutionKind>), typeof(KebabConverter<DocumentKind>),
        typeof(KebabConverter<DocumentStatus>), typeof(KebabConverter<DisputeStage>),
        typeof(KebabConverter<HoldReason>), typeof(KebabConverter<ExchangeStatus>),
        typeof(KebabConverter<ReplayScope>), typeof(KebabConverter<SlaState>)])]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(BulkReplayBody))]
[JsonSerializable(typeof(BulkReplayDecisionBody))]
[JsonSerializable(typeof(BulkReplayAnswer))]
[JsonSerializable(typeof(BulkReplayList))]
[JsonSerializable(typeof(ReplayRowData))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(HandoverBody))]
[JsonSerializable(typeof(HoldBody))]
[JsonSerializable(typeof(ExchangeBody))]
[JsonSerializable(typeof(ExchangeAnswer))]
[JsonSerializable(typeof(ReleaseHoldBody))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(OrderList))]
[JsonSerializable(typeof(LineageAnswer))]
[JsonSerializable(typeof(ReservationBody))]
[JsonSerializable(typeof(ExtendBody))]
[JsonSerializable(typeof(ReservationAnswer))]
[JsonSerializable(typeof(MovementBody))]
[JsonSerializable(typeof(MovementsBody))]
[JsonSerializable(typeof(MovementAnswer))]
[JsonSerializable(typeof(SnapshotBody))]
[JsonSerializable(typeof(SnapshotAnswer))]
[JsonSerializable(typeof(MovementsAnswer))]
[JsonSerializable(typeof(InventoryAnswer))]
[JsonSerializable(typeof(AvailabilityAnswer))]
[JsonSerializable(typeof(AvailabilityList))]
[JsonSerializable(typeof(CaptureBody))]
[JsonSerializable(typeof(VoidBody))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(OperationAnswer))]
[JsonSerializable(typeof(PaymentAnswer))]
[JsonSerializable(typeof(SettlementBody))]
[JsonSerializable(typeof(BankLineBody))]
[JsonSerializable(typeof(SettlementAnswer))]
[JsonSerializable(typeof(SettlementList))]
[JsonSerializable(typeof(SettlementRowData))]
[JsonSerializable(typeof(CloseAnswer))]
[JsonSerializable(typeof(ProductBody))]
[JsonSerializable(typeof(PriceBody))]
[JsonSerializable(typeof(CustomerBody))]
[JsonSerializable(typeof(LocationBody))]
[JsonSerializable(typeof(ProductAnswer))]
[JsonSerializable(typeof(PriceAnswer))]
[JsonSerializable(typeof(CustomerAnswer))]
[JsonSerializable(typeof(LocationAnswer))]
[JsonSerializable(typeof(Page<ProductAnswer>))]
[JsonSerializable(typeof(Page<PriceAnswer>))]
[JsonSerializable(typeof(Page<CustomerAnswer>))]
[JsonSerializable(typeof(Page<LocationAnswer>))]
[JsonSerializable(typeof(ReturnBody))]
[JsonSerializable(typeof(ReceiveReturnBody))]
[JsonSerializable(typeof(ReturnDecisionBody))]
[JsonSerializable(typeof(ReturnAnswer))]
[JsonSerializable(typeof(ReturnList))]
[JsonSerializable(typeof(WorklistsAnswer))]
[JsonSerializable(typeof(ExceptionAnswer))]
[JsonSerializable(typeof(ExceptionList))]
[JsonSerializable(typeof(ExceptionRowData))]
[JsonSerializable(typeof(RetryBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(WaiveBody))]
[JsonSerializable(typeof(AssignBody))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(LanesAnswer))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(SlaAnswer))]
[JsonSerializable(typeof(EndpointsAnswer))]
[JsonSerializable(typeof(EndpointAnswer))]
[JsonSerializable(typeof(EndpointDecisionBody))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(WorklistAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
public sealed partial class GatewayJson : JsonSerializerContext;
