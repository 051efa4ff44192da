namespace RetailActors.Gateway;

/// <summary>
/// Recognises what looks like a card number: 13 to 19 digits with a right check digit and a first digit that cards of
/// that length have (so that millisecond clocks and most article numbers pass), in one run or in groups of 4 to 6.
/// </summary>
public static class CardNumbers
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <summary>True when one is in this text.</summary>
    public static bool AppearIn(ReadOnlySpan<char> text)
    {
        Span<byte> digits = stackalloc byte[Longest];
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                i++;
                continue;
            }
            var end = i;
            if (Run(text[i..], digits, grouped: false, ref end) || Run(text[i..], digits, grouped: true, ref end))
            {
                return true;
            }
            i += Math.Max(1, end - i);
        }
        return false;
    }

    /// <summary>True when one may be in these bytes. Quick, and sees through no escapes.</summary>
    public static bool MayAppearIn(ReadOnlySpan<byte> utf8)
    {
        var digits = 0;
        foreach (var b in utf8)
        {
            if (b is >= (byte)'0' and <= (byte)'9')
            {
                if (++digits == Shortest)
                {
                    return true;
                }
            }
            else if (b is not ((byte)' ' or (byte)'-'))
            {
                digits = 0;
            }
        }
        return false;
    }

    private static bool Run(ReadOnlySpan<char> text, Span<byte> digits, bool grouped, ref int end)
    {
        var (count, group, at) = (0, 0, 0);
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                if (count < Longest)
                {
                    digits[count] = (byte)(text[at] - '0');
                }
                count++;
                group++;
                continue;
            }
            var separates = grouped && text[at] is ' ' or '-' && group is >= 4 and <= 6
                && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
            if (!separates)
            {
                break;
            }
            group = 0;
        }
        if (!grouped)
        {
            end += at;
        }
        return count is >= Shortest and <= Longest && LooksIssued(digits[..count]) && CheckDigitFits(digits[..count]);
    }

    private static bool LooksIssued(ReadOnlySpan<byte> digits) => digits.Length switch
    {
        13 => digits[0] == 4,
        14 or 15 => digits[0] == 3,
        _ => digits[0] is >= 2 and <= 6,
    };

    private static bool CheckDigitFits(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var doubled = (digits.Length - i) % 2 == 0;
            var value = doubled ? digits[i] * 2 : digits[i];
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }
}
