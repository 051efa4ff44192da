using Orleans;

namespace RetailActors.Events;

/// <summary>A CloudEvents 1.0 envelope around something that has happened.</summary>
/// <remarks>Delivered at least once; <paramref name="Source"/> and <paramref name="Id"/> together name one event for
/// ever. Never personal data.</remarks>
/// <param name="Id">Derived from what it tells, so that a repetition is recognised.</param>
/// <param name="Source">URI reference of the producing part: <c>/orders</c>, <c>/stock</c>.</param>
/// <param name="Type">Name of an <see cref="EventType"/>.</param>
/// <param name="Subject">The order, the customer, <c>sku/location</c>, or the business process; events of one subject
/// keep their order as long as nothing fails.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="DataSchema">See <see cref="EventType.Schema"/>.</param>
/// <param name="Data">JSON object, described by the schema.</param>
/// <param name="Tenant">Extension attribute <c>tenant</c>: whose event it is.</param>
/// <param name="TraceParent">Extension attribute <c>traceparent</c>, W3C, or null.</param>
[GenerateSerializer, Immutable, Alias("BusinessEvent")]
public sealed record BusinessEvent(
    string Id, string Source, string Type, string Subject, DateTimeOffset Time, string DataSchema, string Data,
    Tenant Tenant, string? TraceParent = null)
{
    /// <summary>An event of a registered type.</summary>
    public static BusinessEvent Of(
        EventType type, Tenant tenant, string id, string source, string subject, DateTimeOffset time, string data,
        string? traceParent) =>
        new(id, source, type.Name, subject, time.ToUniversalTime(), type.Schema, data, tenant, traceParent);
}
