using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RetailActors.Gateway;

/// <summary>Says in schemas what the serialiser cannot know: the form of ids, names of enumerations, what is required.
/// </summary>
public static class SchemaDocs
{
    private static readonly NullabilityInfoContext _nullability = new();

    /// <summary>For <c>AddSchemaTransformer</c>.</summary>
    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Currency))
        {
            (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^[A-Z]{3}$");
        }
        else if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValue<>)))
        {
            schema.Type = JsonSchemaType.String;
            (schema.Pattern, schema.MaxLength) = ("^[A-Za-z0-9][A-Za-z0-9._:#+@-]*$", Identifier.MaxLength);
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetNames(type).Where(n => n != "Unknown")
                .Select(n => (JsonNode)JsonNamingPolicy.KebabCaseLower.ConvertName(n))];
        }
        else if (type.Assembly == typeof(SchemaDocs).Assembly || type == typeof(Money))
        {
            Describe(schema, type);
        }
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        schema.Required = new HashSet<string>(StringComparer.Ordinal);
        var optional = type.GetConstructors().SelectMany(c => c.GetParameters())
            .Where(p => p.HasDefaultValue).Select(p => p.Name).ToHashSet();
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (!optional.Contains(property.Name) && !IsNullable(property))
            {
                schema.Required.Add(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            }
        }
        if (type.Name.EndsWith("Body", StringComparison.Ordinal) || type == typeof(Money))
        {
            schema.AdditionalPropertiesAllowed = false;
        }
    }

    private static bool IsNullable(PropertyInfo property)
    {
        lock (_nullability)
        {
            return _nullability.Create(property).ReadState == NullabilityState.Nullable;
        }
    }
}
