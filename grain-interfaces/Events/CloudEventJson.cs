using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RetailActors.Events;

/// <summary>The structured JSON format of CloudEvents 1.0.</summary>
public static class CloudEventJson
{
    /// <summary>Media type of one event.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>Writes an event as one JSON object.</summary>
    public static string Write(BusinessEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, e.Id);
            json.WriteString("source"u8, e.Source);
            json.WriteString("type"u8, e.Type);
            json.WriteString("subject"u8, e.Subject);
            json.WriteString("time"u8, e.Time.UtcDateTime);
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WriteString("dataschema"u8, e.DataSchema);
            json.WriteString("tenant"u8, e.Tenant.Value);
            if (e.TraceParent is { } trace)
            {
                json.WriteString("traceparent"u8, trace);
            }
            json.WritePropertyName("data"u8);
            using var data = JsonDocument.Parse(e.Data);
            data.RootElement.WriteTo(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads an event back. Throws <see cref="JsonException"/> for anything else.</summary>
    public static BusinessEvent Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var e = document.RootElement;
        return e.ValueKind == JsonValueKind.Object && Text(e, "specversion") == "1.0"
            ? new BusinessEvent(
                Text(e, "id"), Text(e, "source"), Text(e, "type"), Text(e, "subject"), Time(e), Text(e, "dataschema"),
                e.TryGetProperty("data", out var data) ? data.GetRawText() : throw Missing("data"),
                new Tenant(Text(e, "tenant")),
                e.TryGetProperty("traceparent", out var trace) ? trace.GetString() : null)
            : throw new JsonException("Not a CloudEvents 1.0 event.");
    }

    private static DateTimeOffset Time(JsonElement e) =>
        e.TryGetProperty("time", out var time) && time.TryGetDateTimeOffset(out var value)
            ? value
            : throw Missing("time");

    private static string Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Missing(name);

    private static JsonException Missing(string name) => new($"The event has no {name}.");
}
