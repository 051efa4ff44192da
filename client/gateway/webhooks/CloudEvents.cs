using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>CloudEvents 1.0 over HTTP: one in the body, many in the body, or one in the headers with its data in the
/// body. Whatever came, one form is stored: the event with its data inside, or an array of them.</summary>
public static class CloudEvents
{
    /// <summary>Most events of one request.</summary>
    public const int MaxBatch = 1_000;

    /// <summary>Most attributes taken from headers.</summary>
    public const int MaxAttributes = 32;

    /// <summary>Longest attribute taken from a header.</summary>
    public const int LongestAttribute = 512;

    private const string Header = "ce-";
    private const string Single = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";
    private static readonly string[] _needed = ["specversion", "id", "source", "type"];

    /// <summary>True when the body can be an event by its media type.</summary>
    public static bool IsEvent(string? contentType)
    {
        var media = Media(contentType);
        return media is Single or Batch || RequestBody.IsJson(contentType);
    }

    /// <summary>True when many may come in one body.</summary>
    public static bool MayBeMany(string? contentType) => Media(contentType) != Single;

    /// <summary>What is wrong with the event, or null; <paramref name="stored"/> is the form to store.</summary>
    public static string? Read(HttpRequest request, JsonElement body, out JsonElement stored)
    {
        stored = body;
        if (request.Headers.ContainsKey(Header + "specversion") && Media(request.ContentType) == "application/json")
        {
            stored = Unpack(request.Headers, body);
        }
        if (stored.ValueKind == JsonValueKind.Object)
        {
            return Check(stored);
        }
        if (stored.GetArrayLength() is 0 or > MaxBatch)
        {
            return $"A batch has 1 to {MaxBatch} events.";
        }
        return stored.EnumerateArray().Select(Check).FirstOrDefault(wrong => wrong is not null);
    }

    /// <summary>The text of an attribute, or null.</summary>
    public static string? Attribute(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Check(JsonElement e)
    {
        foreach (var name in _needed)
        {
            if (Attribute(e, name) is not { Length: > 0 and <= LongestAttribute })
            {
                return $"A CloudEvent has a text {name} of 1 to {LongestAttribute} characters.";
            }
        }
        return Attribute(e, "time") is { } time && !PlainText.TryTime(time, out _)
            ? "The time of a CloudEvent is RFC 3339 with an offset."
            : null;
    }

    private static JsonElement Unpack(IHeaderDictionary headers, JsonElement data)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Attributes(headers))
            {
                json.WriteString(name, value);
            }
            json.WritePropertyName("data");
            data.WriteTo(json);
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private static IEnumerable<(string Name, string Value)> Attributes(IHeaderDictionary headers) => headers
        .Where(h => h.Key.StartsWith(Header, StringComparison.OrdinalIgnoreCase) && h.Value.Count == 1)
        .Select(h => (Name: h.Key[Header.Length..].ToLowerInvariant(), Value: h.Value.ToString()))
        .Where(a => a.Name != "data" && a.Name.All(char.IsAsciiLetterOrDigit) && a.Value.Length <= LongestAttribute)
        .OrderBy(a => a.Name, StringComparer.Ordinal).Take(MaxAttributes);

    private static string Media(string? contentType)
    {
        var text = contentType ?? "";
        var end = text.IndexOf(';');
        return (end < 0 ? text : text[..end]).Trim().ToLowerInvariant();
    }
}
