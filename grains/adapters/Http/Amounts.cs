using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Adapters.Http;

/// <summary>Amounts as the decimal numbers that most systems speak, digit by digit: nothing is ever rounded.</summary>
public static class Amounts
{
    /// <summary>The amount as a JSON number, which keeps its digits when it is written.</summary>
    public static JsonNode Write(Money amount) => JsonNode.Parse(amount.ToDecimal())!;

    /// <summary>
    /// An amount out of a JSON number, or out of a text with one. Null when it is none, has a fraction smaller than
    /// the minor unit, is written with an exponent, or does not fit.
    /// </summary>
    public static Money? Read(JsonNode? node, Currency currency) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => Parse(node.ToJsonString(), currency),
        JsonValueKind.String => Parse(node.GetValue<string>(), currency),
        _ => null,
    };

    /// <summary>An amount out of a text, under the same conditions.</summary>
    public static Money? Parse(string text, Currency currency)
    {
        if (!currency.IsKnown)
        {
            return null;
        }
        var point = text.IndexOf('.');
        var fraction = (point < 0 ? "" : text[(point + 1)..].TrimEnd('0')).PadRight(currency.MinorDigits, '0');
        var whole = point < 0 ? text : text[..point];
        var isNumber = whole.TrimStart('-').Length > 0 && fraction.Length == currency.MinorDigits
            && fraction.All(char.IsAsciiDigit);
        return isNumber && long.TryParse(
            whole + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor)
                ? new Money(minor, currency)
                : null;
    }
}
