using System.Globalization;
using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>How times, amounts and names look to people.</summary>
public static class Shown
{
    private const int Thousands = 3;

    /// <summary>An amount in its currency: <c>$43.28</c>, <c>¥1,200</c>, <c>CHF 12.00</c>, <c>−€5.00</c>.</summary>
    public static string Money(Money amount)
    {
        var digits = amount.Currency.IsKnown ? amount.Currency.MinorDigits : 0;
        var text = Int128.Abs(amount.Minor).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var whole = text[..^digits];
        for (var at = whole.Length - Thousands; at > 0; at -= Thousands)
        {
            whole = whole.Insert(at, ",");
        }
        var sum = digits == 0 ? whole : $"{whole}.{text[^digits..]}";
        return (amount.Minor < 0 ? "−" : "") + amount.Currency.Value switch
        {
            "USD" => "$" + sum,
            "EUR" => "€" + sum,
            "GBP" => "£" + sum,
            "JPY" => "¥" + sum,
            "INR" => "₹" + sum,
            var code => $"{code} {sum}",
        };
    }

    /// <summary>A length of time in its two largest units: <c>4 d 3 h</c>, <c>15 min</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 60 } => Pair(age.Minutes, "min", age.Seconds, "s"),
        { TotalHours: < 24 } => Pair(age.Hours, "h", age.Minutes, "min"),
        _ => Pair(age.Days, "d", age.Hours, "h"),
    };

    /// <summary>How long ago, or how far ahead.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var gap = now - at;
        var text = gap.Duration() switch
        {
            { TotalSeconds: < 2 } => "now",
            { TotalSeconds: < 60 } d => $"{(int)d.TotalSeconds} s",
            { TotalMinutes: < 60 } d => $"{(int)d.TotalMinutes} min",
            { TotalHours: < 24 } d => $"{(int)d.TotalHours} h",
            var d => $"{(int)d.TotalDays} d",
        };
        return text == "now" ? text : gap > TimeSpan.Zero ? $"{text} ago" : $"in {text}";
    }

    /// <summary>A time in UTC to the second.</summary>
    public static string Utc(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A number with thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture) + "/s";

    /// <summary>A slug or the name of an enumeration as words: <c>ready-for-pickup</c> is <c>ready for pickup</c>.
    /// </summary>
    public static string Words(string name) =>
        (name.Any(char.IsAsciiLetterUpper) && !name.Contains(' ')
            ? JsonNamingPolicy.KebabCaseLower.ConvertName(name)
            : name).Replace('-', ' ');

    /// <summary>The same, with a capital.</summary>
    public static string Title(string name)
    {
        var words = Words(name).Replace("erp", "ERP", StringComparison.Ordinal)
            .Replace("sla ", "SLA ", StringComparison.Ordinal);
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>Kebab-case name of a value.</summary>
    public static string Name<T>(T value) where T : struct, Enum => Names<T>.Of(value);

    /// <summary>How good a status is: <c>good</c>, <c>busy</c>, <c>bad</c> or <c>plain</c>.</summary>
    public static string Tone(string status) => status switch
    {
        "accepted" or "completed" or "closed" or "posted" or "captured" or "matched" or "reconciled" or "resolved"
            or "refunded" or "active" or "done" or "authorised" or "full" or "tolerated" => "good",
        "rejected" or "declined" or "failed" or "dead-letter" or "dead-lettered" or "mismatched" or "unexpected"
            or "open-circuit" or "expired" or "missing" or "conflicted" or "refused" or "exception" => "bad",
        "cancelled" or "waived" or "written-off" or "void" or "voided" or "cleared" or "none" or "isolated"
            or "inactive" => "plain",
        _ => "busy",
    };

    private static string Pair(int large, string unit, int small, string smaller) =>
        small == 0 ? $"{large} {unit}" : $"{large} {unit} {small} {smaller}";
}
