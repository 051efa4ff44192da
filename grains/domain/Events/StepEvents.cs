using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Events;

/// <summary>What the event stream says about a step. Pure.</summary>
public static class StepEvents
{
    /// <summary>The event of a step.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="key">The document's key, which becomes the event's id: sent twice, it is one event.</param>
    /// <param name="subject">The order's id or <c>customer:ID</c>.</param>
    /// <param name="step">What happened.</param>
    /// <param name="traceParent">W3C, or null.</param>
    public static BusinessEvent Of(Tenant tenant, string key, string subject, Step step, string? traceParent)
    {
        var (type, source, data) = Body(new OrderId(subject), step);
        return BusinessEvent.Of(type, tenant, key, source, subject, step.At, data, traceParent);
    }

    private static (EventType Type, string Source, string Data) Body(OrderId order, Step step) => step switch
    {
        Step.Accepted s => (EventType.OrderAccepted, "/orders", Json(Accepted(s.Order),
            EventJson.Default.OrderAcceptedData)),
        Step.Cancelled s => (EventType.OrderCancelled, "/orders", Json(
            new OrderCancelledData(order, s.Whole, Lines(s.Lines)), EventJson.Default.OrderCancelledData)),
        Step.ReadyForPickup s => (EventType.OrderReadyForPickup, "/orders", Json(
            new OrderReadyData(order, Lines(s.Lines)), EventJson.Default.OrderReadyData)),
        Step.HandedOver s => (EventType.OrderHandedOver, "/orders", Json(
            new OrderHandedOverData(order, s.Id, Name(s.Kind), Lines(s.Lines), s.Carrier, s.Tracking),
            EventJson.Default.OrderHandedOverData)),
        Step.Returned s => (EventType.OrderReturned, "/returns", Json(
            new OrderReturnedData(order, s.Id, s.Location, Lines(s.Lines)), EventJson.Default.OrderReturnedData)),
        Step.Captured s => (EventType.PaymentCaptured, "/payments", Json(
            new PaymentCapturedData(order, s.Payment, s.Provider, s.Amount), EventJson.Default.PaymentCapturedData)),
        Step.Refunded s => (EventType.PaymentRefunded, "/payments", Json(
            new PaymentRefundedData(order, s.Return, s.Payment, s.Provider, s.Amount, Lines(s.Lines)),
            EventJson.Default.PaymentRefundedData)),
        Step.CustomerChanged s => (EventType.CustomerChanged, "/customers", Json(
            new CustomerChangedData(s.Customer, s.Version, s.Segment, s.Active),
            EventJson.Default.CustomerChangedData)),
        Step.Settled s => (EventType.SettlementReconciled, "/settlements", Json(
            new SettlementReconciledData(s.Settlement, s.Provider, s.Id,
                [.. s.Amounts.Select(a => new EventAmount(Name(a.Purpose), a.Amount))]),
            EventJson.Default.SettlementReconciledData)),
        _ => throw new UnreachableException(),
    };

    private static OrderAcceptedData Accepted(AcceptedOrder o) => new(
        o.Id, o.Channel, o.ExternalId, o.Customer, o.Currency, Name(o.Fulfilment.Method), o.Fulfilment.Location,
        Lines(o.Lines), o.Tax, o.Shipping, o.Total,
        [.. o.Tenders.Select(t => new EventTender(t.Payment, t.Provider, t.Amount))], o.RoutingRule);

    private static ImmutableArray<EventLine> Lines(ImmutableArray<StepLine> lines) =>
    [
        .. lines.Select(l => new EventLine(
            l.LineId, l.Sku, l.Quantity, l.Location, l.Net, l.Tax, l.Shipping,
            l.Disposition == Disposition.Unknown ? null : Name(l.Disposition))),
    ];

    private static string Name<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Json<T>(T data, JsonTypeInfo<T> info) => JsonSerializer.Serialize(data, info);
}
