using System.Globalization;
using System.Text.RegularExpressions;

namespace RetailActors.Gateway;

/// <summary>Rules for free text and times from outside.</summary>
public static partial class PlainText
{
    private static readonly DateTimeOffset _earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>True without control characters and without marks that turn the direction of text.</summary>
    public static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\uFFFE' or '\uFFFF')
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Reads an RFC 3339 time between 2000 and 2100 into UTC. A time without an offset is refused.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        if (text.Length <= 40 && Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time))
        {
            return time >= _earliest && time < _latest;
        }
        time = default;
        return false;
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
