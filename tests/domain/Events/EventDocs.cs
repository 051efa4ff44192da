using System.Text.Json;
using NJsonSchema;
using RetailActors.Events;
using RetailActors.Tests.House;

namespace RetailActors.Tests.Events;

/// <summary>The documents of the event types, and whether an event agrees with them.</summary>
public static class EventDocs
{
    private const string Folder = "docs/events";

    public static string Schema(string type) => RepositoryTree.Read($"{Folder}/{type}.schema.json");

    public static string Sample(EventType type) => RepositoryTree.Read($"{Folder}/{type.Name}.sample.json");

    public static IEnumerable<string> TypesWith(string ending) => RepositoryTree.Paths
        .Where(p => p.StartsWith($"{Folder}/", StringComparison.Ordinal)
            && p.EndsWith(ending, StringComparison.Ordinal))
        .Select(p => p[(Folder.Length + 1)..^ending.Length]);

    /// <summary>Everything that is wrong with an event: the envelope, the data, fields that no schema describes.
    /// </summary>
    public static async Task<IReadOnlyList<string>> Faults(string cloudEvent)
    {
        using var document = JsonDocument.Parse(cloudEvent);
        var type = document.RootElement.GetProperty("type").GetString()!;
        var data = document.RootElement.GetProperty("data");
        var envelope = await JsonSchema.FromJsonAsync(Schema("envelope"));
        var schema = await JsonSchema.FromJsonAsync(Schema(type));
        using var described = JsonDocument.Parse(Schema(type));
        return
        [
            .. envelope.Validate(cloudEvent).Select(e => $"{type}: envelope {e}"),
            .. schema.Validate(data.GetRawText()).Select(e => $"{type}: {e}"),
            .. Undescribed(described.RootElement, data, type),
        ];
    }

    /// <summary>Every field of a schema: where it is, its type, and whether it has to be there.</summary>
    public static IEnumerable<string> Fields(string type)
    {
        using var schema = JsonDocument.Parse(Schema(type));
        return [.. Fields(schema.RootElement, type)];
    }

    private static IEnumerable<string> Fields(JsonElement schema, string at)
    {
        if (schema.TryGetProperty("items", out var items))
        {
            return Fields(items, at + "[]");
        }
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }
        var required = schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()).ToHashSet();
        return properties.EnumerateObject().SelectMany(p => Fields(p.Value, $"{at}.{p.Name}").Prepend(
            $"{at}.{p.Name} {p.Value.GetProperty("type").GetString()} "
            + (required.Contains(p.Name) ? "required" : "optional")));
    }

    private static IEnumerable<string> Undescribed(JsonElement schema, JsonElement value, string at) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray()
                .SelectMany(item => Undescribed(schema.GetProperty("items"), item, at + "[]")),
            JsonValueKind.Object => value.EnumerateObject().SelectMany(p =>
                schema.GetProperty("properties").TryGetProperty(p.Name, out var described)
                    ? Undescribed(described, p.Value, $"{at}.{p.Name}")
                    : [$"{at}.{p.Name} is in no schema"]),
            _ => [],
        };
}
