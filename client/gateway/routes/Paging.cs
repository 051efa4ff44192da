using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RetailActors.Gateway;

/// <summary>Cursors and limits of lists. A cursor is opaque to the caller.</summary>
public static class Paging
{
    private const int Default = 50;
    private const int Max = 200;

    /// <summary>Reads <c>cursor</c> and <c>limit</c> from the query.</summary>
    public static (string? After, int Limit) Read(Call call)
    {
        var limit = Default;
        var asked = call.Http.Request.Query["limit"];
        if (asked.Count > 0 && (!int.TryParse(asked[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit)
            || limit is < 1 or > Max))
        {
            call.Faults.Add("limit", "out-of-range", $"A whole number from 1 to {Max}.");
        }
        var cursor = call.Http.Request.Query["cursor"];
        return (cursor.Count > 0 ? After(call, cursor[0] ?? "") : null, limit);
    }

    /// <summary>The cursor after a row, or null at the end.</summary>
    public static string? Cursor(string? after) =>
        after is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(after));

    private static string? After(Call call, string cursor)
    {
        if (cursor.Length is > 0 and <= 512 && Base64Url.IsValid(cursor))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (PlainText.IsPlain(text))
            {
                return text;
            }
        }
        call.Faults.Add("cursor", "invalid-cursor", "Use the next member of the page before.");
        return null;
    }
}
