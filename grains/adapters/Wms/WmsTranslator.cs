using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Orders;

namespace RetailActors.Adapters.Wms;

/// <summary>Makes commands out of what a warehouse reports. A shipment of a part is a fulfilment of that
/// part.</summary>
public sealed class WmsTranslator : IInboundTranslator
{
    /// <summary>Most lines of one shipment.</summary>
    public const int MaxLines = 500;

    /// <inheritdoc/>
    public string Source => "wms";

    /// <inheritdoc/>
    public Translation Translate(InboxMessage message, InboxKey key)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Body);
            var e = document.RootElement;
            var type = Text(e, "type") ?? "";
            if (!(type == "wms.shipment" || type.EndsWith(".wms.shipment", StringComparison.Ordinal)))
            {
                return new Translation.Unknown("unknown-type");
            }
            return e.TryGetProperty("data", out var data) && Shipment(e, data, message) is { } shipment
                ? new Translation.Commands([shipment])
                : new Translation.Broken("A shipment has an order, a shipmentId and lines with lineId and quantity.");
        }
        catch (JsonException wrong)
        {
            return new Translation.Broken(wrong.Message);
        }
    }

    private static InboundCommand.HandOver? Shipment(JsonElement e, JsonElement data, InboxMessage message)
    {
        var (order, id) = (Text(data, "order"), Text(data, "shipmentId"));
        if (!Identifier.IsValid(order) || !Identifier.IsValid(id) || Lines(data) is not { } lines)
        {
            return null;
        }
        var at = Text(data, "occurredAt") ?? Text(e, "time");
        var occurred = DateTimeOffset.TryParse(
            at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time : message.ReceivedAt;
        return new InboundCommand.HandOver(new OrderId(order!), "shipment", new Handover(
            new FulfilmentId($"wms:{id}"), lines, occurred, Text(data, "carrier"), Text(data, "tracking"),
            new Origin("wms")));
    }

    private static ImmutableArray<LineQuantity>? Lines(JsonElement data)
    {
        if (!data.TryGetProperty("lines", out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() is 0 or > MaxLines)
        {
            return null;
        }
        var lines = ImmutableArray.CreateBuilder<LineQuantity>();
        foreach (var line in list.EnumerateArray())
        {
            if (!Identifier.IsValid(Text(line, "lineId")) || !line.TryGetProperty("quantity", out var quantity)
                || quantity.ValueKind != JsonValueKind.Number || !quantity.TryGetInt32(out var units)
                || units is < 1 or > SubmitOrder.MaxQuantity)
            {
                return null;
            }
            lines.Add(new LineQuantity(new LineId(Text(line, "lineId")!), units));
        }
        return lines.DrainToImmutable();
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
