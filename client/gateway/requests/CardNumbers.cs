namespace RetailActors.Gateway;

/// <summary>
/// Recognises what looks like a card number: as many digits as a scheme issues, from a range that it issues, with a
/// right
/// check digit (so that clocks, order numbers and article numbers pass), in one run or in groups of 4 to 6.
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

    /// <summary>
    /// Only the ranges that the card schemes issue, in the lengths that they issue them: a storefront's order numbers
    /// and article numbers are as long, and one in ten of them has a right check digit.
    /// </summary>
    private static bool LooksIssued(ReadOnlySpan<byte> digits)
    {
        var six = 0;
        foreach (var digit in digits[..6])
        {
            six = six * 10 + digit;
        }
        return digits.Length switch
        {
            14 => six is >= 300_000 and < 306_000 or >= 360_000 and < 370_000 or >= 380_000 and < 400_000,
            15 => six is >= 340_000 and < 350_000 or >= 370_000 and < 380_000,
            16 => six is >= 400_000 and < 500_000 or >= 510_000 and < 560_000 or >= 222_100 and < 272_100
                or >= 601_100 and < 601_200 or >= 644_000 and < 660_000 or >= 352_800 and < 359_000
                or >= 620_000 and < 630_000,
            19 => six is >= 400_000 and < 500_000 or >= 620_000 and < 630_000,
            _ => false,
        };
    }

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
