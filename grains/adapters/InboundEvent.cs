using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetailActors.Channels;

namespace RetailActors.Adapters;

/// <summary>A CloudEvent as the gateway stored it.</summary>
/// <param name="Id">The sender's id of the event.</param>
/// <param name="Type">What has happened: <c>pos.sale</c>; a prefix of the sender's choice may be before it.</param>
/// <param name="Time">By the sender's clock, UTC; when it was received, if the sender does not say.</param>
/// <param name="Sequence">The sender's own order of its events (extension <c>sequence</c>, or in the data), or null.
/// </param>
/// <param name="Version">Of what the data look like: 1 unless <c>specversion</c>, a <c>.vN</c> at the end of the type
/// or of the <c>dataschema</c> says otherwise.</param>
/// <param name="Data">An object; empty when there was none.</param>
public sealed record InboundEvent(
    string Id, string Type, DateTimeOffset Time, long? Sequence, int Version, JsonElement Data)
{
    private static readonly JsonElement _nothing = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>All events of a message, in the sender's order. Throws <see cref="JsonException"/> for what is none.
    /// </summary>
    public static IReadOnlyList<InboundEvent> Read(InboxMessage message)
    {
        using var document = JsonDocument.Parse(message.Body);
        var root = document.RootElement.Clone();
        var events = root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Select(e => Of(e, message)).ToList()
            : [Of(root, message)];
        // A stable sort: what has no number stays where it was sent.
        return events.TrueForAll(e => e.Sequence is not null) ? [.. events.OrderBy(e => e.Sequence)] : events;
    }

    /// <summary>A text of the data, or null.</summary>
    public string? Text(string name) => Text(Data, name);

    /// <summary>A text of an object, or null; a whole number is taken as text.</summary>
    public static string? Text(JsonElement from, string name) =>
        from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? value.GetRawText()
        : null;

    /// <summary>A whole number of an object, or null.</summary>
    public static long? Whole(JsonElement from, string name) =>
        long.TryParse(Text(from, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    /// <summary>The objects of a list, or none.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A derived id out of its parts; hashed when it would be no valid identifier.</summary>
    public static string Derived(params string?[] parts)
    {
        var id = string.Join(':', parts.Where(p => !string.IsNullOrEmpty(p)));
        return Identifier.IsValid(id)
            ? id
            : $"{parts[0]}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16))}";
    }

    private static InboundEvent Of(JsonElement e, InboxMessage message)
    {
        var data = e.TryGetProperty("data", out var d) && d.ValueKind == JsonValueKind.Object ? d : _nothing;
        var time = DateTimeOffset.TryParse(
            Text(e, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var t)
            ? t : message.ReceivedAt;
        var (type, version) = Split(Text(e, "type") ?? throw new JsonException("An event without a type."));
        var schema = Text(e, "dataschema") is { } text ? Split(text).Version : 1;
        var spec = Text(e, "specversion") is "1.0" ? 1 : int.MaxValue;
        return new InboundEvent(
            Text(e, "id") ?? throw new JsonException("An event without an id."), type, time,
            Whole(e, "sequence") ?? Whole(data, "sequence"), Math.Max(spec, Math.Max(version, schema)), data);
    }

    private static (string Name, int Version) Split(string text)
    {
        var at = text.LastIndexOfAny(['.', '/', ':']);
        return at > 0 && text.Length > at + 2 && text[at + 1] == 'v'
            && int.TryParse(text.AsSpan(at + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? (text[..at], version)
                : (text, 1);
    }
}
