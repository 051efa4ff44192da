using System.Collections.Frozen;
using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>The kebab-case names of an enumeration. <c>Unknown</c> is no name: nobody may send it.</summary>
public static class Names<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> _names =
        Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

    private static readonly FrozenDictionary<string, T> _values = _names
        .Where(p => p.Value != "unknown").ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    /// <summary>All names, for an error message.</summary>
    public static string List { get; } = string.Join(", ", _values.Keys.Order(StringComparer.Ordinal));

    /// <summary>The name of a value.</summary>
    public static string Of(T value) => _names.TryGetValue(value, out var name) ? name : "unknown";

    /// <summary>The value of a name.</summary>
    public static bool TryParse(string name, out T value) => _values.TryGetValue(name, out value);
}
