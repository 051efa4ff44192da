using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors;

/// <summary>A typed text value: an id or a code that must never be mistaken for another one.</summary>
public interface IValue<TSelf> where TSelf : struct, IValue<TSelf>
{
    /// <summary>The text as it stands in JSON, in the journal and in grain keys.</summary>
    string Value { get; }

    /// <summary>Wraps a text without checking it; the boundary checks with <see cref="Identifier"/>.</summary>
    static abstract TSelf Of(string value);
}

/// <summary>Writes a typed value as a plain JSON string, also as a property name.</summary>
public sealed class ValueJsonConverter<T> : JsonConverter<T> where T : struct, IValue<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Of(reader.GetString() ?? throw new JsonException("A typed value cannot be null."));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        T.Of(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

/// <summary>The one rule for ids that come from outside.</summary>
public static class Identifier
{
    /// <summary>Longest id accepted, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>
    /// True for 1 to 128 ASCII letters, digits and <c>. _ : # + @ -</c>, starting with a letter or digit. Slashes,
    /// quotes, blanks, control and right-to-left characters are refused: ids become grain keys and log fields.
    /// </summary>
    public static bool IsValid(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return false;
        }
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"._:#+@-".Contains(c))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>A brand or region whose data nobody else sees. It comes from the API key, never from a body.</summary>
[GenerateSerializer, Immutable, Alias("Tenant"), JsonConverter(typeof(ValueJsonConverter<Tenant>))]
public readonly record struct Tenant(string Value) : IValue<Tenant>
{
    /// <inheritdoc/>
    public static Tenant Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Stock keeping unit: what is sold, counted and priced.</summary>
[GenerateSerializer, Immutable, Alias("Sku"), JsonConverter(typeof(ValueJsonConverter<Sku>))]
public readonly record struct Sku(string Value) : IValue<Sku>
{
    /// <inheritdoc/>
    public static Sku Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A store or warehouse that keeps stock.</summary>
[GenerateSerializer, Immutable, Alias("LocationId"), JsonConverter(typeof(ValueJsonConverter<LocationId>))]
public readonly record struct LocationId(string Value) : IValue<LocationId>
{
    /// <inheritdoc/>
    public static LocationId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Where an order comes from: <c>web</c>, <c>shopify</c>, <c>pos</c>, a marketplace.</summary>
[GenerateSerializer, Immutable, Alias("Channel"), JsonConverter(typeof(ValueJsonConverter<Channel>))]
public readonly record struct Channel(string Value) : IValue<Channel>
{
    /// <inheritdoc/>
    public static Channel Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The id that the channel gave to its order.</summary>
[GenerateSerializer, Immutable, Alias("ExternalOrderId"), JsonConverter(typeof(ValueJsonConverter<ExternalOrderId>))]
public readonly record struct ExternalOrderId(string Value) : IValue<ExternalOrderId>
{
    /// <inheritdoc/>
    public static ExternalOrderId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Our id of an order; derived from tenant, channel and external id, so one business order is one
/// actor.</summary>
[GenerateSerializer, Immutable, Alias("OrderId"), JsonConverter(typeof(ValueJsonConverter<OrderId>))]
public readonly record struct OrderId(string Value) : IValue<OrderId>
{
    /// <inheritdoc/>
    public static OrderId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A line of an order, named by the channel; unique within its order.</summary>
[GenerateSerializer, Immutable, Alias("LineId"), JsonConverter(typeof(ValueJsonConverter<LineId>))]
public readonly record struct LineId(string Value) : IValue<LineId>
{
    /// <inheritdoc/>
    public static LineId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A pick-up or a shipment: one hand-over of goods, named by whoever reports it.</summary>
[GenerateSerializer, Immutable, Alias("FulfilmentId"), JsonConverter(typeof(ValueJsonConverter<FulfilmentId>))]
public readonly record struct FulfilmentId(string Value) : IValue<FulfilmentId>
{
    /// <inheritdoc/>
    public static FulfilmentId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A claim on units of one SKU at one location; the idempotency key of holding them.</summary>
[GenerateSerializer, Immutable, Alias("ReservationId"), JsonConverter(typeof(ValueJsonConverter<ReservationId>))]
public readonly record struct ReservationId(string Value) : IValue<ReservationId>
{
    /// <inheritdoc/>
    public static ReservationId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>One physical or booked change of stock; has one effect, however often it arrives.</summary>
[GenerateSerializer, Immutable, Alias("MovementId"), JsonConverter(typeof(ValueJsonConverter<MovementId>))]
public readonly record struct MovementId(string Value) : IValue<MovementId>
{
    /// <inheritdoc/>
    public static MovementId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>One payment of an order at one provider account.</summary>
[GenerateSerializer, Immutable, Alias("PaymentId"), JsonConverter(typeof(ValueJsonConverter<PaymentId>))]
public readonly record struct PaymentId(string Value) : IValue<PaymentId>
{
    /// <inheritdoc/>
    public static PaymentId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>One authorise, capture, void or refund; also the idempotency key at the provider.</summary>
[GenerateSerializer, Immutable, Alias("OperationId"), JsonConverter(typeof(ValueJsonConverter<OperationId>))]
public readonly record struct OperationId(string Value) : IValue<OperationId>
{
    /// <inheritdoc/>
    public static OperationId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A customer as the CRM or the storefront knows them; never an e-mail address.</summary>
[GenerateSerializer, Immutable, Alias("CustomerId"), JsonConverter(typeof(ValueJsonConverter<CustomerId>))]
public readonly record struct CustomerId(string Value) : IValue<CustomerId>
{
    /// <inheritdoc/>
    public static CustomerId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}
