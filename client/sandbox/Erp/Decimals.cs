using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Erp;

/// <summary>Decimal numbers in the ERPs' JSON and minor units in their books, digit by digit.</summary>
internal static class Decimals
{
    /// <summary>An amount with as many digits as the currency has.</summary>
    internal static JsonNode Write(long minor, string currency)
    {
        var digits = new Currency(currency).MinorDigits;
        var text = Math.Abs(minor).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var number = digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}";
        return JsonNode.Parse(minor < 0 ? "-" + number : number)!;
    }

    /// <summary>Minor units; 0 when the field is missing, null when it is no amount of the currency.</summary>
    internal static long? Read(JsonObject document, string field, string currency)
    {
        if (!document.TryGetPropertyValue(field, out var node) || node is null)
        {
            return 0;
        }
        if (node.GetValueKind() != JsonValueKind.Number || !new Currency(currency).IsKnown)
        {
            return null;
        }
        var parts = node.ToJsonString().Split('.');
        var digits = new Currency(currency).MinorDigits;
        var fraction = parts.Length == 1 ? "" : parts[1].TrimEnd('0');
        return parts.Length <= 2 && fraction.Length <= digits && long.TryParse(
            parts[0] + fraction.PadRight(digits, '0'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var minor)
                ? minor
                : null;
    }

    /// <summary>A text, or null.</summary>
    internal static string? Text(JsonObject document, string field) =>
        document[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A whole number, 0 when there is none.</summary>
    internal static int Count(JsonObject document, string field) =>
        document[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;

    /// <summary>A day, or null.</summary>
    internal static DateOnly? Day(JsonObject document, string field) => DateOnly.TryParseExact(
        Text(document, field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
