using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RetailActors.Orders;

namespace RetailActors.Tests.Orders;

/// <summary>States and calls as text, for comparisons and for printing a failure.</summary>
internal static class OrderJsonText
{
    private static readonly JsonSerializerOptions _options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithKindOfCall } },
    };

    public static string Of(object value) => JsonSerializer.Serialize(value, _options);

    private static void WithKindOfCall(JsonTypeInfo info)
    {
        if (info.Type != typeof(OrderCall))
            return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var type in typeof(OrderCall).GetNestedTypes())
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, type.Name));
    }
}
