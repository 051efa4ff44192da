namespace RetailActors.Sandbox;

/// <summary>Recognises card numbers, so that they are turned away and never kept.</summary>
internal static class CardNumber
{
    /// <summary>True for 13 to 19 digits, blanks and hyphens between them, with a valid check digit.</summary>
    internal static bool LooksLike(string? text)
    {
        if (text is null || text.Length < 13)
        {
            return false;
        }
        var digits = 0;
        var sum = 0;
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
            var digit = text[i] - '0';
            var weighed = digits % 2 == 0 ? digit : digit * 2;
            sum += weighed > 9 ? weighed - 9 : weighed;
            digits++;
        }
        return digits is >= 13 and <= 19 && sum % 10 == 0;
    }
}
