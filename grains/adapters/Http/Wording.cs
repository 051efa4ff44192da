using System.Text;
using System.Text.RegularExpressions;

namespace RetailActors.Adapters.Http;

/// <summary>Other systems' words, made fit for our records: short, of one line, without what may be personal.</summary>
public static partial class Wording
{
    /// <summary>Longest detail kept, in characters.</summary>
    public const int MaxDetail = 200;

    private const int MaxSlug = 60;

    /// <summary>What another system says, for people: e-mail addresses and long numbers (cards, telephones) left out.
    /// </summary>
    public static string Detail(string? text)
    {
        // Bounded before it is searched: an answer may be half a megabyte long.
        var start = text is null ? "" : text.Length > 4 * MaxDetail ? text[..(4 * MaxDetail)] : text;
        var clean = LongNumber().Replace(Address().Replace(Blanks().Replace(start, " "), "…"), "…").Trim();
        return clean.Length > MaxDetail ? clean[..(MaxDetail - 1)] + "…" : clean;
    }

    /// <summary>A code as a slug: <c>USER_ERROR</c>, <c>UserError</c> and <c>user error</c> are all
    /// <c>user-error</c>. Null when nothing is left.</summary>
    public static string? Slug(string? code)
    {
        var slug = new StringBuilder();
        var lower = false;
        foreach (var c in (code ?? "").Take(4 * MaxSlug))
        {
            if (char.IsAsciiLetterUpper(c) && lower)
            {
                slug.Append('-');
            }
            lower = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }
        var text = slug.ToString(0, Math.Min(slug.Length, MaxSlug)).Trim('-');
        return text.Length == 0 ? null : text;
    }

    [GeneratedRegex(@"\s+|\p{C}+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[^\s@<>""']+@[^\s@<>""']+")]
    private static partial Regex Address();

    [GeneratedRegex(@"\+?\d(?:[ -]?\d){9,}")]
    private static partial Regex LongNumber();
}
