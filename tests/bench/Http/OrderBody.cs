using System.Buffers;
using System.Text.Json;
using RetailActors.Orders;

namespace RetailActors.Bench.Http;

/// <summary>Writes a submission as the HTTP contract wants it.</summary>
internal static class OrderBody
{
    public static void Write(IBufferWriter<byte> buffer, SubmitOrder order)
    {
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("channel"u8, order.Channel.Value);
        json.WriteString("externalId"u8, order.ExternalId.Value);
        if (order.Customer is { } customer)
        {
            json.WriteStartObject("customer"u8);
            json.WriteString("id"u8, customer.Value);
            json.WriteEndObject();
        }
        json.WriteString("currency"u8, order.Currency.Value);
        json.WriteStartObject("fulfilment"u8);
        json.WriteString("method"u8, "pickup"u8);
        json.WriteString("location"u8, order.Fulfilment.Location!.Value.Value);
        json.WriteEndObject();
        json.WriteStartArray("lines"u8);
        foreach (var line in order.Lines)
        {
            json.WriteStartObject();
            json.WriteString("lineId"u8, line.LineId.Value);
            json.WriteString("sku"u8, line.Sku.Value);
            json.WriteNumber("quantity"u8, line.Quantity);
            Amount(json, "unitPrice"u8, line.UnitPrice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Amount(json, "tax"u8, order.Tax);
        Amount(json, "shipping"u8, order.Shipping);
        Amount(json, "total"u8, order.Total);
        json.WriteStartObject("payment"u8);
        json.WriteString("provider"u8, order.Tenders[0].Provider);
        json.WriteString("method"u8, order.Tenders[0].Method);
        Amount(json, "amount"u8, order.Tenders[0].Amount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Amount(Utf8JsonWriter json, ReadOnlySpan<byte> name, Money amount)
    {
        json.WriteStartObject(name);
        json.WriteNumber("minor"u8, amount.Minor);
        json.WriteString("currency"u8, amount.Currency.Value);
        json.WriteEndObject();
    }
}
