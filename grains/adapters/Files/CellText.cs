using System.Globalization;
using RetailActors.Settlement;

namespace RetailActors.Adapters.Files;

/// <summary>Reads single values of a report. Strict: what is not exactly a number or a time makes a bad row.</summary>
internal static class CellText
{
    /// <summary>Longest text that is taken in.</summary>
    public const int MaxLength = 1_024;

    /// <summary>A decimal number of a currency as minor units, without a detour over floating point.</summary>
    public static long Minor(string text, Currency currency, string column)
    {
        if (text.Length == 0)
        {
            return 0;
        }
        var scaled = Scaled(text, currency.MinorDigits, column);
        return Math.Abs(scaled) <= Money.MaxMinor ? scaled : throw new RowException($"{column} is too large");
    }

    /// <summary>A rate in billionths; an empty cell is none.</summary>
    public static ExchangeRate Rate(string text, string column) =>
        new(text.Length == 0 ? 0 : Scaled(text, 9, column));

    /// <summary>A known currency.</summary>
    public static Currency Currency(string text, string column)
    {
        var currency = new Currency(text.ToUpperInvariant());
        return currency.IsKnown ? currency : throw new RowException($"{column} is no currency that we know");
    }

    /// <summary>A time of a report in UTC.</summary>
    public static DateTimeOffset Time(string text, string zone, string column)
    {
        string[] formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"];
        if (!DateTime.TryParseExact(
            text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            throw new RowException($"{column} is no time");
        }
        return new DateTimeOffset(local, Offset(zone)).ToUniversalTime();
    }

    /// <summary>Text within its bound, without control characters, and no card number.</summary>
    public static string Plain(string text, string column)
    {
        if (text.Length > MaxLength || text.Any(char.IsControl))
        {
            throw new RowException($"{column} is too long or has control characters");
        }
        return LooksLikeCard(text) ? throw new RowException($"{column} looks like a card number") : text;
    }

    /// <summary>An e-mail address may be in the text: it is of no use for a settlement and not kept.</summary>
    public static bool HasAddress(string text) =>
        text.IndexOf('@') is var at and > 0 && text.IndexOf('.', at) > at;

    private static long Scaled(string text, int digits, string column)
    {
        var number = text.AsSpan(text[0] == '-' ? 1 : 0);
        var dot = number.IndexOf('.');
        var whole = dot < 0 ? number : number[..dot];
        var part = dot < 0 ? default : number[(dot + 1)..].TrimEnd('0');
        Span<char> all = stackalloc char[28];
        if (whole.Length is 0 or > 16 || part.Length > digits
            || whole.ContainsAnyExceptInRange('0', '9') || part.ContainsAnyExceptInRange('0', '9'))
        {
            throw new RowException($"{column} is no amount");
        }
        whole.CopyTo(all);
        part.CopyTo(all[whole.Length..]);
        all[(whole.Length + part.Length)..(whole.Length + digits)].Fill('0');
        return long.TryParse(all[..(whole.Length + digits)], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? text[0] == '-' ? -n : n
            : throw new RowException($"{column} is too large");
    }

    private static TimeSpan Offset(string zone) => zone switch
    {
        "UTC" or "GMT" or "" => TimeSpan.Zero,
        "CET" or "BST" => TimeSpan.FromHours(1),
        "CEST" or "EET" => TimeSpan.FromHours(2),
        "EST" or "CDT" => TimeSpan.FromHours(-5),
        "EDT" => TimeSpan.FromHours(-4),
        "CST" or "MDT" => TimeSpan.FromHours(-6),
        "MST" or "PDT" => TimeSpan.FromHours(-7),
        "PST" => TimeSpan.FromHours(-8),
        "JST" => TimeSpan.FromHours(9),
        "AEST" => TimeSpan.FromHours(10),
        _ => throw new RowException("the time zone is not known"),
    };

    private static bool LooksLikeCard(string text)
    {
        if (text.Length is < 13 or > 23)
        {
            return false;
        }
        var (digits, sum) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is ' ' or '-')
            {
                continue;
            }
            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }
            var digit = (text[i] - '0') * (digits++ % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return digits is >= 13 and <= 19 && sum % 10 == 0;
    }
}
