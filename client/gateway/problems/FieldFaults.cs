using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>Collects everything that is wrong with a request, by field, so that it can be mended in one go.</summary>
public sealed class FieldFaults
{
    /// <summary>More than these are not listed: the answer stays small whatever was sent.</summary>
    public const int MaxListed = 100;

    private readonly List<(string Field, string Message)> _faults = [];

    /// <summary>True when something is wrong.</summary>
    public bool Any => _faults.Count > 0;

    /// <summary>Adds one.</summary>
    /// <param name="field">JSON path, such as <c>lines[0].sku</c>.</param>
    /// <param name="code">Stable slug.</param>
    /// <param name="message">For people.</param>
    public void Add(string field, string code, string message)
    {
        if (_faults.Count < MaxListed)
        {
            _faults.Add((CardNumbers.AppearIn(field) ? "(hidden)" : field, $"{code}: {message}"));
        }
    }

    /// <summary>Writes the member <c>errors</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("errors"u8);
        foreach (var group in _faults.GroupBy(f => f.Field, StringComparer.Ordinal))
        {
            json.WriteStartArray(group.Key);
            foreach (var (_, message) in group)
            {
                json.WriteStringValue(message);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
