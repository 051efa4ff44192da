using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Orders;

namespace RetailActors.Adapters.Wms;

/// <summary>Makes commands out of what a warehouse reports. A shipment of a part is a fulfilment of that
/// part; a shortage says what could not be picked.</summary>
public sealed class WmsTranslator : IInboundTranslator
{
    /// <summary>Most lines of one report.</summary>
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
            var (kind, id) = KindOf("." + Text(e, "type"));
            if (kind is null)
            {
                return new Translation.Unknown("unknown-type");
            }
            return e.TryGetProperty("data", out var data) && Report(e, data, message, kind, id) is { } report
                ? new Translation.Commands([report])
                : new Translation.Broken($"It has an order, a {id} and lines with lineId and quantity.");
        }
        catch (JsonException wrong)
        {
            return new Translation.Broken(wrong.Message);
        }
    }

    /// <summary>What kind of report it is and where its id stands; before the name may be the sender's own prefix.
    /// </summary>
    private static (string? Kind, string Id) KindOf(string type) =>
        type.EndsWith(".wms.shipment", StringComparison.Ordinal) ? ("shipment", "shipmentId")
        : type.EndsWith(".wms.shortage", StringComparison.Ordinal) ? ("missing", "shortageId")
        : (null, "");

    private static InboundCommand.HandOver? Report(
        JsonElement e, JsonElement data, InboxMessage message, string kind, string idField)
    {
        var (order, id) = (Text(data, "order"), Text(data, idField));
        if (!Identifier.IsValid(order) || !Identifier.IsValid(id) || Lines(data) is not { } lines)
        {
            return null;
        }
        var at = Text(data, "occurredAt") ?? Text(e, "time");
        var occurred = DateTimeOffset.TryParse(
            at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time : message.ReceivedAt;
        return new InboundCommand.HandOver(new OrderId(order!), kind, new Handover(
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
