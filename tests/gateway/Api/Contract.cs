using System.Text.Json;

namespace RetailActors.Tests;

/// <summary>The OpenAPI document as a test reads it.</summary>
public sealed class Contract(JsonElement document)
{
    public sealed record Route(string Path, HttpMethod Method, JsonElement Operation)
    {
        public string Id => Operation.GetProperty("operationId").GetString()!;

        public IEnumerable<JsonElement> Parameters =>
            Operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray() : [];

        public JsonElement? RequestExample => Operation.TryGetProperty("requestBody", out var body)
            ? body.GetProperty("content").GetProperty("application/json").GetProperty("example")
            : null;

        public JsonElement? Answer(int status) =>
            Operation.GetProperty("responses").TryGetProperty($"{status}", out var answer) ? answer : null;
    }

    public IEnumerable<Route> Routes =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select new Route(path.Name, new HttpMethod(method.Name.ToUpperInvariant()), method.Value);

    /// <summary>What is wrong with a value by a schema: type, required and unknown members, names of enumerations.
    /// </summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string at = "$")
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var all = choices.EnumerateArray().Select(c => Faults(value, c, at).ToList()).ToList();
            return all.Exists(f => f.Count == 0) ? [] : all[^1];
        }
        if (schema.TryGetProperty("enum", out var names) && value.ValueKind == JsonValueKind.String
            && !names.EnumerateArray().Any(n => n.ToString() == value.GetString()))
        {
            return [$"{at}: {value} is none of {names}"];
        }
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, schema, at),
            JsonValueKind.Array => value.EnumerateArray().SelectMany(
                (item, i) => Faults(item, schema.GetProperty("items"), $"{at}[{i}]")),
            JsonValueKind.String => Is(schema, "string", at),
            JsonValueKind.Number => Is(schema, "integer", at).Any() ? Is(schema, "number", at) : [],
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                {
                    yield return $"{at}.{name} is missing";
                }
            }
        }
        if (!schema.TryGetProperty("properties", out var properties))
        {
            yield break;
        }
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var inner))
            {
                yield return $"{at}.{member.Name} is not in the schema";
                continue;
            }
            foreach (var fault in Faults(member.Value, inner, $"{at}.{member.Name}"))
            {
                yield return fault;
            }
        }
    }

    private static string[] Is(JsonElement schema, string type, string at)
    {
        if (!schema.TryGetProperty("type", out var said))
        {
            return [];
        }
        var types = said.ValueKind == JsonValueKind.Array
            ? said.EnumerateArray().Select(t => t.GetString())
            : [said.GetString()];
        return types.Contains(type) ? [] : [$"{at}: {type} is not {said}"];
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        }
        return schema;
    }
}
